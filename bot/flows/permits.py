"""May this person do that, as the company's file says?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.domain.failures import Outage, Refusal
from bot.domain.rights import allows, groups_of, is_user
from bot.domain.rules import Rules
from bot.ports import Archive, Person

Right = Literal["operate", "approve_actions", "command_incidents", "approve_postmortems"]


@dataclass(frozen=True, slots=True)
class Permits:
    """Holds people to `bot.yaml`; Slack is asked no more than the list makes necessary."""

    rules: Rules
    archive: Archive

    def require(self, user: str, right: Right) -> None:
        """Raise a Refusal unless the right is this person's, and an Outage while Slack can't say."""
        names: tuple[str, ...] = getattr(self.rules.rights, right)
        self.require_any(user, names, right)

    def require_any(self, user: str, names: Collection[str], right: Right) -> None:
        """Raise a Refusal, which names the right, unless the user is on a list of its own."""
        if not self.may(user, names):
            raise Refusal("not_allowed", {"right": right, "by_name": list(names)})

    def may(self, user: str, names: Collection[str]) -> bool:
        """Say whether the user is on a list like a right's; raises an Outage while Slack can't say."""
        if user not in names and all(is_user(name) for name in names):
            return False
        try:
            person = self.archive.person(user)
        except Outage as outage:
            if outage.retry and user in names:
                return True  # all that Slack could add is that it's a bot, and bots press no buttons
            raise
        return allows(names, person, {}) or self._is_in_a_group(person, groups_of(names))

    def _is_in_a_group(self, person: Person, groups: Collection[str]) -> bool:
        """Ask group by group, so that one that can't be read hides none of the others."""
        unread: Outage | None = None
        for group in groups:
            try:
                found = self.archive.resolve(group)
                members = self.archive.members(found) if found is not None else ()
            except Outage as outage:
                unread = outage
                continue
            if allows([group], person, {group: members}):
                return True
        if unread is not None:
            raise unread
        return False
