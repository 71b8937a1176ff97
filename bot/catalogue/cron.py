"""Is this a cron line that means the same to everybody?

What is let through is a subset of what APScheduler's `CronTrigger.from_crontab` takes, without its traps: it counts
Monday as 0 where cron counts Sunday, and it wants both day fields to hold where cron is content with either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_DAY, _MONTH, _WEEKDAY = 2, 3, 4
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Problem = tuple[str, Mapping[str, object]]


class _WrongError(Exception):
    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.problem: Problem = (key, facts)


def problem_of(line: str) -> Problem | None:
    """Return the key and the facts of what is wrong with a cron line, or None when it is well."""
    parts = line.lower().split()
    if "?" in line:
        return "cron_question_mark", {}
    if len(parts) != len(_FIELDS):
        return "cron_fields", {"count": len(parts)}
    try:
        days, months = [_values(part, place) for place, part in enumerate(parts)][_DAY : _MONTH + 1]
    except _WrongError as wrong:
        return wrong.problem
    if parts[_DAY] != "*" and parts[_WEEKDAY] != "*":
        return "cron_day_and_weekday", {}
    if not any(day <= _LONGEST_MONTHS[month - 1] for day in days for month in months):
        return "cron_never", {}
    return None


def _values(part: str, place: int) -> set[int]:
    """Return every number that one field of the line allows."""
    return {number for piece in part.split(",") for number in _piece(piece, place)}


def _piece(piece: str, place: int) -> range:
    span, slash, step = piece.partition("/")
    first, last = _ends(span, place, is_open=bool(slash))
    if not slash:
        return range(first, last + 1)
    # APScheduler reads "mon-fri/2" as "mon-fri" without a word, and wants steps that fit into the range.
    if not re.fullmatch("[0-9]{1,4}", step) or not 1 <= int(step) <= last - first or re.search("[a-z]", span):
        raise _WrongError("cron_bad_step", found=piece)
    return range(first, last + 1, int(step))


def _ends(span: str, place: int, *, is_open: bool) -> tuple[int, int]:
    """Return the first and the last number of a range; a single one before a step (`5/10`) runs to the field's end."""
    least, most = _FIELDS[place]
    if span == "*":
        return least, most
    from_text, dash, to_text = span.partition("-")
    first = _number(from_text, place)
    last = _number(to_text, place) if dash else (most if is_open else first)
    # APScheduler reads "jan-6" as "jan" without a word.
    if dash and from_text.isalpha() != to_text.isalpha():
        raise _WrongError("cron_bad_value", found=span, position=place + 1)
    if last < first:
        raise _WrongError("cron_backwards", found=span)
    return first, last


def _number(word: str, place: int) -> int:
    least, most = _FIELDS[place]
    if place == _WEEKDAY and word.isdecimal():
        raise _WrongError("cron_weekday_number", found=word)
    names = {_MONTH: MONTHS, _WEEKDAY: WEEKDAYS}.get(place, ())
    if word in names:
        return names.index(word) + (1 if place == _MONTH else 0)
    if not re.fullmatch("[0-9]{1,4}", word) or place == _WEEKDAY:
        raise _WrongError("cron_bad_value", found=word, position=place + 1)
    if not least <= int(word) <= most:
        raise _WrongError("cron_out_of_range", found=word, least=least, most=most, position=place + 1)
    return int(word)
