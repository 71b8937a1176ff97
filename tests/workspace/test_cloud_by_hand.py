"""Does the pretend service heal under the hands of who works as the bot does, through real boto3 and revision ids?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.names import ALIAS, ALIASED, CREATE, ENROLLMENT, ROLLOUT, TABLE
from workspace.cloud.pretend import PretendAws


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(autouse=True)
def fair(aws: PretendAws) -> Iterator[None]:
    yield
    aws.weather("healthy")


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws) as get:
        yield get


def firing(client: Clients) -> set[str]:
    alarms = client("cloudwatch").describe_alarms(StateValue="ALARM")["MetricAlarms"]
    return {alarm["AlarmName"] for alarm in alarms}


def set_variable(lambda_: Any, name: str, value: str) -> dict[str, Any]:
    """Set one variable as it is done properly; give the configuration as it was read before."""
    read: dict[str, Any] = lambda_.get_function_configuration(FunctionName=ENROLLMENT)
    kept = read["Environment"]["Variables"]
    changed = {"Variables": kept | {name: value}}
    lambda_.update_function_configuration(FunctionName=ENROLLMENT, Environment=changed, RevisionId=read["RevisionId"])
    return read


def move_alias(lambda_: Any, function: str, version: str) -> None:
    revision = lambda_.get_alias(FunctionName=function, Name=ALIAS)["RevisionId"]
    lambda_.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version, RevisionId=revision)


def test_a_rollout_to_nothing_ends_the_alarms_at_once_and_its_undo_brings_them_back(
    aws: PretendAws, client: Clients
) -> None:
    aws.weather("low_success")
    before = firing(client)
    assert "FaceAuth-Liveness-LowSuccessRate" in before
    lambda_ = client("lambda")
    read = set_variable(lambda_, ROLLOUT, "0")
    aws.live()
    assert firing(client) == set()
    now = lambda_.get_function_configuration(FunctionName=ENROLLMENT)["Environment"]["Variables"]
    assert now == read["Environment"]["Variables"] | {ROLLOUT: "0"}
    with pytest.raises(lambda_.exceptions.PreconditionFailedException):
        lambda_.update_function_configuration(
            FunctionName=ENROLLMENT, Environment=read["Environment"], RevisionId=read["RevisionId"]
        )
    set_variable(lambda_, ROLLOUT, "100")
    aws.live()
    assert firing(client) == before


def test_every_alias_moved_back_ends_errors(aws: PretendAws, client: Clients) -> None:
    lambda_ = client("lambda")
    before = {one: lambda_.get_alias(FunctionName=one, Name=ALIAS) for one in ALIASED}
    aws.weather("errors")
    assert firing(client)
    for function in ALIASED:
        old = before[function]
        with pytest.raises(lambda_.exceptions.PreconditionFailedException):
            lambda_.update_alias(
                FunctionName=function,
                Name=ALIAS,
                FunctionVersion=old["FunctionVersion"],
                RevisionId=old["RevisionId"],
            )
        move_alias(lambda_, function, old["FunctionVersion"])
    aws.live()
    assert firing(client) == set()
    assert aws.weather_now == "healthy"


def test_memory_reaches_production_by_a_version_and_ends_cold_starts(aws: PretendAws, client: Clients) -> None:
    aws.weather("cold_starts")
    lambda_ = client("lambda")
    for function in ALIASED:
        revision = lambda_.get_function_configuration(FunctionName=function)["RevisionId"]
        lambda_.update_function_configuration(FunctionName=function, MemorySize=512, RevisionId=revision)
        aws.live()
        assert aws.weather_now == "cold_starts"
        move_alias(lambda_, function, lambda_.publish_version(FunctionName=function)["Version"])
    aws.live()
    assert aws.weather_now == "healthy"
    assert lambda_.get_function_configuration(FunctionName=CREATE, Qualifier=ALIAS)["MemorySize"] == 512


def test_instances_kept_warm_end_cold_starts_and_let_go_bring_them_back(aws: PretendAws, client: Clients) -> None:
    aws.weather("cold_starts")
    lambda_ = client("lambda")
    for function in ALIASED:
        about = {"FunctionName": function, "Qualifier": ALIAS}
        lambda_.put_provisioned_concurrency_config(**about, ProvisionedConcurrentExecutions=5)
        assert lambda_.get_provisioned_concurrency_config(**about)["Status"] == "READY"
    aws.live()
    assert aws.weather_now == "healthy"
    lambda_.delete_provisioned_concurrency_config(FunctionName=CREATE, Qualifier=ALIAS)
    aws.live()
    assert aws.weather_now == "cold_starts"


def test_a_table_that_pays_by_request_is_throttled_no_more(aws: PretendAws, client: Clients) -> None:
    aws.weather("throttled_table")
    assert firing(client)
    client("dynamodb").update_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST")
    aws.live()
    assert firing(client) == set()
    assert aws.weather_now == "healthy"
