"""Do the stories of the demo play to their end with the real bot, in both of its languages?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.process import ROOT
from tests.journeys.stage import stage
from workspace.slack import Workspace

PATIENCE_SECONDS = 120


def ended(workspace: Workspace, name: str) -> dict[str, Any]:
    """Play a story, and return how it ended."""
    told: list[dict[str, Any]] = []
    workspace.on_loop(
        lambda: workspace.board.team.listeners.append(
            lambda happening: told.append(happening.facts) if happening.kind == "scenario" else None
        )
    )
    workspace.play(name)
    workspace.wait_for(lambda: bool(told) and told[-1]["ended"], PATIENCE_SECONDS, f"the end of {name}")
    return told[-1]


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_story_plays_to_its_end(tmp_path: Path, locale: str) -> None:
    with stage(tmp_path, locale=locale, alarms=True) as place:
        for name in place.workspace.scenarios:
            assert ended(place.workspace, name)["failed"] is None, name
            assert place.cloud.weather_now == "healthy"


def test_a_story_that_there_is_not_ends_the_demo_with_those_that_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--port", "0", "--scenario", "sunny"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "there is no scenario 'sunny'; choose one of alarm-at-night, bad-deployment" in done.stderr
