"""Is the pretend service in order by the bot's own audits, read through boto3, and is a runaway client's cost noticed?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.catalogue import load
from bot.domain.audits.costs import Costs
from bot.domain.service import Service
from bot.flows.audits import backups, costs, security
from tests.adapters.clouds import session_for
from tests.audits import line, rows
from tests.fakes import FixedClock
from workspace.cloud import serve
from workspace.cloud.pretend import PretendAws

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(scope="module")
def service() -> Service:
    return load(CONFIG).services["liveness"]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC))  # noqa: TID251 - the pretend service lives in the present


@pytest.fixture
def cloud(aws: PretendAws, clock: FixedClock, tmp_path: Path) -> AwsCloud:
    return AwsCloud(clock, AwsSession(session_for(aws.endpoint_url, tmp_path)))


def told(facts: dict[str, Any]) -> dict[str, str]:
    return {name: row["verdict"] for name, row in rows(facts).items()}


def spent(service: Service, cloud: AwsCloud, clock: FixedClock) -> Costs:
    assert service.cost is not None
    found, is_whole = costs.read(service, service.cost, cloud=cloud, clock=clock)
    assert is_whole
    return found


def test_a_healthy_month_keeps_to_its_target(service: Service, cloud: AwsCloud, clock: FixedClock) -> None:
    found = spent(service, cloud, clock)
    verdicts = {one.id: one.verdict for one in found.items if one.judged}
    assert verdicts == {"cost_week": "ok", "cost_month_to_date": "ok", "cost_forecast": "ok"}, found.items
    assert (found.requests, found.is_estimated) == (2, True)
    assert [one.name for one in found.usages] == ["USE1-FaceLivenessCheck"]
    yesterday = line(found.items, "cost_yesterday")
    assert yesterday.value is not None
    assert 0 < yesterday.value < 15


def test_its_role_bucket_and_table_are_locked(service: Service, cloud: AwsCloud, clock: FixedClock) -> None:
    facts: dict[str, Any] = security.security(service, cloud=cloud, clock=clock)
    assert set(told(facts).values()) == {"ok"}, facts["items"]
    assert facts["verdict"] == "ok"


def test_its_table_and_bucket_can_be_brought_back(service: Service, cloud: AwsCloud, clock: FixedClock) -> None:
    facts: dict[str, Any] = backups.listing(service, cloud=cloud, clock=clock)
    assert facts["verdict"] == "ok", facts["items"]
    (kept,) = facts["kept"]
    assert {(one["kind"], one["is_usable"]) for one in kept["copies"]} == {("backup", True)}
    assert kept["gaps"] == []


def test_a_runaway_client_is_seen_in_the_costs(
    aws: PretendAws, service: Service, cloud: AwsCloud, clock: FixedClock
) -> None:
    def by_usage() -> float:
        return sum(one.dollars for one in spent(service, cloud, clock).usages)

    clock.advance(86400)  # what runs away today is yesterday's cost tomorrow
    before = by_usage()
    aws.weather("cost_spike")
    aws.live()
    try:
        assert by_usage() > before + 1
    finally:
        aws.weather("healthy")
