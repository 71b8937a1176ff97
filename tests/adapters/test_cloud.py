"""Does every cloud answer the same: the fake that flows are tested with, and AWS's stand-ins behind the real adapter?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.knowledge import Known, Missing
from bot.domain.queries import Alarms, FunctionConfiguration, Identity, Measured, Metrics, Series
from bot.domain.service import Metric
from bot.domain.windows import WINDOWS
from bot.flows.status import status
from tests.adapters.clouds import REGION, InMemory, Place, StandIn, ministack, moto
from tests.liveness import CREATE, ERRORS, LOW_SUCCESS, ROLLOUT, liveness

SPACE = "FaceAuth/Liveness"


@pytest.fixture(scope="module")
def moto_address() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture(scope="module")
def ministack_address() -> Iterator[str]:
    with ministack() as address:
        yield address


@pytest.fixture(params=["memory", "moto", "ministack"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Make an empty cloud of each kind."""
    if request.param == "memory":
        return InMemory()
    address = request.getfixturevalue(f"{request.param}_address")
    stand_in = StandIn(address, tmp_path, knows_percentiles=request.param == "ministack")
    stand_in.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    return stand_in


def minute(place: Place, ago: float = 0) -> datetime:
    """Return the start of the minute so many minutes ago."""
    return place.clock.now().replace(second=0, microsecond=0) - timedelta(minutes=ago)


def measured(place: Place, *series: Series, window: str = "1h") -> list[Measured]:
    span = WINDOWS[window].until(place.clock.now())
    answer = place.cloud.read(Metrics(series, span.before, span.end), region=REGION)
    assert isinstance(answer, Known), answer
    assert answer.source == "cloudwatch:GetMetricData"
    return [answer.value[one] for one in series]


class TestEveryCloud:
    """What every implementation of the Cloud port must do."""

    def test_sums_counts_and_extremes_of_each_minute(self, place: Place) -> None:
        place.publish(SPACE, "ConfidenceScore", minute(place, 5), 90, 96, 99)
        place.publish(SPACE, "ConfidenceScore", minute(place, 90), 70)
        metric = Metric(SPACE, "ConfidenceScore")
        asked = [Series(metric, statistic, 60) for statistic in ("Sum", "SampleCount", "Minimum", "Maximum")]
        rows = measured(place, *asked)
        assert [[point.value for point in row.points] for row in rows] == [[70, 285], [1, 3], [70, 90], [70, 99]]
        assert [point.at for point in rows[0].points] == [minute(place, 90), minute(place, 5)]
        assert all(row.published and row.failed is None for row in rows)

    def test_what_is_outside_of_the_window_is_not_counted(self, place: Place) -> None:
        place.publish(SPACE, "SessionCreated", minute(place, 125), 5)
        (row,) = measured(place, Series(Metric(SPACE, "SessionCreated"), "Sum", 60))
        assert row == Measured(published=True)

    def test_a_metric_that_was_never_published_is_told_from_one_that_is_silent(self, place: Place) -> None:
        place.publish(SPACE, "SuccessCount", minute(place, 200), 1)
        place.publish("AWS/Lambda", "Invocations", minute(place, 200), 1, FunctionName=CREATE)
        silent, never, other = measured(
            place,
            Series(Metric(SPACE, "SuccessCount"), "Sum", 60),
            Series(Metric(SPACE, "FailureCount"), "Sum", 60),
            Series(Metric("AWS/Lambda", "Invocations", {"FunctionName": "Somebody-Else"}), "Sum", 60),
        )
        assert (silent.published, never.published, other.published) == (True, False, False)
        assert (silent.points, never.points, other.points) == ((), (), ())

    def test_sets_of_dimensions_are_found_and_added_up(self, place: Place) -> None:
        """Without its exact dimensions CloudWatch answers nothing, so a sum over the sets must name each."""
        for stage, count in (("blue", 3), ("green", 4)):
            place.publish(SPACE, "SessionCreated", minute(place, 3), *[1.0] * count, Stage=stage)
        place.publish(SPACE, "SessionCreated", minute(place, 9), 1, Stage="blue")
        summed, largest = measured(
            place,
            Series(Metric(SPACE, "SessionCreated"), "Sum", 60),
            Series(Metric(SPACE, "SessionCreated"), "Maximum", 60),
        )
        assert [point.value for point in summed.points] == [1, 7]
        assert [point.value for point in largest.points] == [1, 1]

    def test_given_dimensions_are_read_exactly(self, place: Place) -> None:
        for name, count in ((CREATE, 3), ("Other", 100)):
            place.publish("AWS/Lambda", "Errors", minute(place, 3), count, FunctionName=name)
        (row,) = measured(place, Series(Metric("AWS/Lambda", "Errors", {"FunctionName": CREATE}), "Sum", 300))
        assert [point.value for point in row.points] == [3]

    def test_many_series_are_all_told_each_under_its_own_name(self, place: Place) -> None:
        names = [f"Metric{number:03}" for number in range(60)]
        for number, name in enumerate(names):
            place.publish(SPACE, name, minute(place, 2), number)
        rows = measured(place, *(Series(Metric(SPACE, name), "Sum", 60) for name in names))
        assert [row.points[0].value for row in rows] == list(range(60))

    def test_every_alarm_with_a_prefix_is_told_in_whatever_state(self, place: Place) -> None:
        place.put_alarm("FaceAuth-A", "ALARM")
        place.put_alarm("FaceAuth-B", "OK", actions_enabled=False)
        place.put_alarm("FaceAuth-C", "INSUFFICIENT_DATA")
        place.put_alarm("Other-D", "ALARM")
        answer = place.cloud.read(Alarms(("FaceAuth-", "FaceAuth-A")), region=REGION)
        assert isinstance(answer, Known)
        assert [(one.name, one.state, one.actions_enabled) for one in answer.value] == [
            ("FaceAuth-A", "ALARM", True),
            ("FaceAuth-B", "OK", False),
            ("FaceAuth-C", "INSUFFICIENT_DATA", True),
        ]
        changed_at = answer.value[0].changed_at
        assert changed_at is not None
        assert abs(changed_at - place.clock.now()) < timedelta(minutes=1)

    def test_more_alarms_than_a_page_holds_are_all_told(self, place: Place) -> None:
        for number in range(120):
            place.put_alarm(f"FaceAuth-{number:03}", "OK")
        answer = place.cloud.read(Alarms(("FaceAuth-",)), region=REGION)
        assert isinstance(answer, Known)
        assert len(answer.value) == 120

    def test_a_functions_variables_are_told(self, place: Place) -> None:
        place.put_function(CREATE, **{ROLLOUT: "25", "TABLE": "FaceAuth-LivenessSessions"})
        answer = place.cloud.read(FunctionConfiguration(CREATE), region=REGION)
        assert isinstance(answer, Known)
        assert answer.value.environment == {ROLLOUT: "25", "TABLE": "FaceAuth-LivenessSessions"}
        assert (answer.value.name, answer.value.memory_mb, answer.value.timeout_seconds) == (CREATE, 256, 10)

    def test_a_function_that_does_not_exist_is_missing(self, place: Place) -> None:
        answer = place.cloud.read(FunctionConfiguration("Nobody"), region=REGION)
        assert answer == Missing("not_found", "lambda:GetFunctionConfiguration", "Nobody")

    def test_it_knows_who_we_are(self, place: Place) -> None:
        answer = place.cloud.read(Identity(), region=REGION)
        assert isinstance(answer, Known)
        assert answer.value.startswith("arn:aws:")

    def test_a_percentile_is_told_or_is_not_known_and_takes_nothing_else_along(self, place: Place) -> None:
        place.publish(SPACE, "VerificationTime", minute(place, 3), *range(1, 101))
        metric = Metric(SPACE, "VerificationTime")
        percentile, count = measured(place, Series(metric, "p95", 3600), Series(metric, "SampleCount", 60))
        assert [point.value for point in count.points] == [100]
        if place.knows_percentiles:
            assert percentile.points[0].value == pytest.approx(95, abs=1)
        else:
            assert percentile.failed is not None
            assert percentile.points == ()

    def test_a_whole_status_is_the_same_everywhere(self, place: Place) -> None:
        for ago in range(1, 121, 3):
            at = minute(place, ago)
            for name, value in (
                ("SessionCreated", 1),
                ("SuccessCount", 1),
                ("ConfidenceScore", 96),
                ("VerificationTime", 8),
            ):
                place.publish(SPACE, name, at, value)
            for name, value in (("Invocations", 1), ("Errors", 0), ("Throttles", 0), ("Duration", 1200)):
                place.publish("AWS/Lambda", name, at, value, FunctionName=CREATE)
        for name in (LOW_SUCCESS, ERRORS):
            place.put_alarm(name, "OK")
        place.put_function(CREATE, **{ROLLOUT: "25"})
        found = status(liveness(), cloud=place.cloud, clock=place.clock)
        values = {one.id: (one.value, one.verdict) for one in found.items if one.id != "verification_time_p95"}
        assert values == {
            "sessions_created": (20, "ok"),
            "success_rate": (100, "ok"),
            "confidence_mean": (96, "ok"),
            "verification_time_mean": (8, "ok"),
            "error_rate": (0, "ok"),
            f"lambda_invocations:{CREATE}": (20, "ok"),
            f"lambda_errors:{CREATE}": (0, "ok"),
            f"lambda_duration:{CREATE}": (1.2, "ok"),
            f"lambda_throttles:{CREATE}": (0, "ok"),
            "rollout_percentage": (25, "ok"),
            "alarms_firing": (0, "ok"),
        }
        assert found.verdict == "healthy"
