"""What do people see of the service as more or fewer of them are sent through the check, and after something is cured?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.cloud_stage import Stage, open_world
from workspace.cloud.names import ALIASED, DIMENSIONS, NAMESPACE
from workspace.cloud.weathers import visits_in


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_world() as opened:
        yield opened


def test_a_rollout_of_nothing_ends_bad_checks_and_its_undo_brings_them_back(stage: Stage) -> None:
    stage.world.turn("low_success")
    firing = stage.firing()
    assert "FaceAuth-Liveness-LowSuccessRate" in firing
    stage.set_rollout(0)
    stage.passes(2)
    assert stage.firing() == set()
    before = sum(point["Sum"] for point in stage.metric(NAMESPACE, "SessionCreated", **DIMENSIONS))
    stage.passes(1200)
    after = stage.metric(NAMESPACE, "SessionCreated", seconds=4800, **DIMENSIONS)
    assert sum(point["Sum"] for point in after) == before  # nobody came, but the publisher lives
    assert "INSUFFICIENT_DATA" not in stage.states().values()
    stage.set_rollout(100)
    stage.passes(2)
    assert stage.firing() == firing


def test_half_a_rollout_sends_half_of_the_people(stage: Stage) -> None:
    stage.set_rollout(50)
    stage.passes(2)
    begun = stage.clock.now
    stage.passes(6 * 3600)
    came = sum(point["Sum"] for point in stage.metric(NAMESPACE, "SessionCreated", seconds=6 * 3600, **DIMENSIONS))
    planned = sum(visit.created for visit in visits_in(begun, stage.clock.now, "healthy"))
    assert planned / 4 < came < planned * 3 / 4


def test_a_rollout_that_begins_again_brings_people_at_once(stage: Stage) -> None:
    stage.set_rollout(0)
    stage.passes(600)
    before = sum(point["Sum"] for point in stage.metric(NAMESPACE, "SuccessCount", **DIMENSIONS))
    stage.set_rollout(10)
    stage.passes(2)
    stage.passes(66)
    after = sum(point["Sum"] for point in stage.metric(NAMESPACE, "SuccessCount", **DIMENSIONS))
    assert after >= before + 3


def test_a_runaway_client_asks_no_rollout(stage: Stage) -> None:
    stage.world.turn("cost_spike")
    stage.passes(2)
    before = stage.world.figures()["sessions"]
    stage.set_rollout(0)
    stage.passes(2)
    assert stage.world.figures()["sessions"] == before + 1  # and no new crowd


@pytest.mark.parametrize("percent", [100, 10, 1])
def test_good_visits_are_seen_in_a_whole_minute_after_a_cure_however_few_are_sent(stage: Stage, percent: int) -> None:
    """Who changed something watches what comes of it; honest visitors alone would be minutes or hours apart."""
    stage.set_rollout(percent)
    stage.world.turn("errors")
    assert stage.firing()
    for function in ALIASED:
        stage.point_alias(function, "2")
    stage.passes(2)
    assert stage.firing() == set()
    changed_at = stage.clock.now
    while stage.clock.now < changed_at + 66:
        stage.passes(2)
    since = stage.clock.now - (changed_at // 60 + 1) * 60
    good = stage.metric(NAMESPACE, "SuccessCount", seconds=since, **DIMENSIONS)
    assert sum(point["Sum"] for point in good) >= 1
    bad = stage.metric(NAMESPACE, "VerificationError", seconds=since, **DIMENSIONS)
    assert sum(point["Sum"] for point in bad) == 0
    assert stage.firing() == set()
