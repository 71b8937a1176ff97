"""Something happened in a channel where an incident is handled: who is to know of it?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.failures import Outage
from bot.domain.room_events import RoomEvent
from bot.flows.incidents.finding import of_room
from bot.flows.incidents.keeping import look
from bot.flows.incidents.marking import Marking
from bot.flows.incidents.reading_in import ReadingIn
from bot.ports import Chat
from bot.speech import Notice, Place

log = logging.getLogger(__name__)

EARLY = timedelta(minutes=2)
"""Who comes so soon after the declaration was asked to come: they have the card before them, with nothing missed."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Takes marks and comers; what else happens in a room is in the timeline, and nobody needs to be told."""

    marking: Marking
    reading_in: ReadingIn
    chat: Chat

    def take(self, event: RoomEvent) -> None:
        """Do what follows from it, once."""
        if event.kind == "member_joined":
            self._welcome(event)
        else:
            self.marking.take(event)

    def _welcome(self, event: RoomEvent) -> None:
        """Read in whoever comes late, privately."""
        where = Place(event.channel)
        head = of_room(where, self.reading_in.store)
        known = look(head.id, self.reading_in.store) if head is not None else None
        if known is None or known.incident.status == "closed" or event.at - known.incident.declared_at < EARLY:
            return
        told = self.reading_in.of(known)
        try:
            self.chat.say_privately(Notice(told.template, told.facts, where, f"welcome:{event.id}"), event.by)
        except Outage as outage:
            log.warning("not read in", extra={"reason": outage.reason, "incident": known.stream})  # they can still ask
