"""Where in an export does what stand: its lists, its channels, and the days of each?"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

from bot.adapters.slack_export.elements import NOT_READABLE
from bot.adapters.slack_export.faults import Damaged
from bot.adapters.slack_export.people import id_in
from bot.adapters.slack_export.sources import Source
from bot.adapters.slack_export.words import Json, objects, seen, text_in
from bot.domain.marks import PIN, Mark

CHANNEL_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
PEOPLE_LISTS = ("users.json", "org_users.json")
LONGEST_LIST = 1 << 28
"""How many bytes a list may have (ours); the largest workspaces have some ten thousand people."""

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\.json", re.ASCII)
_LAST_SECOND = 4_102_444_800
"""No pin was set after the year 2100; a number beyond it is none of Slack's."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation: its Slack id (its name where no list tells it), its name, its pins, and its day files."""

    id: str
    name: str
    pins: Mapping[str, Mark] = field(default_factory=dict)
    days: Mapping[date, str] = field(default_factory=dict)


def root_of(names: Iterable[str]) -> str | None:
    """Return the folder in which an export begins (empty, or `export/`); None: there is none.

    It is where the lists stand; without any, where folders with day files stand.
    """
    lists, days = set(), set()
    for name in names:
        path = PurePosixPath(name)
        if path.name in CHANNEL_LISTS or path.name in PEOPLE_LISTS:
            lists.add(_folder(path))
        elif _DAY.fullmatch(path.name) and len(path.parts) > 1:
            days.add(_folder(path.parent))
    found = sorted(lists or days, key=lambda folder: (folder.count("/"), folder))
    return found[0] if found else None


def listed(source: Source, name: str) -> Sequence[Json]:
    """Return the objects of a list; `Damaged` says that it can't be read."""
    with source.opened(name) as file:
        parts = []
        while part := file.read(1 << 20):
            parts.append(part)
            if sum(map(len, parts)) > LONGEST_LIST:
                raise Damaged("too_large")
    try:
        found = json.loads(b"".join(parts).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Damaged("not_utf8") from error
    except NOT_READABLE as error:
        raise Damaged("broken") from error
    if not isinstance(found, list):
        raise Damaged("not_a_list")
    return objects(found)


def described(one: Json) -> Channel | None:
    """Read a conversation of a list; direct messages have no name, and go by their id."""
    identity, name = id_in(one, "id"), seen(composed(text_in(one, "name")))
    if not identity and not name:
        return None
    pins = (_pin(identity, pin) for pin in objects(one.get("pins")))
    return Channel(identity or name, name or identity, {pin.ts: pin for pin in pins if pin is not None})


def placed(root: str, spelled: Iterable[Sequence[str]], known: Collection[str]) -> dict[str, dict[date, str]]:
    """Return the day files of each folder; of several spellings of its name the one counts that a list has."""
    found: dict[str, dict[date, str]] = {}
    for names in spelled:
        for name in (*(one for one in names if _folder_in(root, one) in known), names[0]):
            folder, day = _folder_in(root, name), _day(PurePosixPath(name).name)
            if folder and day is not None:
                found.setdefault(folder, {}).setdefault(day, names[0])
            break
    return found


def composed(name: str) -> str:
    """Return a name in Unicode's composed form, as Slack writes it."""
    return unicodedata.normalize("NFC", name)


def _folder(path: PurePosixPath) -> str:
    folder = path.parent.as_posix()
    return "" if folder == "." else f"{folder}/"


def _folder_in(root: str, name: str) -> str:
    """Return the folder right under the root that a file stands in; empty for files elsewhere."""
    folder, _, file = name.removeprefix(root).partition("/") if name.startswith(root) else ("", "", "")
    return folder if file and "/" not in file else ""


def _day(name: str) -> date | None:
    found = _DAY.fullmatch(name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _pin(channel: str, pin: Json) -> Mark | None:
    ts, created = text_in(pin, "id"), pin.get("created")
    if not ts or not isinstance(created, int) or not 0 < created < _LAST_SECOND:
        return None
    return Mark(channel, ts, PIN, id_in(pin, "user"), datetime.fromtimestamp(created, UTC))
