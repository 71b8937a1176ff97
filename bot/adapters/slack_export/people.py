"""Who is in an export, and who wrote a message?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.adapters.slack_export.words import Json, objects, seen, text_in

_ID = re.compile(r"[A-Z0-9]{2,30}", re.ASCII)
_LONGEST_NAME = 80
"""Slack's own limit for names of apps and people."""


def id_in(holder: Json, name: str) -> str:
    """Return the Slack id that stands there, or nothing."""
    value = holder.get(name)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


class People:
    """Who the lists of an export name, and what bots are called, by every id they have.

    People's names are not kept: they are known by their id, also where the list lacks them.
    """

    def __init__(self, people: object) -> None:
        self.known = frozenset(found for one in objects(people) if (found := id_in(one, "id"))) | {"USLACKBOT"}
        self.bots: dict[str, str] = {}
        for one in objects(people):
            if one.get("is_bot"):
                self._call(one)

    def author(self, entry: Json) -> str:
        """Return who wrote a message: the Slack id; of old integrations, which have none, the name they went by."""
        user = entry.get("user")
        if isinstance(user, str) and "bot_id" not in entry and user in self.known:
            return user
        person = id_in(entry, "user") or id_in(_object(entry, "comment"), "user")
        bot = id_in(entry, "bot_id")
        name = _name(text_in(_object(entry, "bot_profile"), "name"))
        if bot and name:
            self.bots.setdefault(bot, name)
            if person and person not in self.known:
                self.bots.setdefault(person, name)
        return person or bot or _name(text_in(entry, "username"))

    def _call(self, one: Json) -> None:
        profile = _object(one, "profile")
        name = _name(text_in(profile, "real_name") or text_in(one, "real_name") or text_in(one, "name"))
        for found in (id_in(one, "id"), id_in(profile, "bot_id")):
            if found and name:
                self.bots[found] = name


def _object(holder: Json, name: str) -> Mapping[str, object]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _name(told: str) -> str:
    return " ".join(seen(told).split())[:_LONGEST_NAME]
