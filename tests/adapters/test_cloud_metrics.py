"""Is GetMetricData asked as AWS wants it: whole, page after page, under the exact dimensions, and understood line by line?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.knowledge import Known
from bot.domain.queries import Measured, Metrics, Series
from bot.domain.service import Metric
from tests.adapters.clouds import REGION, session_for
from tests.adapters.scripted import NOW, SPACE, Scripted, listing, refusal, results
from tests.fakes import FixedClock
from tests.liveness import CREATE


@pytest.fixture
def aws() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def cloud(aws: Scripted, clock: FixedClock, tmp_path: Path) -> AwsCloud:
    return AwsCloud(clock, AwsSession(session_for(aws.address, tmp_path)))


def read(cloud: AwsCloud, *series: Series) -> list[Measured]:
    answer = cloud.read(Metrics(series, NOW - timedelta(hours=2), NOW), region=REGION)
    assert isinstance(answer, Known), answer
    return [answer.value[one] for one in series]


SESSIONS = Series(Metric(SPACE, "SessionCreated"), "Sum", 60)


def test_one_request_reads_all_metrics_and_the_next_answer_looks_nothing_up(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(("SessionCreated", {}), ("SuccessCount", {}), ("SessionCreated", {}))
        return 200, results(asked, lambda _: [1, 2])

    aws.script = script
    successes = Series(Metric(SPACE, "SuccessCount"), "Sum", 60)
    for _ in range(2):
        assert [[point.value for point in row.points] for row in read(cloud, SESSIONS, successes)] == [[1, 2], [1, 2]]
    assert (aws.count("ListMetrics"), aws.count("GetMetricData")) == (1, 2)
    asked = aws.calls[1][1]
    assert asked["ScanBy"] == "TimestampAscending"
    assert [query["Id"] for query in asked["MetricDataQueries"]] == ["m0", "m1"]


def test_pages_are_followed_and_a_line_is_whole_only_after_the_last(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            row = listing(("SessionCreated", {"Page": asked.get("NextToken", "first")}))
            return 200, row if "NextToken" in asked else {**row, "NextToken": "second"}
        if "NextToken" in asked:
            return 200, results(asked, lambda _: [5])
        return 200, {**results(asked, lambda _: [4, 5, 6], StatusCode="PartialData"), "NextToken": "more"}

    aws.script = script
    (row,) = read(cloud, SESSIONS)
    assert sum(point.value for point in row.points) == 2 * (4 + 5 + 6 + 5)
    assert aws.count("ListMetrics") == 2


@pytest.mark.parametrize(
    ("state", "reason"), [("PartialData", "failing"), ("InternalError", "failing"), ("Forbidden", "denied")]
)
def test_a_line_that_was_not_told_whole_is_not_known_and_others_are(
    aws: Scripted, cloud: AwsCloud, state: str, reason: str
) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(("SessionCreated", {}), ("SuccessCount", {}))
        told = results(asked, lambda _: [1])
        told["MetricDataResults"][0]["StatusCode"] = state
        return 200, told

    aws.script = script
    broken, well = read(cloud, SESSIONS, Series(Metric(SPACE, "SuccessCount"), "Sum", 60))
    assert broken.failed is not None
    assert (broken.failed.reason, broken.points) == (reason, ())
    assert [point.value for point in well.points] == [1]


def test_a_total_published_beside_its_parts_is_not_counted_twice(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(
                ("SessionCreated", {}), ("SessionCreated", {"Stage": "a"}), ("SessionCreated", {"Stage": "b"})
            )
        return 200, results(asked, lambda stat: [3] if stat["Metric"].get("Dimensions") else [6])

    aws.script = script
    (row,) = read(cloud, SESSIONS)
    assert [point.value for point in row.points] == [6]


def test_sets_that_appear_later_are_read_as_soon_as_they_are_seen(
    aws: Scripted, cloud: AwsCloud, clock: FixedClock
) -> None:
    """A new deployment publishes under new dimensions: within a minute they count, although we remember the old ones."""
    stages = ["blue"]

    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(*(("SessionCreated", {"Stage": stage}) for stage in stages))
        return 200, results(asked, lambda _: [2])

    aws.script = script
    assert [point.value for point in read(cloud, SESSIONS)[0].points] == [2]
    stages.append("green")
    clock.advance(30)
    assert [point.value for point in read(cloud, SESSIONS)[0].points] == [2]
    clock.advance(31)
    assert [point.value for point in read(cloud, SESSIONS)[0].points] == [4]


def test_a_metric_that_was_missing_is_looked_up_again_soon(aws: Scripted, cloud: AwsCloud, clock: FixedClock) -> None:
    names: list[str] = []

    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(*((name, {}) for name in names))
        return 200, results(asked, lambda _: [2])

    aws.script = script
    assert read(cloud, SESSIONS) == [Measured(published=False)]
    names.append("SessionCreated")
    clock.advance(16)
    assert read(cloud, SESSIONS)[0].published


def test_when_dimensions_may_not_be_looked_up_only_those_lines_are_unknown(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 403, refusal("AccessDenied")
        return 200, results(asked, lambda _: [2])

    aws.script = script
    named = Series(Metric("AWS/Lambda", "Errors", {"FunctionName": CREATE}), "Sum", 300)
    open_, given = read(cloud, SESSIONS, named)
    assert open_.failed is not None
    assert (open_.failed.reason, open_.failed.needs) == ("denied", "cloudwatch:ListMetrics")
    assert [point.value for point in given.points] == [2]


def test_percentiles_that_break_a_request_are_left_out_for_a_while(
    aws: Scripted, cloud: AwsCloud, clock: FixedClock
) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any] | str]:
        if operation == "ListMetrics":
            return 200, listing(("SessionCreated", {}))
        if any(query["MetricStat"]["Stat"] == "p95" for query in asked["MetricDataQueries"]):
            return 500, "<html>float() argument must be a string or a real number</html>"
        return 200, results(asked, lambda _: [2])

    aws.script = script
    percentile = Series(SESSIONS.metric, "p95", 3600)
    requests = []
    for _ in range(3):
        count, refused = read(cloud, SESSIONS, percentile)
        assert [point.value for point in count.points] == [2]
        assert refused.failed is not None
        requests.append(aws.count("GetMetricData"))
        clock.advance(61)
    assert requests == [2, 3, 5]


def test_more_queries_than_a_request_may_hold_are_spread_over_several(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "ListMetrics":
            return 200, listing(*(("SessionCreated", {"Stage": str(number)}) for number in range(1100)))
        return 200, results(asked, lambda _: [1])

    aws.script = script
    (row,) = read(cloud, SESSIONS)
    assert [point.value for point in row.points] == [1100]
    sizes = [len(asked["MetricDataQueries"]) for operation, asked in aws.calls if operation == "GetMetricData"]
    assert sorted(sizes) == [100, 500, 500]


def test_what_another_reader_learns_meanwhile_is_no_gap(aws: Scripted, cloud: AwsCloud) -> None:
    """While one answer still looks up a namespace, another learns of a second one: the first must not stumble over that."""
    errors = Series(Metric("AWS/Lambda", "Errors", {"FunctionName": CREATE}), "Sum", 60)
    others: list[list[Measured]] = []

    def script(operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if operation == "GetMetricData":
            return 200, results(asked, lambda _: [1])
        if asked["Namespace"] == SPACE and not others:
            others.append(read(cloud, errors))
        return 200, listing(("Errors", {"FunctionName": CREATE}), ("SessionCreated", {}), namespace=asked["Namespace"])

    aws.script = script
    rows = read(cloud, SESSIONS, errors)

    assert [row.published for row in rows] == [True, True]
    assert others[0][0].points == rows[1].points
