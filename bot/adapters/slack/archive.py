"""Who are the people in the workspace, and whom does a name in a file mean?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_sdk.web import SlackResponse

from bot.adapters.slack.client import SlackClients, outages
from bot.adapters.slack.records import SlackRecords
from bot.domain.failures import Outage
from bot.ports import Clock, Person, Store

T = TypeVar("T")

FRESH_FOR = timedelta(hours=1)
NAMES_FRESH_FOR = timedelta(minutes=10)
"""Who is on call changes more often than who somebody is; Slack lists user groups 20 times a minute (tier 2)."""

USABLE_FOR = timedelta(days=1)
"""For so long somebody remembered is better than nobody while Slack can't be asked."""

_ID = re.compile(r"[USW](?=[A-Z]*[0-9])[A-Z0-9]{2,20}")


class SlackArchive(SlackRecords):
    """The Archive port over Slack's Web API, remembering people in the store and what names mean in memory."""

    def __init__(self, clients: SlackClients, store: Store, clock: Clock, *, team: str = "") -> None:
        """Take what is needed; no call is made. `team` is our own workspace's id, to tell strangers by."""
        super().__init__(clients)
        self._store = store
        self._clock = clock
        self._team = team
        self._names: dict[str, tuple[Any, datetime]] = {}

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

    def resolve(self, name: str) -> str | None:
        """Return the id of whoever a file names, as of ten minutes ago at most, or of a day while Slack is out."""
        if _ID.fullmatch(name):
            return name
        if "@" in name[1:]:
            address = name.lower()
            return self._lately(address, lambda: self._by_email(address))
        return self._lately("@", self._groups).get(name.removeprefix("@"))

    def members(self, group: str) -> frozenset[str]:
        """Return who is in a user group, remembered like names; nobody is in one that was disabled or never was."""
        return self._lately(group, lambda: self._members(group))

    def _by_email(self, address: str) -> str | None:
        found = self._answered("users_not_found", lambda: self._clients.reading.users_lookupByEmail(email=address))
        return None if found is None else str(found["user"]["id"])

    def _groups(self) -> dict[str, str]:
        with outages():
            answer = self._clients.reading.usergroups_list()
        return {str(group["handle"]): str(group["id"]) for group in answer["usergroups"]}

    def _members(self, group: str) -> frozenset[str]:
        found = self._answered("no_such_subteam", lambda: self._clients.reading.usergroups_users_list(usergroup=group))
        return frozenset() if found is None else frozenset(map(str, found["users"]))

    def _lately(self, key: str, ask: Callable[[], T]) -> T:
        """Return what was answered lately, also that there was nothing, or ask."""
        now = self._clock.now()
        known: tuple[T, datetime] | None = self._names.get(key)
        if known is not None and now - known[1] <= NAMES_FRESH_FOR:
            return known[0]
        try:
            answer = ask()
        except Outage as outage:
            if not outage.retry or known is None or now - known[1] > USABLE_FOR:
                raise
            return known[0]
        self._names[key] = (answer, now)
        return answer

    @staticmethod
    def _answered(unknown: str, call: Callable[[], SlackResponse]) -> SlackResponse | None:
        """Make a call; None when Slack says by this word that there is no such thing."""
        try:
            with outages():
                return call()
        except Outage as outage:
            if outage.reason != unknown:
                raise
            return None

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
