"""Which rows of digits are telephone numbers?

phonenumbers (Google's numbering plans) decides; it takes 100 µs for a text, so it is asked only for what looks like
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.adapters.redaction.edges import joins_after, joins_before
from bot.adapters.redaction.hits import Hit
from bot.adapters.redaction.rules import Pattern

KEYWORDS = r"[0-9][0-9()\[\] \x80./-]{5,22}[0-9]"
_HOME = "JP"

_CANDIDATE = Pattern(r"(?:\+|\b00|%2[Bb])?[ ]?[(\[]?[0-9][0-9]{0,13}(?:[ \t\x80./()\[\]-]{1,3}[0-9]{1,13}){0,7}")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)\d\d")
_NAMED = re.compile(
    r"(?:tel|phone|mobile|cell|fax|call|dial|sms|whatsapp|ext|reach|電話|携帯|番号|連絡先|ファックス|直通|内線|☎|📞)[^\d\n]{0,20}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:tel|fax|phone|mobile|cell|t|f|m|電話)[:.-]?\Z", re.IGNORECASE)
_UNITS = frozenset("#$¥€£")
_OTHER = re.compile(r"(?:ticket|issue|order|invoice|case|job|build|run|seq|offset|id)[\s:=\"'#]{0,3}$", re.IGNORECASE)
_INTERNATIONAL = ("+", "00", "%2")
_AMERICAN = re.compile(r"(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}$")
_GROUPED = re.compile(r"\(?0\d{1,4}\)?[ .\-()ー]{1,2}\d{1,4}[ .\-()ー]{1,2}\d{3,4}$")
_WHOLE = re.compile(r"0\d{9,10}$")
_LEAST, _MOST = 7, 15


def telephones(data: bytes, text: str) -> Iterator[Hit]:
    """Find Japanese numbers as they are written at home, and others in international form or after a word for them."""
    for found in _CANDIDATE.finditer(data):
        start, end = found.span()
        told = text[start:end]
        if not all(one.isascii() or one in "ー‐~〜・" for one in told):
            yield from _parts(text, start, end)
        else:
            yield from _one(text, start, end)


def _parts(text: str, start: int, end: int) -> Iterator[Hit]:
    """Read on both sides of letters that join no digits."""
    for piece in re.finditer(r"[\x00-\x7fー‐〜・]+", text[start:end]):
        yield from _one(text, start + piece.start(), start + piece.end())


def _one(text: str, start: int, end: int, *, is_part: bool = False) -> Iterator[Hit]:
    told = text[start:end]
    while told and not (told[0].isdigit() or told[0] in "+(%["):
        told, start = told[1:], start + 1
    if told.startswith(("(", "[")) and not any(one in told for one in ")]"):
        told, start = told[1:], start + 1
    told = told.rstrip()
    while told and not told[-1].isdigit():
        told = told[:-1]
    digits = sum(one.isdigit() for one in told)
    before = text[max(0, start - 32) : start]
    is_named = _NAMED.search(before) is not None
    if digits > _MOST and (" " in told or "/" in told):
        yield from _split(text, start, told)
        return
    if (
        not _LEAST <= digits <= _MOST
        or (not is_part and _is_inside(text, start, start + len(told)))
        or (_DATE.match(told) and not is_named)
    ):
        return
    if _WHOLE.match(told) and _OTHER.search(before):
        return
    number = _number(told.replace("ー", "-"), is_named=is_named)
    if number is not None:
        yield Hit(start, start + len(told), "personal:phone", number)


def _split(text: str, start: int, told: str) -> Iterator[Hit]:
    """Read two numbers with a space between them one by one."""
    for piece in re.finditer(r"\+?[^\s/]+(?: [^\s+0/][^\s/]*)*", told):
        if len(piece[0]) < len(told):
            yield from _one(text, start + piece.start(), start + piece.end(), is_part=True)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Say whether it is a part of something longer: a hash, a path, an ARN, a decimal number."""
    if text[start - 1 : start] in _UNITS:
        return True
    if joins_before(text, start, "_.-/:@") and not _LABEL.search(text[max(0, start - 8) : start]):
        return True
    return joins_after(text, end, "_-.:/%")


def _number(told: str, *, is_named: bool) -> str | None:
    is_international = told.startswith(_INTERNATIONAL) or told.startswith("(+")
    if is_international:
        return _valid(told.replace("%2B", "+").replace("%2b", "+"), _HOME)
    bare = told.lstrip("([")
    if bare.startswith("0") and (_GROUPED.match(told) or _WHOLE.match(told) or is_named):
        return _valid(told, _HOME)
    if _AMERICAN.match(told) and ("(" in told or "-" in told or "." in told or is_named):
        return _valid(told, "US")
    if is_named:
        return _valid(told, _HOME) or _valid(told, "US") or _valid("+" + told, _HOME)
    return None


def _valid(told: str, region: str) -> str | None:
    if told.startswith("00") and not told.startswith("00 "):
        told = "+" + told.removeprefix("010" if told.startswith("010") else "00")
    try:
        number = phonenumbers.parse(told, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
