"""How much longer than its slowest single call does a whole status answer take?

Run as `python -m bench.status`. The pretend AWS answers every call 80 ms late; the answer is read in this process, the
chart apart. Prints both times and their ratio; ends with 1 when the ratio is above the target.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.clock import SystemClock
from bot.catalogue import load
from bot.domain.queries import Query
from bot.domain.questions import questions_for
from bot.domain.service import Service
from bot.domain.windows import WINDOWS
from bot.flows.status import chart_facts, facts, status
from workspace.cloud import serve

DELAY_SECONDS = 0.080
TARGET = 1.25
ROUNDS = 15


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def questions(service: Service, window: str) -> Mapping[str, Query[Any]]:
    """Return every question of an answer, by name."""
    asked = questions_for(service, WINDOWS[window], SystemClock().now())
    named: dict[str, Query[Any]] = {"metrics": asked.metrics, "alarms": asked.alarms}
    named |= {"age of data": asked.fresh} if asked.fresh else {}
    return named | {function.name: function for function in asked.functions}


def measure(service: Service, window: str, cloud: AwsCloud) -> float:
    """Time whole answers and single calls in turn, so that a busy machine burdens both alike; return their ratio."""
    clock = SystemClock()

    def whole() -> object:
        return status(service, window, cloud=cloud, clock=clock)

    whole()
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, question in questions(service, window).items():
            times.setdefault(name, []).append(timed(partial(cloud.read, question, region=service.region)))
        times.setdefault("", []).append(timed(whole))
    medians = {name: statistics.median(rows) for name, rows in times.items()}
    answer = medians.pop("")
    slowest = max(medians, key=lambda name: medians[name])
    found = status(service, window, cloud=cloud, clock=clock)
    told = timed(lambda: (facts(found), chart_facts(found)))
    print(
        f"{window:>3}: status {answer * 1000:.0f} ms, slowest single call ({slowest}) {medians[slowest] * 1000:.0f} ms,"
        f" ratio {answer / medians[slowest]:.2f}; {len(medians)} calls, one after another"
        f" {sum(medians.values()) * 1000:.0f} ms; telling it {told * 1000:.1f} ms; {found.verdict}"
    )
    return answer / medians[slowest]


def main() -> int:
    service = load(Path("config")).services["liveness"]
    with serve(delay_seconds=DELAY_SECONDS) as aws:
        os.environ.update(aws.environment)  # noqa: TID251 - the bench stands where the start of the process would
        clock = SystemClock()
        cloud = AwsCloud(clock)
        first = timed(lambda: status(service, cloud=cloud, clock=clock))
        print(f"first answer, no client made and nothing looked up yet: {first * 1000:.0f} ms")
        worst = max(measure(service, window, cloud) for window in WINDOWS)
    print(f"worst ratio {worst:.2f}, target {TARGET}: {'met' if worst <= TARGET else 'NOT met'}")
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
