"""Who stands in for Slack and for the rendering of words in tests, behind the same ports and Protocols?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bot.domain.failures import Outage
from bot.ports import Clock, Person
from bot.speech import Notice, Place
from tests.fake_records import FakeRecords
from tests.fake_rooms import FakeRooms


@dataclass(slots=True)
class FakeMessage:
    """A message of ours in the pretend channel."""

    notice: Notice
    ts: str
    seq: int
    posted_at: datetime


class FakeChat(FakeRooms):
    """The Chat port in memory: what was said can be read, `whispers` with who read it; for the rest see FakeRooms."""

    def __init__(self, clock: Clock, channels: Mapping[str, str] | None = None) -> None:
        super().__init__(channels)
        self.clock = clock
        self.messages: dict[str, list[FakeMessage]] = {}
        self.whispers: list[tuple[str, Notice]] = []
        self.files: dict[str, tuple[str, bytes, Place | None]] = {}
        self._number = 0

    def post(self, notice: Notice, *, seq: int = 0) -> str:
        self._check()
        if notice.where.channel in self.rooms:
            self._writable(notice.where.channel)
        self._number += 1
        ts = f"{self.clock.now().timestamp():.0f}.{self._number:06d}"
        said = FakeMessage(notice, ts, seq, self.clock.now())
        self.messages.setdefault(notice.where.channel, []).append(said)
        return ts

    def edit(self, notice: Notice, ts: str, *, seq: int = 0) -> bool:
        self._check()
        for said in self.messages.get(notice.where.channel, ()):
            if said.ts == ts:
                said.notice, said.seq = notice, seq
                return True
        return False

    def say_privately(self, notice: Notice, to: str) -> bool:
        members = self._writable(notice.where.channel).members
        if members is not None and to not in members:
            return False
        self.whispers.append((to, notice))
        return True

    def find(self, marker: str, where: Place, *, since: datetime) -> str | None:
        self._check()
        for said in self.messages.get(where.channel, ()):
            here = where.thread_ts in {None, said.notice.where.thread_ts}
            if here and said.notice.marker == marker and said.posted_at >= since:
                return said.ts
        return None

    def upload(self, name: str, content: bytes, *, title: str, where: Place | None = None) -> str:
        self._check()
        file_id = f"F{len(self.files) + 1:04d}"
        self.files[file_id] = (name, content, where)
        return file_id

    def channel_named(self, name: str) -> str | None:
        self._check()
        return self.channels.get(name)

    def address(self, channel: str, ts: str, *, root_ts: str | None = None) -> str:
        more = f"?thread_ts={root_ts}&cid={channel}" if root_ts and root_ts != ts else ""
        return f"https://face-auth.example/archives/{channel}/p{ts.replace('.', '')}{more}"

    def permalink(self, channel: str, ts: str) -> str:
        self._check()
        if not self.is_said(channel, ts):
            raise Outage("slack", "message_not_found", retry=False)
        return f"https://face-auth.example/archives/{channel}/p{ts.replace('.', '')}"

    def is_said(self, channel: str, ts: str) -> bool:
        return super().is_said(channel, ts) or any(said.ts == ts for said in self.messages.get(channel, ()))


class FakeArchive(FakeRecords):
    """The Archive port in memory; whoever isn't known is refused as Slack refuses.

    `groups` are handle and members by the user group's id; for the rest see FakeRecords.
    """

    def __init__(
        self,
        *people: Person,
        groups: Mapping[str, tuple[str, tuple[str, ...]]] | None = None,
        rooms: FakeRooms | None = None,
    ) -> None:
        super().__init__(rooms)
        self.known = {person.id: person for person in people}
        self.groups = dict(groups or {})

    def person(self, user: str) -> Person:
        self._check("person")
        if user not in self.known:
            raise Outage("slack", "user_not_found", retry=False)
        return self.known[user]

    def resolve(self, name: str) -> str | None:
        if re.fullmatch(r"[USW](?=[A-Z]*[0-9])[A-Z0-9]{2,20}", name):
            return name
        self._check("resolve")
        if "@" in name[1:]:
            wanted = name.lower()
            return next((one.id for one in self.known.values() if (one.email or "").lower() == wanted), None)
        return next((id_ for id_, (handle, _) in self.groups.items() if handle == name.removeprefix("@")), None)

    def members(self, group: str) -> frozenset[str]:
        self._check("members")
        return frozenset(self.groups[group][1]) if group in self.groups else frozenset()


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A message rendered by PlainPages."""

    text: str
    blocks: tuple[dict[str, Any], ...]


class PlainPages:
    """Pages that say a template's name, the reader's language and the facts: all that an adapter's test must see."""

    def message(self, template: str, facts: Mapping[str, object], locale: str, *, zone: str = "UTC") -> PlainWords:
        text = f"{template} [{locale} {zone}] {json.dumps(dict(facts), sort_keys=True)}"
        blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "plain_text", "text": text[:3000]}}]
        for button in cast("Iterable[str]", facts.get("buttons", ())):
            element = {"type": "button", "action_id": button, "text": {"type": "plain_text", "text": button}}
            blocks.append({"type": "actions", "elements": [element]})
        image = cast("Mapping[str, str] | None", facts.get("image"))
        if image:
            blocks.append({"type": "image", "slack_file": {"id": image["file_id"]}, "alt_text": image["alt"]})
        return PlainWords(text, tuple(blocks))

    def sentence(self, template: str, facts: Mapping[str, object], locale: str) -> str:
        return f"{template} in {locale}"

    def form(self, template: str, facts: Mapping[str, object], locale: str) -> dict[str, Any]:
        fields = cast("Iterable[str]", facts.get("fields", ("title",)))
        return {
            "type": "modal",
            "callback_id": template,
            "title": {"type": "plain_text", "text": template[:24]},
            "submit": {"type": "plain_text", "text": "OK"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": field,
                    "label": {"type": "plain_text", "text": field},
                    "element": {"type": "plain_text_input", "action_id": field},
                }
                for field in fields
            ],
        }
