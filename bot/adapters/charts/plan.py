"""What exactly is to be drawn? Words are chosen, times are placed and limits are named before any drawing begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.adapters.charts.happenings import Happenings, moments, seconds
from bot.speech import Chart

Json = dict[str, Any]

_BELOW = ("less_than", "at_most")
_STEPS = tuple(timedelta(minutes=n) for n in (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880))
_MOST_TICKS = 5
_DAY = timedelta(days=1)
_HOUR = 3600.0
_SILENT_AFTER = 3
"""Empty buckets at the end; fewer are only late, for metrics arrive some minutes after the fact."""


class Words(Protocol):
    """Whoever knows the reader's language."""

    def sentence(self, template: str, facts: Mapping[str, object], locale: str, *, zone: str = ...) -> str:
        """Return a sentence in plain text."""
        ...

    def title(self, words: Mapping[str, str], locale: str) -> str:
        """Choose among words by locale."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """One reader's words: the chart's own sentences are `<template>_<moment>`, given its facts and some more."""

    words: Words
    chart: Chart
    locale: str
    zone: ZoneInfo

    def say(self, moment: str, **more: object) -> str:
        """Return one of the chart's sentences."""
        facts = {**self.chart.facts, **more}
        return self.words.sentence(f"{self.chart.template}_{moment}", facts, self.locale, zone=str(self.zone))

    def title(self, words: Mapping[str, str]) -> str:
        """Choose among words by locale."""
        return self.words.title(words, self.locale)


def plan(chart: Chart, words: Words, *, locale: str, zone: str) -> Json:
    """Turn a chart's facts into a drawing: finished words, numbers, and seconds since the epoch.

    A panel may carry `spans` (`{"from": …, "until": … or None, "label": "firing"}`; the legend's word is the sentence
    `<template>_<label>`) and `marks` (`{"at": …, "words": "UpdateAlias · deploybot"}`).
    """
    facts: Mapping[str, Any] = chart.facts
    voice = Voice(words, chart, locale, zone_of(str(facts.get("zone", zone))))
    start, end = _bounds(facts["panels"])
    zone_name = datetime.fromtimestamp(end, voice.zone).tzname() or str(voice.zone)
    happened = Happenings(facts["panels"], start, end)
    panels = [_panel(panel, voice, happened) for panel in facts["panels"]]
    return {
        "locale": locale,
        "title": voice.title(facts["title"]),
        "now": f"{voice.say('now')} ({zone_name})",
        "before": voice.say("before") if any(panel["before"] for panel in panels) else "",
        "spans": {label: voice.say(label) for label in happened.labels()},
        "empty": voice.say("empty"),
        "start": start,
        "end": end,
        "ticks": [
            [at.timestamp(), voice.say("day", at=at.isoformat()) if whole_days else at.strftime("%H:%M")]
            for at, whole_days in _ticks(start, end, voice.zone)
        ],
        "panels": panels,
        "notes": happened.notes(voice),
    }


def _panel(panel: Mapping[str, Any], voice: Voice, happened: Happenings) -> Json:
    unit, since = str(panel["unit"]), seconds(panel["since"])
    points = [(seconds(at), value) for at, value in panel["points"]]
    now = [[at, value] for at, value in points if at >= since]
    before = [[at, value] for at, value in points if at < since]
    length = since - points[0][0] if before else 0.0
    return {
        "title": voice.title(panel["title"]),
        **_newest(now, unit, voice),
        "now": now,
        "before": [[at + length, value] for at, value in before],
        "suffix": {"percent": "%", "seconds": voice.say("seconds").removeprefix("1")}.get(unit, ""),
        "ceiling": 100.0 if unit in {"percent", "score"} else None,
        "limits": _limits(panel, voice),
        "spans": happened.spans(panel),
        "marks": happened.marks(panel),
    }


def _newest(now: Sequence[Sequence[Any]], unit: str, voice: Voice) -> Json:
    """Tell the newest value, or since when there is none: an old value must not pass for the present."""
    known = [at for at, (_, value) in enumerate(now) if value is not None]
    if not known:
        return {"newest": "", "is_silent": True}
    if len(now) - 1 - known[-1] >= _SILENT_AFTER:
        at = datetime.fromtimestamp(now[known[-1] + 1][0], UTC)
        return {"newest": voice.say("silent", at=at.isoformat()), "is_silent": True}
    return {"newest": voice.say("latest", value=now[known[-1]][1], unit=unit), "is_silent": False}


def _limits(panel: Mapping[str, Any], voice: Voice) -> list[Json]:
    """Return the lines to mark: every bound of the alarm, and those of the normal range that it does not share."""
    found: list[Json] = []
    for kind in ("alarm", "normal"):
        for name, bound in (panel[kind] or {}).items():
            if any(line["at"] == bound for line in found):
                continue
            said = voice.say(kind, limits={name: bound}, unit=panel["unit"])
            # The alarm's bad side is where the bound points to; the normal range's is the other one.
            bad_below = (name in _BELOW) == (kind == "alarm")
            found.append({"kind": kind, "at": bound, "label": said, "bad": "below" if bad_below else "above"})
    return found


def _bounds(panels: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the window's start, and its end: one bucket after the last point.

    An alarm may have fired, or something been changed, in a bucket that is still to come: then one more after that.
    """
    start = min(seconds(panel["since"]) for panel in panels)
    times = sorted({seconds(at) for panel in panels for at, _ in panel["points"]})
    if not times:
        return start, max([start + _HOUR, *moments(panels)])
    step = times[1] - times[0] if len(times) > 1 else 0.0
    end = max(times[-1] + step, start + 1)
    late = [at + step for at in moments(panels) if at <= end + _SILENT_AFTER * step]
    return start, max([end, *late])


def _ticks(start: float, end: float, zone: ZoneInfo) -> list[tuple[datetime, bool]]:
    """Return round local times, few enough to be read, and whether they are days rather than hours."""
    step = next((step for step in _STEPS if (end - start) / step.total_seconds() <= _MOST_TICKS), _STEPS[-1])
    first = datetime.fromtimestamp(start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    at = first
    while at.timestamp() <= end:
        if at.timestamp() >= start:
            found.append((at, step >= _DAY))
        at += step
    return found


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name; UTC for one that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
