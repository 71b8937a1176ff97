"""Does the whole bot do what the transcripts tell, over Socket Mode and over signed HTTP?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.script import read
from tests.journeys.stage import stage

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_story_happens_as_told(path, tmp_path):
    """Each transcript's first line is the promise; nothing unknown to Slack is ever called."""
    with stage(tmp_path, alarms=path.stem.startswith("alarm")) as place:
        place.play(read(path))

        assert place.workspace.unknown == []
        assert place.bot.stop() == 0


@pytest.mark.parametrize("name", ["is-it-up", "mistyped", "users-report"])
def test_the_story_happens_over_signed_http_too(name, tmp_path):
    with stage(tmp_path, over_http=True) as place:
        place.play(read(Path(__file__).parent / "transcripts" / f"{name}.txt"))

        assert place.workspace.unknown == []
