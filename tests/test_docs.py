"""Do the documents still say what the code does? `make golden` writes the generated ones anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.adapters.aws import subscriptions
from bot.adapters.aws.queries import iam_actions
from bot.adapters.pages import Pages
from bot.adapters.slack.manifest import bot_events, bot_scopes
from bot.app.places import TEMPLATES
from bot.app.policy import INTAKE
from bot.catalogue import load
from bot.catalogue.attention_file import AttentionEntry
from bot.cli import cli
from bot.domain.runbooks.kinds import KINDS
from bot.domain.runbooks.target import target_of
from bot.domain.service import Service
from bot.settings import Settings
from commands import verbs
from tests.test_cli import liveness_bot

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference.md"
WRITES = os.environ.get("GOLDEN") == "write"  # noqa: TID251 - `make golden` says so
ALARMS = ROOT / "docs" / "alarms.md"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def reference() -> str:
    """Write down what can be said, and what is needed for it."""
    pages = Pages(TEMPLATES, "en")
    rows, incidents = (
        [
            f"| `{command} {_cell(verb.usage)}` | {verb.summary} | {pages.translated(verb.summary, 'ja')} |"
            for verb in verbs(family).values()
            if verb.listed
        ]
        for command, family in (("/liveness", "service"), ("/incident", "incident"))
    )
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
            "Incidents have a command of their own (`incident_command` in `bot.yaml`). It means the incident of the channel",
            "it is said in, the one named first (`/incident close #12`), or the only one that is open.",
            "",
            "| say | what it does | |",
            "|---|---|---|",
            *incidents,
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
            "`liveness-bot iam-policy read` prints the policy, narrowed to what the services consist of.",
            "",
            f"To read: {', '.join(f'`{one}`' for one in iam_actions())}.",
            "",
            f"For the alarm queue: {', '.join(f'`{one}`' for one in INTAKE)}. For SNS's topics: `{subscriptions.ACTION}`.",
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
        assert name.upper() in told, f"README.md does not name {name.upper()}"


def test_no_document_points_at_a_file_that_is_not_there():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} points at {target}, which is not there"


def test_no_document_points_at_a_chapter_that_it_has_not():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = document.read_text()
        titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        chapters = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
        for target in re.findall(r"\]\(#([^)]+)\)", text):
            assert target in chapters, f"{document.name} points at #{target}, which is not there"


def written_in_alarms(first_line: str) -> str:
    """Return the YAML of docs/alarms.md that begins with this line."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", ALARMS.read_text(), re.DOTALL | re.MULTILINE)
    return next(block for block in blocks if block.startswith(f"# {first_line}\n"))


@pytest.fixture
def told(tmp_path) -> Path:
    """Make a configuration folder with the service of the walkthrough in it, and no other."""
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "checkout.yaml").write_text(written_in_alarms("config/services/checkout.yaml"))
    (tmp_path / "bot.yaml").write_text((ROOT / "config" / "bot.yaml").read_text())
    return tmp_path


def test_validate_accepts_the_service_that_people_copy(told):
    done = liveness_bot("validate", str(told))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_copied_service_s_alarm_has_its_runbook_and_everybody_it_names(told):
    service: Service = load(told).services["checkout"]
    target = target_of(service, "ErrorRate")

    assert (target.name, target.function, target.runbook.id) == ("Checkout-ErrorRate", "Checkout-Pay", "errors")
    assert [step.id for step in target.runbook.steps] == ["rates", "lines", "orders", "changes"]
    assert [rung.contacts[0].name["en"] for rung in service.escalation] == ["Operations", "Lead"]


def test_every_kind_of_step_and_each_of_its_signs_is_explained():
    told = ALARMS.read_text()
    for name, kind in KINDS.items():
        row = re.search(rf"^\| `{name}\b.*$", told, re.MULTILINE)
        assert row, f"docs/alarms.md has no row for the step {name}"
        explained = (kind.__doc__ or "").split("Sign", 1)[1]
        for sign in re.findall(r"`([a-z_]+)`", explained):
            assert f"`{sign}`" in row[0], f"docs/alarms.md does not name the sign {name}.{sign}"


def test_the_attention_that_is_shown_is_what_one_gets_without_asking():
    assert AttentionEntry.model_validate(yaml.safe_load(written_in_alarms("attention"))) == AttentionEntry()


def test_the_times_that_are_told_are_those_of_the_liveness_service():
    """The table of who is called says numbers; they are the service file's."""
    service = load(ROOT / "config").services["liveness"]
    minutes = timedelta(minutes=1)

    assert {one.importance: one.respond_within / minutes for one in service.alarms if one.respond_within} == {
        "high": 30,
        "medium": 60,
    }
    assert [rung.after / minutes for rung in service.escalation] == [0, 30, 60, 120]
    assert service.escalates_later == {"medium": timedelta(minutes=30)}


def test_alertmanager_s_own_tool_takes_what_people_copy(tmp_path):
    amtool = shutil.which("amtool")
    assert amtool, "amtool is missing; .ci/run installs it with Alertmanager"
    file = tmp_path / "alertmanager.yml"
    file.write_text(written_in_alarms("alertmanager.yml"))
    done = subprocess.run([amtool, "check-config", str(file)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 receivers" in done.stdout
