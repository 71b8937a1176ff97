"""What must follow so that people are told? The effects that speak, each made in one place.

Lines are edge-triggered: each `say` is one message with its own marker. Cards are level-triggered: a `card` effect
names only the stream, and shows what is true when it is carried out. `bot/flows/teller.py` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.stream import Effect, effect_key
from bot.speech import Ask, Chart, Reply

Facts = Mapping[str, Any]


def card_of(stream: str, seq: int) -> Effect:
    """Make the effect that shows a stream's state after its `seq`-th entry, or a later one."""
    return Effect(effect_key(stream, seq, "card"), stream, "card", {"stream": stream})


def line_under(
    stream: str,
    seq: int,
    template: str,
    facts: Facts,
    *,
    at: datetime,
    home: str = "",
    chart: Chart | None = None,
    place: int = 0,
) -> Effect:
    """Make the effect that says one line of a stream's `seq`-th entry in the thread of its card, after the card.

    `home` is the stream whose card it is, when the stream has none of its own; `place` orders several lines of one
    entry.
    """
    home, name = home or stream, f"line{place}" if place else "line"
    marker = effect_key(stream, seq, str(place) if place else "")
    said = {"template": template, "facts": facts, "under": home, "marker": marker}
    drawn = {"chart": {"template": chart.template, "facts": chart.facts}} if chart else {}
    return Effect(effect_key(stream, seq, name), home, "say", {**said, "at": at.isoformat(), **drawn})


def answer_to(ask: Ask, reply: Reply) -> Effect:
    """Make the effect that answers a message of somebody's, for everybody and in its thread."""
    where = {"channel": ask.where.channel, "thread_ts": ask.where.thread_ts}
    key, at = f"reply-{ask.id}", datetime.fromtimestamp(float(ask.message_ts or 0), UTC)
    said = {"template": reply.template, "facts": reply.facts, "where": where, "marker": key, "at": at.isoformat()}
    chart = {"template": reply.chart.template, "facts": reply.chart.facts} if reply.chart else None
    lane = f"{ask.where.channel}:{ask.where.thread_ts}"
    return Effect(key, lane, "say", said | ({"chart": chart} if chart else {}))


def page_to(
    channel: str, stream: str, seq: int, template: str, facts: Facts, *, at: datetime, home: str = ""
) -> Effect:
    """Make the effect that tells another channel, by its name, of a stream's `seq`-th entry, with a link to its card.

    It has a lane of its own: a channel that is shut to us holds nothing up. That is said under the card instead.
    """
    marker = effect_key(stream, seq, f"page-{channel}")
    said = {"template": template, "facts": facts, "channel": channel, "about": home or stream, "marker": marker}
    return Effect(marker, marker, "say", {**said, "at": at.isoformat()})


def pointer_to(stream: str, seq: int, template: str, facts: Facts, *, at: datetime, under: str) -> Effect:
    """Make the effect that tells of a stream in the thread of another's card, with a link to its own card."""
    marker = effect_key(stream, seq, "pointer")
    said = {"template": template, "facts": facts, "under": under, "about": stream, "marker": marker}
    return Effect(marker, marker, "say", {**said, "at": at.isoformat()})


def line_in_room(stream: str, seq: int, template: str, facts: Facts, *, at: datetime, place: int = 0) -> Effect:
    """Make the effect that says one line of an incident's `seq`-th entry where the incident is handled."""
    name = f"line{place}" if place else "line"
    marker = effect_key(stream, seq, str(place) if place else "")
    said = {"template": template, "facts": facts, "room": stream, "marker": marker, "at": at.isoformat()}
    return Effect(effect_key(stream, seq, name), stream, "say", said)


REPORTS = "reports"
"""The lane of everything that is committed: one commit after the other, since they all go to one branch."""


def document_of(postmortem: str, stream: str, seq: int) -> list[Effect]:
    """Make the effects that compose a postmortem anew and commit it, after a stream's `seq`-th entry or a later one."""
    facts = {"stream": postmortem}
    return [
        Effect(effect_key(stream, seq, "compose"), postmortem, "publish", {**facts, "do": "compose"}),
        Effect(effect_key(stream, seq, "commit"), REPORTS, "publish", {**facts, "do": "commit"}),
    ]
