"""How do the figures of all postmortems look in a terminal?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from bot.adapters.clock import SystemClock
from bot.adapters.git.publisher import GitPublisher
from bot.cli import BAD_ANSWER
from bot.cli.report_folder import shelf_in
from bot.cli.told import Told, refuse, told
from bot.domain.failures import Outage
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.shelf import Shelf, shelf_of
from bot.flows.postmortems import figures
from bot.flows.postmortems.reviewing import figures_of
from bot.speech import Chart, Document

STYLES = {"kept": ("█", "blue"), "over": ("▓", "red"), "overdue": ("▓", "red"), "open": ("█", "bright_black")}
"""By a bar's kind: what it is made of, and its colour; the form differs too."""
WIDTH = 40
FAR = 3
"""A bar is drawn up to so many times the limit."""


def kpi(reports: Path | None, *, as_json: bool) -> int:
    """Print the figures; 1 when a file could not be read and is not counted, 2 when the repository can't be reached."""
    setting = told()
    paths = ReportPaths()
    shelf = shelf_in(reports, paths, setting) if reports is not None else _published(setting, paths)
    today = SystemClock().now().astimezone(ZoneInfo(setting.catalogue.rules.timezone)).date()
    found = figures_of(shelf, today)
    facts = figures.told(found, shelf.unreadable)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        _show(facts, figures.chart(shelf.documents, found).facts, setting)
    for path in shelf.unreadable:
        typer.echo(setting.pages.sentence("cli/unreadable_report", {"path": path}, setting.locale), err=True)
    return BAD_ANSWER if shelf.unreadable else 0


def _published(setting: Told, paths: ReportPaths) -> Shelf:
    """Read the report repository that the environment names; ends the command with a sentence when that fails."""
    given = setting.settings
    try:
        with TemporaryDirectory() as cache:
            publisher = GitPublisher(
                given.reports_repository, given.reports_branch, Path(cache), _unasked, SystemClock().now
            )
            return shelf_of(publisher.read(paths.documents, paths.actions), paths)
    except Outage as outage:
        facts = {"reason": outage.reason, "detail": outage.detail}
        refuse(setting.pages.sentence("cli/reports_unreachable", facts, setting.locale))
        raise


def _unasked(content: Document | Chart) -> bytes:
    raise AssertionError(f"nothing is published here, so nothing is rendered: {content.template}")


def _show(facts: Mapping[str, Any], drawn: Mapping[str, Any], setting: Told) -> None:
    """Print the headline, a line for each figure, and bars for what the chart in Slack shows."""
    console = Console(highlight=False)
    console.print(Text(setting.pages.sentence("postmortem/kpi", facts, setting.locale), style="bold"))
    if not facts["incidents"]:
        return
    console.print(Text(setting.pages.sentence("kpi/figures", facts, setting.locale)))
    for panel in drawn["panels"]:
        console.print()
        console.print(Text(setting.pages.sentence(f"kpi/chart_{panel['id']}", drawn, setting.locale), style="bold"))
        for bar in panel["bars"]:
            console.print(_bar(bar, panel, setting))
    console.print()
    console.print(Text(setting.pages.sentence("kpi/definitions", facts, setting.locale), style="dim"))


def _bar(bar: Mapping[str, Any], panel: Mapping[str, Any], setting: Told) -> Text:
    """Draw one bar; where there is a limit, a mark stands at it."""
    highest = max((sum(value for _, value in one["parts"]) for one in panel["bars"]), default=0) or 1
    limit = panel["limit"]
    reach = highest if limit is None else min(max(highest, limit), limit * FAR)
    line = Text(f"{bar['label']:>8} ", overflow="ignore", no_wrap=True)
    taken = 0
    for kind, value in bar["parts"]:
        sign, color = STYLES[kind]
        length = min(max(round(value / reach * WIDTH), 1 if value else 0), WIDTH - taken)
        line.append(sign * length, style=color)
        taken += length
    if limit is not None:
        at = round(limit / reach * WIDTH)
        line.append(" " * max(at - taken, 0) + ("│" if taken <= at else ""), style="red")
    total = sum(value for _, value in bar["parts"])
    said = {"value": total, "unit": panel["unit"]}
    key = "chart_value" if bar["parts"] else "chart_unknown"
    return line.append(f" {setting.pages.sentence(f'kpi/{key}', said, setting.locale)}")
