"""Does botocore make of our pretend troubles what it makes of AWS's? The same classes, codes and words, per service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from workspace.cloud import serve
from workspace.cloud.names import BUCKET, CREATE, ROLE, TABLE
from workspace.cloud.pretend import PretendAws

Clients = Callable[..., Any]

CALLS: dict[str, Callable[[Any], Any]] = {
    "cloudwatch": lambda it: it.describe_alarms(),
    "logs": lambda it: it.describe_log_groups(),
    "lambda": lambda it: it.get_function_configuration(FunctionName=CREATE),
    "dynamodb": lambda it: it.describe_table(TableName=TABLE),
    "s3": lambda it: it.get_bucket_versioning(Bucket=BUCKET),
    "iam": lambda it: it.get_role(RoleName=ROLE),
    "sts": lambda it: it.get_caller_identity(),
    "sqs": lambda it: it.list_queues(),
    "sns": lambda it: it.list_topics(),
}
THROTTLED = {
    "cloudwatch": "Throttling",
    "logs": "ThrottlingException",
    "lambda": "TooManyRequestsException",
    "dynamodb": "ThrottlingException",
    "s3": "SlowDown",
    "iam": "Throttling",
    "sts": "Throttling",
    "sqs": "RequestThrottled",
    "sns": "Throttled",
}
DENIED = {
    "cloudwatch": ("AccessDenied", "cloudwatch:DescribeAlarms"),
    "logs": ("AccessDeniedException", "logs:DescribeLogGroups"),
    "lambda": ("AccessDeniedException", "lambda:GetFunctionConfiguration"),
    "dynamodb": ("AccessDeniedException", "dynamodb:DescribeTable"),
    "s3": ("AccessDenied", "s3:GetBucketVersioning"),
    "iam": ("AccessDenied", "iam:GetRole"),
    "sqs": ("AccessDenied", "sqs:ListQueues"),
    "sns": ("AuthorizationError", "sns:ListTopics"),
}


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(autouse=True)
def clear_sky(aws: PretendAws) -> Iterator[None]:
    yield
    aws.aws("fine")
    aws.delay(0)
    aws.allow()


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    made: list[Any] = []

    def make(service: str, attempts: int = 1, read_timeout: float = 60) -> Any:
        config = Config(read_timeout=read_timeout, retries={"mode": "standard", "total_max_attempts": attempts})
        made.append(
            boto3.client(
                service,  # type: ignore[call-overload]
                endpoint_url=aws.endpoint_url,
                region_name=aws.region,
                aws_access_key_id="tester",
                aws_secret_access_key="tester",
                config=config,
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def error_of(call: Callable[[Any], Any], client: Any) -> ClientError:
    with pytest.raises(ClientError) as failed:
        call(client)
    return failed.value


@pytest.mark.parametrize("service", CALLS)
def test_every_service_answers_in_fine_weather(service: str, client: Clients) -> None:
    assert CALLS[service](client(service))["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("service", CALLS)
def test_throttling_has_each_services_own_code(service: str, aws: PretendAws, client: Clients) -> None:
    aws.aws("throttled")
    error = error_of(CALLS[service], client(service))
    assert error.response["Error"]["Code"] == THROTTLED[service]
    assert error.response["Error"]["Message"] == "Rate exceeded"


@pytest.mark.parametrize("service", ["logs", "lambda"])
def test_a_throttled_call_raises_the_services_modelled_exception(
    service: str, aws: PretendAws, client: Clients
) -> None:
    aws.aws("throttled")
    caller = client(service)
    with pytest.raises(getattr(caller.exceptions, THROTTLED[service])):
        CALLS[service](caller)


@pytest.mark.parametrize("service", CALLS)
def test_failing_is_a_server_error_with_a_code(service: str, aws: PretendAws, client: Clients) -> None:
    aws.aws("failing")
    error = error_of(CALLS[service], client(service))
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert not error.response["Error"]["Code"].isdigit()


@pytest.mark.parametrize("mode", ["throttled", "failing"])
def test_botocore_tries_again_in_bad_weather(mode: str, aws: PretendAws, client: Clients) -> None:
    """Retrying is what a real throttle or failure makes botocore do; a pretend one that it took for final proves nothing."""
    aws.aws(mode)
    error = error_of(CALLS["cloudwatch"], client("cloudwatch", attempts=2))
    assert error.response["ResponseMetadata"]["RetryAttempts"] == 1


@pytest.mark.parametrize("service", DENIED)
def test_a_denied_action_is_named_in_the_answer(service: str, aws: PretendAws, client: Clients) -> None:
    code, action = DENIED[service]
    aws.deny(action)
    error = error_of(CALLS[service], client(service))
    assert error.response["Error"]["Code"] == code
    assert f"is not authorized to perform: {action}" in error.response["Error"]["Message"]


def test_only_the_denied_action_is_denied(aws: PretendAws, client: Clients) -> None:
    aws.deny("cloudwatch:GetMetricData")
    cloudwatch = client("cloudwatch")
    assert len(cloudwatch.describe_alarms()["MetricAlarms"]) == 8
    assert "cloudwatch:GetMetricData" in str(
        error_of(lambda it: it.get_metric_data(MetricDataQueries=[], StartTime=0, EndTime=1), cloudwatch)
    )
    aws.allow("cloudwatch:GetMetricData")
    assert cloudwatch.get_metric_data(MetricDataQueries=[], StartTime=0, EndTime=1)["MetricDataResults"] == []


def test_a_delay_is_added_to_every_answer(aws: PretendAws, client: Clients) -> None:
    caller = client("cloudwatch")
    caller.describe_alarms()
    aws.delay(0.25)
    begun = time.monotonic()
    caller.describe_alarms()
    assert time.monotonic() - begun >= 0.25


def test_delays_run_side_by_side(aws: PretendAws, client: Clients) -> None:
    """A benchmark of parallel reads would lie if the delays queued up."""
    caller = client("cloudwatch")
    aws.delay(0.3)
    begun = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: caller.describe_alarms(), range(5)))
    assert time.monotonic() - begun < 5 * 0.3


def test_slow_weather_is_felt(aws: PretendAws, client: Clients) -> None:
    impatient = client("cloudwatch", read_timeout=1)
    aws.aws("slow")
    with pytest.raises(ReadTimeoutError):
        impatient.describe_alarms()


def test_an_unknown_mode_names_the_choices(aws: PretendAws) -> None:
    with pytest.raises(ValueError, match="choose one of fine, throttled, failing, slow"):
        aws.aws("foggy")


LOST: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], bool]]] = {
    "lambda:UpdateFunctionConfiguration": (
        "lambda",
        lambda it: it.update_function_configuration(FunctionName=CREATE, MemorySize=512),
        lambda it: bool(it.get_function_configuration(FunctionName=CREATE)["MemorySize"] == 512),
    ),
    "dynamodb:CreateBackup": (
        "dynamodb",
        lambda it: it.create_backup(TableName=TABLE, BackupName="unheard"),
        lambda it: "unheard" in str(it.list_backups(TableName=TABLE)["BackupSummaries"]),
    ),
    "s3:DeleteObject": (  # whose answer has no body that could break off
        "s3",
        lambda it: it.delete_object(Bucket=BUCKET, Key="liveness-audit/gone"),
        lambda it: bool(it.list_object_versions(Bucket=BUCKET, Prefix="liveness-audit/gone").get("DeleteMarkers")),
    ),
}


@pytest.mark.parametrize("action", LOST)
def test_a_lost_reply_means_that_the_work_is_done_and_nobody_knows(
    action: str, aws: PretendAws, client: Clients
) -> None:
    service, call, is_done = LOST[action]
    caller, before = client(service), aws.aws_figures()["lost"]
    aws.lose_next_reply(action)
    assert not is_done(caller)
    with pytest.raises(ConnectionClosedError):
        call(caller)
    assert is_done(caller)
    assert aws.aws_figures()["lost"] == before + 1
    call(caller)  # the one after it is answered


def test_what_the_sky_saw_is_counted(aws: PretendAws, client: Clients) -> None:
    before = aws.aws_figures()
    sts = client("sts")
    sts.get_caller_identity()
    aws.aws("throttled")
    error_of(CALLS["sts"], sts)
    aws.aws("failing")
    error_of(CALLS["sts"], sts)
    aws.aws("fine")
    aws.deny("iam:GetRole")
    error_of(CALLS["iam"], client("iam"))
    after = aws.aws_figures()
    counted = {name: after[name] - before[name] for name in before}
    assert counted == {"calls": 4, "throttled": 1, "failing": 1, "denied": 1, "slow": 0, "lost": 0}
    series = aws.aws_series()
    assert sum(value for _, value in series["refused"]["points"]) >= 3
    assert {len(one["points"]) for one in series.values()} == {60}
    assert [later - earlier for (earlier, _), (later, _) in pairwise(series["calls"]["points"])] == [60] * 59


def test_orders_from_several_threads_leave_the_newest_in_force(aws: PretendAws, client: Clients) -> None:
    """The service's own thread orders too, while a client runs away; an older order must not undo a click."""
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            pool.submit(aws.delay, 0)
        aws.aws("throttled")
    assert error_of(CALLS["sts"], client("sts")).response["Error"]["Code"] == "Throttling"
