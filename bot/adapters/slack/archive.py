"""Who are the people in the workspace?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.client import SlackClients, outages
from bot.domain.failures import Outage
from bot.ports import Clock, Person, Store

FRESH_FOR = timedelta(hours=1)
USABLE_FOR = timedelta(days=1)
"""For so long somebody remembered is better than nobody while Slack can't be asked."""


class SlackArchive:
    """The Archive port over Slack's Web API, remembering people in the store for an hour."""

    def __init__(self, clients: SlackClients, store: Store, clock: Clock, *, team: str = "") -> None:
        """Take what is needed; no call is made. `team` is our own workspace's id, to tell strangers by."""
        self._clients = clients
        self._store = store
        self._clock = clock
        self._team = team

    def person(self, user: str) -> Person:
        """Return who this is, as of an hour ago at most, or of a day while Slack is out.

        An unknown id is a non-retryable Outage.
        """
        now = self._clock.now()
        remembered = self._store.people([user]).get(user)
        if remembered is not None and now - remembered[1] <= FRESH_FOR:
            return remembered[0]
        try:
            return self._ask(user, now)
        except Outage as outage:
            if not outage.retry or remembered is None or now - remembered[1] > USABLE_FOR:
                raise
            return remembered[0]

    def _ask(self, user: str, now: datetime) -> Person:
        with outages():
            answer = self._clients.reading.users_info(user=user, include_locale=True)
        person = person_of(answer["user"], team=self._team)
        self._store.remember_person(person, now)
        return person


def person_of(told: dict[str, Any], *, team: str = "") -> Person:
    """Read Slack's user object; whoever has no zone or language of their own gets UTC and English."""
    profile = told.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), told.get("real_name"), told.get("name"), told["id"])
    home = str(told.get("team_id") or team)
    return Person(
        id=str(told["id"]),
        name=next(str(name) for name in names if name),
        locale="ja" if str(told.get("locale") or "").lower().startswith("ja") else "en",
        zone=str(told.get("tz") or "UTC"),
        is_bot=bool(told.get("is_bot")) or told["id"] == "USLACKBOT",
        is_guest=bool(told.get("is_restricted") or told.get("is_ultra_restricted")),
        is_stranger=bool(told.get("is_stranger")) or bool(team and home != team),
        email=profile.get("email") or None,
    )
