"""Is everything asked at once, never waited for too long, shared by those who ask together, and told in plain values?"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.domain.failures import Mistake
from bot.domain.items import Detail
from bot.domain.knowledge import Failed
from bot.domain.queries import Alarms, FunctionConfiguration, Metrics, Query
from bot.domain.status import Status
from bot.flows.status import Statuses, chart_facts, document, facts, status
from tests.fakes import FakeCloud
from tests.liveness import CREATE, liveness, well


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Give a gate that answers wait at; it opens at the end whatever happens, so that no thread outlives the test."""
    event = threading.Event()
    yield event
    event.set()


def answer(cloud: FakeCloud, window: str = "1h", **more: Any) -> Status:
    return status(liveness(), window, cloud=cloud, clock=cloud.clock, **more)


def shared(cloud: FakeCloud) -> Statuses:
    return Statuses(cloud=cloud, clock=cloud.clock)


def test_everything_is_asked_at_the_same_time() -> None:
    """All three kinds of question meet at a barrier that opens only when every one of them has been asked."""
    cloud = well()
    barrier = threading.Barrier(3, timeout=5)
    cloud.before_answer(lambda _: barrier.wait())
    assert answer(cloud).verdict == "healthy"
    assert {type(query) for query in cloud.reads} == {Metrics, Alarms, FunctionConfiguration}


def test_an_hour_is_read_with_one_question_for_all_metrics() -> None:
    cloud = well()
    answer(cloud)
    assert sum(isinstance(query, Metrics) for query in cloud.reads) == 1


def test_what_hangs_makes_only_its_own_lines_unknown_and_is_not_waited_for(gate: threading.Event) -> None:
    cloud = well()
    cloud.before_answer(lambda query: gate.wait(20) if isinstance(query, Alarms) else None)
    began = time.monotonic()
    found = answer(cloud, budget_seconds=0.3)
    assert time.monotonic() - began < 2
    by_id = {one.id: one for one in found.items}
    assert by_id["success_rate"].verdict == "ok"
    assert by_id["alarms_firing"].detail == Detail(
        "timeout", {"source": "cloudwatch:DescribeAlarms", "needs": None, "detail": ""}
    )
    assert found.verdict == "unknown"


@pytest.mark.parametrize(
    ("kind", "action", "lines"),
    [
        (Metrics, "cloudwatch:GetMetricData", {"sessions_created", "success_rate", f"lambda_errors:{CREATE}"}),
        (Alarms, "cloudwatch:DescribeAlarms", {"alarms_firing"}),
        (FunctionConfiguration, "lambda:GetFunctionConfiguration", {"rollout_percentage"}),
    ],
)
def test_a_denied_read_names_the_missing_action_and_the_other_lines_stand(
    kind: type[Query[Any]], action: str, lines: set[str]
) -> None:
    cloud = well()
    cloud.fail(kind, Failed("denied", action, needs=action))
    found = answer(cloud)
    denied = {one.id for one in found.items if one.detail and one.detail.facts.get("needs") == action}
    assert lines <= denied
    assert {one.id for one in found.items if one.verdict == "ok"}.isdisjoint(denied)
    assert any(one.verdict == "ok" for one in found.items)
    assert found.verdict == "unknown"


def test_with_aws_gone_the_answer_still_comes_and_says_so() -> None:
    cloud = well()
    for kind in (Metrics, Alarms, FunctionConfiguration):
        cloud.fail(kind, Failed("unreachable", "x:Y"))
    found = answer(cloud)
    assert {one.detail.key if one.detail else None for one in found.items} == {"unreachable"}
    assert all(one.value is None for one in found.items)
    assert found.verdict == "unknown"


def test_an_answer_is_kept_for_fifteen_seconds_and_refresh_reads_anew() -> None:
    cloud = well()
    statuses = shared(cloud)
    first = statuses.of(liveness())
    cloud.clock.advance(15)
    assert statuses.of(liveness()) is first
    refreshed = statuses.of(liveness(), fresh=True)
    assert refreshed is not first
    assert statuses.of(liveness()) is refreshed
    cloud.clock.advance(15.5)
    assert statuses.of(liveness()) is not refreshed
    assert statuses.of(liveness(), "24h").window.name == "24h"


def test_what_could_not_be_known_is_asked_for_again() -> None:
    """An answer without knowledge isn't kept: the next one who asks, a second later, is told what is known by then."""
    cloud = well()
    statuses = shared(cloud)
    cloud.fail(Alarms, Failed("throttled", "cloudwatch:DescribeAlarms"))
    assert statuses.of(liveness()).verdict == "unknown"
    cloud.recover()
    assert statuses.of(liveness()).verdict == "healthy"


def test_those_who_ask_together_share_one_reading(gate: threading.Event) -> None:
    cloud = well()
    cloud.before_answer(lambda _: gate.wait(5))
    with ThreadPoolExecutor(8) as pool:
        statuses = shared(cloud)
        asked = [pool.submit(statuses.of, liveness()) for _ in range(8)]
        gate.set()
        found = {id(one.result()) for one in asked}
    assert len(found) == 1
    assert sum(isinstance(query, Metrics) for query in cloud.reads) == 1


def test_a_fault_of_our_own_is_raised_to_everybody_and_not_kept() -> None:
    cloud = well()

    def stumble(_: Query[Any]) -> None:
        raise ZeroDivisionError

    statuses = shared(cloud)
    cloud.before_answer(stumble)
    with pytest.raises(ZeroDivisionError):
        statuses.of(liveness())
    cloud.before_answer(lambda _: None)
    assert statuses.of(liveness()).verdict == "healthy"


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("2h", "1h"), ("24", "24h"), ("7days", "7d"), ("24H", "24h"), ("1d", "24h"), ("3時間", "1h"), ("yesterday", None)],
)
def test_an_unknown_window_suggests_the_nearest(word: str, nearest: str | None) -> None:
    with pytest.raises(Mistake) as caught:
        answer(well(), word)
    assert caught.value.key == "unknown_window"
    assert caught.value.facts["nearest"] == nearest
    assert caught.value.facts["windows"] == ["1h", "24h", "7d"]


def test_the_card_is_told_in_plain_values() -> None:
    cloud = well(confidence=91)
    cloud.put_alarm("FaceAuth-Other", "ALARM", reason="Threshold crossed")
    told = json.loads(json.dumps(facts(answer(cloud)), ensure_ascii=False))
    assert told["title"] == {"en": "Face liveness", "ja": "顔の生体検知"}
    assert (told["verdict"], told["because"], told["window"]) == ("degraded", ["alarms_firing"], "1h")
    assert told["at"] == "2026-11-22T03:30:20Z"
    confidence = next(one for one in told["items"] if one["id"] == "confidence_mean")
    assert (confidence["value"], confidence["verdict"], confidence["unit"]) == (91, "warn", "score")
    assert (confidence["normal"], confidence["alarm"]) == ({"more_than": 90}, {"less_than": 92})
    assert told["alarms"][0]["name"] == "FaceAuth-Other"
    assert told["links"] == {"dashboard": None, "runbook": None}
    assert told["incidents"] == []


def test_panels_are_told_with_their_limits_and_gaps() -> None:
    told = json.loads(json.dumps(chart_facts(answer(well(minutes=30)))))
    rate = next(panel for panel in told["panels"] if panel["id"] == "success_rate")
    assert len(rate["points"]) == 24
    assert rate["points"][0] == ["2026-11-22T01:31:00Z", None]
    assert rate["points"][-1][1] == 100
    assert rate["since"] == "2026-11-22T02:31:00Z"
    assert rate["normal"] == {"more_than": 95}


def test_the_document_has_the_form_that_checks_have() -> None:
    tell: Callable[[Any], str] = lambda thing: f"<{thing.key}>" if isinstance(thing, Detail) else thing["ja"]  # noqa: E731
    cloud = well()
    cloud.fail(Alarms, Failed("denied", "cloudwatch:DescribeAlarms", needs="cloudwatch:DescribeAlarms"))
    told = json.loads(json.dumps(document(answer(cloud), tell)))
    assert set(told) == {"service", "window", "at", "verdict", "items"}
    rows = {row["id"]: row for row in told["items"]}
    keys = {
        "id",
        "title",
        "verdict",
        "value",
        "previous",
        "unit",
        "threshold",
        "window",
        "data_age_seconds",
        "since_last",
        "detail",
        "source",
        "console_url",
    }
    assert all(set(row) == keys for row in rows.values())
    assert rows["success_rate"]["threshold"] == {"normal": {"more_than": 95}, "alarm": {"less_than": 95}}
    assert rows["verification_time_p95"]["threshold"] is None
    assert (rows["alarms_firing"]["detail"], rows["alarms_firing"]["title"]) == ("<denied>", "発報中のアラーム")
