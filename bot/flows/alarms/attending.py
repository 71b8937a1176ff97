"""The clock sets something off for an alarm: a reminder, a level of the ladder, the end of a silence, the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.alarms import attention, groups, silences
from bot.domain.alarms.attention import Closing, Due, Escalation, Reminder, SilenceEnds
from bot.domain.alarms.episode import Episode
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.flows import contacts
from bot.flows.alarms.keeping import Known, Step, keep, look
from bot.ports import Clock, Store


def attend(stream: Stream, *, services: Mapping[str, Service], store: Store, clock: Clock) -> None:
    """Do what is due, one thing after the other, each on record with what is said of it.

    Raises StaleSequenceError when somebody recorded in between: the next tick judges again.
    """
    while True:
        # Look.
        now = clock.now()
        known = look(stream.id, services, store)
        if known is None or known.episode is None:
            return

        # Judge.
        due = next(iter(attention.overdue(known.episode, known.service, now)), None)
        if due is None:
            return

        # Act.
        _do(due, known, store=store, now=now)


def _do(due: Due, known: Known, *, store: Store, now: datetime) -> None:
    others = _others(due, known, store)
    told = (lambda _: ()) if others is None else (lambda step: _lines(due, known, step, others))
    keep(known, [_entry(due, known, now)], store=store, now=now, follow=told)


def _others(due: Due, known: Known, store: Store) -> int | None:
    """Say for how many more alarms of a shared message this one speaks; None when another speaks for it.

    Forty alarms that nobody answers are one reminder, and not forty.
    """
    name = known.begun.about.group
    if name is None or not isinstance(due, (Reminder, Escalation)):
        return 0
    members = groups.members(store.read(name)[1])
    heads = store.heads(members)
    firing = [heads[stream] for stream in members if stream in heads and heads[stream].state == "firing"]
    answered = "acknowledged_by" if isinstance(due, Reminder) else "held_by"
    waiting = [one for one in firing if one.summary["silenced_until"] is None and one.summary[answered] is None]
    spoken_for = groups.spoken_for(known.stream, waiting)
    return len(spoken_for) - 1 if spoken_for else None


def _entry(due: Due, known: Known, now: datetime) -> Entry:
    name = f"{known.stream}:{known.seq + 1}"
    match due:
        case Reminder(_, number, is_late):
            return Entry("reminded", f"reminded:{name}", now, "clock", {"number": number, "is_late": is_late})
        case Escalation(_, rung):
            return Entry("escalated", f"escalated:{name}", now, "clock", {"level": rung.level})
        case SilenceEnds(at):
            return Entry("unsilenced", f"unsilenced:{name}", at, "clock")
        case Closing():
            return Entry("closed", f"closed:{known.stream}", now, "clock")


def _lines(due: Due, known: Known, step: Step, others: int) -> Sequence[Effect]:
    episode, service = step.after, known.service
    told: dict[str, object] = {**_to_answer(episode, service, step), "others": others}
    match due:
        case Reminder(_, number, is_late):
            by = attention.respond_by(episode, service)
            told |= {"number": number, "is_late": is_late, "respond_by": by.isoformat() if by else None}
            return [step.line("alarm/reminder", told)]
        case Escalation(_, rung):
            began = episode.stretch_began_at or step.at
            told |= {"level": rung.level, "contacts": contacts.facts(rung.contacts)}
            told |= {"seconds": (step.at - began).total_seconds(), "calls": list(contacts.names(rung.contacts))}
            pages = [step.page(channel, "alarm/page", told) for channel in contacts.channels(rung.contacts)]
            return [step.line("alarm/escalation", told), *pages]
        case SilenceEnds():
            return [step.line("alarm/silence_over", told)] if episode.is_unresolved else []
        case Closing():
            return []


def _to_answer(episode: Episode, service: Service, step: Step) -> dict[str, object]:
    calls = attention.callees(episode, service, step.at)
    return {"service": service.name, "title": dict(service.title), "stream": step.stream, "calls": list(calls)}


def end_silence(stream: Stream, *, store: Store, clock: Clock) -> None:
    """End a silence whose time has come; the alarms it hid notice by themselves."""
    # Look.
    now, entries = clock.now(), store.read(stream.id)[1]
    one = silences.fold(entries)

    # Judge.
    if one.is_over or now < one.until:
        return
    entry = Entry("ended", f"ended:{stream.id}", one.until, "clock")

    # Act.
    seq = len(entries) + 1
    store.record(silences.head(stream.id, stream.service, one.ended(), seq), [entry], expects=seq - 1)
