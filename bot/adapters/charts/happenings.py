"""What happened while the line was drawn? Spans (an alarm fired) and marks (something was changed) find their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Panel = Mapping[str, Any]

_DAY_SECONDS = 86_400
_MOST_MARKS = 12
"""More numbers than that nobody looks up; the newest are kept, for what was changed last is suspected first."""
_MOST_WORDS = 120


class Voice(Protocol):
    """Whoever has the chart's words."""

    @property
    def zone(self) -> ZoneInfo:
        """What times are written in."""
        ...

    def say(self, moment: str, **more: object) -> str:
        """Return one of the chart's sentences."""
        ...


def moments(panels: Sequence[Panel]) -> Iterator[float]:
    """Yield when spans began and what is marked was done."""
    for panel in panels:
        yield from (seconds(span["from"]) for span in panel.get("spans", ()))
        yield from (seconds(mark["at"]) for mark in panel.get("marks", ()))


@dataclass(frozen=True, slots=True)
class Happenings:
    """What happened from `start` to `end`, the time axis of all panels; what lies outside of it is left out."""

    panels: Sequence[Panel]
    start: float
    end: float

    def labels(self) -> list[str]:
        """Return the labels of all spans, each once."""
        return list(dict.fromkeys(span["label"] for panel in self.panels for span in self.spans(panel)))

    def spans(self, panel: Panel) -> list[Json]:
        """Return a panel's spans; one without an end goes on."""
        found = []
        for span in panel.get("spans", ()):
            since, until = seconds(span["from"]), seconds(span["until"]) if span["until"] else self.end
            if since <= self.end and until >= self.start:
                found.append({"label": span["label"], "from": max(since, self.start), "until": min(until, self.end)})
        return found

    def marks(self, panel: Panel) -> list[Json]:
        """Return a panel's marks with their numbers."""
        own = set(_marks(panel))
        return [{"number": at, "at": mark[0]} for at, mark in enumerate(self._shown(), 1) if mark in own]

    def notes(self, voice: Voice) -> list[Json]:
        """Say what each number means, and how many marks have none."""
        told = [{"number": at, "words": self._note(*mark, voice)} for at, mark in enumerate(self._shown(), 1)]
        left = len(self._all()) - len(told)
        return [*told, {"number": None, "words": voice.say("more", n=left)}] if left else told

    def _note(self, at: float, words: str, voice: Voice) -> str:
        moment = datetime.fromtimestamp(at, voice.zone)
        day = f"{voice.say('day', at=moment.isoformat())} " if self.end - self.start > _DAY_SECONDS else ""
        # They name what others named: what doesn't print is dropped.
        said = "".join(letter for letter in words if letter.isprintable())
        return f"{day}{moment:%H:%M}  {said[:_MOST_WORDS]}"

    def _shown(self) -> list[tuple[float, str]]:
        return self._all()[-_MOST_MARKS:]

    def _all(self) -> list[tuple[float, str]]:
        found = {mark for panel in self.panels for mark in _marks(panel)}
        return sorted(mark for mark in found if self.start <= mark[0] <= self.end)


def seconds(at: str) -> float:
    """Return a moment in seconds since the epoch."""
    return datetime.fromisoformat(at).timestamp()


def _marks(panel: Panel) -> Iterator[tuple[float, str]]:
    return ((seconds(mark["at"]), str(mark["words"])) for mark in panel.get("marks", ()))
