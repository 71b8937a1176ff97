"""What looks like a secret or like somebody's number, and is neither?"""

from __future__ import annotations

import base64
import string
import uuid
from collections.abc import Callable, Mapping
from random import Random

from tests.redaction.personal_values import digits, luhn, my_number_check
from tests.redaction.secret_values import ALNUM, BASE32, BASE64, HEX, Maker, draw, pem, whole

CAPITALS = string.ascii_uppercase + string.digits


def _wrong(last: str, random: Random) -> str:
    return str((int(last) + random.randrange(1, 10)) % 10)


def _no_card(mark: str) -> Callable[[Random], str]:
    def made(random: Random) -> str:
        number = "4" + digits(random, 14)
        number += _wrong(luhn(number), random)
        return mark.join(number[place : place + 4] for place in (0, 4, 8, 12))

    return made


def _no_my_number(mark: str) -> Callable[[Random], str]:
    def made(random: Random) -> str:
        number = digits(random, 11)
        number += _wrong(my_number_check(number), random)
        return mark.join(number[place : place + 4] for place in (0, 4, 8))

    return made


def _uuid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _account(random: Random) -> str:
    """Twelve digits that are no My Number, as eleven of twelve account ids aren't."""
    return _no_my_number("")(random)


MAKERS: Mapping[str, Maker] = {
    "sha": whole(lambda random: draw(random, HEX, 40)),
    "sha-short": whole(lambda random: draw(random, HEX, 7)),
    "hex16": whole(lambda random: draw(random, HEX, 16)),
    "hex32": whole(lambda random: draw(random, HEX, 32)),
    "digest": whole(lambda random: "sha256:" + draw(random, HEX, 64)),
    "integrity": whole(lambda random: "sha512-" + base64.b64encode(random.randbytes(64)).decode()),
    "go-sum": whole(lambda random: "h1:" + base64.b64encode(random.randbytes(32)).decode()),
    "xray": whole(lambda random: f"1-6925{draw(random, HEX, 4)}-{draw(random, HEX, 24)}"),
    "uuid": whole(_uuid),
    "account": whole(_account),
    "slack-ts": whole(lambda random: f"17639{digits(random, 5)}.{digits(random, 6)}"),
    "slack-user": whole(lambda random: "U0" + draw(random, CAPITALS, 9)),
    "slack-channel": whole(lambda random: "C0" + draw(random, CAPITALS, 9)),
    "instance": whole(lambda random: "i-0" + draw(random, HEX, 16)),
    "role-id": whole(lambda random: "AR" + "OA" + draw(random, BASE32, 17)),
    "distribution": whole(lambda random: "E" + draw(random, CAPITALS, 13)),
    "etag": whole(lambda random: draw(random, HEX, 32)),
    "epoch-ms": whole(lambda random: "17639" + digits(random, 8)),
    "no-card": whole(_no_card("")),
    "no-card-spaced": whole(_no_card(" ")),
    "no-my-number": whole(_no_my_number("")),
    "no-my-number-spaced": whole(_no_my_number(" ")),
    "certificate": pem("CERTIFICATE"),
    "public-key": pem("PUBLIC KEY"),
    "ssh-public-key": whole(lambda random: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{draw(random, BASE64, 43)}"),
    "icon": whole(lambda random: "data:image/png;base64,iVBORw0KGgo" + draw(random, BASE64, 120) + "="),
    "request": whole(lambda random: draw(random, ALNUM, 15) + "="),
    "host-id": whole(lambda random: base64.b64encode(random.randbytes(56)).decode()),
}
