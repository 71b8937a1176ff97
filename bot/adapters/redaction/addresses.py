"""Which addresses of mail and of machines stand in a text?"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from bot.adapters.redaction.edges import joins_after, joins_before
from bot.adapters.redaction.hits import Hit
from bot.adapters.redaction.rules import Pattern

MAIL_KEYWORDS = r"@|%40|[(\[{<]\s?at\s?[)\]}>]"
IPV4_KEYWORDS = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
IPV6_KEYWORDS = r"[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]"

_MAIL = Pattern(
    r"(?:\x22[^\x22\s\\@]{1,64}(?: [^\x22\s\\@]{1,64})?\x22|[A-Za-z0-9!#$&'*+/=?^_{|}~.-]+)(@|%40"
    r"|\s?[(\[{]\s?(?i:at|@)\s?[)\]}]\s?)"
    r"((?:(?:[A-Za-z0-9\x80-](?:[A-Za-z0-9_\x80-])*)(?:\.|\s?[(\[{]\s?(?i:dot)\s?[)\]}]\s?))+(?:[A-Za-z]{2,24}"
    r"|xn--[A-Za-z0-9-]{2,40})|\[[0-9a-fA-F.:IPv]{7,45}\])"
)
_VERSION = re.compile(r"v?\d+\.\d+")
_NO_LOCAL = re.compile(r"^.*[=/({|'&?#]")
_USER = re.compile(r"(?:://|%3A%2F%2F)[^\s/?&=]*\Z", re.IGNORECASE)
_MACHINES = (
    ".internal",
    ".local",
    ".localdomain",
    ".compute.amazonaws.com",
    ".amazonaws.com",
    ".sock",
    ".service",
    ".socket",
    ".timer",
)
_FILES = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "css",
        "js",
        "json",
        "yaml",
        "yml",
        "py",
        "log",
        "txt",
        "md",
        "sh",
        "zip",
        "gz",
        "tar",
        "scope",
        "target",
        "slice",
        "mount",
    ]
)


def mail(data: bytes, text: str) -> Iterator[Hit]:
    """Find addresses of mail; remotes of git, packages with versions and machines have an @ too, and aren't any."""
    for found in _MAIL.finditer(_parted(data, text)):
        start, end = found.span()
        local = text[start : found.start(1)]
        cut = _NO_LOCAL.match(local)
        if cut and not local.startswith('"'):
            start += cut.end()
            local = local[cut.end() :]
        stripped = local.lstrip(".-!$*+^~}")
        start += len(local) - len(stripped)
        domain = text[found.start(2) : end].lower()
        follows = text[end : end + 2]
        if not stripped or _VERSION.match(domain) or domain.endswith(_MACHINES) or domain.rpartition(".")[2] in _FILES:
            continue
        if stripped.lower() == "git" or (
            follows.startswith(":") and follows[1:2].isalpha() and text[max(0, start - 4) : start].isspace()
        ):
            continue
        if _USER.search(text[max(0, start - 80) : start]):
            continue
        yield Hit(start, end, "personal:email", f"{stripped}@{domain}".lower())


def _parted(data: bytes, text: str) -> bytes:
    """Part what Japanese punctuation parts: to the patterns it is a letter like any other that isn't ASCII."""
    if _PUNCTUATION.isdisjoint(text):
        return data
    return bytes(_SPACE if letter in _PUNCTUATION else byte for letter, byte in zip(text, data, strict=True))


_PUNCTUATION = frozenset("、。・「」『』【】〈〉《》〔〕…〜")
_SPACE = ord(" ")

_IPV4 = Pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_IPV6 = Pattern(
    r"[0-9A-Fa-f:]*:[0-9A-Fa-f]*:[0-9A-Fa-f:]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?(?:%[A-Za-z0-9_.~-]{1,15})?"
)
_VERSION_BEFORE = re.compile(
    r"(?:version|ver|release|build|revision|rev|バージョン|リリース|v|engine|firmware|chrome|[a-z]/)[\s:=\"'v.-]{0,3}$",
    re.IGNORECASE,
)
_MASK = re.compile(r"/(\d{1,3})(?!\d)")


def machines(data: bytes, text: str, *, four: bool, six: bool) -> Iterator[Hit]:
    """Find IP addresses, with their zone and within URLs.

    Networks, versions, and addresses of this machine or of its link are nobody's.
    """
    if six:
        yield from _six(data, text)
    if four:
        yield from _four(data, text)


def _four(data: bytes, text: str) -> Iterator[Hit]:
    for found in _IPV4.finditer(data):
        start, end = found.span()
        if joins_before(text, start, "._-") or joins_after(text, end, "._-+"):
            continue
        if _VERSION_BEFORE.search(text[max(0, start - 14) : start]):
            continue
        if "version" in text[end : end + 28].lower():
            continue
        try:
            address = ipaddress.IPv4Address(text[start:end])
        except ValueError:
            continue
        mask = _MASK.match(text, end)
        if _is_somebodys(address) and not (mask and _is_network(address, int(mask[1]))):
            yield Hit(start, end, "personal:ip", str(address))


def _six(data: bytes, text: str) -> Iterator[Hit]:
    for found in _IPV6.finditer(data):
        start, end = found.span()
        if joins_before(text, start, "_.-") or joins_after(text, end, ""):
            continue
        told = text[start:end]
        if told.endswith(":") and not told.endswith("::"):
            told = told[:-1]
        if told.startswith(":") and not told.startswith("::"):  # the colon of a label
            start, told = start + 1, told[1:]
        bare, _, zone = told.partition("%")
        try:
            address = ipaddress.IPv6Address(bare)
        except ValueError:
            continue
        mask = _MASK.match(text, start + len(told))
        if (
            any(one.isdigit() for one in bare)
            and _is_somebodys(address)
            and not (mask and _is_network(address, int(mask[1])))
        ):
            yield Hit(start, start + len(told), "personal:ip", f"{address}%{zone}")


def _is_somebodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not (
            address.is_loopback
            or address.is_unspecified
            or address.is_link_local
            or address.is_multicast
            or int(address) >> 24 in {0, 255}
        )
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def _is_network(address: ipaddress.IPv4Address | ipaddress.IPv6Address, bits: int) -> bool:
    """Say whether it stands for a whole network: nothing is left behind its mask."""
    rest = address.max_prefixlen - bits
    return rest > 0 and int(address) & ((1 << rest) - 1) == 0
