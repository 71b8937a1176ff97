"""Somebody simply writes it in the incident's channel: does it mean that something changed, and may they say so?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.failures import Mistake, Outage, Refusal
from bot.domain.incidents.understanding import NOTHING, Intent, understand
from bot.domain.messages import Revision
from bot.domain.rights import is_user
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import of_room
from bot.ports import Chat
from bot.speech import Ask, Form, Notice, Place, Reply

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Takes what is written in an incident's room; what is understood is said there, with an undo."""

    commanding: Commanding
    chat: Chat

    def means_something(self, revision: Revision) -> bool:
        """Say whether a message is worth handling; pure, and quick enough for every message."""
        is_new = not revision.is_deletion and revision.revision == revision.ts
        return is_new and is_user(revision.author) and _meant(revision.text).kind != "none"

    def hear(self, channel: str, ts: str) -> None:
        """Do what a message that was kept says, once; whoever may not is told so privately.

        It is read as it stands: words taken back before we came to them change nothing.
        """
        store = self.commanding.store
        said = next((one for one in store.messages(channel) if one.ts == ts and not one.is_deleted), None)
        if said is None:
            return
        where = Place(channel, said.root_ts)
        head, intent = of_room(where, store), _meant(said.text)
        if head is None or intent.kind == "none":
            return
        ask = Ask(f"said:{channel}:{ts}", said.author, where, "", "")
        try:
            self._act(ask, head.id, intent)
        except (Mistake, Refusal) as failure:
            self._tell(ask, failure)

    def _act(self, ask: Ask, stream: str, intent: Intent) -> Reply | Form:
        deeds: Mapping[str, Callable[[], Reply | Form]] = {
            "severity": lambda: self.commanding.severity(ask, (stream, str(intent.value), *intent.reason.split())),
            "mitigated": lambda: self.commanding.mitigated(ask, (stream, *intent.reason.split())),
            "resolved": lambda: self.commanding.resolved(ask, (stream, *intent.reason.split())),
            "reopen": lambda: self.commanding.reopen(ask, (stream, *intent.reason.split())),
            "take_command": lambda: self.commanding.lead(ask, (stream,)),
        }
        return deeds[intent.kind]()

    def _tell(self, ask: Ask, failure: Mistake | Refusal) -> None:
        notice = Notice(f"failures/{failure.key}", {**failure.facts, "example": None}, ask.where, ask.id)
        try:
            self.chat.say_privately(notice, ask.by)
        except Outage as outage:
            log.warning("not told", extra={"reason": outage.reason, "ask": ask.id})  # it would come too late later


def _meant(text: str) -> Intent:
    """Read a message; one that begins with a mention is said to somebody, and if that is us, it comes as an Ask."""
    return NOTHING if text.lstrip().startswith("<@") else understand(text)
