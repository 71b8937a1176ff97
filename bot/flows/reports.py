"""A user saw something: write it down, and show the channel how many did."""

from __future__ import annotations

from bot.domain.reports import KIND, Episode, Report, fold, head, report
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream, effect_key
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Reply


def take(text: str, service: Service, *, by: str, cause: str, store: Store, clock: Clock) -> Reply:
    """Record a user report, once per cause, in the open episode or a new one; thank the reporter privately."""

    def attempt() -> Reply:
        # Look.
        now = clock.now()
        newest = next(iter(store.find(kind=KIND, service=service.name)), None)
        is_new = newest is None or newest.state != "open"
        stream = _next_stream(service, newest) if newest is None or is_new else newest.id
        before = Episode() if is_new else fold(store.read(stream)[1])
        seq = len(before.reports)

        # Judge.
        entry = report(text, by=by, cause=cause, now=now)
        after = Episode((*before.reports, Report(now, by, str(entry.facts["text"]))))

        # Act.
        store.record(
            head(stream, service.name, after, seq + 1),
            [entry],
            [_card(stream, seq + 1), _line(stream, seq + 1, entry)],
            expects=seq,
            settles=cause,
        )
        return Reply("report/thanks", {"channel": service.channel, "count": len(after.reports)}, audience="private")

    return until_recorded(attempt)


def close(stream: Stream, *, store: Store, clock: Clock) -> None:
    """Close an episode that has been quiet for an hour."""
    # Look.
    now = clock.now()
    entries = store.read(stream.id)[1]
    episode = fold(entries)

    # Judge.
    if not episode.is_open or now < episode.closes_at:
        return
    entry = Entry("closed", f"closed:{stream.id}", now, "clock")
    seq = len(entries)

    # Act.
    closed = Episode(episode.reports, is_open=False)
    store.record(head(stream.id, stream.service, closed, seq + 1), [entry], [_card(stream.id, seq + 1)], expects=seq)


def _next_stream(service: Service, newest: Stream | None) -> str:
    # Numbered rather than named by chance, so that two first reporters race for one name and the loser joins.
    number = int(newest.id.rsplit("-", 1)[1]) + 1 if newest else 1
    return f"{KIND}-{service.name}-{number:06d}"


def _card(stream: str, seq: int) -> Effect:
    return Effect(effect_key(stream, seq, "card"), stream, "card", {"stream": stream})


def _line(stream: str, seq: int, entry: Entry) -> Effect:
    facts = {"text": entry.facts["text"], "by": entry.by, "at": entry.at.isoformat()}
    return Effect(
        effect_key(stream, seq, "line"),
        stream,
        "say",
        {
            "template": "report/line",
            "facts": facts,
            "under": stream,
            "marker": effect_key(stream, seq),
            "at": entry.at.isoformat(),
        },
    )
