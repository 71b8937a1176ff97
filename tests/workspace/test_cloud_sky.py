"""Does botocore make of our pretend troubles what it makes of AWS's? The same classes, codes and words, per service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError, ResponseStreamingError

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

    def make(service: str, attempts: int = 1) -> Any:
        config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
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
    from concurrent.futures import ThreadPoolExecutor

    caller = client("cloudwatch")
    aws.delay(0.3)
    begun = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: caller.describe_alarms(), range(5)))
    assert time.monotonic() - begun < 5 * 0.3


def test_slow_weather_is_felt(aws: PretendAws, client: Clients) -> None:
    from botocore.exceptions import ReadTimeoutError

    impatient = boto3.client(
        "cloudwatch",
        endpoint_url=aws.endpoint_url,
        region_name=aws.region,
        aws_access_key_id="tester",
        aws_secret_access_key="tester",
        config=Config(read_timeout=1, retries={"total_max_attempts": 1}),
    )
    aws.aws("slow")
    with pytest.raises(ReadTimeoutError):
        impatient.describe_alarms()
    impatient.close()


def test_an_unknown_mode_names_the_choices(aws: PretendAws) -> None:
    with pytest.raises(ValueError, match="choose one of fine, throttled, failing, slow"):
        aws.aws("foggy")


def test_a_lost_reply_means_that_the_work_is_done_and_nobody_knows(aws: PretendAws, client: Clients) -> None:
    lambda_ = client("lambda")
    aws.lose_next_reply("lambda:UpdateFunctionConfiguration")
    with pytest.raises((ConnectionClosedError, ResponseStreamingError, HTTPClientError)):
        lambda_.update_function_configuration(FunctionName=CREATE, MemorySize=512)
    assert lambda_.get_function_configuration(FunctionName=CREATE)["MemorySize"] == 512
    lambda_.update_function_configuration(FunctionName=CREATE, MemorySize=256)


def test_what_the_sky_saw_is_counted(aws: PretendAws, client: Clients) -> None:
    before = aws.aws_figures()
    client("sts").get_caller_identity()
    aws.aws("throttled")
    error_of(CALLS["sts"], client("sts"))
    after = aws.aws_figures()
    assert (after["calls"] - before["calls"], after["throttled"] - before["throttled"]) == (2, 1)
    assert sum(value for _, value in aws.aws_series()["refused"]["points"]) >= 1
