"""How are numbers, spans and moments written in a language?"""

from __future__ import annotations

import gettext
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_time
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from bot.adapters.pages.faces import Moment

_FRESH = 5
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SIGNS = {"more_than": ">", "at_least": "≥", "less_than": "<", "at_most": "≤"}
_OPPOSITE = {
    "more_than": ("less_than", "at_most"),
    "at_least": ("less_than",),
    "less_than": ("more_than", "at_least"),
    "at_most": ("more_than",),
}
Bounds = Mapping[str, object]


def bounds(given: Bounds | None) -> dict[str, float]:
    """Return the bounds that bind."""
    return {name: float(str(given[name])) for name in _SIGNS if given.get(name) is not None} if given else {}


def _digits(value: float) -> int:
    """Return how many decimals tell enough: 94.96 must not read as the 95 it falls short of."""
    fewest = 1 if abs(value) >= 1 else 2
    return next((digits for digits in range(fewest, 4) if round(value, digits) != round(value)), fewest)


def holds(value: float, given: Bounds | None) -> bool:
    """Say whether a value lies inside bounds."""
    tests = {"more_than": operator.gt, "at_least": operator.ge, "less_than": operator.lt, "at_most": operator.le}
    return all(tests[name](value, bound) for name, bound in bounds(given).items())


def says_the_same(normal: Bounds | None, alarm: Bounds | None) -> bool:
    """Say whether the alarm begins exactly where the normal range ends, so that telling one tells the other."""
    left, right = bounds(normal), bounds(alarm)
    return (
        bool(left)
        and len(left) == len(right) == 1
        and all(any(right.get(other) == bound for other in _OPPOSITE[name]) for name, bound in left.items())
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes figures in one language; `words` are that language's translations, `zone` is for moments."""

    locale: Locale
    words: gettext.NullTranslations
    zone: str = "UTC"

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with so many decimals; a whole one with none."""
        pattern = "#,##0" if value == int(value) or not digits else "#,##0." + "0" * digits
        return str(format_decimal(value, pattern, locale=self.locale))

    def value(self, value: float | None, unit: str) -> str:
        """Write a figure with its unit; None is said in words, never as a zero."""
        if value is None:
            return self.words.gettext("unknown")
        if unit == "dollars":
            return str(format_currency(value, "USD", locale=self.locale))
        if unit == "bytes":
            return self._bytes(value)
        written = self.number(value, _digits(value))
        if unit == "percent":
            return written + "%"
        return self.words.gettext("%(seconds)s s") % {"seconds": written} if unit == "seconds" else written

    def _bytes(self, value: float) -> str:
        for name in ("byte", "kilobyte", "megabyte", "gigabyte"):
            if abs(value) < 1000:  # noqa: PLR2004 - decimal units, as the consoles of AWS bill them
                length: Literal["long", "short"] = "long" if name == "byte" else "short"  # the short one says "93 byte"
                return str(format_unit(round(value, 1), f"digital-{name}", length, locale=self.locale))
            value /= 1000
        return str(format_unit(round(value, 1), "digital-terabyte", "short", locale=self.locale))

    def limits(self, given: Bounds | None, unit: str) -> str:
        """Write bounds in the signs of the operations manual (`> 95%`), or as a span when there are two."""
        found = bounds(given)
        low = found.get("at_least", found.get("more_than"))
        high = found.get("at_most", found.get("less_than"))
        if low is not None and high is not None:
            return self.words.gettext("%(low)s to %(high)s") % {
                "low": self.value(low, unit),
                "high": self.value(high, unit),
            }
        return "".join(f"{_SIGNS[name]} {self.value(bound, unit)}" for name, bound in found.items())

    def requirement(self, value: float | None, normal: Bounds | None, alarm: Bounds | None, unit: str) -> str:
        """Say in words what is wanted of a value: its normal range where that is broken, else the alarm's threshold."""
        found = bounds(normal)
        if bounds(alarm) and (not found or (value is not None and holds(value, normal))):
            return self.words.gettext("alarm threshold %(limits)s") % {"limits": self.limits(alarm, unit)}
        low = found.get("at_least", found.get("more_than"))
        high = found.get("at_most", found.get("less_than"))
        told = {"low": self.value(low, unit), "high": self.value(high, unit)}
        if low is not None and high is not None:
            return self.words.gettext("must be between %(low)s and %(high)s") % told
        wanted = {
            "more_than": self.words.gettext("must be above %(low)s"),
            "at_least": self.words.gettext("must be at least %(low)s"),
            "less_than": self.words.gettext("must be below %(high)s"),
            "at_most": self.words.gettext("must be at most %(high)s"),
        }
        return "".join(wanted[name] % told for name in found)

    def span(self, seconds: float) -> str:
        """Write a span of time in its largest fitting unit."""
        if seconds < 90:  # noqa: PLR2004 - up to a minute and a half, seconds tell more
            n = max(round(seconds), 0)
            return self.words.ngettext("%(n)s second", "%(n)s seconds", n) % {"n": self.number(n)}
        if seconds < 90 * _MINUTE:
            n = round(seconds / _MINUTE)
            return self.words.gettext("%(n)s min") % {"n": self.number(n)}
        if seconds < 36 * _HOUR:
            n = round(seconds / _HOUR)
            return self.words.ngettext("%(n)s hour", "%(n)s hours", n) % {"n": self.number(n)}
        n = round(seconds / _DAY)
        return self.words.ngettext("%(n)s day", "%(n)s days", n) % {"n": self.number(n)}

    def ago(self, seconds: float) -> str:
        """Write how long ago something was."""
        return self.words.gettext("%(span)s ago") % {"span": self.span(seconds)}

    def old(self, seconds: float) -> str:
        """Write how old some data is."""
        if seconds < _FRESH:
            return self.words.gettext("just read")
        return self.words.gettext("%(span)s old") % {"span": self.span(seconds)}

    def moment(self, at: str | datetime) -> Moment:
        """Write a day and time."""
        when = _aware(at)
        told = format_datetime(when, self.words.gettext("MMM d, HH:mm"), ZoneInfo(self.zone), self.locale)
        return Moment(when, "{date_short_pretty} {time}", f"{told} {self._zone_name(when)}")

    def clock(self, at: str | datetime) -> Moment:
        """Write a time of day."""
        when = _aware(at)
        told = format_time(when, "HH:mm", ZoneInfo(self.zone), self.locale)
        return Moment(when, "{time}", f"{told} {self._zone_name(when)}")

    def day(self, at: str | datetime) -> str:
        """Write a day without its year."""
        return str(format_datetime(_aware(at), self.words.gettext("MMM d"), ZoneInfo(self.zone), self.locale))

    def _zone_name(self, when: datetime) -> str:
        return when.astimezone(ZoneInfo(self.zone)).tzname() or self.zone


def _aware(at: str | datetime) -> datetime:
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    if when.tzinfo is None:
        raise ValueError(f"A time without a zone reached a template: {at}.")
    return when
