"""Which rows of digits are payment cards and individual numbers?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.redaction.edges import joins_after, joins_before
from bot.adapters.redaction.hits import Hit
from bot.adapters.redaction.numbers import is_card, is_my_number
from bot.adapters.redaction.rules import Pattern

KEYWORDS = r"[0-9]{4}[ .-]{0,2}[0-9]{4}[ .-]{0,2}[0-9]{4}|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}|[0-9]{12}"

_ROW = Pattern(r"[0-9]{4,19}(?:[ .\x80-]{1,2}[0-9]{2,7}){0,5}")
_GROUPS = re.compile(r"\d{4}([ -])\d{4}\1\d{4}$")
_MINE = re.compile(
    r"(?:マイナンバー|個人番号|my[ _-]?number|mynumber|individual[ _-]?number)[^\n]{0,24}$", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"(?:account|acct|アカウント|arn:|aws|owner|tenant|principal|registry|ecr|:|/|id[\s\"'=]*|count|total|bytes|size"
    r"|offset|seq|version|build)[^\n\d]{0,24}$",
    re.IGNORECASE,
)


def people(text: str, data: bytes) -> Iterator[Hit]:
    """Find cards, and My Numbers; a bare row of twelve digits is an AWS account's where something says so."""
    for found in _ROW.finditer(data):
        start, end = found.span()
        told = text[start:end]
        if (
            joins_before(text, start, "_.-#@/")
            or text[start - 1 : start] in set("$+#@")
            or joins_after(text, end, "_.-:@/")
        ):
            continue
        digits = "".join(filter(str.isdigit, told)) if told.isascii() else ""
        if is_card(digits):
            yield Hit(start, end, "personal:card", digits)
        elif is_my_number(digits) and _is_persons(text, start, end, told):
            yield Hit(start, end, "personal:my-number", digits)


def _is_persons(text: str, start: int, end: int, told: str) -> bool:
    before, after = text[max(0, start - 48) : start], text[end : end + 16].lower()
    if _MINE.search(before):
        return True
    if _ACCOUNT.search(before) or "account" in after or "アカウント" in after:
        return False
    return _GROUPS.match(told) is not None or told.isdigit()
