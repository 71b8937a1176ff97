"""How does a status look in a terminal?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.clock import SystemClock
from bot.adapters.pages import Pages
from bot.cli import BAD_ANSWER
from bot.cli.told import Told, told
from bot.domain.items import Detail, Item
from bot.domain.service import Range, Words
from bot.domain.status import Status
from bot.flows import status as story

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "unknown": "magenta"}
MARKS = {"ok": "✓", "warn": "!", "fail": "✗", "unknown": "?"}
MOVES = {"worse": "↘", "better": "↗", "same": "→", "new": "•", None: ""}


def status(service: str, window: str, *, as_json: bool) -> int:
    """Print a service's status; 0 when it is healthy, 1 when it is anything else."""
    setting = told()
    chosen = setting.service(service)
    clock = SystemClock()
    found = setting.understood(lambda: story.status(chosen, window, cloud=AwsCloud(clock), clock=clock))
    if as_json:
        document = story.document(found, lambda words: _words(setting, words))
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        _show(found, setting)
    return 0 if found.verdict == "healthy" else BAD_ANSWER


def _words(setting: Told, words: Words | Detail) -> str:
    if isinstance(words, Detail):
        return setting.pages.sentence(f"details/{words.key}", words.facts, setting.locale)
    return setting.pages.title(words, setting.locale)


def _show(found: Status, setting: Told) -> None:
    console = Console()
    facts = {**story.facts(found), "command": found.service.command}
    heading = setting.pages.sentence("status/card", facts, setting.locale)
    console.print(Text(heading, style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    for item in found.items:
        table.add_row(*_row(item, setting))
    console.print(table)


def _row(item: Item, setting: Told) -> tuple[Text | str, ...]:
    pages, locale = setting.pages, setting.locale
    age = "" if item.data_age_seconds is None else pages.ago(item.data_age_seconds, locale)
    return (
        Text(MARKS[item.verdict], style=COLOURS[item.verdict]),
        pages.title(item.title, locale),
        Text(pages.value(item.value, item.unit, locale), style=COLOURS[item.verdict]),
        _limits(item.normal or item.alarm, item, pages, locale),
        "" if item.previous is None else f"{MOVES[item.since_last]} {pages.value(item.previous, item.unit, locale)}",
        age,
        _words(setting, item.detail) if item.detail else "",
    )


def _limits(given: Range | None, item: Item, pages: Pages, locale: str) -> str:
    if given is None:
        return ""
    named = ("more_than", "at_least", "less_than", "at_most")
    bounds = {name: bound for name in named if (bound := getattr(given, name)) is not None}
    return pages.limits(cast("Mapping[str, float]", bounds), item.unit, locale)
