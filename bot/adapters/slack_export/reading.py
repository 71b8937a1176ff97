"""What did an export of a Slack workspace keep of one channel?

Format: Slack's help, "How to read Slack data exports": lists of people and conversations, and for each conversation a
folder with one file a day. Replies stand in the file of their own day. https://slack.com/help/articles/220556107
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.adapters.slack_export.elements import elements
from bot.adapters.slack_export.faults import Damaged
from bot.adapters.slack_export.gathering import Gathering
from bot.adapters.slack_export.layout import (
    CHANNEL_LISTS,
    PEOPLE_LISTS,
    Channel,
    composed,
    described,
    listed,
    placed,
    root_of,
)
from bot.adapters.slack_export.people import People
from bot.adapters.slack_export.sources import Source, source_at
from bot.adapters.slack_export.words import Json
from bot.domain.exports import Exported, Flaw, FlawedFile
from bot.domain.failures import Mistake, shortened
from bot.domain.messages import moment_of

EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
"""The export doesn't say in which zone its days were cut: one may begin in UTC+14, or end in UTC-12."""

MOST_NEAR = 5
"""How many names that are like a wrong one are told."""

Progress = Callable[[int, int], None]
"""Called with how many day files were read, and how many there are."""


@contextmanager
def opened(path: Path) -> Iterator[Export]:
    """Open an export, zip or folder; a Mistake says why it can't be read as one."""
    with source_at(path) as source:
        yield Export(source, path)


class Export:
    """An export that is open."""

    def __init__(self, source: Source, path: Path) -> None:
        """Read the lists; a Mistake says that this is no export."""
        spelled = list(source.names())
        root = root_of(names[0] for names in spelled)
        if root is None:
            raise Mistake("not_an_export", {"path": str(path)})
        self._source = source
        self._files = frozenset(names[0] for names in spelled)
        self._flawed = [FlawedFile(name, "unsafe_name") for name in sorted(source.unsafe)]
        self._people = self._listed(root, PEOPLE_LISTS)
        told = [one for one in map(described, self._listed(root, CHANNEL_LISTS)) if one is not None]
        days = placed(root, spelled, {name for one in told for name in (one.name, one.id)})
        named = {name for one in told for name in (one.name, one.id)}
        told += [Channel(folder, folder) for folder in days if folder not in named]
        self._channels = [replace(one, days=days.get(one.name) or days.get(one.id) or {}) for one in told]

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the conversations that can be asked for."""
        return tuple(sorted({one.name for one in self._channels}))

    def read(self, name: str, progress: Progress = lambda _done, _all: None) -> Exported:
        """Read a channel, day by day; a Mistake says that there is none of that name, or that nothing is in it."""
        channel = self._channel(name)
        days = sorted(channel.days)
        gathering = Gathering(channel.id, channel.name, People(self._people), channel.pins)
        gaps = _Gaps(days)
        for done, day in enumerate(days):
            progress(done, len(days))
            try:
                with self._source.opened(channel.days[day]) as file:
                    for entry in elements(file.read):
                        ts = gathering.take(entry)
                        if gaps.pending and ts:
                            gaps.close(ts)
            except Damaged as damaged:
                gaps.open(channel.days[day], damaged.why, gathering.last, day)
        progress(len(days), len(days))
        flawed = (*self._flawed, *gaps.found())
        quiet = (days[-1] - days[0]).days + 1 - len(days) if days else 0
        exported = gathering.exported(flawed, quiet)
        if not exported.messages:
            raise Mistake("export_channel_empty", {"channel": channel.name, "files": [one.name for one in flawed]})
        return exported

    def _listed(self, root: str, names: Sequence[str]) -> list[Json]:
        """Read lists; one that can't be read is noted, and does without."""
        found: list[Json] = []
        for name in names:
            if f"{root}{name}" in self._files:
                try:
                    found += listed(self._source, f"{root}{name}")
                except Damaged as damaged:
                    self._flawed.append(FlawedFile(f"{root}{name}", damaged.why))
        return found

    def _channel(self, name: str) -> Channel:
        wanted = composed(name).strip().removeprefix("#")
        same = [one for one in self._channels if wanted in {one.name, one.id}]
        if same:
            return next((one for one in same if one.days), same[0])
        near = difflib.get_close_matches(wanted, self.channels, n=MOST_NEAR, cutoff=0.5)
        within = [one for one in self.channels if wanted and wanted.casefold() in one.casefold()]
        facts = {"channel": shortened(wanted), "near": list(dict.fromkeys((*near, *within)))[:MOST_NEAR]}
        raise Mistake("no_such_channel_in_export", {**facts, "channels": len(self.channels)})


class _Gaps:
    """The stretches that damaged day files leave: from the last message before to the first one after."""

    def __init__(self, days: Sequence[date]) -> None:
        self._end = datetime.combine(days[-1], time(), UTC) + timedelta(days=1) + WESTERNMOST if days else None
        self.pending: list[FlawedFile] = []
        self._closed: list[FlawedFile] = []

    def open(self, name: str, why: Flaw, last: str, day: date) -> None:
        """Note a damaged file; one that only held letters that are none was read to its end, and leaves no gap."""
        since = moment_of(last) if last else datetime.combine(day, time(), UTC) - EASTERNMOST
        if why == "not_utf8":
            self._closed.append(FlawedFile(name, why))
        else:
            self.pending.append(FlawedFile(name, why, since))

    def close(self, ts: str) -> None:
        self._close(moment_of(ts))

    def found(self) -> tuple[FlawedFile, ...]:
        if self._end is not None:
            self._close(self._end)
        return tuple(sorted(self._closed, key=lambda one: one.name))

    def _close(self, until: datetime) -> None:
        self._closed += [replace(one, until=max(until, one.since or until)) for one in self.pending]
        self.pending = []
