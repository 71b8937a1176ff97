"""How does something that happened to an alarm get on record, together with what people are told of it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.alarms.attention import counted_from, due_at
from bot.domain.alarms.episode import KIND, Episode, fold
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Recorded, Stream, effect_key
from bot.flows import telling
from bot.ports import Store
from bot.speech import Chart


@dataclass(frozen=True, slots=True)
class Known:
    """An episode as it was looked at: its stream, its entries, and what they come to (None: it is yet to begin)."""

    stream: str
    entries: tuple[Recorded, ...]
    service: Service
    episode: Episode | None

    @property
    def seq(self) -> int:
        """The number of its entries: what a judgement rests on."""
        return len(self.entries)

    @property
    def begun(self) -> Episode:
        """The episode, of which there must be one; raises LookupError when it is yet to begin."""
        if self.episode is None:
            raise LookupError(self.stream)
        return self.episode


@dataclass(frozen=True, slots=True)
class Step:
    """What would be recorded: the episode before and after, and the number of the entry that it would end with."""

    stream: str
    before: Episode | None
    after: Episode
    seq: int
    at: datetime

    @property
    def home(self) -> str:
        """The stream whose card shows this alarm: its own, or that of the group it shares a message with."""
        return self.after.about.group or self.stream

    def line(self, template: str, facts: Mapping[str, Any], *, chart: Chart | None = None, place: int = 0) -> Effect:
        """Say one line in the thread."""
        told = {"alarm": self.after.about.alarm, **facts}
        return telling.line_under(
            self.stream, self.seq, template, told, at=self.at, home=self.home, chart=chart, place=place
        )

    def page(self, channel: str, template: str, facts: Mapping[str, Any]) -> Effect:
        """Tell another channel."""
        told = {"alarm": self.after.about.alarm, **facts}
        return telling.page_to(channel, self.stream, self.seq, template, told, at=self.at, home=self.home)

    def card(self) -> Effect:
        """Show the card anew: its own, or the group's."""
        if self.home == self.stream:
            return telling.card_of(self.stream, self.seq)
        # It joins its group in a transaction of its own, right after this one: whoever shows the card sees to it first.
        facts = {"stream": self.home, "member": self.stream}
        return Effect(effect_key(self.stream, self.seq, "card"), self.home, "card", facts)


Follow = Callable[[Step], Sequence[Effect]]


def look(stream: str, services: Mapping[str, Service], store: Store) -> Known | None:
    """Read an episode; None when there is no such stream, or its service is described no more."""
    head, entries = store.read(stream)
    if head is None or head.kind != KIND or head.service not in services:
        return None
    return Known(stream, entries, services[head.service], fold(entries))


def keep(
    known: Known,
    entries: Sequence[Entry],
    *,
    store: Store,
    now: datetime,
    follow: Follow = lambda _: (),
    terms: Collection[str] = (),
) -> Step | None:
    """Record entries on an episode, with its card and what `follow` says must follow; None when they were known.

    Raises StaleSequenceError when somebody recorded since it was looked at.
    """
    imagined = [Recorded(known.stream, known.seq + n, one, now, "") for n, one in enumerate(entries, 1)]
    after = fold((*known.entries, *imagined))
    step = Step(known.stream, known.episode, after, known.seq + len(entries), now)
    follows = [*follow(step)]
    shows = [step.card()] if after.firings else []  # what never fired, as far as we know, is nobody's news
    written = store.record(
        head(known.stream, after, known.service, step.seq),
        entries,
        [*shows, *follows],
        expects=known.seq,
        terms=terms,
    )
    return step if written else None


def head(stream: str, episode: Episode, service: Service, seq: int) -> Stream:
    """Return the stream's head as it follows from the fold; its summary is what lists are made of."""
    if episode.is_closed:
        state = "closed"
    elif episode.is_unresolved:
        state = "firing"
    else:
        state = "resolved" if episode.firings else "quiet"
    return Stream(stream, KIND, service.name, state, seq, due_at(episode, service), summary(episode))


def summary(episode: Episode) -> dict[str, Any]:
    """Tell in a few plain values how an alarm stands."""
    about, acknowledged, began = episode.about, episode.acknowledged, episode.first_fired_at
    resolved, since = episode.resolved_at, counted_from(episode)
    verdict = (episode.triage or {}).get("verdict") or {}
    return {
        "alarm": about.alarm,
        "source": about.source,
        "importance": about.importance,
        "severity": about.severity,
        "state": episode.state,
        "firings": episode.firings,
        "opened_at": episode.opened_at.isoformat(),
        "began_at": began.isoformat() if began else None,
        "resolved_at": resolved.isoformat() if resolved else None,
        "seconds": episode.seconds,
        "counted_from": since.isoformat() if since else None,
        "respond_within": about.respond_within.total_seconds() if about.respond_within else None,
        "acknowledged_by": acknowledged.by if acknowledged else None,
        "held_by": episode.held.by if episode.held else None,
        "silenced_until": episode.silence.until.isoformat() if episode.silence else None,
        "cause": verdict.get("cause"),
        "fix": episode.fix.text if episode.fix else None,
        "group": about.group,
    }
