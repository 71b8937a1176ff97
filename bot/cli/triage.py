"""How does a runbook that was worked through look in a terminal?"""

from __future__ import annotations

import json

import typer
from rich.console import Console
from rich.text import Text

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.clock import SystemClock
from bot.cli.status import MISCONFIGURED
from bot.cli.told import Told, refuse, told
from bot.domain.items import DETAILS, Detail
from bot.domain.runbooks.finding import Finding
from bot.domain.words import Words
from bot.flows import triage as story

MARKS = {"suspect": ("⚠", "yellow"), "calm": ("✓", "green"), "unread": ("?", "magenta"), "told": ("·", "")}


def triage(service: str, alarm: str, *, as_json: bool) -> int:
    """Print what a runbook finds; 0 when it could be worked through, 2 for names nobody knows, or no way into AWS."""
    setting = told()
    chosen = setting.service(service)
    clock = SystemClock()
    found = setting.understood(lambda: story.triage(chosen, alarm, cloud=AwsCloud(clock), clock=clock))
    if as_json:
        document = story.document(found, lambda words: _words(setting, words))
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        _show(found, setting)
    gaps = [one.reading.gap for one in found.findings if one.reading.gap]
    wrong = next((gap for gap in gaps if gap.key in MISCONFIGURED), None)
    if wrong is not None:
        refuse(_words(setting, wrong))
    return 0


def _words(setting: Told, words: Words | Detail) -> str:
    if isinstance(words, Detail):
        folder = "details" if words.key in DETAILS else "triage"
        return setting.pages.sentence(f"{folder}/{words.key}", words.facts, setting.locale)
    return setting.pages.title(words, setting.locale)


def _show(found: story.Triage, setting: Told) -> None:
    """Print the verdict and what helps, then each step with what it found and the newest lines of its logs."""
    console = Console(highlight=False)
    facts = story.facts(found)
    console.print(Text(setting.pages.sentence("triage/card", facts, setting.locale), style="bold"))
    if found.verdict.recommended:
        console.print(Text(setting.pages.sentence("triage/recommended", facts, setting.locale)))
    for one in found.findings:
        console.print()
        _print_step(console, one, setting, *MARKS[story.standing_of(one, found)])


def _print_step(console: Console, one: Finding, setting: Told, mark: str, style: str) -> None:
    heading = Text(f"{mark} ", style=style)
    heading.append(_words(setting, one.title), style="bold")
    console.print(heading)
    for line in _words(setting, one.reading.said).splitlines():
        console.print(Text(f"  {line}", overflow="fold"))
    for sample in one.reading.samples:
        console.print(Text(f"  {sample.text}", style="dim", overflow="fold"))
    if one.reading.gap:
        console.print(Text(f"  {_words(setting, one.reading.gap)}", style="italic", overflow="fold"))
