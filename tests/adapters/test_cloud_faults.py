"""When AWS refuses, fails, hangs or is out of reach, do we say which it is, soon, and what is missing?"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.knowledge import Failed, Known
from bot.domain.queries import Alarms, FunctionConfiguration, Identity
from bot.flows.status import status
from tests.adapters.clouds import REGION, session_for
from tests.adapters.scripted import NOW, Scripted, refusal
from tests.fakes import FixedClock
from tests.liveness import CREATE, liveness


@pytest.fixture
def aws() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def cloud(aws: Scripted, clock: FixedClock, tmp_path: Path) -> AwsCloud:
    return AwsCloud(clock, AwsSession(session_for(aws.address, tmp_path)))


@pytest.mark.parametrize(
    ("http", "told", "reason", "needs"),
    [
        (403, refusal("AccessDenied"), "denied", "cloudwatch:DescribeAlarms"),
        (
            403,
            refusal("AccessDeniedException", "User: x is not authorized to perform: kms:Decrypt on y"),
            "denied",
            "kms:Decrypt",
        ),
        (403, refusal("ExpiredToken"), "expired_credentials", None),
        (403, refusal("InvalidClientTokenId"), "rejected", None),
        (403, refusal("SignatureDoesNotMatch"), "rejected", None),
        (400, refusal("ThrottlingException"), "throttled", None),
        (429, refusal("TooManyRequestsException"), "throttled", None),
        (400, refusal("ValidationError"), "rejected", None),
        (500, refusal("InternalFailure"), "failing", None),
        (503, refusal("ServiceUnavailable"), "failing", None),
        (500, "<html>Internal Server Error</html>", "failing", None),
    ],
)
def test_each_refusal_reads_differently(
    aws: Scripted, cloud: AwsCloud, http: int, told: Mapping[str, Any] | str, reason: str, needs: str | None
) -> None:
    aws.script = lambda _operation, _asked: (http, told)
    answer = cloud.read(Alarms(("FaceAuth-",)), region=REGION)
    assert isinstance(answer, Failed)
    assert (answer.reason, answer.needs, answer.source) == (reason, needs, "cloudwatch:DescribeAlarms")


def test_without_credentials_it_says_so(aws: Scripted, clock: FixedClock, tmp_path: Path) -> None:
    session = session_for(aws.address, tmp_path, aws_access_key_id="", aws_secret_access_key="")
    session._session.set_config_variable("metadata_service_num_attempts", 0)
    cloud = AwsCloud(clock, AwsSession(session))
    answer = cloud.read(Alarms(("FaceAuth-",)), region=REGION)
    assert isinstance(answer, Failed)
    assert answer.reason == "no_credentials"


def test_a_region_that_cannot_be_is_rejected(cloud: AwsCloud) -> None:
    answer = cloud.read(Alarms(("FaceAuth-",)), region="no such region")
    assert isinstance(answer, Failed)
    assert answer.reason == "rejected"


def test_an_unreachable_aws_is_said_in_seconds_and_the_card_still_comes(clock: FixedClock, tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
    cloud = AwsCloud(clock, AwsSession(session_for(address, tmp_path)))
    began = time.monotonic()
    found = status(liveness(), cloud=cloud, clock=clock)
    assert time.monotonic() - began < 8.5
    assert {one.detail.key if one.detail else None for one in found.items} == {"unreachable"}
    assert found.verdict == "unknown"


def test_variables_that_may_not_be_decrypted_are_told_from_none(aws: Scripted, cloud: AwsCloud) -> None:
    locked = {
        "FunctionName": CREATE,
        "Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "kms"}},
    }
    aws.script = lambda _operation, _asked: (200, locked)
    answer = cloud.read(FunctionConfiguration(CREATE), region=REGION)
    assert isinstance(answer, Known)
    assert answer.value.environment is None
    aws.script = lambda _operation, _asked: (200, {"FunctionName": CREATE})
    answer = cloud.read(FunctionConfiguration(CREATE), region=REGION)
    assert isinstance(answer, Known)
    assert answer.value.environment == {}


def test_warming_asks_once_for_everything_and_survives_an_aws_that_is_gone(aws: Scripted, cloud: AwsCloud) -> None:
    aws.script = lambda _operation, _asked: (403, refusal("AccessDenied"))
    thread = cloud.warm([liveness()])
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert {"ListMetrics", "DescribeAlarms", "GetMetricData"} <= {operation for operation, _ in aws.calls}
    assert isinstance(cloud.read(Identity(), region=REGION), Failed)
