"""What is to be said later? Messages that the app scheduled, posted when their moment comes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspace.slack.state import posting
from workspace.slack.state.ids import new_id

if TYPE_CHECKING:
    from workspace.slack.state.messages import Draft
    from workspace.slack.state.team import Team


@dataclass(frozen=True, slots=True)
class Appointment:
    """One message that waits for its moment, in seconds since the epoch."""

    channel_id: str
    post_at: int
    draft: Draft
    created: int
    id: str = field(default_factory=lambda: new_id("Q"))


class Agenda:
    """The app's scheduled messages."""

    def __init__(self, team: Team) -> None:
        """Start empty."""
        self._team = team
        self.waiting: dict[str, Appointment] = {}

    def add(self, channel_id: str, post_at: int, draft: Draft) -> Appointment:
        """Keep a message for later."""
        now = self._team.moments.now()
        made = Appointment(channel_id, post_at, draft, int(now))
        self.waiting[made.id] = made
        asyncio.get_running_loop().call_later(post_at - now, self.post_due)
        return made

    def remove(self, channel_id: str, appointment_id: str) -> bool:
        """Forget a message; False where it is not there, or not any more."""
        found = self.waiting.get(appointment_id)
        if found is None or found.channel_id != channel_id:
            return False
        del self.waiting[appointment_id]
        return True

    def post_due(self) -> None:
        """Post what is due by the workspace's clock, in its order."""
        now = self._team.moments.now()
        due = sorted((one for one in self.waiting.values() if one.post_at <= now), key=lambda one: one.post_at)
        for one in due:
            del self.waiting[one.id]
            bot = self._team.people[self._team.app.bot_user_id]
            posting.post(self._team, self._team.channel(one.channel_id), bot, one.draft)
