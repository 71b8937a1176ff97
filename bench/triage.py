"""How much longer than its slowest chain of calls does a whole triage take?

Run as `python -m bench.triage`. The pretend AWS answers every call 80 ms late, in the weather of the alarm. A question
of a runbook is a chain of calls that depend on each other (a page after a page, a role before what it may do), and
questions don't depend on one another. So the least time is that of the slowest question alone, which is measured beside
it in the same run. Ends with 1 when the manual's first alarm takes more than 1.5 times that.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.clock import SystemClock
from bot.catalogue import load
from bot.domain.runbooks.target import target_of
from bot.domain.runbooks.working import work
from bot.domain.service import Service
from bot.flows.triage import triage
from workspace.cloud import serve
from workspace.cloud.pretend import PretendAws

DELAY_SECONDS = 0.080
TARGET = 1.5
ROUNDS = 12
FIRST = "FaceAuth-Liveness-LowSuccessRate"
ALARMS = {
    FIRST: "low_success",
    "FaceAuth-Liveness-HighErrorRate": "errors",
    "FaceAuth-Liveness-SlowVerification": "slow",
    "FaceAuth-CreateLivenessSession-Errors": "throttled_table",
}


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def measure(service: Service, alarm: str, cloud: AwsCloud) -> float:
    """Time whole triages and single questions in turn, so that a busy machine burdens both; return the ratio."""
    clock = SystemClock()

    def whole() -> object:
        return triage(service, alarm, cloud=cloud, clock=clock, fired_at=clock.now())

    whole()
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        task = work(service, target_of(service, alarm, is_alarm=True), clock.now(), clock.now())
        for place, question in enumerate(task.questions):
            name = f"{place} {type(question).__name__}"
            times.setdefault(name, []).append(timed(partial(cloud.read, question, region=service.region)))
        times.setdefault("", []).append(timed(whole))
    medians = {name: statistics.median(rows) for name, rows in times.items()}
    answer = medians.pop("")
    slowest = max(medians, key=lambda name: medians[name])
    found = triage(service, alarm, cloud=cloud, clock=clock, fired_at=clock.now())
    cause = found.verdict.cause.id if found.verdict.cause else "no cause"
    print(
        f"{alarm}: triage {answer * 1000:.0f} ms, slowest chain alone ({slowest.partition(' ')[2]})"
        f" {medians[slowest] * 1000:.0f} ms, ratio {answer / medians[slowest]:.2f}; {len(medians)} questions, one after"
        f" another {sum(medians.values()) * 1000:.0f} ms; {cause}, confidence {found.verdict.confidence}"
    )
    return answer / medians[slowest]


def weathered(aws: PretendAws, service: Service, cloud: AwsCloud) -> dict[str, float]:
    ratios = {}
    for alarm, weather in ALARMS.items():
        aws.weather(weather)
        ratios[alarm] = measure(service, alarm, cloud)
    return ratios


def main() -> int:
    service = load(Path("config")).services["liveness"]
    with serve(delay_seconds=DELAY_SECONDS) as aws:
        os.environ.update(aws.environment)  # noqa: TID251 - the bench stands where the start of the process would
        ratios = weathered(aws, service, AwsCloud(SystemClock()))
    print(f"{FIRST}: {ratios[FIRST]:.2f}, target {TARGET}: {'met' if ratios[FIRST] <= TARGET else 'NOT met'}")
    return 0 if ratios[FIRST] <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
