"""A watcher tells us something: put it where it belongs, once, and tell people.

Signals come late, doubled and in any order; a signal that was taken before is known by its key. The same story takes
them all, whether a queue, a hook, a look at the alarms or users' reports brought them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast

from bot.domain.alarms import groups, silences
from bot.domain.alarms.about import About, about
from bot.domain.alarms.episode import KIND
from bot.domain.alarms.placing import STORM, claimant, happened_at, is_too_much, joins, line_of, next_in
from bot.domain.alarms.rules import Importance
from bot.domain.alarms.signal import Signal
from bot.domain.service import Service
from bot.domain.stream import Entry
from bot.flows import telling
from bot.flows.alarms import blindness
from bot.flows.alarms.following import after_signal
from bot.flows.alarms.keeping import Known, keep, look
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store

LOOKED_THROUGH = 100
"""So many of the newest alarms are looked through for how many came within a minute."""

_KINDS = {"firing": "fired", "resolved": "resolved", "unsure": "unsure"}


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes signals; `services` by name, the one for unclaimed alarms among them."""

    services: Mapping[str, Service]
    store: Store
    clock: Clock

    def take(self, signals: Sequence[Signal]) -> None:
        """Put signals on record, each in a transaction of its own: once this returns, nothing is lost."""
        for signal in signals:
            for service in self._of(signal):
                until_recorded(partial(self._take, signal, service))

    def _of(self, signal: Signal) -> Sequence[Service]:
        """Return the services whose record it belongs to: those where it is unresolved, or else the one that claims it.

        An episode ends in the thread in which it began, also when the files give its alarm to another service by then.
        """
        newest = {name: self.store.newest(line_of(name, signal)) for name in self.services}
        unresolved = [name for name, head in newest.items() if head is not None and head.state == "firing"]
        return [self.services[name] for name in unresolved or [claimant(signal, self.services.values())]]

    def _take(self, signal: Signal, service: Service) -> None:
        # Look.
        line = line_of(service.name, signal)
        newest = self.store.newest(line)
        known = look(newest.id, self.services, self.store) if newest is not None else None
        now = self.clock.now()

        # Judge.
        key = f"{service.name}:{signal.key}"
        signal = replace(signal, changed_at=happened_at(signal, known.begun if known is not None else None, now))
        if known is None or not joins(signal, known.begun, service.attention.refire_window):
            known = Known(next_in(line, newest.id if newest else None), (), service, None)
        entries = self._entries(signal, key, known, now)

        # Act. What can't tell and doesn't fire is a blind spot; first, since it is told even if we have heard of it.
        if signal.state == "unsure" and not (known.episode is not None and known.episode.is_unresolved):
            blindness.note(signal, service, store=self.store, now=now)
        keep(known, entries, store=self.store, now=now, follow=lambda step: after_signal(step, service))
        self.share(known.stream)

    def _entries(self, signal: Signal, key: str, known: Known, now: datetime) -> list[Entry]:
        facts = {"reason": signal.reason, "link": signal.link}
        told = Entry(_KINDS[signal.state], key, signal.changed_at, signal.source, facts)
        if known.episode is not None:
            return [told]
        begun = about(signal, known.service)
        if signal.state == "firing":
            begun = about(signal, known.service, group=self._group(begun, known.service, now))
        opened = Entry("opened", f"opened:{known.stream}", now, signal.source, begun.facts())
        return [opened, told, *self._silenced(begun, known, now)]

    def _silenced(self, begun: About, known: Known, now: datetime) -> list[Entry]:
        """Begin in silence what somebody silenced before it began."""
        for head in self.store.find(kind=silences.KIND, service=known.service.name, state="active"):
            one = silences.of_head(head)
            if one.covers(begun.alarm) and now < one.until:
                facts = {"until": one.until.isoformat(), "reason": one.reason}
                return [Entry("silenced", f"silenced:{head.id}:{known.stream}", now, one.by, facts)]
        return []

    def _group(self, begun: About, service: Service, now: datetime) -> str | None:
        """Return the group that an alarm joins because too many came at once; None when it gets its own message."""
        together = [one for one in self.services.values() if one.channel == service.channel]
        newest = [
            head for one in together for head in self.store.find(kind=KIND, service=one.name, limit=LOOKED_THROUGH)
        ]
        recent = [
            cast("Importance", head.summary["importance"])
            for head in newest
            if head.summary["began_at"] and now - _moment(head.summary["opened_at"]) <= STORM
        ]
        if not is_too_much(begun.importance, recent, service.attention.group_above):
            return None
        line = f"group-{service.name}-"
        last = self.store.newest(line)
        return last.id if last is not None and groups.takes(last, now) else next_in(line, last.id if last else None)

    def gather(self) -> None:
        """See that every alarm is in its group: we may have died right before that."""
        for service in self.services.values():
            for state in ("firing", "resolved"):
                for head in self.store.find(kind=KIND, service=service.name, state=state):
                    if head.summary["group"] is not None:
                        self.share(head.id)

    def share(self, stream: str) -> None:
        """Put an alarm into its group, when it has one and isn't there; it may have been another who began to."""
        until_recorded(lambda: self._join(stream))

    def _join(self, stream: str) -> None:
        known = look(stream, self.services, self.store)
        name = known.begun.about.group if known is not None else None
        if known is None or name is None:
            return
        now = self.clock.now()
        group, entries = self.store.read(name)
        if stream in groups.members(entries):
            return
        began = _moment(group.summary["began_at"]) if group else now
        seq = len(entries) + 1
        self.store.record(
            groups.head(name, known.service.name, began, seq),
            [groups.joined(name, stream, now)],
            [telling.card_of(name, seq)],
            expects=seq - 1,
        )


def _moment(told: object) -> datetime:
    return datetime.fromisoformat(str(told))
