"""Do the documents still say what the code does? `make golden` writes the generated ones anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from bot.adapters.aws.queries import iam_actions
from bot.adapters.pages import Pages
from bot.adapters.slack.manifest import bot_events, bot_scopes
from bot.app.places import TEMPLATES
from bot.cli import cli
from bot.settings import Settings
from commands import verbs

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference.md"
WRITES = os.environ.get("GOLDEN") == "write"  # noqa: TID251 - `make golden` says so
FOR_LATER = {"REPORTS_REPOSITORY", "REPORTS_BRANCH", "ALARM_QUEUE_URL", "ALERTMANAGER_TOKEN", "SNS_TOPIC_ARNS"}
"""Checked when they are set, and used by what comes next."""


def reference() -> str:
    """Write down what can be said, and what is needed for it."""
    pages = Pages(TEMPLATES, "en")
    rows = [
        f"| `/liveness {verb.usage.replace('|', chr(92) + '|')}` | {verb.summary} | {pages.translated(verb.summary, 'ja')} |"
        for verb in verbs().values()
    ]
    commands = [
        f"| `liveness-bot {one.name or one.callback.__name__}` | {one.callback.__doc__.strip()} |"
        for one in cli.registered_commands
        if one.callback and one.callback.__doc__
    ]
    return "\n".join(
        [
            "# Reference",
            "",
            "Made from the code by `make golden`; a test fails when it is out of date.",
            "",
            "## In Slack",
            "",
            "Each service has its own slash command; `/liveness` stands for it. The same words after a mention",
            "(`@liveness-bot status`) are answered in the thread.",
            "",
            "| say | what it does | |",
            "|---|---|---|",
            *rows,
            "",
            "## On the command line",
            "",
            "Exit codes: 0 fine, 1 the answer is bad, 2 wrong use or configuration.",
            "",
            "| command | what it does |",
            "|---|---|",
            *commands,
            "",
            "## What Slack must allow",
            "",
            f"Bot scopes: {', '.join(f'`{one}`' for one in sorted(bot_scopes()))}.",
            "",
            f"Events: {', '.join(f'`{one}`' for one in bot_events())}.",
            "",
            "## What AWS must allow",
            "",
            f"{', '.join(f'`{one}`' for one in iam_actions())}.",
            "",
        ]
    )


def test_the_reference_is_up_to_date():
    if WRITES:
        REFERENCE.write_text(reference())

    assert REFERENCE.read_text() == reference(), (
        "docs/reference.md is out of date: run `make golden` and read the difference"
    )


def test_the_readme_names_every_setting():
    told = (ROOT / "README.md").read_text()

    for name in Settings.model_fields:
        assert name.upper() in told or name.upper() in FOR_LATER, f"README.md does not name {name.upper()}"


def test_no_document_points_at_a_file_that_is_not_there():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} points at {target}, which is not there"
