"""What is due by the clock while an alarm is unresolved: reminders, the ladder, the end of a silence?

All of it is computed from the record and a `now`: nothing is scheduled anywhere, so a restart neither repeats nor
forgets. Nothing falls into quiet hours: a moment there is put off to their end, and the clocks of an alarm that fires
there begin at their end, so that the morning is not every level at once. Severity S0 knows none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alarms.episode import Episode
from bot.domain.alarms.rules import QuietHours, Rung
from bot.domain.service import Service


@dataclass(frozen=True, slots=True)
class Reminder:
    """Nobody has answered yet; `number` counts from 1, `is_late`: the time to respond is over."""

    at: datetime
    number: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Escalation:
    """A level of the ladder is reached."""

    at: datetime
    rung: Rung


@dataclass(frozen=True, slots=True)
class SilenceEnds:
    """Whoever was not to be called may be called again."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """It has been quiet for so long that the next firing is another episode."""

    at: datetime


Due = Reminder | Escalation | SilenceEnds | Closing


def respond_by(episode: Episode, service: Service) -> datetime | None:
    """Return the moment by which somebody should have answered; None when nobody is expected to."""
    base, within = _begins(episode, service), episode.about.respond_within
    return _awake(episode, service, base + within) if base is not None and within is not None else None


def calls_people(episode: Episode, service: Service, at: datetime) -> bool:
    """Say whether the alarm may call somebody by name at this moment."""
    if episode.about.respond_within is None or not episode.is_unresolved:
        return False
    if episode.silence is not None and at < episode.silence.until:
        return False
    quiet = _quiet_hours(episode, service)
    return quiet is None or not quiet.holds(at)


def callees(episode: Episode, service: Service, at: datetime) -> tuple[str, ...]:
    """Return whom an alarm calls at this moment, by the names that the file gives: who is on call, and level 1."""
    if not calls_people(episode, service, at):
        return ()
    first = [contact for rung in service.escalation if rung.level == 1 for contact in rung.contacts]
    return tuple(dict.fromkeys([*service.on_call, *(name for contact in first for name in contact.reach)]))


def due(episode: Episode, service: Service) -> tuple[Due, ...]:
    """Return everything still to come by the clock, the earliest first, as it stands now."""
    if episode.is_closed or not episode.turns:
        return ()
    found: list[Due] = []
    if episode.silence is not None:
        found.append(SilenceEnds(episode.silence.until))
    if episode.is_unresolved:
        if episode.silence is None:
            found += _reminders(episode, service)
            found += _escalations(episode, service)
    else:
        found.append(Closing(episode.turns[-1].at + service.attention.refire_window))
    return tuple(sorted(found, key=lambda one: one.at))


def due_at(episode: Episode, service: Service) -> datetime | None:
    """Return when something is due next."""
    return next((one.at for one in due(episode, service)), None)


def overdue(episode: Episode, service: Service, now: datetime) -> tuple[Due, ...]:
    """Return what is due by now. Of reminders that were missed only the last is worth sending; levels all are."""
    come = [one for one in due(episode, service) if one.at <= now]
    reminders = [one for one in come if isinstance(one, Reminder)]
    return tuple(one for one in come if not isinstance(one, Reminder) or one is reminders[-1])


def _reminders(episode: Episode, service: Service) -> Iterator[Due]:
    base, within = _begins(episode, service), episode.about.respond_within
    if base is None or within is None or episode.acknowledged is not None:
        return
    sent = [at for at in episode.reminded if at >= base]
    # Whoever was not called at the firing, since it was night, is called by the first reminder, in the morning.
    first = 1 if base == counted_from(episode) else 0
    for number in range(1, service.attention.reminders + 1):
        at = _awake(episode, service, base + within * (first + number - 1) / 2)
        if not sent or at > sent[-1]:
            yield Reminder(at, number, is_late=at >= base + within)


def _escalations(episode: Episode, service: Service) -> Iterator[Due]:
    base = _begins(episode, service)
    if base is None or episode.about.respond_within is None or episode.held is not None:
        return
    reached = {level for level, _ in episode.escalated}
    later = service.escalates_later.get(episode.about.importance, timedelta())
    for rung in service.escalation:
        if rung.level > 1 and rung.level not in reached:
            yield Escalation(_awake(episode, service, base + rung.after + later), rung)


def counted_from(episode: Episode) -> datetime | None:
    """Return the moment clocks count from: the stretch's beginning, or the end of a silence that hid it."""
    began, ended = episode.stretch_began_at, episode.unsilenced_at
    return max(began, ended) if began is not None and ended is not None else began


def _begins(episode: Episode, service: Service) -> datetime | None:
    """Return the moment at which its clocks begin to run: when it is counted from, or when the night is over."""
    counted = counted_from(episode)
    return None if counted is None else _awake(episode, service, counted)


def _quiet_hours(episode: Episode, service: Service) -> QuietHours | None:
    quiet = service.attention.quiet_hours
    if quiet is None or episode.about.severity == "S0" or episode.about.importance not in quiet.importances:
        return None
    return quiet


def _awake(episode: Episode, service: Service, at: datetime) -> datetime:
    quiet = _quiet_hours(episode, service)
    return at if quiet is None else quiet.ends_after(at)
