"""Does the workflow that we hand out parse, and does its gate really run?"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalogue import load
from tests.reports import files, report, written
from tests.test_cli import ROOT

WORKFLOW = ROOT / "docs" / "ci" / "liveness-gate.yml"


def workflow() -> dict[str, Any]:
    told: dict[str, Any] = yaml.load(WORKFLOW.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - `on` stays a word
    return told


def steps() -> dict[str, dict[str, Any]]:
    return {one.get("name", one.get("uses")): one for one in workflow()["jobs"]["gate"]["steps"]}


def test_it_runs_on_pull_requests_and_may_only_read() -> None:
    told = workflow()

    assert list(told["on"]) == ["pull_request"]
    assert told["permissions"] == {"contents": "read"}
    assert all(one.get("uses", "actions/x@v1").startswith("actions/") for one in told["jobs"]["gate"]["steps"])


def test_incidents_are_tested_as_the_article_says() -> None:
    assert steps()["Incidents of the past"]["run"] == "npm run -s test -- --filter=incident"


@pytest.mark.parametrize(
    ("figures", "code"), [('{"deltaE00": 1.4, "ssim": 0.97, "lpips": 0.05}', 0), ('{"ssim": 0.97}', 1)]
)
def test_its_gate_runs_as_it_is_written(tmp_path: Path, figures: str, code: int) -> None:
    """In a folder like the runner's: the bot beside the reports, its command where `make install` puts it."""
    gate = steps()["Gate"]
    (tmp_path / "liveness-bot" / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "liveness-bot" / "config").symlink_to(ROOT / "config")
    command = tmp_path / "liveness-bot" / ".venv" / "bin" / "liveness-bot"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m bot "$@"\n'
    )
    command.chmod(0o755)
    (tmp_path / "metrics.json").write_text(figures)
    written(tmp_path / "reports", files(report()))
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the surroundings of the command

    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", gate["run"]],  # as GitHub's runners do
        cwd=tmp_path, env=surroundings | workflow()["env"] | gate["env"], capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == code, done.stdout + done.stderr


def test_the_page_tells_the_budgets_that_the_service_has() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")

    for name, budget in load(ROOT / "config").services["image-pipeline"].budgets.items():
        bound = f"at most {budget.at_most}" if budget.at_most is not None else f"at least {budget.at_least}"
        assert any(f"`{name}`" in line and bound in line for line in page.splitlines()), name
