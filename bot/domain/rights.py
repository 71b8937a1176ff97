"""Who is meant by a right's list: user ids, user groups, e-mail addresses, or everybody?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Protocol

EVERYBODY = "*"
_USER = re.compile(r"[UW](?=[A-Z]*[0-9])[A-Z0-9]{2,20}")


class Standing(Protocol):
    """What of a person counts."""

    @property
    def id(self) -> str:
        """Return the Slack id."""
        ...

    @property
    def email(self) -> str | None:
        """Return the address in the profile, where we may see it."""
        ...

    @property
    def is_bot(self) -> bool:
        """Say whether this is a program."""
        ...

    @property
    def is_guest(self) -> bool:
        """Say whether this is a guest of our workspace."""
        ...

    @property
    def is_stranger(self) -> bool:
        """Say whether this is somebody of another organisation, in a channel shared with it."""
        ...


def allows(right: Collection[str], person: Standing, members: Mapping[str, Collection[str]]) -> bool:
    """Say whether a right is a person's; an empty list is nobody's, and no list is ever a bot's.

    `members` tells the ids of those in each user group on the list, by the name it has there. Everybody (`*`) means
    full members. A guest must be named, or be in a group that is. A stranger must be named by id: their address is what
    another organisation says it is.
    """
    if person.is_bot:
        return False
    if person.id in right:
        return True
    if person.is_stranger:
        return False
    if EVERYBODY in right and not person.is_guest:
        return True
    if person.email is not None and person.email.lower() in {name.lower() for name in right if is_email(name)}:
        return True
    return any(person.id in members.get(group, ()) for group in groups_of(right))


def groups_of(right: Collection[str]) -> tuple[str, ...]:
    """Return the user groups on a list: their ids (`S…`) and handles."""
    return tuple(name for name in right if name != EVERYBODY and not is_user(name) and not is_email(name))


def is_user(name: str) -> bool:
    """Say whether a name is a user's id."""
    return _USER.fullmatch(name) is not None


def is_email(name: str) -> bool:
    """Say whether a name is an e-mail address; `@name` is a handle."""
    return "@" in name[1:]
