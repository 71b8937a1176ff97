"""A liveness service as tests know it: small, in code, with the manual's limits; and an hour in which it is well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.alarms.rules import Alarm
from bot.domain.items import Item
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.domain.questions import Answers, questions_for
from bot.domain.service import (
    Figure,
    Formula,
    Function,
    Maximum,
    Mean,
    Metric,
    Percentile,
    Range,
    Ratio,
    Service,
    Setting,
    Share,
    Total,
    Unit,
    WorstSum,
)
from bot.domain.status import Status, judge
from bot.domain.windows import WINDOWS, Window
from tests.fakes import FakeCloud

HOUR = WINDOWS["1h"]
NAMESPACE = "FaceAuth/Liveness"
CREATE = "FaceAuth-CreateLivenessSession"
LOW_SUCCESS = "FaceAuth-Liveness-LowSuccessRate"
ERRORS = "FaceAuth-CreateLivenessSession-Errors"
ROLLOUT = "LIVENESS_ROLLOUT_PERCENTAGE"

SESSIONS = Metric(NAMESPACE, "SessionCreated")
SUCCESSES = Metric(NAMESPACE, "SuccessCount")
FAILURES = Metric(NAMESPACE, "FailureCount", sparse=True)
CONFIDENCE = Metric(NAMESPACE, "ConfidenceScore")
SECONDS = Metric(NAMESPACE, "VerificationTime")
FAULTS = Metric(NAMESPACE, "VerificationError", sparse=True)


def of_lambda(name: str, *, sparse: bool = False) -> Metric:
    return Metric("AWS/Lambda", name, {"FunctionName": CREATE}, sparse=sparse)


INVOCATIONS = of_lambda("Invocations")


def figure(
    figure_id: str,
    formula: Formula,
    *,
    unit: Unit = "count",
    normal: Range | None = None,
    alarm: Range | None = None,
    traffic: Metric | None = None,
    charted: bool = False,
    share: Share | None = None,
) -> Figure:
    function = figure_id.partition(":")[2] or None
    title = {"en": figure_id, "ja": figure_id}
    return Figure(figure_id, title, unit, formula, normal, alarm, traffic, charted, function, share)


FIGURES = (
    figure("sessions_created", Total(SESSIONS), normal=Range(at_least=100, at_most=1000, per_day=True), charted=True),
    figure(
        "success_rate",
        Ratio(SUCCESSES, (SUCCESSES, FAILURES)),
        unit="percent",
        normal=Range(more_than=95),
        alarm=Range(less_than=95),
        charted=True,
    ),
    figure("confidence_mean", Mean(CONFIDENCE), unit="score", normal=Range(more_than=90), alarm=Range(less_than=92)),
    figure(
        "verification_time_mean", Mean(SECONDS), unit="seconds", normal=Range(less_than=30), alarm=Range(more_than=30)
    ),
    figure("verification_time_p95", Percentile(SECONDS, "p95"), unit="seconds"),
    figure(
        "error_rate", Ratio(FAULTS, (SESSIONS,)), unit="percent", normal=Range(less_than=1), alarm=Range(more_than=1)
    ),
    figure(f"lambda_invocations:{CREATE}", Total(INVOCATIONS), normal=Range(at_least=100, at_most=1000, per_day=True)),
    figure(
        f"lambda_errors:{CREATE}",
        WorstSum(of_lambda("Errors")),
        alarm=Range(more_than=5),
        traffic=INVOCATIONS,
        share=Share(INVOCATIONS, Range(less_than=1)),
    ),
    figure(
        f"lambda_duration:{CREATE}",
        Maximum(of_lambda("Duration"), 0.001),
        unit="seconds",
        normal=Range(less_than=10),
        alarm=Range(more_than=9),
        traffic=INVOCATIONS,
    ),
    figure(f"lambda_throttles:{CREATE}", Total(of_lambda("Throttles")), normal=Range(at_most=0), traffic=INVOCATIONS),
)


def liveness(*, figures: tuple[Figure, ...] = FIGURES, down_below: float | None = 50) -> Service:
    def alarm(name: str) -> Alarm:
        return Alarm(name, "high", timedelta(minutes=30), {"en": "success rate < 95 %", "ja": "成功率 < 95%"})

    return Service(
        name="liveness",
        title={"en": "Face liveness", "ja": "顔の生体検知"},
        command="/liveness",
        channel="liveness",
        region="us-east-1",
        figures=figures,
        alarms=(alarm(LOW_SUCCESS), alarm(ERRORS)),
        alarm_prefixes=("FaceAuth-",),
        functions=(Function(CREATE, f"/aws/lambda/{CREATE}"),),
        settings=(Setting("rollout_percentage", {"en": "Rollout", "ja": "ロールアウト"}, "percent", CREATE, ROLLOUT),),
        down_below=down_below,
    )


def live(
    cloud: FakeCloud, *, minutes: int = 130, until: datetime | None = None, failures: int = 0, **flaws: float
) -> None:
    """Let the service live, minute by minute: 20 sessions an hour, all well but for the flaws."""
    end = (until or cloud.clock.now()).replace(second=0, microsecond=0)
    for ago in range(0, minutes, 3):
        at = end - timedelta(minutes=ago)
        cloud.publish(NAMESPACE, "SessionCreated", at, 1)
        cloud.publish(NAMESPACE, "SuccessCount", at, *[1.0] * (1 if not failures else 100 - failures))
        if failures:
            cloud.publish(NAMESPACE, "FailureCount", at, *[1.0] * failures)
        cloud.publish(NAMESPACE, "ConfidenceScore", at, flaws.get("confidence", 96))
        cloud.publish(NAMESPACE, "VerificationTime", at, flaws.get("seconds", 8))
        for name, value in (
            ("Invocations", 1),
            ("Errors", 0),
            ("Throttles", 0),
            ("Duration", flaws.get("duration", 1200)),
        ):
            cloud.publish("AWS/Lambda", name, at, value, FunctionName=CREATE)


def well(cloud: FakeCloud | None = None, **flaws: Any) -> FakeCloud:
    """Return a cloud in which the service is healthy."""
    cloud = cloud or FakeCloud()
    live(cloud, **flaws)
    for name in (LOW_SUCCESS, ERRORS):
        cloud.put_alarm(name, "OK")
    cloud.put_function(CREATE, **{ROLLOUT: "25", "LIVENESS_SESSIONS_TABLE": "FaceAuth-LivenessSessions"})
    return cloud


def seen(cloud: FakeCloud, service: Service | None = None, window: Window = HOUR) -> Status:
    """Judge what a cloud tells now."""
    service = service or liveness()
    now = cloud.clock.now()
    asked = questions_for(service, window, now)

    def read(query: Query[Any]) -> Answer[Any]:
        return cloud.read(query, region=service.region)

    answers = Answers(
        read(asked.metrics),
        read(asked.fresh) if asked.fresh else None,
        read(asked.alarms),
        {one.name: read(one) for one in asked.functions},
    )
    return judge(service, window, now, answers)


def item(status: Status, item_id: str) -> Item:
    return next(one for one in status.items if one.id == item_id)
