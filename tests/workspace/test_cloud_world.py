"""Does the world stay coherent over time? With a clock of our own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.cloud_stage import Stage, open_world
from workspace.cloud.names import ALARMS, CREATE, DIMENSIONS, NAMESPACE, RESULT, Weather
from workspace.cloud.weathers import visits_in


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_world() as opened:
        yield opened


def test_silence_becomes_insufficient_data_after_a_short_while_and_not_at_once(stage: Stage) -> None:
    stage.world.turn("silent")
    assert set(stage.states().values()) == {"OK"}
    stage.passes(20)
    unknown = {name for name, state in stage.states().items() if state == "INSUFFICIENT_DATA"}
    assert unknown == {rule.name for rule in ALARMS if rule.function is None}
    assert unknown == set(stage.world.figures()["alarms_unknown"])


def test_silence_publishes_nothing_and_health_publishes_even_without_visitors(stage: Stage) -> None:
    """A quiet night and a dead publisher must not look the same."""
    stage.passes(16)
    before = stage.points()
    assert before > 0
    stage.world.turn("silent")
    stage.passes(600)
    assert stage.points() == before


def test_speech_after_silence_makes_the_alarms_know_again(stage: Stage) -> None:
    stage.world.turn("silent")
    stage.passes(60)
    stage.world.turn("healthy")
    assert set(stage.states().values()) == {"OK"}


@pytest.mark.parametrize("weather", ["low_success", "errors", "slow", "throttled_table"])
def test_bad_weather_keeps_its_alarms_firing_while_it_lasts(weather: Weather, stage: Stage) -> None:
    """An alarm that flaps in steady bad weather would page people again and again."""
    stage.world.turn(weather)
    firing = stage.firing()
    assert firing
    for _ in range(25):
        stage.passes(60)
        assert stage.firing() == firing


def test_one_bad_weather_after_another_leaves_only_its_own_alarms(stage: Stage) -> None:
    stage.world.turn("low_success")
    stage.world.turn("slow")
    assert stage.firing() == {"FaceAuth-Liveness-SlowVerification", f"{CREATE}-Timeouts", f"{RESULT}-Timeouts"}
    stage.world.turn("errors")
    assert stage.firing() == {"FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors", f"{RESULT}-Errors"}


def test_no_visit_is_published_twice_and_none_is_lost(stage: Stage) -> None:
    """However often the world takes a turn, an hour has the visits that the plan gives it."""
    begun = stage.clock.now
    for _ in range(100):
        stage.passes(13)
    planned = sum(visit.created for visit in visits_in(begun, stage.clock.now, "healthy"))
    counted = stage.metric(NAMESPACE, "SessionCreated", seconds=stage.clock.now - begun + 60, **DIMENSIONS)
    assert sum(point["Sum"] for point in counted) == planned > 3
