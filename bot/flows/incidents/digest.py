"""Which corrective actions are overdue this week? Said once a week, to everybody, with their owners called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.failures import Outage
from bot.domain.rules import Rules
from bot.domain.stream import Effect
from bot.flows.incidents.outstanding import outstanding, without_words
from bot.ports import Chat, Clock, Store

JOB = "corrective-digest"
NINE = time(9)
"""Monday at nine, where the company is: the article asks for a weekly look, the hour is ours."""

MOST = 40
"""More lines than this nobody reads, and Slack would not take (ours); the rest is counted."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Tells once a week what is overdue; after time away only the newest week that was missed."""

    rules: Rules
    store: Store
    chat: Chat
    clock: Clock

    def tell(self) -> None:
        """Tell it if nobody did since the last Monday at nine; nothing is said when nothing is overdue.

        Raises an Outage while there is no such channel, or Slack can't say: then the next tick tries again.
        """
        # Look.
        now, zone = self.clock.now(), ZoneInfo(self.rules.timezone)
        monday = last_monday(now.astimezone(zone))
        rows = [row for row in outstanding(self.store, now.astimezone(zone).date()) if row["is_overdue"]]

        # Judge. The run is named after the day, so that a company that moves to another zone isn't told twice.
        due_at = datetime.combine(monday, time(), UTC)
        effects = [self._said(rows, monday, now)] if rows else []

        # Act.
        self.store.claim_run(JOB, due_at, effects)

    def _said(self, rows: Sequence[dict[str, Any]], monday: date, now: datetime) -> Effect:
        channel = self.chat.channel_named(self.rules.announce_channel)
        if channel is None:
            raise Outage("slack", "channel_not_found", detail=self.rules.announce_channel)
        key = f"{JOB}-{monday.isoformat()}"
        facts = {**told(rows), "command": self.rules.incident_command}
        said = {"template": "incident/digest", "facts": facts, "where": {"channel": channel}, "marker": key}
        return Effect(key, key, "say", {**said, "at": now.isoformat()})


def last_monday(here: datetime) -> date:
    """Return the Monday whose nine o'clock came last, by a clock that shows `here`."""
    monday = here.date() - timedelta(days=here.weekday())
    return monday if here.weekday() or here.time() >= NINE else monday - timedelta(days=7)


def told(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Tell who owes what, those who wait longest first; `contacts` are the owners, whom the message calls."""
    shown = [without_words(row) if row["is_private"] else row for row in rows[:MOST]]
    earliest = {row["owner"]: place for place, row in reversed(list(enumerate(shown)))}
    by_owner = sorted(shown, key=lambda row: earliest[row["owner"]])
    contacts = [
        {"name": owner, "reach": [owner] if owner else [], "rows": list(theirs)}
        for owner, theirs in groupby(by_owner, key=lambda row: row["owner"])
    ]
    return {"count": len(rows), "contacts": contacts, "more": len(rows) - len(shown)}
