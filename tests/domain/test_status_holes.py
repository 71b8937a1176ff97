"""Is there any hole in what the cloud tells that would be taken for health?"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.items import DETAILS
from bot.domain.knowledge import Answer, Failed, Known, Missing
from bot.domain.queries import AlarmReading, FunctionReading, Measured, Series
from bot.domain.questions import Answers, questions_for
from bot.domain.status import judge
from tests.fakes import FixedClock
from tests.liveness import HOUR, liveness, well

GAPS: st.SearchStrategy[Missing | Failed] = st.one_of(
    st.builds(Missing, st.sampled_from(["never_published", "not_found", "not_set"]), st.just("x:Y"), st.just("z")),
    st.builds(
        Failed,
        st.sampled_from(
            [
                "denied",
                "no_credentials",
                "expired_credentials",
                "throttled",
                "unreachable",
                "timeout",
                "rejected",
                "failing",
            ]
        ),
        st.just("x:Y"),
    ),
)


class Hole:
    """Answers that hypothesis need not print whole."""

    def __init__(self, kind: str, answers: Answers) -> None:
        self.kind, self.answers = kind, answers

    def __repr__(self) -> str:
        return f"Hole({self.kind})"


def decides(series: Series) -> bool:
    """Leave out what only informs (p95), what may be silent (sparse), and what only tells the age more finely."""
    only_tells_age = series.metric.name == "Errors" and series.statistic == "SampleCount"
    return series.statistic != "p95" and not series.metric.sparse and not only_tells_age


@st.composite
def answers_with_a_hole(draw: st.DrawFn) -> Hole:
    """Draw what a healthy service's cloud tells, but for at least one answer or deciding series that is missing."""
    cloud = well()
    service, now = liveness(), cloud.clock.now()
    asked = questions_for(service, HOUR, now)
    metrics: Any = cloud.read(asked.metrics, region="")
    alarms: Answer[tuple[AlarmReading, ...]] = cloud.read(asked.alarms, region="")
    functions: dict[str, Answer[FunctionReading]] = {one.name: cloud.read(one, region="") for one in asked.functions}
    hole = draw(st.sampled_from(["metrics", "series", "alarms", "alarm", "functions"]))
    if hole == "metrics":
        metrics = draw(GAPS)
    elif hole == "series":
        deciding = [series for series in asked.metrics.series if decides(series)]
        lost = draw(st.sets(st.sampled_from(deciding), min_size=1))
        left: Measured | None = draw(
            st.sampled_from([None, Measured(False), Measured(True), Measured(False, failed=Failed("failing", "x:Y"))])
        )
        found: dict[Series, Measured] = {series: one for series, one in metrics.value.items() if series not in lost}
        found |= dict.fromkeys(lost, left) if left else {}
        metrics = Known(found, now, "x:Y")
    elif hole == "alarms":
        alarms = draw(GAPS)
    elif hole == "alarm":
        alarms = (
            Known(draw(st.sampled_from([(), alarms.value[:1]])), now, "x:Y") if isinstance(alarms, Known) else alarms
        )
    else:
        functions = {name: draw(GAPS) for name in functions}
    return Hole(hole, Answers(metrics, None, alarms, functions))


@settings(max_examples=150, deadline=None)
@given(answers_with_a_hole())
def test_no_hole_in_what_we_know_is_ever_taken_for_health(hole: Hole) -> None:
    status = judge(liveness(), HOUR, FixedClock().now(), hole.answers)
    assert status.verdict != "healthy"
    assert status.because
    for one in status.items:
        assert (one.value is not None) or one.verdict == "unknown"
        assert one.detail is None or one.detail.key in DETAILS
