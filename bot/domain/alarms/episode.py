"""How did one alarm go, from its first firing until it has been quiet for a while?

An episode is a stream: what the watcher told, what people did about it, what the clock set off. Signals may come late,
doubled or in the wrong order, so they are ordered by when the watcher saw the change and not by when we heard of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.alarms.about import About
from bot.domain.alarms.signal import SignalState
from bot.domain.stream import Recorded

KIND = "alarm"

FLAP_GAP = timedelta(minutes=5)
"""An alarm that was over for less than this was not over: clocks run on, or one that flaps would escape them all."""

FLAPPING = 4
"""So many firings in one episode are a flapping alarm: from then on they are counted and no longer told."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The watcher saw another state."""

    at: datetime
    state: SignalState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody did something about it, with a reason or other words."""

    at: datetime
    by: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is to be called until then."""

    at: datetime
    by: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody says that they called a contact of a level, by the contact's place in it."""

    at: datetime
    by: str
    level: int
    contact: int


@dataclass(frozen=True, slots=True)
class Episode:
    """An alarm's episode as it stands. `opened_at` is when we first heard of it."""

    about: About
    opened_at: datetime
    turns: tuple[Turn, ...] = ()
    acknowledgements: tuple[Note, ...] = ()
    silence: Silence | None = None
    unsilenced_at: datetime | None = None
    hold: Note | None = None
    reminders: tuple[datetime, ...] = ()
    escalations: tuple[tuple[int, datetime], ...] = ()
    calls: tuple[Call, ...] = ()
    triage: Mapping[str, Any] | None = field(default=None, hash=False)
    fix: Note | None = None
    is_closed: bool = False

    @property
    def state(self) -> SignalState:
        """The state the watcher saw last."""
        return self.turns[-1].state if self.turns else "resolved"

    @property
    def is_unresolved(self) -> bool:
        """Say whether it fires, or fired and can't tell any more."""
        return self.firings > 0 and self.state != "resolved" and not self.is_closed

    @property
    def firings(self) -> int:
        """How often it fired: only from quiet to firing, however often the watcher repeats itself."""
        return len(self._beginnings())

    @property
    def first_fired_at(self) -> datetime | None:
        """When it fired first."""
        return next(iter(self._beginnings()), None)

    @property
    def stretch_began_at(self) -> datetime | None:
        """When the present (or last) stretch of firing began: the moment its clocks count from."""
        began: datetime | None = None
        over: datetime | None = None
        for turn in self.turns:
            if turn.state == "resolved":
                over = over or turn.at
            elif turn.state == "firing":
                if began is None or (over is not None and turn.at - over >= FLAP_GAP):
                    began = turn.at
                over = None
        return began

    @property
    def resolved_at(self) -> datetime | None:
        """When it was over, when it is."""
        return self.turns[-1].at if self.turns and self.state == "resolved" else None

    @property
    def seconds(self) -> float | None:
        """How long it lasted from its first firing, when it is over."""
        began, over = self.first_fired_at, self.resolved_at
        return (over - began).total_seconds() if began and over else None

    @property
    def acknowledged(self) -> Note | None:
        """Who answered in this stretch, the first of them."""
        began = self.stretch_began_at
        return next((one for one in self.acknowledgements if began is None or one.at >= began), None)

    @property
    def held(self) -> Note | None:
        """Who holds the ladder in this stretch."""
        began = self.stretch_began_at
        return self.hold if self.hold is not None and (began is None or self.hold.at >= began) else None

    @property
    def level(self) -> int:
        """The highest level that was turned to in this stretch; level 1 is the firing itself."""
        return max((level for level, _ in self.escalated), default=1)

    @property
    def escalated(self) -> tuple[tuple[int, datetime], ...]:
        """The levels turned to in this stretch."""
        began = self.stretch_began_at
        return tuple((level, at) for level, at in self.escalations if began is None or at >= began)

    @property
    def reminded(self) -> tuple[datetime, ...]:
        """The reminders of this stretch."""
        began = self.stretch_began_at
        return tuple(at for at in self.reminders if began is None or at >= began)

    @property
    def spans(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """Each time it fired: from when, and until when, where it is over."""
        found: list[tuple[datetime, datetime | None]] = []
        for turn in self.turns:
            is_open = bool(found) and found[-1][1] is None
            if turn.state == "firing" and not is_open:
                found.append((turn.at, None))
            elif turn.state == "resolved" and is_open:
                found[-1] = (found[-1][0], turn.at)
        return tuple(found)

    def _beginnings(self) -> list[datetime]:
        return [began for began, _ in self.spans]


def fold(entries: Sequence[Recorded]) -> Episode:
    """Read an episode from its entries, the first of which says what it is about."""
    of: dict[str, list[Recorded]] = defaultdict(list)
    for row in entries:
        of[row.entry.kind].append(row)
    hushed = max((*of["silenced"], *of["unsilenced"]), key=_place, default=None)
    held = max((*of["held"], *of["released"]), key=_place, default=None)
    return Episode(
        about=About.of(entries[0].entry.facts),
        opened_at=entries[0].entry.at,
        turns=tuple(_turns(entries)),
        acknowledgements=tuple(_note(row) for row in of["acknowledged"]),
        silence=_silence(hushed) if hushed and hushed.entry.kind == "silenced" else None,
        unsilenced_at=hushed.entry.at if hushed and hushed.entry.kind == "unsilenced" else None,
        hold=_note(held) if held and held.entry.kind == "held" else None,
        reminders=tuple(row.entry.at for row in of["reminded"]),
        escalations=tuple((_number(row, "level"), row.entry.at) for row in of["escalated"]),
        calls=tuple(
            Call(row.entry.at, row.entry.by, _number(row, "level"), _number(row, "contact")) for row in of["called"]
        ),
        triage=of["triaged"][-1].entry.facts if of["triaged"] else None,
        fix=_note(of["fixed"][-1]) if of["fixed"] else None,
        is_closed=bool(of["closed"]),
    )


def _place(row: Recorded) -> int:
    return row.seq


def _note(row: Recorded) -> Note:
    return Note(row.entry.at, row.entry.by, str(row.entry.facts.get("text", "")))


def _number(row: Recorded, name: str) -> int:
    return int(str(row.entry.facts[name]))


def _silence(row: Recorded) -> Silence:
    told = row.entry.facts
    return Silence(row.entry.at, row.entry.by, datetime.fromisoformat(str(told["until"])), str(told["reason"]))


def _turns(entries: Iterable[Recorded]) -> list[Turn]:
    """Return the watcher's changes in the order in which it saw them; what it saw at one moment, as we heard it."""
    states: dict[str, SignalState] = {"fired": "firing", "resolved": "resolved", "unsure": "unsure"}
    told = [
        Turn(row.entry.at, states[row.entry.kind], str(row.entry.facts.get("reason", "")))
        for row in entries
        if row.entry.kind in states
    ]
    return sorted(told, key=lambda turn: turn.at)
