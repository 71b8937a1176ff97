"""Does whoever opens our page see every service, those in trouble first, with what decides?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.knowledge import Failed
from bot.domain.queries import Alarms, FunctionConfiguration, Metrics
from bot.flows.home import MOST, home
from tests.liveness import liveness, well
from tests.stories import stories

BEN = "U2BEN"


def shown(found: dict[str, object]) -> list[dict[str, Any]]:
    services: Any = found["services"]
    return list(services)


def test_a_service_in_trouble_stands_above_those_that_are_well() -> None:
    gone = replace(liveness().alarms[0], name="Nobody-Made-It")
    found = shown(home(stories(well(), liveness(), replace(liveness(), name="zebra", alarms=(gone,))), BEN))

    assert [(one["service"], one["verdict"]) for one in found] == [("zebra", "unknown"), ("liveness", "healthy")]
    assert found[1]["items"] == []


def test_only_what_decides_the_verdict_is_told() -> None:
    cloud = well()
    for kind in (Metrics, Alarms, FunctionConfiguration):
        cloud.fail(kind, Failed("denied", "cloudwatch:GetMetricData"))
    (one,) = shown(home(stories(cloud, liveness()), BEN))

    assert one["verdict"] == "unknown"
    assert [item["id"] for item in one["items"]] == sorted(one["because"], key=[i["id"] for i in one["items"]].index)
    assert one["items"]


def test_a_refresh_reads_anew_and_opening_again_within_seconds_does_not() -> None:
    cloud = well()
    page = stories(cloud, liveness())
    home(page, BEN)
    asked = len(cloud.reads)
    home(page, BEN)
    assert len(cloud.reads) == asked
    home(page, BEN, fresh=True)
    assert len(cloud.reads) == 2 * asked


def test_more_services_than_a_view_takes_are_counted() -> None:
    many = [replace(liveness(), name=f"service-{number:02}") for number in range(MOST + 3)]
    found = home(stories(well(), *many), BEN)

    assert len(shown(found)) == MOST
    assert found["more"] == 3
