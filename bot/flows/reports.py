"""A user saw something: write it down, show the channel how many did, and make it an alarm when too many do."""

from __future__ import annotations

from bot.domain.alarms import surges
from bot.domain.reports import KIND, Episode, Report, fold, head, report
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.flows import telling
from bot.flows.alarms.taking import Taking
from bot.flows.recording import until_recorded
from bot.speech import Reply


def take(text: str, service: Service, *, by: str, cause: str, taking: Taking) -> Reply:
    """Record a user report, once per cause, in the open episode or a new one; thank the reporter privately.

    The arrival is settled by the door, after the thanks: asked again after a crash, we thank without writing again.
    """
    store, clock = taking.store, taking.clock

    def attempt() -> tuple[Reply, Episode]:
        # Look.
        now = clock.now()
        newest = next(iter(store.find(kind=KIND, service=service.name, limit=1)), None)
        before = fold(store.read(newest.id)[1]) if newest is not None else Episode(is_open=False)

        # Judge. The clock closes an episode, also while nobody was there to write that down.
        entry = report(text, by=by, cause=cause, now=now)
        if newest is None or not before.is_open or now >= before.closes_at:
            stream, before = _next_stream(service, newest), Episode()
        else:
            stream = newest.id
        seq = len(before.reports) + 1
        after = Episode((*before.reports, Report(now, by, str(entry.facts["text"]))))

        # Act.
        written = store.record(
            head(stream, service.name, after, seq),
            [entry],
            [telling.card_of(stream, seq), _line(stream, seq, entry)],
            expects=seq - 1,
        )
        shown = after if written else before
        facts = {"channel": service.channel, "count": max(len(shown.reports), 1)}
        return Reply("report/thanks", facts, audience="private"), shown

    reply, told = until_recorded(attempt)
    since = surges.surging_since(told, service.surge) if service.surge else None
    if since is not None:
        taking.take([surges.signal(service.name, "firing", since, told)])
    return reply


def close(stream: Stream, *, taking: Taking) -> None:
    """Close an episode that has been quiet for an hour, and with it the alarm that it may have been."""
    # Look.
    store, now = taking.store, taking.clock.now()
    entries = store.read(stream.id)[1]
    episode = fold(entries)

    # Judge.
    if not episode.is_open or now < episode.closes_at:
        return
    entry = Entry("closed", f"closed:{stream.id}", now, "clock")
    seq = len(entries)

    # Act. The alarm first: after a crash in between, the episode is still to be closed.
    service = taking.services.get(stream.service)
    if service is not None and service.surge is not None and surges.surging_since(episode, service.surge) is not None:
        taking.take([surges.signal(service.name, "resolved", now, episode)])
    closed = Episode(episode.reports, is_open=False)
    store.record(
        head(stream.id, stream.service, closed, seq + 1), [entry], [telling.card_of(stream.id, seq + 1)], expects=seq
    )


def _next_stream(service: Service, newest: Stream | None) -> str:
    # Numbered rather than named by chance, so that two first reporters race for one name and the loser joins.
    number = int(newest.id.rsplit("-", 1)[1]) + 1 if newest else 1
    return f"{KIND}-{service.name}-{number:06d}"


def _line(stream: str, seq: int, entry: Entry) -> Effect:
    facts = {"text": entry.facts["text"], "by": entry.by, "at": entry.at.isoformat()}
    return telling.line_under(stream, seq, "report/line", facts, at=entry.at)
