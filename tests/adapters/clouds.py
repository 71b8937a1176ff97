"""The clouds that contracts are tried on: the fake in memory, and AWS's two stand-ins behind the real adapter."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import boto3
import botocore.session
from moto.server import ThreadedMotoServer

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.queries import AlarmState
from bot.ports import Clock, Cloud
from tests.fakes import FakeCloud, FixedClock

REGION = "us-east-1"


class Place(Protocol):
    """A cloud to put things into, and the Cloud port that reads it."""

    @property
    def cloud(self) -> Cloud: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def knows_percentiles(self) -> bool: ...

    def publish(self, namespace: str, name: str, at: datetime, *values: float, **dimensions: str) -> None: ...
    def put_alarm(self, name: str, state: AlarmState, *, actions_enabled: bool = True) -> None: ...
    def put_function(self, name: str, **environment: str) -> None: ...


class InMemory:
    """The fake."""

    knows_percentiles = True

    def __init__(self) -> None:
        self.clock = FixedClock(datetime.now(UTC))  # noqa: TID251 - as the others, it lives in the present
        self.cloud = FakeCloud(self.clock)
        self.publish, self.put_alarm, self.put_function = (
            self.cloud.publish,
            self.cloud.put_alarm,
            self.cloud.put_function,
        )

    def __getattr__(self, name: str) -> Any:
        """Whatever else can be put into the fake."""
        if name.startswith("put_"):
            return getattr(self.cloud, name)
        raise AttributeError(name)


class StandIn:
    """A stand-in for AWS that is filled through boto3 and read through the adapter."""

    def __init__(self, endpoint: str, room: Path, *, knows_percentiles: bool) -> None:
        self.endpoint, self.knows_percentiles = endpoint, knows_percentiles
        self.clock = FixedClock(datetime.now(UTC))  # noqa: TID251 - now, but standing still
        self.boto = session_for(endpoint, room)
        self.cloud = AwsCloud(self.clock, AwsSession(self.boto))
        self._cloudwatch = self.boto.client("cloudwatch", region_name=REGION)
        self._lambda = self.boto.client("lambda", region_name=REGION)
        self._iam = self.boto.client("iam", region_name=REGION)

    def publish(self, namespace: str, name: str, at: datetime, *values: float, **dimensions: str) -> None:
        rows = [{"Name": key, "Value": value} for key, value in dimensions.items()]
        data: list[Any] = [
            {"MetricName": name, "Timestamp": at, "Value": value, "Dimensions": rows} for value in values
        ]
        for start in range(0, len(data), 500):
            self._cloudwatch.put_metric_data(Namespace=namespace, MetricData=data[start : start + 500])

    def put_alarm(self, name: str, state: AlarmState, *, actions_enabled: bool = True) -> None:
        self._cloudwatch.put_metric_alarm(
            AlarmName=name,
            ActionsEnabled=actions_enabled,
            Namespace="Nobody/Publishes",
            MetricName="This",
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        self._cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=f"it is {state}")

    def put_function(self, name: str, **environment: str) -> None:
        role = "arn:aws:iam::123456789012:role/test"
        with contextlib.suppress(self._iam.exceptions.EntityAlreadyExistsException):
            trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            role = self._iam.create_role(
                RoleName="test", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            )["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.py", "def handler(event, context): return {}")
        self._lambda.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": environment},
            MemorySize=256,
            Timeout=10,
        )

    def reset(self, path: str) -> None:
        request = urllib.request.Request(f"{self.endpoint}{path}", method="POST")
        urllib.request.urlopen(request, timeout=10).close()


def session_for(endpoint: str, room: Path, **settings: str) -> boto3.Session:
    """Return a session that knows its endpoint and key from a file of its own, and nothing of this machine."""
    told = {"endpoint_url": endpoint, "aws_access_key_id": "test", "aws_secret_access_key": "test", **settings}
    lines = "".join(f"{name} = {value}\n" for name, value in told.items() if value)
    file = room / f"config-{abs(hash((endpoint, *sorted(told.items()))))}"
    file.write_text(f"[default]\n{lines}", encoding="utf-8")
    inner: Any = botocore.session.Session()
    for name in ("config_file", "credentials_file"):
        inner.set_config_variable(name, str(file if name == "config_file" else room / "none"))
    return boto3.Session(botocore_session=inner)


@contextlib.contextmanager
def moto() -> Iterator[str]:
    """Run moto's server in a thread; give its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


@contextlib.contextmanager
def ministack() -> Iterator[str]:
    """Run ministack as a process of its own; give its address."""
    with tempfile.TemporaryDirectory(prefix="ministack-") as room, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        kept = {"PATH": os.defpath, "HOME": room, "TMPDIR": room, "PYTHONWARNINGS": "ignore"}
        settings = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_ACCOUNT_ID": "123456789012"}
        settings |= {"CLOUDTRAIL_RECORDING": "1"}
        with (Path(room) / "log").open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "ministack"], env=kept | settings, stdout=log, stderr=log, cwd=room
            )
            try:
                _until_it_answers(f"http://127.0.0.1:{port}/_ministack/health", child)
                yield f"http://127.0.0.1:{port}"
            finally:
                child.send_signal(signal.SIGTERM)
                child.wait(timeout=20)


def _until_it_answers(address: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    pause = threading.Event()
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            pause.wait(0.05)
        else:
            return
    raise AssertionError("ministack did not come up")
