"""Which conversations are there, who is in them, and what may they be called?"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspace.slack.refusals import Refused

if TYPE_CHECKING:
    from workspace.slack.refusals import Json
    from workspace.slack.state.messages import Message

NAME_LIMIT = 80  # Slack docs, conversations.create
TOPIC_LIMIT = 250  # Slack docs, conversations.setTopic and setPurpose
_GOOD_NAME = re.compile(r"^[\w\-]+$")


def check_name(name: str) -> str:
    """Refuse a name that ``conversations.create`` would refuse (Slack docs: lowercase, digits, ``-``, ``_``, ≤ 80)."""
    plain = name.removeprefix("#")
    if not plain:
        raise Refused("invalid_name_required", "A channel needs a name.")
    if len(plain) > NAME_LIMIT:
        raise Refused("invalid_name_maxlength", f"A channel's name has at most {NAME_LIMIT} characters.")
    if not any(character.isalnum() for character in plain):
        raise Refused("invalid_name_punctuation", "A channel's name needs a letter or a digit.")
    if not _GOOD_NAME.match(plain) or plain != plain.lower():
        raise Refused(
            "invalid_name_specials", "A channel's name has lowercase letters, digits, hyphens and underscores only."
        )
    return plain


@dataclass(slots=True)
class Note:
    """A topic or a purpose: what was set, by whom, when."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def as_json(self) -> Json:
        """Return it as Slack does."""
        return {"value": self.value, "creator": self.creator, "last_set": self.last_set}


@dataclass(slots=True)
class Channel:
    """One conversation with all that was said in it."""

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_general: bool = False
    is_archived: bool = False
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    previous_names: list[str] = field(default_factory=list)
    members: dict[str, None] = field(default_factory=dict)  # in order of joining
    messages: dict[str, Message] = field(default_factory=dict)  # in order of ts
    roots: list[str] = field(default_factory=list)  # ts of what stands in the channel itself, in order
    pins: dict[str, Json] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    read_until: dict[str, str] = field(default_factory=dict)  # person -> ts
    whispers: dict[str, Message] = field(default_factory=dict)  # ephemeral messages, which Slack never persists

    @property
    def kind(self) -> str:
        """Return the conversation's type as ``conversations.list`` names it."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def scope_family(self) -> str:
        """Return the first half of the scopes that open it: ``channels``, ``groups``, ``im`` or ``mpim``."""
        return {"public_channel": "channels", "private_channel": "groups"}.get(self.kind, self.kind)

    @property
    def event_type(self) -> str:
        """Return ``channel_type`` as message events carry it."""
        return {"public_channel": "channel", "private_channel": "group"}.get(self.kind, self.kind)

    def has(self, person_id: str) -> bool:
        """Tell whether that person is a member."""
        return person_id in self.members

    def visible_to(self, person_id: str) -> bool:
        """Tell whether that person can know of it: public, or a member."""
        return self.kind == "public_channel" or person_id in self.members

    def unread_for(self, person_id: str) -> int:
        """Count root messages of others after the person's read mark."""
        start = bisect_left(self.roots, self.read_until.get(person_id, "") + "~") if person_id in self.read_until else 0
        return sum(1 for ts in self.roots[start:] if self.messages[ts].author != person_id)

    def for_api(self, viewer: str, *, with_count: bool = False) -> Json:
        """Return the conversation object (Slack docs, Conversation type)."""
        if self.is_im:
            other = next((member for member in self.members if member != viewer), viewer)
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "is_archived": False,
                "user": other,
                "priority": 0,
                "is_user_deleted": False,
            }
        found: Json = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private and not self.is_mpim,
            "is_im": False,
            "is_mpim": self.is_mpim,
            "is_private": self.is_private or self.is_mpim,
            "is_general": self.is_general,
            "is_archived": self.is_archived,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "is_member": self.has(viewer),
            "unlinked": 0,
            "created": self.created,
            "creator": self.creator,
            "topic": self.topic.as_json(),
            "purpose": self.purpose.as_json(),
            "previous_names": list(self.previous_names),
        }
        if with_count:
            found["num_members"] = len(self.members)
        return found

    def for_page(self, viewer: str) -> Json:
        """Return the channel as the page wants it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_private": self.is_private,
            "is_im": self.is_im,
            "is_archived": self.is_archived,
            "is_member": self.has(viewer),
            "topic": self.topic.value,
            "purpose": self.purpose.value,
            "num_members": len(self.members),
            "members": list(self.members),
            "unread": self.unread_for(viewer),
            "last_read": self.read_until.get(viewer, ""),
            "bookmarks": [
                {key: mark.get(key, "") for key in ("id", "title", "link", "emoji")} for mark in self.bookmarks
            ],
            "pins": list(self.pins),
        }
