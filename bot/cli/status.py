"""How does a status look in a terminal?"""

from __future__ import annotations

import json
from collections.abc import Mapping

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.clock import SystemClock
from bot.cli import BAD_ANSWER
from bot.cli.told import Told, refuse, told
from bot.domain.items import Detail, Item
from bot.domain.service import Range
from bot.domain.status import Status
from bot.domain.words import Words
from bot.flows import status as story

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "unknown": "magenta"}
MISCONFIGURED = {"no_credentials", "expired_credentials"}
"""Details that tell nothing of the service, and of which asking again won't help."""

MARKS = {"ok": "✓", "warn": "!", "fail": "✗", "unknown": "?"}


def status(service: str, window: str, *, as_json: bool) -> int:
    """Print a service's status; 0 when it is healthy, 1 when it is not, 2 when we have no way into AWS."""
    setting = told()
    chosen = setting.service(service)
    clock = SystemClock()
    found = setting.understood(lambda: story.status(chosen, window, cloud=AwsCloud(clock), clock=clock))
    if as_json:
        document = story.document(found, lambda words: _words(setting, words))
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        _show(found, setting)
    details = [item.detail for item in found.items if item.detail]
    wrong = next((detail for detail in details if detail.key in MISCONFIGURED), None)
    if wrong is not None:
        refuse(_words(setting, wrong))
    return 0 if found.verdict == "healthy" else BAD_ANSWER


def _words(setting: Told, words: Words | Detail) -> str:
    if isinstance(words, Detail):
        return setting.pages.sentence(f"details/{words.key}", words.facts, setting.locale)
    return setting.pages.title(words, setting.locale)


def _show(found: Status, setting: Told) -> None:
    """Print the verdict, then every line, each function's together; what is to be said of a line stands below it."""
    console = Console(highlight=False)
    facts = {**story.facts(found), "command": found.service.command}
    console.print(Text(setting.pages.sentence("status/card", facts, setting.locale), style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    told: set[str] = set()
    for item in sorted(found.items, key=_place):
        table.add_row(*_row(item, setting))
        said = _said(item, setting)
        if said and said not in told:
            told.add(said)
            table.add_row("", Text(said, style="italic", overflow="fold"))
    console.print(table)


def _place(item: Item) -> tuple[int, str]:
    """Return where a line stands: the service's own and its settings first, then function by function."""
    return (1, item.function) if item.group == "functions" and item.function else (0, "")


def _row(item: Item, setting: Told) -> tuple[Text, Text]:
    """Return a line's mark, and what it says: its name, value, limits, the value before and the age of its data."""
    pages, locale = setting.pages, setting.locale
    line = Text(f"{pages.title(item.title, locale)} ")
    line.append(pages.value(item.value, item.unit, locale), style=f"bold {COLOURS[item.verdict]}")
    earlier = {"value": item.previous, "unit": item.unit}
    before = "" if item.previous is None else pages.sentence("cli/before", earlier, locale)
    age = "" if not item.data_age_seconds else pages.ago(item.data_age_seconds, locale)
    for part in (before and f"{_arrow(item)} {before}", _limits(item, setting), age):
        if part:
            line.append(f" · {part}", style="dim")
    return Text(MARKS[item.verdict], style=COLOURS[item.verdict]), line


def _arrow(item: Item) -> str:
    """Point where the value went; whether that is for the worse, the mark of the line tells."""
    if item.value is None or item.previous is None:
        return "·"
    return (
        "→" if item.since_last == "same" or item.value == item.previous else "↑" if item.value > item.previous else "↓"
    )


def _said(item: Item, setting: Told) -> str:
    if item.detail is None or (item.verdict == "ok" and item.detail.key == "worst_of_spans"):
        return ""
    return _words(setting, item.detail)


def _limits(item: Item, setting: Told) -> str:
    given = {"normal": _bounds(item.normal), "alarm": _bounds(item.alarm), "unit": item.unit}
    return setting.pages.sentence("cli/limits", given, setting.locale)


def _bounds(given: Range | None) -> Mapping[str, float] | None:
    return None if given is None else given.bounds()
