"""Is the world asked to change exactly once, and is what we say of the outcome what it means for the world?"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import READS, AwsSession
from bot.domain.actions.call import Authority, Call, Made, NotMade, Unsure
from tests.actions.lambdas import NAME, Function
from tests.adapters.clouds import REGION, StandIn, ministack, session_for
from tests.adapters.scripted import Scripted, refusal
from tests.adapters.waiting import until
from tests.fakes import FixedClock

PUBLISH = Call("lambda", "PublishVersion", {"FunctionName": NAME})
BILL = Call("dynamodb", "UpdateTable", {"TableName": "Sessions", "BillingMode": "PAY_PER_REQUEST"})
ROLE = "arn:aws:iam::123456789012:role/LivenessBotActs"
ANA = Authority(ROLE, "liveness-bot-U0ANA")
HTML = "<html><h1>Bad gateway</h1></html>"


class Impatient(AwsSession):
    """A session whose requests wait for an answer no longer than a test may."""

    def client(self, product: str, region: str | None, config: Config = READS) -> Any:
        return super().client(product, region, config.merge(Config(read_timeout=0.5)))


@pytest.fixture
def aws() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def cloud(aws: Scripted, tmp_path: Path) -> AwsCloud:
    return AwsCloud(FixedClock(), Impatient(session_for(aws.address, tmp_path)))


@pytest.mark.parametrize(
    ("call", "http", "told", "expected"),
    [
        (PUBLISH, 409, refusal("ResourceConflictException"), ("conflict", None)),
        (BILL, 400, refusal("ResourceInUseException"), ("conflict", None)),
        (PUBLISH, 412, refusal("PreconditionFailedException"), ("stale", None)),
        (PUBLISH, 429, refusal("TooManyRequestsException"), ("throttled", None)),
        (BILL, 400, refusal("ThrottlingException"), ("throttled", None)),
        (BILL, 400, refusal("LimitExceededException"), ("throttled", None)),
        (PUBLISH, 403, refusal("AccessDeniedException"), ("denied", "lambda:PublishVersion")),
        (
            BILL,
            400,
            refusal("AccessDeniedException", "User: x is not authorized to perform: kms:Decrypt on y"),
            ("denied", "kms:Decrypt"),
        ),
        (BILL, 400, refusal("ExpiredTokenException"), ("expired_credentials", None)),
        (PUBLISH, 400, refusal("InvalidParameterValueException"), ("rejected", None)),
        (PUBLISH, 404, refusal("ResourceNotFoundException"), ("rejected", None)),
        (PUBLISH, 403, HTML, ("rejected", None)),
    ],
)
def test_what_aws_refuses_changed_nothing(
    aws: Scripted,
    cloud: AwsCloud,
    call: Call,
    http: int,
    told: Mapping[str, Any] | str,
    expected: tuple[str, str | None],
) -> None:
    aws.script = lambda _operation, _asked: (http, told)
    outcome = cloud.change(call, region=REGION)
    assert isinstance(outcome, NotMade), outcome
    assert (outcome.reason, outcome.needs) == expected
    assert len(aws.calls) == 1


@pytest.mark.parametrize(
    ("call", "http", "told"),
    [
        (PUBLISH, 500, refusal("ServiceException")),
        (BILL, 500, refusal("InternalServerError")),
        (BILL, 503, refusal("ServiceUnavailable")),
        (PUBLISH, 502, HTML),
        (BILL, 504, HTML),
        (PUBLISH, 200, HTML),
        (BILL, 200, HTML),
    ],
)
def test_what_tells_nothing_leaves_it_open_and_is_not_tried_again(
    aws: Scripted, cloud: AwsCloud, call: Call, http: int, told: Mapping[str, Any] | str
) -> None:
    """AWS's own failure, or the page of a proxy in between: it may have been made."""
    aws.script = lambda _operation, _asked: (http, told)
    assert isinstance(cloud.change(call, region=REGION), Unsure)
    assert len(aws.calls) == 1


@contextlib.contextmanager
def mute(*, hangs: bool) -> Iterator[tuple[str, list[bytes]]]:
    """Run a server that reads each request and answers nothing: it hangs up, or keeps the caller waiting."""
    requests: list[bytes] = []
    released = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def take() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                with caller:
                    requests.append(caller.recv(65536))
                    if hangs:
                        released.wait(20)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}", requests
        finally:
            released.set()
            door.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


@pytest.mark.parametrize("hangs", [True, False])
def test_a_request_that_was_taken_and_never_answered_leaves_it_open(*, hangs: bool, tmp_path: Path) -> None:
    """It was read whole; whether anything came of it nobody knows."""
    with mute(hangs=hangs) as (address, requests):
        cloud = AwsCloud(FixedClock(), Impatient(session_for(address, tmp_path)))
        assert isinstance(cloud.change(BILL, region=REGION), Unsure)
    assert len(requests) == 1
    assert b"UpdateTable" in requests[0]


def test_where_nobody_listens_nothing_changed(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
    cloud = AwsCloud(FixedClock(), AwsSession(session_for(address, tmp_path)))
    outcome = cloud.change(BILL, region=REGION)
    assert isinstance(outcome, NotMade)
    assert outcome.reason == "unreachable"


def test_arguments_that_cannot_be_are_never_sent(aws: Scripted, cloud: AwsCloud) -> None:
    outcome = cloud.change(Call("dynamodb", "UpdateTable", {"Table": 1}), region=REGION)
    assert isinstance(outcome, NotMade)
    assert outcome.reason == "rejected"
    assert aws.calls == []


def test_what_is_made_is_answered_in_plain_values(aws: Scripted, cloud: AwsCloud) -> None:
    aws.script = lambda _operation, _asked: (200, {"TableDescription": {"CreationDateTime": 1795605282.5}})
    made = cloud.change(BILL, region=REGION)
    assert made == Made({"TableDescription": {"CreationDateTime": "2026-11-25T11:14:42.500000Z"}})
    assert isinstance(made, Made)
    assert made.result["TableDescription"]["CreationDateTime"] == "2026-11-25T11:14:42.500000Z"
    assert len(aws.calls) == 1


@pytest.mark.parametrize(
    ("http", "told", "reason"),
    [
        (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", "denied"),
        (500, "<html>oh</html>", "rejected"),
    ],
)
def test_without_the_role_nothing_is_changed(aws: Scripted, cloud: AwsCloud, http: int, told: str, reason: str) -> None:
    aws.script = lambda _operation, _asked: (http, told)
    outcome = cloud.change(PUBLISH, region=REGION, authority=ANA)
    assert isinstance(outcome, NotMade)
    assert outcome.reason == reason
    assert outcome.needs == ("sts:AssumeRole" if reason == "denied" else None)
    assert {operation for operation, _ in aws.calls} == {"AssumeRole"}
    assert aws.calls[0][1]["RoleSessionName"] == ANA.session


class TestAsSomebodyElse:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[StandIn]:
        with ministack() as address:
            yield StandIn(address, tmp_path, knows_percentiles=True)

    def test_a_change_is_made_in_a_session_named_after_who_approved(self, place: StandIn) -> None:
        place.boto.client("iam", region_name=REGION).create_role(
            RoleName="LivenessBotActs", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
        )
        who = Call("sts", "GetCallerIdentity", {})
        outcome = place.cloud.change(who, region=REGION, authority=ANA)
        assert isinstance(outcome, Made)
        assert str(outcome.result["Arn"]).endswith("assumed-role/LivenessBotActs/liveness-bot-U0ANA")
        ours = place.cloud.change(who, region=REGION)
        assert isinstance(ours, Made)
        assert "LivenessBotActs" not in str(ours.result["Arn"])

    def test_a_function_is_changed_with_the_role(self, place: StandIn) -> None:
        function = Function(place)
        outcome = place.cloud.change(PUBLISH, region=REGION, authority=ANA)
        assert isinstance(outcome, Made)
        assert until(lambda: function.configuration("1"))["Version"] == "1"
