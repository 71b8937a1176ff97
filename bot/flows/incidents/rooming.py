"""Is an incident's room as the incident wants it? Opened, its people invited, its topic true, its card pinned.

Carried out after everything that may change any of it, and each time only what is missing is done: if Slack fails half
way, the rest is done later, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.failures import Outage
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.incident import Incident
from bot.domain.incidents.naming import room_name
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Entry
from bot.flows.alarms import keeping as alarms
from bot.flows.incidents.keeping import Known, keep, look, number_of
from bot.flows.recording import until_recorded
from bot.flows.teller import Teller
from bot.ports import Archive, Chat, Clock, Store
from bot.speech import Place

TOPIC_LENGTH = 250
SIGNS = {"open": ":fire:", "mitigated": ":raised_hands:", "resolved": ":white_check_mark:", "closed": ":lock:"}
"""How far it is, for readers of every language: a channel's topic is the same for all."""


@dataclass(frozen=True, slots=True)
class Rooming:
    """Carries out the effect `room`; doing it again does nothing more."""

    services: Mapping[str, Service]
    rules: Rules
    clocks: ClockRules
    store: Store
    chat: Chat
    people: Archive
    clock: Clock

    def carry_out(self, stream: str, teller: Teller, guests: Sequence[str] = ()) -> None:
        """Open the room if it is to be opened, and see to everything about it; `guests` are let in besides."""
        known = self._look(stream)
        is_new = known.incident.room is None
        if is_new:
            self._open(known)
            known = self._look(stream)
        incident = known.incident
        if incident.room is None or incident.room.root_ts is not None:
            return  # a thread has neither topic nor guests of its own
        channel = incident.room.channel
        if incident.archived_at is not None:
            self.chat.archive_room(channel)
            return
        self.chat.dress_room(channel, topic=self._topic(incident, number_of(stream)))
        # Who left is not brought back at every change; whoever leads now has to be there.
        named = self._named(incident) if is_new else [one for one in [incident.commander] if one]
        self.chat.invite(channel, self._people([*named, *guests]))
        if incident.status != "closed":
            self.chat.pin(channel, teller.card({"stream": stream}).ts)

    def _open(self, known: Known) -> None:
        incident = known.incident
        if incident.wants_channel:
            zone = ZoneInfo(self.rules.timezone)
            name = room_name(incident.declared_at.astimezone(zone).date(), incident.title, known.number)
            channel = self.chat.open_room(
                name, marker=known.stream, is_private=incident.is_private, people=self._people(self._named(incident))
            )
            given = self.people.channel(channel).name  # the next free one, where that was taken
            self._note(known.stream, Place(channel), given, is_private=incident.is_private)
            return
        root = self.store.sent(f"card:{self._home_of_alarm(incident)}") if incident.alarm else None
        if root is None or not root.ts:
            raise Outage("slack", "card_not_shown", detail=known.stream)
        self._note(known.stream, Place(root.place.channel, root.ts), "", is_private=False)

    def _note(self, stream: str, place: Place, name: str, *, is_private: bool) -> None:
        """Put on record where it is, and capture what is said there from now on."""
        self.store.watch(place, stream)

        def attempt() -> None:
            known = self._look(stream)
            facts = {"channel": place.channel, "root_ts": place.thread_ts, "name": name, "is_private": is_private}
            entry = Entry("room_opened", f"room_opened:{stream}", self.clock.now(), "bot", facts)
            keep(stream, known.entries, [entry], store=self.store, now=self.clock.now(), rules=self.clocks)

        until_recorded(attempt)

    def _home_of_alarm(self, incident: Incident) -> str:
        known = alarms.look(str(incident.alarm), self.services, self.store)
        return (known.begun.about.group if known else None) or str(incident.alarm)

    def _named(self, incident: Incident) -> list[str]:
        service = self.services.get(incident.service)
        return [*incident.roles.values(), incident.declared_by, *(service.on_call if service else ())]

    def _people(self, names: Iterable[str]) -> list[str]:
        """Return the ids of the people that are named, in groups too; whom Slack doesn't know is left out."""
        found = []
        for name in names:
            try:
                who = self.people.resolve(name)
            except Outage as outage:
                if outage.retry:
                    raise
                continue
            if who is not None:
                found += sorted(self.people.members(who)) if who.startswith("S") else [who]
        return list(dict.fromkeys(found))

    def _topic(self, incident: Incident, number: int) -> str:
        lead = f" · <@{incident.commander}>" if incident.commander else ""
        return f"{SIGNS[incident.status]} {incident.severity} · #{number} {incident.title}{lead}"[:TOPIC_LENGTH]

    def _look(self, stream: str) -> Known:
        known = look(stream, self.store)
        if known is None:
            raise Outage("store", "no_such_stream", retry=False, detail=stream)
        return known
