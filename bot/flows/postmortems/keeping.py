"""How does something that was done to a postmortem get on record, with its card and its commit?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.postmortems.folding import fold
from bot.domain.postmortems.postmortem import KIND, Postmortem, Said
from bot.domain.stream import Effect, Entry, Recorded, Stream
from bot.flows import telling
from bot.flows.incidents import keeping as incidents
from bot.ports import Store

LINE = "postmortem-"
"""What the names of all postmortems' streams begin with; a day and a number follow (`postmortem-2026-11-22-01`)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A postmortem as it was looked at: its stream, its entries, what they come to, and its incident."""

    stream: str
    entries: tuple[Recorded, ...]
    postmortem: Postmortem
    incident: incidents.Known


@dataclass(frozen=True, slots=True)
class Step:
    """What would be recorded: the postmortem then, and the number of its last entry."""

    stream: str
    incident: incidents.Known
    after: Postmortem
    seq: int
    at: datetime

    def line(self, template: str, facts: Mapping[str, Any]) -> Effect:
        """Say one line in the thread of the postmortem's card."""
        return telling.line_under(self.stream, self.seq, template, {**named(self), **facts}, at=self.at)

    def page(self, channel: str, template: str, facts: Mapping[str, Any]) -> Effect:
        """Tell another channel, with a link to the card."""
        return telling.page_to(channel, self.stream, self.seq, template, {**named(self), **facts}, at=self.at)


Follow = Callable[[Step], Sequence[Effect]]


def look(stream: str, store: Store) -> Known | None:
    """Read a postmortem and its incident; None when there is no such stream."""
    head, entries = store.read(stream) if stream.startswith(LINE) else (None, ())
    if head is None or head.kind != KIND:
        return None
    postmortem = fold(entries)
    incident = incidents.look(postmortem.incident, store)
    return Known(stream, entries, postmortem, incident) if incident is not None else None


def of_incident(incident: str, store: Store) -> Stream | None:
    """Return the postmortem of an incident; None: nobody has begun it."""
    return next((head for head in store.find(kind=KIND) if head.summary["incident"] == incident), None)


def begin(
    day: date,
    taken: Sequence[str],
    incident: incidents.Known,
    by: str,
    cause: str,
    *,
    store: Store,
    now: datetime,
    follow: Follow,
) -> Step:
    """Begin a postmortem under the next free number of the day on which its incident was detected.

    `taken` are ids that the report repository knows. Raises StaleSequenceError when another took the number.
    """
    line = f"{LINE}{day.isoformat()}-"
    newest = store.newest(line)
    numbers = [int(name.rsplit("-", 1)[1]) for name in (*taken, *([newest.id] if newest else []))]
    number = f"{max(numbers, default=0) + 1:02d}"
    stream, name = f"{line}{number}", f"PM-{day.isoformat()}-{number}"
    entry = Entry("started", f"started:{cause}", now, by, {"id": name, "incident": incident.stream})
    return _record(
        Known(stream, (), Postmortem(name, incident.stream, Said(by, now)), incident), [entry], store, now, follow
    )


def keep(
    known: Known,
    entries: Sequence[Entry],
    *,
    store: Store,
    now: datetime,
    follow: Follow = lambda _: (),
    is_news: bool = True,
) -> Step | None:
    """Record entries, with what `follow` says must follow; None when they were known.

    What is news is composed and committed anew; what is not (`is_news` False) came of that, and only the card shows it.

    Raises StaleSequenceError when somebody recorded since it was looked at.
    """
    seen = {row.entry.key for row in known.entries}
    if all(one.key in seen for one in entries):
        return None
    return _record(known, entries, store, now, follow, is_news=is_news)


def head(known: Known, postmortem: Postmortem, seq: int) -> Stream:
    """Return the stream's head as it follows from the fold."""
    incident = known.incident.incident
    summary = {
        "id": postmortem.id,
        "incident": postmortem.incident,
        "number": known.incident.number,
        "is_drill": incident.is_drill,
        "is_private": incident.is_private,
    }
    return Stream(known.stream, KIND, incident.service, state_of(postmortem), seq, None, summary)


def state_of(postmortem: Postmortem) -> str:
    """Return how far it is, whatever was changed in it since."""
    if postmortem.published is not None:
        return "published"
    return "draft" if postmortem.submitted is None else "in_review"


def named(step: Step | Known) -> dict[str, Any]:
    """Return what every line about a postmortem names."""
    postmortem = step.after if isinstance(step, Step) else step.postmortem
    incident = step.incident.incident
    return {
        "stream": step.stream,
        "id": postmortem.id,
        "number": step.incident.number,
        "title": incident.title,
        "severity": incident.highest,
        "is_drill": incident.is_drill,
    }


def _record(
    known: Known,
    entries: Sequence[Entry],
    store: Store,
    now: datetime,
    follow: Follow = lambda _: (),
    *,
    is_news: bool = True,
) -> Step:
    behind = len(known.entries)
    imagined = [Recorded(known.stream, behind + n, one, now, "") for n, one in enumerate(entries, 1)]
    after = fold((*known.entries, *imagined))
    step = Step(known.stream, known.incident, after, behind + len(entries), now)
    anew = telling.document_of(known.stream, known.stream, step.seq)
    shows = anew if is_news else [telling.card_of(known.stream, step.seq)]
    effects = [*shows, *follow(step)]
    store.record(head(known, after, step.seq), entries, effects, expects=behind)
    return step
