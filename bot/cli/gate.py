"""May this change go in? For a pipeline that measured a change and asks before merging it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot.adapters.clock import SystemClock
from bot.cli import BAD_ANSWER
from bot.cli.report_folder import shelf_in
from bot.cli.told import Told, refuse, told
from bot.domain.postmortems.gate import Judged
from bot.domain.postmortems.gate import gate as judge
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.standing import Standing, standings

PASSED, REFUSED, NOTED = "✓", "✗", "·"
_LONGEST = 80
"""So many characters of a name or number in somebody's file are worth saying."""


def gate(service: str, metrics: Path, reports: Path | None) -> int:
    """Print a line for each figure and each overdue corrective action; 1 when the change may not go in.

    2 when the question can't be answered: no such service, a file that can't be read, a folder that is no checkout.
    """
    setting = told()
    chosen = setting.service(service)
    measured = _measured(metrics, setting)
    stands = _standings(reports, setting) if reports is not None else ()
    today = SystemClock().now().astimezone(ZoneInfo(setting.catalogue.rules.timezone)).date()

    found = judge(chosen.budgets, measured, stands, today)

    for one in found.figures:
        mark = REFUSED if one.refuses else NOTED if one.outcome == "unjudged" else PASSED
        _say(mark, f"gate_{one.outcome}", _figure(one), setting)
    if not found.has_budgets:
        _say(NOTED, "gate_no_budgets", {"service": chosen.name}, setting)
    for late in found.overdue:
        _say(REFUSED, "gate_overdue", _action(late) | {"days": (today - (late.due or today)).days}, setting)
    for undated in found.undated:
        _say(NOTED, "gate_undated", _action(undated), setting)
    if reports is None:
        _say(NOTED, "gate_no_reports", {}, setting)
    elif not found.overdue:
        _say(PASSED, "gate_none_overdue", {"day": today.isoformat()}, setting)
    refusals = sum(one.refuses for one in found.figures) + len(found.overdue)
    _say(PASSED if found.is_open else REFUSED, "gate", {"service": chosen.name, "refusals": refusals}, setting)
    return 0 if found.is_open else BAD_ANSWER


def _say(mark: str, key: str, facts: Mapping[str, object], setting: Told) -> None:
    typer.echo(f"{mark} {setting.pages.sentence(f'cli/{key}', facts, setting.locale)}")


def _measured(path: Path, setting: Told) -> Mapping[str, object]:
    """Read the metrics file; ends the command with a sentence when it holds no flat object of figures."""
    reason = "unreadable"
    try:
        content = path.read_bytes()
        reason = "no_json"
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
        if isinstance(found, dict):
            return found
        reason = "no_object"
    except _TwiceError:
        reason = "twice"
    except (OSError, ValueError, RecursionError):
        pass
    refuse(setting.pages.sentence("cli/gate_metrics", {"path": str(path), "reason": reason}, setting.locale))
    raise AssertionError


class _TwiceError(ValueError):
    """A name stands twice in the same object: which of the values is meant?"""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _standings(folder: Path, setting: Told) -> tuple[Standing, ...]:
    shelf = shelf_in(folder, ReportPaths(), setting)
    if shelf.unreadable:
        facts = [{"path": path} for path in shelf.unreadable]
        refuse(*(setting.pages.sentence("cli/unreadable_report", one, setting.locale) for one in facts))
    return standings(shelf.documents, shelf.actions)


def _figure(one: Judged) -> dict[str, object]:
    """Return what is said of a figure; numbers as they were written, for 0.9499 must not read as the 0.95 it misses."""
    budget = one.budget
    return {
        "name": one.name[:_LONGEST],
        "value": None if one.value is None else repr(one.value)[:_LONGEST],
        "at_most": None if budget is None or budget.at_most is None else repr(budget.at_most),
        "at_least": None if budget is None or budget.at_least is None else repr(budget.at_least),
    }


def _action(one: Standing) -> dict[str, object]:
    return {
        "severity": one.severity,
        "postmortem": one.postmortem,
        "service": one.service,
        "title": one.title,
        "due": one.due.isoformat() if one.due else None,
        "ticket": one.ticket or "",
    }
