"""How does an export of a Slack workspace become the postmortem of an incident that was there before us?

Nothing is asked of any network. What the export can't tell is told on standard error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.adapters.pages import Pages
from bot.adapters.redaction import PatternRedactor
from bot.adapters.slack_export.reading import opened
from bot.app.places import TEMPLATES
from bot.catalogue import BadConfigurationError, load
from bot.cli.drafts import Drafts
from bot.cli.told import refuse, settings
from bot.domain.exports import Exported
from bot.domain.failures import Mistake, shortened
from bot.domain.postmortems.outline import Outline
from bot.domain.rules import Rules
from bot.flows.postmortems.from_export import Draft, Include, document_of, draft_of, outline_of, report_of

MOST_FILES = 20
"""So many damaged files are named; nobody reads more."""

MOST_NAMES = 10

COUNTED = (
    *("edited", "deleted", "lost_replies", "rootless", "files", "lost_files"),
    *("reactions", "crowded", "hidden", "strange", "quiet_days"),
)
"""What `Unknown` counts, each with a sentence of its own."""


def from_export(path: Path, channel: str, out: Path, timezone: str | None, include: Include, name: str | None) -> int:
    """Write the document and its report, and print their paths; 2 when what was asked for can't be done."""
    environment = settings()
    pages, locale = Pages(TEMPLATES, environment.liveness_bot_locale), environment.liveness_bot_locale
    try:
        zone = _zone(timezone or _usual_zone(environment.config_dir))
        drafts = Drafts(out, name)
        draft = draft_of(_read(path, channel))
        given = drafts.id_for(draft.began_at.astimezone(zone).date())
        outline = outline_of(draft, given, zone, include, PatternRedactor())
        made = document_of(outline)
        report = pages.document(report_of(made), locale, zone=zone.key)
        written = drafts.keep(given, made, report, lambda kept: pages.document(report_of(kept), locale, zone=zone.key))
    except Mistake as mistake:
        why = {**mistake.facts, "example": mistake.example}
        refuse(pages.sentence(f"failures/{mistake.key}", why, locale))
        raise
    for key, facts in (*_told(outline, draft), *_not_known(outline, draft)):
        typer.echo(pages.sentence(f"cli/from_export_{key}", facts, locale, zone=zone.key), err=True)
    for file in written:
        typer.echo(file)
    return 0


def _usual_zone(config_dir: Path) -> str:
    """Return the zone of documents by the configuration, where there is one."""
    try:
        return load(config_dir).rules.timezone if config_dir.is_dir() else Rules().timezone
    except BadConfigurationError as error:
        refuse(*(str(fault) for fault in error.faults))
        raise


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Mistake("no_such_zone", {"word": shortened(name)}) from error


def _read(path: Path, channel: str) -> Exported:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with opened(path) as export, Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(shortened(channel), total=None)
        return export.read(channel, lambda done, total: progress.update(task, completed=done, total=total))


def _told(outline: Outline, draft: Draft) -> Iterator[tuple[str, Mapping[str, object]]]:
    messages = len(draft.exported.messages)
    yield "written", {"rows": len(outline.timeline), "messages": messages, "redactions": outline.redactions}


def _not_known(outline: Outline, draft: Draft) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Give a sentence's key and facts for each thing that could not be known, the gravest first."""
    unknown = draft.exported.unknown
    for file in unknown.flawed[:MOST_FILES]:
        yield "flawed", {"file": file.name, "why": file.why}
    if len(unknown.flawed) > MOST_FILES:
        yield "more", {"n": len(unknown.flawed) - MOST_FILES}
    if draft.unknown:
        yield "milestones", {"unknown": list(draft.unknown)}
    if not draft.is_detection_stated:
        alert = outline.milestones.get("detected")
        yield "detected", {"alert_at": alert.isoformat() if alert else None}
    for milestone in draft.before_detection:
        yield "negative", {"milestone": milestone}
    if not outline.severities:
        yield "severity", {"severity": outline.severity}
    counts = {name: getattr(unknown, name) for name in COUNTED}
    yield from ((name, {"n": count}) for name, count in counts.items() if count)
    if unknown.subtypes:
        kinds = [f"{kind} ({count})" for kind, count in unknown.subtypes.items()]
        yield "subtypes", {"n": sum(unknown.subtypes.values()), "names": _few(kinds)}
    if unknown.people:
        yield "people", {"n": len(unknown.people), "names": _few(unknown.people)}


def _few(names: list[str] | tuple[str, ...]) -> list[str]:
    return [*names[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else [])]
