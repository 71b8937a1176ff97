"""Which report do people read, and who is called what in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.failures import Outage
from bot.domain.incidents.incident import ROLES
from bot.domain.rights import is_user
from bot.ports import Archive
from bot.speech import Document

Json = Mapping[str, Any]


def report(document: Json, people: Mapping[str, str]) -> Document:
    """Return the report of a document; `people` says what to call each Slack user id."""
    return Document("postmortem/report", {"document": dict(document), "people": dict(people)})


def by_role(document: Json) -> dict[str, str]:
    """Call people by their roles: nobody is blamed, and no name is committed."""
    held = document["roles"]
    order = [*ROLES, *sorted(held.keys() - set(ROLES))]  # of several roles, the one that weighed most that night
    return {str(held[role]): role for role in reversed(order) if held.get(role)}


def by_name(document: Json, archive: Archive) -> dict[str, str]:
    """Call people by the names they show; who can't be asked for is called by a role."""
    found = by_role(document)
    for user in sorted(set(_people(document))):
        try:
            found[user] = archive.person(user).name
        except Outage as outage:
            if outage.retry:
                raise
    return found


def _people(document: Json) -> Iterator[str]:
    named = [*document["roles"].values(), *(row["owner"] for row in document["timeline"])]
    named += [one["owner"] for one in document["corrective_actions"]]
    named += [one["by"] for one in document["approvals"]]
    return (str(who) for who in named if who and is_user(str(who)))
