"""What do addresses, numbers and sessions of people look like that belong to nobody in particular?

Telephone numbers follow the numbering plans (mobile 070/080/090, area codes, 0120, 0800, 0570, 050; North America, Britain,
Germany, France, Korea). Cards end in Luhn's digit (ISO/IEC 7812-1), My Numbers in the check digit of the ordinance of 2014
(総務省令第85号, article 5). The test computes both again by another way.
"""

from __future__ import annotations

import ipaddress
import string
import uuid
from collections.abc import Callable, Mapping
from random import Random

from tests.redaction.secret_values import Maker, whole

FIRST = (
    "haruka",
    "kenji",
    "m.sato",
    "yuki_tanaka",
    "o.nakamura",
    "priya",
    "jan-peter",
    "maria.lopez",
    "r.oconnor",
    "sre+oncall",
)
DOMAINS = ("example.com", "example.co.jp", "mail.example.org", "corp.example.net", "example.jp")


def luhn(digits: str) -> str:
    """Return the digit that makes a card's number valid after these."""
    doubled = [int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits))]
    return str(-sum(one // 10 + one % 10 for one in doubled) % 10)


def my_number_check(digits: str) -> str:
    """Return the twelfth digit of a My Number after its eleven."""
    rest = sum(int(one) * (n + 1 if n <= 6 else n - 5) for n, one in enumerate(reversed(digits), start=1)) % 11
    return str(0 if rest <= 1 else 11 - rest)


def digits(random: Random, length: int) -> str:
    """So many digits, of which the first is no zero."""
    return random.choice("123456789") + "".join(random.choices(string.digits, k=length - 1))


def pattern(*forms: str) -> Callable[[Random], str]:
    """One of some forms, in which `N` is a digit from 2 to 9 and `X` any digit."""

    def made(random: Random) -> str:
        form = random.choice(forms)
        return "".join(
            {"N": random.choice("23456789"), "X": random.choice(string.digits)}.get(one, one) for one in form
        )

    return made


def _email(random: Random) -> str:
    return f"{random.choice(FIRST)}@{random.choice(DOMAINS)}"


def _public(random: Random) -> str:
    """Draw an IPv4 address of the open internet that is easily told from a version."""
    while True:
        address = ipaddress.IPv4Address(random.getrandbits(32))
        if address.is_global and not address.is_multicast and int(address) >> 24 > 20:
            return str(address)


def _card(prefix: Callable[[Random], str], length: int, groups: tuple[int, ...]) -> Callable[[str], Maker]:
    def parted(mark: str) -> Maker:
        def made(random: Random) -> str:
            start = prefix(random)
            number = start + "".join(random.choices(string.digits, k=length - 1 - len(start)))
            number += luhn(number)
            ends = [sum(groups[: place + 1]) for place in range(len(groups))]
            return mark.join(number[end - size : end] for end, size in zip(ends, groups, strict=True))

        return whole(made)

    return parted


def _my_number(mark: str) -> Maker:
    def made(random: Random) -> str:
        number = digits(random, 11)
        number += my_number_check(number)
        return mark.join(number[place : place + 4] for place in (0, 4, 8))

    return whole(made)


def _uuid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


_VISA = _card(pattern("4XX"), 16, (4, 4, 4, 4))
_MASTER = _card(pattern("51X", "52X", "53X", "54X", "55X"), 16, (4, 4, 4, 4))
_JCB = _card(pattern("353X", "356X", "358X"), 16, (4, 4, 4, 4))
_AMEX = _card(pattern("34X", "37X"), 15, (4, 6, 5))
_DINERS = _card(pattern("36X"), 14, (4, 6, 4))
_DISCOVER = _card(pattern("6011"), 16, (4, 4, 4, 4))

PHONES: Mapping[str, Maker] = {
    "mobile": whole(pattern("090-NXXX-XXXX", "080-NXXX-XXXX", "070-NXXX-XXXX")),
    "mobile-plain": whole(pattern("090NXXXXXXX", "080NXXXXXXX")),
    "mobile-spaced": whole(pattern("090 NXXX XXXX", "080 NXXX XXXX")),
    "mobile-brackets": whole(pattern("090(NXXX)XXXX", "080(NXXX)XXXX")),
    "mobile-abroad": whole(pattern("+81 90-NXXX-XXXX", "+81 80-NXXX-XXXX")),
    "mobile-abroad-plain": whole(pattern("+8190NXXXXXXX", "+8180NXXXXXXX")),
    "landline": whole(pattern("03-3NXX-XXXX", "06-6NXX-XXXX", "045-2XX-XXXX", "052-2XX-XXXX")),
    "landline-plain": whole(pattern("033NXXXXXX", "066NXXXXXX")),
    "landline-brackets": whole(pattern("03(3NXX)XXXX", "06(6NXX)XXXX")),
    "landline-area": whole(pattern("(03) 3NXX-XXXX", "(06) 6NXX-XXXX")),
    "landline-abroad": whole(pattern("+81-3-3NXX-XXXX", "+81-6-6NXX-XXXX")),
    "toll-free": whole(pattern("0120-NXX-XXX")),
    "toll-free-long": whole(pattern("0800-1XX-XXXX")),
    "navigation": whole(pattern("0570-0NX-XXX")),
    "internet-phone": whole(pattern("050-3NXX-XXXX")),
    "us": whole(pattern("(415) 5NX-XXXX", "(212) 6NX-XXXX", "(206) 7NX-XXXX")),
    "us-dashed": whole(pattern("415-5NX-XXXX", "212-6NX-XXXX")),
    "us-abroad": whole(pattern("+1 415 5NX XXXX", "+1-212-6NX-XXXX", "+1 (206) 7NX-XXXX")),
    "us-plain": whole(pattern("+14155NXXXXX", "+12126NXXXXX")),
    "us-dotted": whole(pattern("415.5NX.XXXX", "212.6NX.XXXX")),
    "britain": whole(pattern("+44 20 7946 0XXX", "+44 7400 1XXXXX")),
    "germany": whole(pattern("+49 30 2NXXXXXX", "+49 151 2NXXXXXX")),
    "france": whole(pattern("+33 6 1X XX XX XX")),
    "korea": whole(pattern("+82 10-NXXX-XXXX")),
}

MAKERS: Mapping[str, Maker] = {
    **PHONES,
    "email": whole(_email),
    "ip": whole(_public),
    "private-ip": whole(pattern("10.X.1X.1XX", "192.168.X.1XX", "172.16.X.2X")),
    "ip6": whole(lambda random: str(ipaddress.IPv6Address((0x2001_0DB8 << 96) | random.getrandbits(96)))),
    "ip6-short": whole(lambda random: f"2001:db8:{random.randrange(256, 65536):x}::{random.randrange(16, 65536):x}"),
    "ip6-link": whole(lambda random: str(ipaddress.IPv6Address((0xFE80 << 112) | random.getrandbits(64)))),
    "ip6-mapped": whole(lambda random: "::ffff:" + _public(random)),
    "visa": _VISA(""),
    "visa-spaced": _VISA(" "),
    "visa-dashed": _VISA("-"),
    "master": _MASTER(""),
    "master-spaced": _MASTER(" "),
    "master-dashed": _MASTER("-"),
    "jcb": _JCB(""),
    "jcb-spaced": _JCB(" "),
    "amex": _AMEX(""),
    "amex-spaced": _AMEX(" "),
    "diners-spaced": _DINERS(" "),
    "discover-dashed": _DISCOVER("-"),
    "my-number": _my_number(""),
    "my-number-spaced": _my_number(" "),
    "my-number-dashed": _my_number("-"),
    "session": whole(_uuid),
}
