"""Where does a private key begin and end? Its whole block is taken out, also when its end is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.redaction.hits import Hit

KEYWORDS = "private(?: |\\+|%20)key|putty-user-key"
KIND = "secret:private-key"

_SPACE = r"(?: |\+|%20)"
BEGIN = re.compile(
    rf"-{{2,}}\s?BEGIN{_SPACE}(?:[A-Z0-9]+{_SPACE}){{0,4}}PRIVATE{_SPACE}KEY(?:{_SPACE}BLOCK)?\s?-{{2,}}"
    rf"|PuTTY-User-Key-File-\d:",
    re.IGNORECASE,
)
END = re.compile(
    rf"-{{2,}}\s?END{_SPACE}(?:[A-Z0-9]+{_SPACE}){{0,4}}PRIVATE{_SPACE}KEY(?:{_SPACE}BLOCK)?\s?-{{2,}}"
    rf"|Private-MAC: [0-9a-f]+",
    re.IGNORECASE,
)

_GAP = r"(?:\s|\\+[nrt]|[\"',>|]|<br>|%0[AaDd])"
_LINE = r"(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{1,15}={1,2}|[A-Za-z0-9+/]*[0-9+/][A-Za-z0-9+/]*={0,2})"
_HEADER = r"(?:Proc-Type|DEK-Info|Comment|Version|Encryption|Public-Lines|Private-Lines):[^\n\\]{0,100}"
_BODY = re.compile(rf"(?:{_GAP}{{1,8}}+(?:{_HEADER}|{_LINE}(?=$|[^A-Za-z0-9+/=])))*+")

_INNER = re.compile(rf"(?:(?:{_HEADER}|{_LINE}|\\+[nr])\s*)+|[A-Za-z0-9+/]+={{0,2}}")


def private_keys(text: str) -> Iterator[Hit]:
    """Find the blocks of private keys; a block without an end goes as far as lines of base64 do."""
    ends = [found.end() for found in END.finditer(text)]
    place, reached = 0, 0
    begins = [found.span() for found in BEGIN.finditer(text)]
    for number, (start, after) in enumerate(begins):
        if start < reached:
            continue
        while place < len(ends) and ends[place] <= after:
            place += 1
        following = begins[number + 1][0] if number + 1 < len(begins) else len(text)
        reached = ends[place] if place < len(ends) and ends[place] <= following else _unended(text, after, following)
        yield Hit(start, reached, KIND, text[start:reached])


def _unended(text: str, after: int, until: int) -> int:
    found = _BODY.match(text, after, until)
    return found.end() if found else after


def is_of_a_key(line: str) -> bool:
    """Say whether a line may stand between the beginning of a private key and its end: base64, a header, or nothing."""
    bare = line.strip(" \t\r\n>|\"',")
    return not bare or _INNER.fullmatch(bare) is not None
