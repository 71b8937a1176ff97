"""Is a runbook worked through at once, within its budget, and told in plain values that can be kept?"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.adapters.clock import SystemClock
from bot.catalogue import load
from bot.domain.diagnostics import AlarmHistory, Change, Deployment
from bot.domain.failures import Mistake
from bot.domain.knowledge import Failed
from bot.domain.queries import Metrics
from bot.domain.runbooks import kinds
from bot.domain.runbooks.runbook import Cause, Emergency, Recommendation, Runbook, Sign, Step
from bot.domain.service import Service
from bot.flows.triage import LARGEST, Triage, chart_facts, document, facts, triage
from tests.adapters.clouds import session_for
from tests.domain.test_runbook_kinds import FAILURES
from tests.fakes import FakeCloud
from tests.liveness import CREATE, LOW_SUCCESS, liveness, well
from tests.runbooks import GROUP, ago
from workspace import cloud as clouds

CONFIG = Path(__file__).parents[2] / "config"


def step(name: str, kind: Any) -> Step:
    return Step(name, {"en": name, "ja": name}, kind)


BOOK = Runbook(
    "low",
    {"en": "Low success rate", "ja": "成功率低下"},
    None,
    (
        step("rates", kinds.Figures(("success_rate", "confidence_mean"))),
        step("failures", FAILURES),
        step("history", kinds.History()),
        step("changes", kinds.Changes((CREATE,))),
        step("writes", kinds.Throttling("sessions")),
    ),
    (
        Cause("dark", {"en": "Too dark", "ja": "暗い"}, (Sign("failures", "mostly_dark"),), (), ("lamp",)),
        Cause("release", {"en": "A release", "ja": "リリース"}, (Sign("changes", "deployed"),), (), ("back",)),
    ),
)


def service() -> Service:
    plain = liveness()
    low, errors = plain.alarms
    helps = (
        Recommendation("lamp", {"en": "More light", "ja": "照明"}),
        Recommendation("off", {"en": "Off", "ja": "停止"}),
    )
    return replace(
        plain,
        alarms=(replace(low, runbook="low", figure="success_rate", function=CREATE), errors),
        runbooks=(BOOK,),
        recommendations=helps,
        emergency=Emergency("error_rate", 5, "off"),
    )


def dark(cloud: FakeCloud) -> FakeCloud:
    for minute in range(4):
        cloud.put_log(GROUP, ago(cloud, minutes=minute + 1), f"is_live=False n={minute} reason=low_light")
    return cloud


def found(cloud: FakeCloud, target: str = LOW_SUCCESS, **more: Any) -> Triage:
    return triage(service(), target, cloud=cloud, clock=cloud.clock, **more)


class TestAsking:
    def test_everything_is_asked_at_the_same_time_and_metrics_once(self) -> None:
        """All questions meet at a barrier that opens only when each has been asked."""
        cloud = dark(well())
        barrier = threading.Barrier(6, timeout=5)
        cloud.before_answer(lambda _: barrier.wait())
        assert found(cloud).verdict.cause is not None
        assert sum(isinstance(query, Metrics) for query in cloud.reads) == 1
        assert len(cloud.reads) == len(set(cloud.reads)) == 6

    def test_what_hangs_is_a_gap_and_is_not_waited_for(self) -> None:
        cloud = dark(well())
        gate = threading.Event()
        cloud.before_answer(lambda query: gate.wait(20) if isinstance(query, AlarmHistory) else None)
        began = time.monotonic()
        try:
            told = found(cloud, budget_seconds=0.3)
        finally:
            gate.set()
        assert time.monotonic() - began < 2
        assert told.verdict.unread == ("history", "changes", "writes")
        assert told.findings[2].reading.gap is not None
        assert told.findings[2].reading.gap.key == "timeout"

    def test_metrics_that_fail_are_a_gap_in_every_step_that_asked_for_some(self) -> None:
        cloud = dark(well())
        cloud.fail(Metrics, Failed("denied", "cloudwatch:GetMetricData", needs="cloudwatch:GetMetricData"))
        told = found(cloud)
        assert {"rates", "writes"} <= set(told.verdict.unread)
        assert told.panel is None
        assert told.verdict.emergency_value is None

    def test_a_name_that_nobody_knows_is_a_mistake(self) -> None:
        with pytest.raises(Mistake):
            found(FakeCloud(), "nonsense")

    def test_an_undescribed_alarm_that_fires_is_looked_into(self) -> None:
        cloud = well()
        told = found(cloud, "FaceAuth-New", fired_at=cloud.clock.now())
        assert [one.step for one in told.findings] == ["figures", "history", "functions", "errors", "changes"]


class TestTelling:
    def test_the_verdict_says_what_most_likely_is_behind_it_and_what_helps(self) -> None:
        told = facts(found(dark(well(failures=30))))
        assert told["verdict"]["cause"] == {"id": "dark", "title": {"en": "Too dark", "ja": "暗い"}}
        assert [(one["step"], one["sign"]) for one in told["verdict"]["because"]] == [("failures", "mostly_dark")]
        assert [one["id"] for one in told["recommended"]] == ["lamp"]
        assert [one["standing"] for one in told["steps"][:2]] == ["suspect", "suspect"]

    def test_the_emergency_is_called_by_a_figure_that_no_step_looks_at(self) -> None:
        cloud = dark(well())
        cloud.publish("FaceAuth/Liveness", "VerificationError", ago(cloud, minutes=5), 1, 1, 1)
        told = facts(found(cloud))
        assert told["emergency"]["is_called"] is True
        assert told["emergency"]["value"] == pytest.approx(15)
        assert [one["id"] for one in told["recommended"]] == ["off", "lamp"]

    def test_facts_are_plain_json_and_never_more_than_can_be_kept(self) -> None:
        """Long logs, many changes: what is kept with the episode stays small, and the verdict stays whole."""
        cloud = dark(well())
        for minute in range(60):
            cloud.put_log(GROUP, ago(cloud, minutes=minute % 59 + 1), "is_live=False " + "\u3042" * 5000)
            cloud.put_change(Change(str(minute), ago(cloud, minutes=minute), "Update" + "x" * 5000, "y" * 5000, CREATE))
            cloud.put_deployment(CREATE, Deployment(str(minute), ago(cloud, minutes=minute), "z" * 5000, ("a" * 500,)))
        told = facts(found(cloud))
        kept = json.dumps(told, ensure_ascii=False)
        assert len(kept.encode()) <= LARGEST
        assert json.loads(kept) == told
        assert told["verdict"]["cause"] is not None

    def test_a_line_that_two_steps_found_is_shown_with_the_first(self) -> None:
        cloud = dark(well())
        book = replace(BOOK, steps=(*BOOK.steps, step("again", FAILURES)))
        told = triage(replace(service(), runbooks=(book,)), LOW_SUCCESS, cloud=cloud, clock=cloud.clock)
        samples = {one["id"]: one["samples"] for one in facts(told)["steps"]}
        assert len(samples["failures"]) == 1
        assert samples["again"] == []

    def test_the_chart_shows_the_alarms_figure_and_what_was_changed(self) -> None:
        cloud = dark(well(failures=30))
        cloud.put_change(Change("1", ago(cloud, minutes=12), "UpdateAlias", "deploybot", CREATE))
        drawn = chart_facts(found(cloud))
        assert drawn is not None
        (panel,) = drawn["panels"]
        assert (panel["id"], panel["alarm"]) == ("success_rate", {"less_than": 95})
        assert any(value is not None for _, value in panel["points"])
        assert [mark["words"] for mark in panel["marks"]] == [f"UpdateAlias {CREATE} (deploybot)"]

    def test_a_symptom_without_a_figure_has_no_chart(self) -> None:
        cloud = well()
        told = triage(replace(service(), alarms=()), "low", cloud=cloud, clock=cloud.clock, budget_seconds=5)
        assert chart_facts(told) is None

    def test_the_document_has_the_promised_keys(self) -> None:
        told = document(found(dark(well(failures=30))), lambda words: f"<{words}>")
        assert {"service", "alarm", "at", "steps", "verdict", "recommended_actions", "emergency"} <= set(told)
        assert (told["service"], told["alarm"]) == ("liveness", LOW_SUCCESS)
        for one in told["steps"]:
            assert {"id", "title", "query", "answer", "reading", "evidence"} <= set(one)
            assert all(query.startswith("aws ") for query in one["query"])
        assert told["verdict"]["cause"] == "dark"
        assert len(told["verdict"]["because"]) == 1
        assert told["verdict"]["confidence"] in {"high", "medium", "low"}
        assert told["recommended_actions"] == [{"id": "lamp", "title": "<{'en': 'More light', 'ja': '照明'}>"}]
        json.dumps(told)

    def test_the_same_answers_give_the_same_words(self) -> None:
        cloud = dark(well(failures=30))
        assert facts(found(cloud)) == facts(found(cloud))


@pytest.fixture(scope="module")
def liveness_file() -> Service:
    return load(CONFIG).services["liveness"]


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[tuple[clouds.PretendAws, AwsCloud]]:
    with clouds.serve() as serving:
        environment = serving.environment
        session = session_for(
            environment["AWS_ENDPOINT_URL"],
            tmp_path,
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        yield serving, AwsCloud(SystemClock(), AwsSession(session))


@pytest.mark.parametrize(
    ("weather", "target", "cause", "remedy"),
    [
        ("low_success", "FaceAuth-Liveness-LowSuccessRate", "user_surroundings", "guide_users"),
        ("errors", "FaceAuth-Liveness-HighErrorRate", "code", "roll_back"),
        ("throttled_table", "FaceAuth-CreateLivenessSession-Errors", "table_full", "raise_capacity"),
        ("cold_starts", "slow_session_creation", "cold_starts", "provisioned_concurrency"),
        ("slow", "FaceAuth-Liveness-SlowVerification", "rekognition", "look_at_health"),
    ],
)
def test_the_manuals_runbooks_find_the_cause_in_every_weather(
    aws: tuple[clouds.PretendAws, AwsCloud], liveness_file: Service, weather: str, target: str, cause: str, remedy: str
) -> None:
    """The shipped file over the real adapters and a pretend AWS that is ill in one way, and known to be."""
    serving, cloud = aws
    serving.weather(weather)
    told = triage(liveness_file, target, cloud=cloud, clock=SystemClock())
    assert told.verdict.cause is not None
    assert told.verdict.cause.id == cause, [(one.step, sorted(one.reading.signs)) for one in told.findings]
    assert told.verdict.confidence in {"high", "medium"}
    assert remedy in [one.id for one in told.verdict.recommended]
    assert told.verdict.unread == ()


def test_a_healthy_service_has_no_cause(aws: tuple[clouds.PretendAws, AwsCloud], liveness_file: Service) -> None:
    """Every alarm and symptom: where nothing is wrong, nothing is blamed."""
    serving, cloud = aws
    serving.weather("healthy")
    names = [one.name for one in liveness_file.alarms]
    names += ["slow_session_creation", "table_write_errors", "bucket_access_errors"]
    blamed = {}
    for name in names:
        verdict = triage(liveness_file, name, cloud=cloud, clock=SystemClock()).verdict
        if verdict.cause is not None:
            blamed[name] = verdict.cause.id, [one.sign for one in verdict.because]
    assert blamed == {}


def test_a_role_that_may_not_read_logs_leaves_gaps_and_lowers_the_confidence(
    aws: tuple[clouds.PretendAws, AwsCloud], liveness_file: Service
) -> None:
    serving, cloud = aws
    serving.weather("low_success")
    serving.deny("logs:FilterLogEvents")
    told = triage(liveness_file, "FaceAuth-Liveness-LowSuccessRate", cloud=cloud, clock=SystemClock())
    assert told.verdict.unread == ("failures", "failure_kinds")
    assert told.verdict.confidence == "low"
    gap = told.findings[1].reading.gap
    assert gap is not None
    assert (gap.key, gap.facts["needs"]) == ("denied", "logs:FilterLogEvents")
