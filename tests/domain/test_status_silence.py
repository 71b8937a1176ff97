"""Are no traffic, silence, old data and metrics nobody published told apart, and never taken for good news?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.service import Range, Ratio
from bot.domain.windows import WINDOWS
from tests.fakes import FakeCloud
from tests.liveness import (
    CREATE,
    ERRORS,
    FAILURES,
    LOW_SUCCESS,
    NAMESPACE,
    ROLLOUT,
    SUCCESSES,
    figure,
    item,
    live,
    liveness,
    seen,
    well,
)


def test_sessions_that_stopped_are_zero_and_fail_while_rates_say_that_there_was_no_traffic() -> None:
    """Nothing was published for more than an hour: that is no news of the rates, and bad news of the sessions."""
    cloud = FakeCloud()
    live(cloud, minutes=30, until=cloud.clock.now() - timedelta(minutes=70))
    status = seen(well_but_for_metrics(cloud))
    assert (item(status, "sessions_created").value, item(status, "sessions_created").verdict) == (0, "fail")
    for item_id in (
        "success_rate",
        "error_rate",
        "confidence_mean",
        f"lambda_errors:{CREATE}",
        f"lambda_throttles:{CREATE}",
    ):
        one = item(status, item_id)
        assert (one.value, one.verdict, one.detail and one.detail.key) == (None, "unknown", "no_traffic")
    assert status.verdict == "degraded"


def test_zeros_published_all_the_time_are_no_traffic_too() -> None:
    cloud = FakeCloud()
    for ago in range(60):
        for name in ("SuccessCount", "FailureCount"):
            cloud.publish(NAMESPACE, name, cloud.clock.now() - timedelta(minutes=ago), 0)
    rate = item(seen(cloud), "success_rate")
    assert (rate.value, rate.verdict, rate.detail and rate.detail.key) == (None, "unknown", "no_traffic")


def test_missing_failures_with_successes_are_a_full_success() -> None:
    status = seen(well())
    assert not any(key[1] == "FailureCount" for key in well()._samples)
    assert item(status, "success_rate").value == 100
    assert item(status, "error_rate").value == 0


def test_successes_that_fall_silent_while_failures_come_condemn_the_service() -> None:
    """SuccessCount exists but has nothing to say while sessions fail: that is 0 %, not a gap."""
    cloud = well()
    rows = next(rows for key, rows in cloud._samples.items() if key[1] == "SuccessCount")
    rows[:] = [row for row in rows if row[0] < cloud.clock.now() - timedelta(minutes=65)]
    cloud.publish(NAMESPACE, "FailureCount", cloud.clock.now() - timedelta(minutes=1), *[1.0] * 9)
    status = seen(cloud)
    assert item(status, "success_rate").value == 0
    assert status.verdict == "down"


def test_silence_may_condemn_but_never_acquit() -> None:
    """A steady metric that fell silent would make a perfect rate here; nobody may conclude that."""
    steady = replace(FAILURES, sparse=False)
    rate = figure("success_rate", Ratio(SUCCESSES, (SUCCESSES, steady)), unit="percent", normal=Range(more_than=95))
    cloud = well()
    cloud.publish(NAMESPACE, "FailureCount", cloud.clock.now() - timedelta(hours=3), 1)
    one = item(seen(cloud, liveness(figures=(rate,))), "success_rate")
    assert (one.value, one.verdict) == (None, "unknown")
    assert one.detail is not None
    assert (one.detail.key, one.detail.facts["metric"]) == ("silent", "FailureCount")


def test_a_metric_that_was_never_published_is_named() -> None:
    status = seen(well_but_for_metrics(FakeCloud()))
    one = item(status, "sessions_created")
    assert (one.value, one.verdict) == (None, "unknown")
    assert one.detail is not None
    assert (one.detail.key, one.detail.facts["metric"]) == ("never_published", "SessionCreated")
    assert status.verdict == "unknown"


def test_old_data_are_called_stale_and_never_healthy() -> None:
    cloud = FakeCloud()
    well(cloud)
    cloud.clock.advance(20 * 60)
    status = seen(cloud)
    rate = item(status, "success_rate")
    assert (rate.verdict, rate.detail and rate.detail.key) == ("unknown", "stale")
    assert rate.value == 100
    assert rate.data_age_seconds == 20 * 60 + 20
    assert status.verdict == "unknown"


@pytest.mark.parametrize("window", list(WINDOWS))
def test_the_age_of_data_is_told_to_the_minute_in_every_window(window: str) -> None:
    cloud = FakeCloud()
    well(cloud, minutes=60)
    cloud.clock.advance(18 * 60)
    one = item(seen(cloud, window=WINDOWS[window]), "success_rate")
    assert one.data_age_seconds == 18 * 60 + 20
    assert one.detail is not None
    assert one.detail.key == "stale"


def test_sparse_figures_are_as_old_as_their_traffic() -> None:
    assert item(seen(well()), "error_rate").data_age_seconds == 20


def test_nothing_at_all_may_be_the_wrong_region() -> None:
    status = seen(FakeCloud())
    assert {one.detail.key for one in status.items if one.detail} == {"wrong_region_perhaps"}
    assert status.verdict == "unknown"


def well_but_for_metrics(cloud: FakeCloud) -> FakeCloud:
    for name in (LOW_SUCCESS, ERRORS):
        cloud.put_alarm(name, "OK")
    cloud.put_function(CREATE, **{ROLLOUT: "25"})
    return cloud
