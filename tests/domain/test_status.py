"""Does every line say what is true, and does one verdict follow from all of them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.knowledge import Failed, Known
from bot.domain.queries import AlarmState, Measured
from bot.domain.questions import Answers, questions_for
from bot.domain.service import Range
from bot.domain.status import Status, judge
from tests.fakes import FakeCloud
from tests.liveness import CREATE, ERRORS, HOUR, LOW_SUCCESS, NAMESPACE, ROLLOUT, item, liveness, seen, well


def test_a_service_that_lives_is_healthy_and_every_line_has_its_value_trend_age_and_source() -> None:
    status = seen(well())
    assert status.verdict == "healthy"
    assert status.because == ()
    for one in status.items:
        assert one.verdict == "ok", one
        assert one.value is not None
        assert one.data_age_seconds is not None
        assert one.data_age_seconds <= 200
        assert one.source.startswith(("cloudwatch:", "lambda:"))
        assert one.console_url.startswith("https://console.aws.amazon.com/")
    assert item(status, "sessions_created").value == 20
    assert item(status, "sessions_created").previous == 20
    assert item(status, "sessions_created").normal == Range(at_least=100 / 24, at_most=1000 / 24)
    assert item(status, "success_rate").value == 100
    assert item(status, f"lambda_duration:{CREATE}").value == 1.2
    assert item(status, f"lambda_duration:{CREATE}").group == "functions"
    assert item(status, "rollout_percentage").value == 25
    assert item(status, "alarms_firing").value == 0


@pytest.mark.parametrize(
    ("flaws", "item_id", "value", "verdict", "overall"),
    [
        ({"failures": 5}, "success_rate", 95.0, "warn", "healthy"),
        ({"failures": 6}, "success_rate", 94.0, "fail", "degraded"),
        ({"failures": 50}, "success_rate", 50.0, "fail", "degraded"),
        ({"failures": 51}, "success_rate", 49.0, "fail", "down"),
        ({"confidence": 91}, "confidence_mean", 91.0, "warn", "healthy"),
        ({"seconds": 31}, "verification_time_mean", 31.0, "fail", "degraded"),
        ({"duration": 9500}, f"lambda_duration:{CREATE}", 9.5, "warn", "healthy"),
        ({"duration": 11000}, f"lambda_duration:{CREATE}", 11.0, "fail", "degraded"),
    ],
)
def test_what_is_wrong_is_named_and_decides(
    flaws: dict[str, Any], item_id: str, value: float, verdict: str, overall: str
) -> None:
    status = seen(well(**flaws))
    assert (item(status, item_id).value, item(status, item_id).verdict) == (value, verdict)
    assert status.verdict == overall
    assert status.because == (() if overall == "healthy" else (item_id,))


def test_a_mean_weighs_every_sample_and_not_every_minute() -> None:
    cloud = well()
    cloud.publish(NAMESPACE, "ConfidenceScore", cloud.clock.now(), *[50.0] * 60)
    assert item(seen(cloud), "confidence_mean").value == pytest.approx((20 * 96 + 60 * 50) / 80)


@pytest.mark.parametrize(
    ("state", "verdict", "overall", "key"),
    [
        ("OK", "ok", "healthy", None),
        ("ALARM", "fail", "degraded", "alarms_firing"),
        ("INSUFFICIENT_DATA", "unknown", "unknown", "alarms_unsure"),
    ],
)
def test_an_alarm_decides_by_its_state(state: AlarmState, verdict: str, overall: str, key: str | None) -> None:
    cloud = well()
    cloud.put_alarm(LOW_SUCCESS, state)
    status = seen(cloud)
    one = item(status, "alarms_firing")
    assert (one.verdict, status.verdict, one.detail.key if one.detail else None) == (verdict, overall, key)
    assert status.alarms[0].name == (LOW_SUCCESS if key else status.alarms[0].name)


def test_an_alarm_that_should_exist_and_does_not_leaves_the_verdict_open() -> None:
    cloud = well()
    del cloud._alarms[ERRORS]
    status = seen(cloud)
    one = item(status, "alarms_firing")
    assert one.verdict == "unknown"
    assert one.detail is not None
    assert one.detail.facts == {"missing": [ERRORS], "insufficient": []}
    assert (status.alarms[0].name, status.alarms[0].state) == (ERRORS, "MISSING")
    assert status.verdict == "unknown"


def test_an_alarm_that_nobody_wrote_down_fires_all_the_same() -> None:
    cloud = well()
    cloud.put_alarm("FaceAuth-SomethingNew", "ALARM")
    status = seen(cloud)
    assert status.verdict == "degraded"
    assert status.alarms[0].importance is None


def test_alarms_whose_actions_are_off_are_a_warning() -> None:
    cloud = well()
    cloud.put_alarm(ERRORS, "OK", actions_enabled=False)
    one = item(seen(cloud), "alarms_firing")
    assert (one.verdict, one.detail and one.detail.key) == ("warn", "actions_disabled")


@pytest.mark.parametrize(
    ("put", "key"),
    [
        (lambda cloud: cloud.put_function(CREATE), "not_set"),
        (lambda cloud: cloud.put_function(CREATE, **{ROLLOUT: "all"}), "not_a_number"),
        (lambda cloud: cloud.put_function(CREATE, **{ROLLOUT: "nan"}), "not_a_number"),
        (lambda cloud: cloud.lock_variables(CREATE), "environment_unreadable"),
        (lambda cloud: cloud._functions.clear(), "not_found"),
    ],
)
def test_a_setting_that_cannot_be_read_is_unknown_and_says_why(put: Callable[[FakeCloud], None], key: str) -> None:
    cloud = well()
    put(cloud)
    status = seen(cloud)
    one = item(status, "rollout_percentage")
    assert (one.value, one.verdict, one.detail and one.detail.key) == (None, "unknown", key)
    assert status.verdict == "unknown"


def test_errors_warn_when_they_are_too_large_a_share_and_fail_when_there_are_too_many_in_five_minutes() -> None:
    cloud = well()
    at = cloud.clock.now().replace(minute=26)
    cloud.publish("AWS/Lambda", "Errors", at, 5, FunctionName=CREATE)
    one = item(seen(cloud), f"lambda_errors:{CREATE}")
    assert (one.value, one.verdict, one.detail and one.detail.key) == (5, "warn", "share_exceeded")
    cloud.publish("AWS/Lambda", "Errors", at + timedelta(minutes=1), 1, FunctionName=CREATE)
    one = item(seen(cloud), f"lambda_errors:{CREATE}")
    assert (one.value, one.verdict) == (6, "fail")


def test_two_overlapping_spans_of_a_percentile_show_the_worse_and_say_so() -> None:
    """CloudWatch cuts percentiles into hours of the clock; an hour that ends at half past lies in two of them."""
    cloud = well()
    cloud.publish(NAMESPACE, "VerificationTime", cloud.clock.now().replace(minute=5), *[20.0] * 9)
    one = item(seen(cloud), "verification_time_p95")
    assert (one.value, one.detail and one.detail.key) == (20, "worst_of_spans")


def test_a_figure_without_limits_informs_but_decides_nothing() -> None:
    cloud = well()
    status = judged(cloud, unread={"p95"})
    assert item(status, "verification_time_p95").verdict == "unknown"
    assert status.verdict == "healthy"


def judged(cloud: FakeCloud, unread: set[str]) -> Status:
    service, now = liveness(), cloud.clock.now()
    asked = questions_for(service, HOUR, now)
    found: Known[Any] = cloud.read(asked.metrics, region="")  # type: ignore[assignment]
    failed = Measured(published=False, failed=Failed("failing", "cloudwatch:GetMetricData"))
    metrics = {series: failed if series.statistic in unread else one for series, one in found.value.items()}
    functions = {one.name: cloud.read(one, region="") for one in asked.functions}
    return judge(
        service, HOUR, now, Answers(replace(found, value=metrics), None, cloud.read(asked.alarms, region=""), functions)
    )
