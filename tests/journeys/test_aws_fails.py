"""What does the card say when AWS refuses, fails, dawdles, or is somebody else's?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.process import ROOT
from tests.journeys.stage import Json, Stage, stage, written

ROOM = "face-auth-ops"
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("aws-fails")) as put_up:
        yield put_up
        assert put_up.workspace.unknown == []


def card(place: Stage, words: str = "/liveness status") -> str:
    """Ask, and return the first card that comes as it can be read."""
    before = len(place.workspace.calls())
    place.workspace.person("ben").command(ROOM, words)

    def answers() -> list[Json]:
        said = [one["args"] for one in place.workspace.calls()[before:] if one["method"] == "response_url"]
        return [one for one in said if not one["replace_original"]]  # the earlier cards' charts may come now

    return written(place.workspace.wait_for(answers, PATIENCE_SECONDS, "the card")[0]).strip()


def lines(text: str, beginning: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith(beginning)]


@pytest.mark.parametrize(
    ("action", "unknown", "known"),
    [
        ("cloudwatch:GetMetricData", "Success rate", ["Alarms", "Liveness rollout"]),
        ("cloudwatch:DescribeAlarms", "Alarms", ["Success rate", "Liveness rollout"]),
        ("lambda:GetFunctionConfiguration", "Liveness rollout", ["Success rate", "Alarms"]),
    ],
)
def test_one_missing_permission_is_named_and_the_other_lines_stay(place, action, unknown, known):
    """Whoever reads it at night can pass the action's name on to whoever may grant it."""
    place.cloud.deny(action)
    try:
        text = card(place)
    finally:
        place.cloud.allow()

    assert f"the bot's role lacks {action}" in text
    assert any("unknown" in line for line in lines(text, unknown)), text
    for one in known:
        assert any(re.search("[0-9]", line) and "unknown" not in line for line in lines(text, one)), text
    assert text.startswith("Unknown"), text


def test_an_aws_that_only_asks_for_patience_is_never_called_healthy(place):
    place.workspace.weather(aws="throttled")
    try:
        text = card(place)
    finally:
        place.workspace.weather(aws="fine")

    assert text.startswith("Unknown"), text
    assert "Healthy" not in text


def test_a_slow_aws_holds_up_the_card_but_not_the_acknowledgement(place):
    """Slack shows an error after three seconds without one."""
    place.workspace.weather(aws="slow")
    try:
        text = card(place, "/liveness status 24h")
    finally:
        place.workspace.weather(aws="fine")

    assert text.startswith("Healthy"), text
    delivery = place.workspace.deliveries("slash_commands")[-1]
    assert delivery["acknowledged_at"] - delivery["sent_at"][0] < 1


def test_another_region_is_named_instead_of_good_news(place, tmp_path):
    """Nothing found anywhere is what a wrong region looks like."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    told = tmp_path / "config" / "services" / "liveness.yaml"
    told.write_text(told.read_text().replace("us-east-1", "eu-west-1"))
    place.bot.again(CONFIG_DIR=str(tmp_path / "config"))
    text = card(place)

    assert text.startswith("Unknown"), text
    assert "Nothing at all was found in eu-west-1" in text
    assert "create it" not in text, "nobody should create alarms in the wrong region"


def test_an_aws_that_cannot_be_reached_still_gives_a_card_in_time(place):
    """The card comes within the budget, and tells whom we could not reach."""
    place.bot.again(CONFIG_DIR="config", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    text = card(place)

    assert text.startswith("Unknown"), text
    assert "AWS could not be reached" in text
    assert place.bot.get("/readyz")[0] == 200
