"""Look for ourselves which alarms fire, so that a lost message hides nothing.

What a watcher tells now is compared with the record: what fires and isn't on record begins, what is on record and
fires no more ends, and what could not tell us anything is said. A look that failed changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alarm_lines import lines_of
from bot.domain.alarms import blind
from bot.domain.alarms.episode import KIND, Episode
from bot.domain.alarms.placing import UNCLAIMED, claimant
from bot.domain.alarms.signal import Signal, SignalState
from bot.domain.failures import Outage
from bot.domain.knowledge import Known as Answered
from bot.domain.queries import AlarmReading, Alarms
from bot.domain.service import Service
from bot.flows.alarms import blindness
from bot.flows.alarms.keeping import look
from bot.flows.alarms.taking import Taking
from bot.flows.recording import until_recorded
from bot.ports import Alerting, Cloud

_STATES: Mapping[str, SignalState] = {"ALARM": "firing", "OK": "resolved", "INSUFFICIENT_DATA": "unsure"}


TOLD_LATELY = timedelta(minutes=2)
"""A change that was told since then counts more than a look that says otherwise with an older change."""


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Compares what the watchers tell with what is on record."""

    taking: Taking
    cloud: Cloud
    alerting: Alerting | None = None

    def reconcile(self) -> None:
        """Look at every service's alarms, and at Alertmanager's where its address is known."""
        self.taking.gather()
        for service in self.taking.services.values():
            if service.name != UNCLAIMED and (service.alarm_prefixes or _of_cloudwatch(service)):
                self._cloudwatch(service)
        if self.alerting is not None:
            self._alertmanager(self.alerting)

    def _cloudwatch(self, service: Service) -> None:
        strays = tuple(name for name in _of_cloudwatch(service) if not name.startswith(service.alarm_prefixes))
        episodes = self._on_record("cloudwatch", [service])  # before we look: what is told meanwhile is newer
        answer = self.cloud.read(Alarms((*service.alarm_prefixes, *strays)), region=service.region)
        if not isinstance(answer, Answered):
            return
        for reading in answer.value:
            signal = difference(reading, episodes.get(reading.name), answer.read_at)
            if signal is not None:
                self.taking.take([signal])
        there = {reading.name for reading in answer.value}
        gone = [one for name, one in episodes.items() if name not in there and _is_old(one, answer.read_at)]
        self.taking.take([_ended(one, answer.read_at) for one in gone])
        spots = blind.found(lines_of(service, answer))
        until_recorded(lambda: blindness.report(service, spots, store=self.taking.store, now=self.taking.clock.now()))

    def _alertmanager(self, alerting: Alerting) -> None:
        on_record = self._on_record("alertmanager", self.taking.services.values())  # before we ask, as above
        try:
            firing = alerting.firing()
        except Outage:
            return  # it is asked again soon; what it told us by itself stands meanwhile
        now = self.taking.clock.now()
        known = {signal.identity for signal in firing}
        self.taking.take([one for one in firing if one.identity not in on_record and self._is_ours(one)])
        over = [episode for identity, episode in on_record.items() if identity not in known]
        self.taking.take([_ended(episode, now) for episode in over])

    def _is_ours(self, signal: Signal) -> bool:
        """Say whether an alert is to be told that nobody sent us: only what a service claims, and nobody suppresses."""
        return not signal.is_suppressed and claimant(signal, self.taking.services.values()) != UNCLAIMED

    def _on_record(self, source: str, services: Iterable[Service]) -> dict[str, Episode]:
        """Return the unresolved episodes of a source, by the alarm's identity."""
        taking = self.taking
        found = {}
        for service in services:
            for head in taking.store.find(kind=KIND, service=service.name, state="firing"):
                known = look(head.id, taking.services, taking.store) if head.summary["source"] == source else None
                if known is not None:
                    found[known.begun.about.identity] = known.begun
        return found


def difference(reading: AlarmReading, episode: Episode | None, read_at: datetime) -> Signal | None:
    """Return what the record of unresolved episodes doesn't know of a CloudWatch alarm yet; None when they agree."""
    state = _STATES[reading.state]
    changed_at = reading.changed_at or read_at
    if episode is None:
        is_news = state == "firing"
    else:
        # What was read may be older than what has been told since.
        last = episode.turns[-1].at
        is_news = state != episode.state and (changed_at >= last or read_at - last > TOLD_LATELY)
        changed_at = max(changed_at, last)
    if not is_news:
        return None
    return Signal("cloudwatch", reading.name, reading.name, state, changed_at, reading.reason)


def _ended(episode: Episode, now: datetime) -> Signal:
    """Return what its watcher would tell of an alarm that it doesn't know any more."""
    about = episode.about
    return Signal(about.source, about.alarm, about.identity, "resolved", now, labels=about.labels)


def _is_old(episode: Episode, read_at: datetime) -> bool:
    return read_at - episode.turns[-1].at > TOLD_LATELY


def _of_cloudwatch(service: Service) -> tuple[str, ...]:
    return tuple(alarm.name for alarm in service.alarms if alarm.source == "cloudwatch")
