"""What do the entries of an export's day files say, one after the other, in values of ours?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack_export.own_cards import buttons_of, stated_by
from bot.adapters.slack_export.people import People, id_in
from bot.adapters.slack_export.words import Json, objects, seen, text_in, words_of
from bot.domain.exports import Exported, FlawedFile, Stated, Unknown
from bot.domain.marks import PIN, Mark, reaction
from bot.domain.messages import File, Message, moment_of

SAID = frozenset(
    {"bot_message", "me_message", "file_share", "file_comment", "file_mention", "thread_broadcast", "reply_broadcast"}
)
"""Subtypes of what somebody said (Slack docs, message event; `file_*` are of old)."""

_HAPPENINGS = ("join", "leave", "topic", "purpose", "name", "archive", "unarchive", "posting_permissions")
NOT_SAID = frozenset(
    {
        *(f"{room}_{what}" for room in ("channel", "group") for what in _HAPPENINGS),
        *("channel_convert_to_private", "channel_convert_to_public", "joiner_notification", "app_conversation_join"),
        *("bot_add", "bot_remove", "bot_enable", "bot_disable", "pinned_item", "unpinned_item"),
        *("reminder_add", "reminder_delete", "sh_room_created", "sh_room_shared", "huddle_thread"),
        *("channel_canvas_updated", "document_mention", "message_replied", "ekm_access_denied"),
    }
)
"""Subtypes that tell of something, and are nobody's words (Slack docs, message event)."""

TOMBSTONE, CHANGED, DELETED = "tombstone", "message_changed", "message_deleted"

_TS = re.compile(r"\d{10}\.\d{6}", re.ASCII)
_GONE = frozenset({"tombstone", "hidden_by_limit", "access_denied", "deleted"})
"""Modes of files of which nothing is left or shown (seen in exports; Slack docs name the first two)."""


class Gathering:
    """One channel's messages as they are read; `exported` says what was found."""

    def __init__(self, channel: str, name: str, people: People, pins: Mapping[str, Mark]) -> None:
        self._channel, self._name, self._people, self._pins = channel, name, people, pins
        self._held: dict[str, tuple[str, Message]] = {}
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._ours: set[str] = set()
        self._alarms: set[str] = set()
        self._stated: dict[str, tuple[Stated, ...]] = {}
        self._permalinks: dict[str, str] = {}
        self._replies: dict[str, int] = {}
        self._crowded: set[str] = set()
        self._lost_files: Counter[str] = Counter()
        self._hidden: set[str] = set()
        self._subtypes: Counter[str] = Counter()
        self._strange = 0
        self.last = ""

    def take(self, entry: object) -> str:
        """Take an entry of a day file; return its ts, or nothing when it has none."""
        if not isinstance(entry, dict):
            self._strange += 1
            return ""
        ts, subtype = entry.get("ts"), entry.get("subtype")
        if not isinstance(ts, str) or _TS.fullmatch(ts) is None:
            self._strange += 1
            return ""
        self.last = max(self.last, ts)
        if not subtype:
            self._keep(ts, entry)
        elif subtype == CHANGED and isinstance(entry.get("message"), dict):
            self._keep_changed(entry["message"], ts)
        elif subtype == DELETED:
            before = entry.get("previous_message")
            self._delete(text_in(entry, "deleted_ts"), before if isinstance(before, dict) else {})
        elif subtype == TOMBSTONE:
            self._delete(ts, entry)
        elif subtype not in NOT_SAID:
            self._keep_of_kind(ts, str(subtype), entry)
        return ts

    def exported(self, flawed: tuple[FlawedFile, ...], quiet_days: int) -> Exported:
        """Return what was found, in order of ts."""
        messages = tuple(self._held[ts][1] for ts in sorted(self._held))
        authors = {message.author for message in messages if message.author}
        marks = tuple(mark for ts in sorted(self._marks) for mark in self._marks[ts])
        ourselves = {self._held[ts][1].author for ts in self._ours} - {""}
        return Exported(
            channel=self._channel,
            name=self._name,
            messages=messages,
            marks=marks,
            bots={one: self._people.bots[one] for one in sorted(authors & self._people.bots.keys())},
            ours=frozenset(one.ts for one in messages if one.author in ourselves) | self._ours,
            alarms=frozenset(self._alarms),
            stated=tuple(one for ts in sorted(self._stated) for one in self._stated[ts]),
            permalinks=self._permalinks,
            unknown=self._unknown(messages, marks, authors, flawed, quiet_days),
        )

    def _unknown(
        self,
        messages: tuple[Message, ...],
        marks: tuple[Mark, ...],
        authors: set[str],
        flawed: tuple[FlawedFile, ...],
        quiet_days: int,
    ) -> Unknown:
        replies = Counter(one.root_ts for one in messages if one.root_ts is not None)
        return Unknown(
            flawed=flawed,
            edited=sum(one.is_edited for one in messages),
            deleted=sum(one.is_deleted for one in messages),
            lost_replies=sum(max(0, wanted - replies[root]) for root, wanted in self._replies.items()),
            rootless=sum(count for root, count in replies.items() if root not in self._held),
            files=sum(len(one.files) for one in messages) - self._lost_files.total(),
            lost_files=self._lost_files.total(),
            reactions=sum(mark.mark != PIN for mark in marks),
            crowded=len(self._crowded),
            hidden=len(self._hidden),
            subtypes=dict(sorted(self._subtypes.items())),
            strange=self._strange,
            quiet_days=quiet_days,
            people=tuple(sorted(authors - self._people.known - self._people.bots.keys())),
        )

    def _keep_of_kind(self, ts: str, subtype: str, entry: Json) -> None:
        if subtype in SAID:
            self._keep(ts, entry)
            return
        self._subtypes[seen(subtype)[:60]] += 1
        if words_of(entry):
            self._keep(ts, entry)

    def _keep_changed(self, message: Json, edited_at: str) -> None:
        """Take an edit, told as an event of its own by exports for compliance."""
        ts = text_in(message, "ts")
        if _TS.fullmatch(ts) is None:
            self._strange += 1
        elif message.get("subtype") == TOMBSTONE:
            self._delete(ts, message)
        elif message.get("subtype") not in NOT_SAID:
            self._keep(ts, {"edited": {"ts": edited_at}, **message})

    def _delete(self, ts: str, before: Json) -> None:
        if _TS.fullmatch(ts) is None:
            self._strange += 1
            return
        author = id_in(before, "user") or id_in(before, "bot_id")
        author = "" if author == "USLACKBOT" else author  # it stands on a tombstone for whoever it was
        held = self._held.get(ts)
        author = author or (held[1].author if held else "")
        root = _root(before, ts) or (held[1].root_ts if held else None)
        self._held[ts] = (_LAST, Message(self._channel, ts, root, author, "", (), False, True, 0))
        self._lost_files.pop(ts, None)
        self._hidden.discard(ts)
        self._note(ts, before)

    def _keep(self, ts: str, entry: Json) -> None:
        edited = entry.get("edited")
        edited_at = (text_in(edited, "ts") or ts) if isinstance(edited, dict) else ""
        held = self._held.get(ts)
        if held is not None and held[0] >= edited_at:
            return  # the same message in two days' files, or twice in one
        message = Message(
            channel=self._channel,
            ts=ts,
            root_ts=_root(entry, ts) if "thread_ts" in entry else None,
            author=self._people.author(entry),
            text=words_of(entry),
            files=self._files(ts, entry) if "files" in entry or "file" in entry else (),
            is_edited=bool(edited_at),
            is_deleted=False,
        )
        self._held[ts] = (edited_at, message)
        if not message.text and (entry.get("hidden_by_limit") or entry.get("is_hidden_by_limit")):
            self._hidden.add(ts)
        if "bot_id" in entry:
            self._look_whether_ours(ts, entry)
        self._note(ts, entry)

    def _note(self, ts: str, entry: Json) -> None:
        """Note what a message bears besides its words."""
        if "reactions" in entry or "pinned_to" in entry or ts in self._pins:
            self._marks[ts] = tuple(self._marks_on(ts, entry))
        if "reply_count" in entry or "replies" in entry:
            count = entry.get("reply_count")
            named = len({text_in(one, "ts") for one in objects(entry.get("replies"))})
            self._replies[ts] = max(named, count if isinstance(count, int) else 0)
        if "permalink" in entry and text_in(entry, "permalink").startswith("https://"):
            self._permalinks[ts] = seen(text_in(entry, "permalink"))

    def _marks_on(self, ts: str, entry: Json) -> list[Mark]:
        at, found = moment_of(ts), []
        for one in objects(entry.get("reactions")):
            emoji, users = text_in(one, "name"), one.get("users")
            named = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
            found += [Mark(self._channel, ts, reaction(emoji), user, at) for user in dict.fromkeys(named) if emoji]
            count = one.get("count")
            if isinstance(count, int) and count > len(named):
                self._crowded.add(ts)
                if not named and emoji:
                    found.append(Mark(self._channel, ts, reaction(emoji), "", at))
        if ts in self._pins:
            found.append(self._pins[ts])
        elif entry.get("pinned_to"):
            found.append(Mark(self._channel, ts, PIN, "", at))
        return found

    def _look_whether_ours(self, ts: str, entry: Json) -> None:
        buttons = buttons_of(entry) if "blocks" in entry else ()
        if not buttons:
            return
        self._ours.add(ts)
        if any(name.startswith("alarm.") for name in buttons):
            self._alarms.add(ts)
        stated = tuple(stated_by(ts, entry, buttons))
        if stated:
            self._stated[ts] = stated

    def _files(self, ts: str, entry: Json) -> tuple[File, ...]:
        """Name files; the address of one may carry a token that opens it, which is left out."""
        told = objects(entry.get("files")) or objects([entry.get("file")])
        self._lost_files[ts] = sum(one.get("mode") in _GONE for one in told)
        return tuple(
            File(
                name=seen(text_in(one, "name") or text_in(one, "title")),
                id=id_in(one, "id"),
                type=seen(text_in(one, "mimetype")),
                bytes=_size(one.get("size")),
                permalink=seen(text_in(one, "permalink").partition("?")[0]),
                url=seen(text_in(one, "url_private").partition("?")[0]),
            )
            for one in told
        )


_LAST = "~"
"""Sorts after every ts: a deletion is the last form of a message."""


def _root(entry: Json, ts: str) -> str | None:
    root = text_in(entry, "thread_ts")
    return root if root != ts and _TS.fullmatch(root) else None


def _size(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 60 else 0
