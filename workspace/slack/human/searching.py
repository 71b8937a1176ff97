"""Where was that said? Finds messages by words and by who, where, when; only what the person may see.

Words are ANDed and folded (width, case), so that Japanese is found by any part of it; `"in quotes"` is one word.
`from:@ben`, `in:#ops`, `has:link|pin|reaction|file|thread`, `before:2026-11-01`, `after:2026-11-01` narrow it down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from workspace.slack.api.arguments import as_number
from workspace.slack.human import seeing
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team

PAGE, MOST = 20, 100
LONGEST = 500
_TERM = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search, understood."""

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    since: float = 0.0
    until: float = float("inf")

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was asked for."""
        return self == Wanted()


def folded(text: str) -> str:
    """Fold width and case, so that `ＡＬＡＲＭ` and `alarm` are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def understood(query: str) -> Wanted:
    """Read a query; raises Refused for a date that is none, or a thing that no message has."""
    words, people, channels, features = [], [], [], []
    since, until = 0.0, float("inf")
    for match in _TERM.finditer(unicodedata.normalize("NFKC", query[:LONGEST])):
        key, value = (match[1] or "").lower(), match[2] or match[3] or ""
        if key == "from":
            people.append(folded(value.removeprefix("@")))
        elif key == "in":
            channels.append(folded(value.lstrip("#@")))
        elif key == "has":
            features.append(_feature(value.lower()))
        elif key == "after":
            since = _day(value) + 86_400
        elif key == "before":
            until = _day(value)
        else:
            words.append(folded(match[4] or match[0].strip('"')))
    return Wanted(tuple(filter(None, words)), tuple(people), tuple(channels), tuple(features), since, until)


def search(team: Team, person: Person, query: Json) -> Json:
    """Return a page of what fits, the newest first, and how many there are in all."""
    wanted = understood(str(query.get("q", "")))
    limit = max(1, min(as_number(query.get("limit") or PAGE), MOST))
    found = [] if wanted.is_empty else sorted(_found(team, person, wanted), key=lambda one: one.ts, reverse=True)
    matches = [
        {"message": seeing.message_for(team, message), "channel": message.channel_id} for message in found[:limit]
    ]
    return {"ok": True, "matches": matches, "total": len(found), "words": list(wanted.words)}


def _found(team: Team, person: Person, wanted: Wanted) -> Iterator[Message]:
    names = {one.id: folded(f"{one.name}\n{one.real_name}\n{one.id}") for one in team.people.values()}
    for channel in team.channels.values():
        if not channel.visible_to(person.id) or not _is_in(team, channel, person, wanted):
            continue
        for message in channel.messages.values():
            if wanted.since <= float(message.ts) < wanted.until and _fits(channel, message, wanted, names):
                yield message


def _is_in(team: Team, channel: Channel, person: Person, wanted: Wanted) -> bool:
    name = folded(seeing.channel_for(team, channel, person.id)["name"]) if wanted.channels else ""
    return all(one in {name, folded(channel.id)} for one in wanted.channels)


def _fits(channel: Channel, message: Message, wanted: Wanted, names: dict[str, str]) -> bool:
    author = names.get(message.author, "").split("\n")
    if not all(any(part.startswith(one) for part in author) for one in wanted.people):
        return False
    if not all(_has(channel, message, one) for one in wanted.features):
        return False
    text = _text(message, names) if wanted.words else ""
    return all(word in text for word in wanted.words)


def _text(message: Message, names: dict[str, str]) -> str:
    """Return all that is written in a message, folded; mentioned people by their names."""
    draft = message.draft
    whole = f"{draft.text}\n{_written(draft.blocks)}\n{_written(draft.attachments)}"
    whole += "\n".join(f"{file.title} {file.name}" for file in draft.files)
    return re.sub(r"<@(u\w+)[^>]*>", lambda match: names.get(match[1].upper(), match[0]), folded(whole))


def _written(part: object) -> str:
    if isinstance(part, dict):
        own = part.get("text")
        inner = "\n".join(_written(value) for value in part.values() if isinstance(value, list | dict))
        return f"{own}\n{inner}" if isinstance(own, str) else inner
    if isinstance(part, list):
        return "\n".join(_written(one) for one in part)
    return ""


def _has(channel: Channel, message: Message, feature: str) -> bool:
    return {
        "link": lambda: "<http" in message.draft.text,
        "pin": lambda: message.ts in channel.pins,
        "reaction": lambda: bool(message.reactions),
        "file": lambda: bool(message.draft.files),
        "thread": lambda: bool(message.replies),
    }[feature]()


def _feature(value: str) -> str:
    known = ("link", "pin", "reaction", "file", "thread")
    if value not in known:
        raise Refused("unknown_feature", f"has: is followed by one of {', '.join(known)}.")
    return value


def _day(value: str) -> float:
    try:
        day = date.fromisoformat(value)
    except ValueError as wrong:
        raise Refused("invalid_date", "A date is written like 2026-11-24.") from wrong
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
