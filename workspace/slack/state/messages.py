"""What is one message, and what does it look like from outside?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspace.slack.refusals import Json
    from workspace.slack.state.files import StoredFile

TOMBSTONE_TEXT = "This message was deleted."
TOMBSTONE_AUTHOR = "USLACKBOT"


@dataclass(slots=True)
class Draft:
    """What somebody wants to say, before it is a message."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str = ""
    extra: Json = field(default_factory=dict)  # what a subtype carries besides: topic, inviter, username, icons


@dataclass(slots=True)
class Message:
    """One message as the workspace keeps it."""

    ts: str
    channel_id: str
    team_id: str
    author: str
    draft: Draft
    bot: Json | None = None  # bot_id, app_id and bot_profile of an app's message
    client_msg_id: str = ""
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)  # ts -> author
    parent_author: str = ""
    pinned: bool = False
    whispered_to: str = ""

    @property
    def thread_ts(self) -> str | None:
        """Return the thread it belongs to: a reply's parent, or itself once it has replies."""
        if self.draft.thread_ts is not None:
            return self.draft.thread_ts
        return self.ts if self.replies else None

    @property
    def is_reply(self) -> bool:
        """Tell whether it stands in a thread under another message."""
        return self.draft.thread_ts is not None and self.draft.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Tell whether it stands in the channel itself: a root, or a reply broadcast to it."""
        return not self.is_reply or self.draft.broadcast

    @property
    def is_tombstone(self) -> bool:
        """Tell whether it is only the placeholder of a deleted thread parent."""
        return self.draft.subtype == "tombstone"

    def for_api(self, *, with_metadata: bool = False, with_marks: bool = True) -> Json:
        """Return Slack's message object (Slack docs, message event and ``conversations.history``).

        ``metadata`` is given only where it was asked for (``include_all_metadata``).
        """
        draft = self.draft
        found: Json = {"type": "message", "user": self.author, "text": draft.text, "ts": self.ts, "team": self.team_id}
        subtype = draft.subtype or ("thread_broadcast" if draft.broadcast else "")
        if subtype:
            found["subtype"] = subtype
        if subtype == "bot_message":
            del found["user"]  # such messages have a bot_id and a username only
        if self.client_msg_id:
            found["client_msg_id"] = self.client_msg_id
        found |= self.bot or {}
        found |= {name: part for name, part in (("blocks", draft.blocks), ("attachments", draft.attachments)) if part}
        if draft.files:
            found |= {"files": [file.for_api() for file in draft.files], "upload": True, "display_as_bot": False}
        found |= draft.extra
        if self.edited is not None:
            found["edited"] = self.edited
        if with_metadata and draft.metadata:
            found["metadata"] = draft.metadata
        return found | self._thread() | (self._marks() if with_marks else {})

    def _thread(self) -> Json:
        if self.is_reply:
            return {"thread_ts": self.thread_ts, "parent_user_id": self.parent_author}
        if not self.replies:
            return {}
        authors = list(dict.fromkeys(self.replies.values()))
        return {
            "thread_ts": self.ts,
            "reply_count": len(self.replies),
            "reply_users_count": len(authors),
            "latest_reply": max(self.replies),
            "reply_users": authors,
            "is_locked": False,
            "subscribed": False,
        }

    def _marks(self) -> Json:
        marks: Json = {}
        if self.reactions:
            marks["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if self.pinned:
            marks["pinned_to"] = [self.channel_id]
        return marks
