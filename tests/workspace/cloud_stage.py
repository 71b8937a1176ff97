"""Where is the pretend service tried with a clock of our own, so that nobody has to wait for silence or for an hour?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from workspace.cloud import estate, watchtower
from workspace.cloud.account import Account
from workspace.cloud.names import ALIAS, ENROLLMENT, NAMESPACE, ROLLOUT
from workspace.cloud.pretend import PretendAws
from workspace.cloud.process import emulator
from workspace.cloud.publisher import Publisher
from workspace.cloud.world import World

Clients = Callable[[str], Any]
"""Gives boto3's client of a service by its name, the same each time."""


@contextmanager
def clients_of(aws: PretendAws, *, user: str = "tester", config: Config | None = None) -> Iterator[Clients]:
    """Ask a pretend AWS through real boto3, as a user whose key is checked by nobody."""
    made: dict[str, Any] = {}

    def get(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(
                service,  # type: ignore[call-overload]
                endpoint_url=aws.endpoint_url,
                region_name=aws.region,
                aws_access_key_id=user,
                aws_secret_access_key="opens-nothing",
                config=config,
            )
        return made[service]

    try:
        yield get
    finally:
        for one in made.values():
            one.close()


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    now: float

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    """A world in an emulator of its own, and what real boto3 sees of it."""

    account: Account
    clock: HandClock
    world: World

    def passes(self, seconds: float) -> None:
        """Let time pass, and the world live through it."""
        self.clock.now += seconds
        self.world.live()

    def point_alias(self, function: str, version: str) -> None:
        """Let production call another version of a function."""
        self.account.client("lambda").update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)

    def set_rollout(self, percent: int) -> None:
        """Send so many of a hundred visitors through the liveness check."""
        lambda_ = self.account.client("lambda")
        kept = lambda_.get_function_configuration(FunctionName=ENROLLMENT)["Environment"]["Variables"]
        changed = {"Variables": kept | {ROLLOUT: str(percent)}}
        lambda_.update_function_configuration(FunctionName=ENROLLMENT, Environment=changed)

    def states(self) -> dict[str, str]:
        """Give the alarms' states as the account has them."""
        alarms = self.account.client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}

    def firing(self) -> set[str]:
        """Name the alarms that fire."""
        return {name for name, state in self.states().items() if state == "ALARM"}

    def metric(self, namespace: str, name: str, *, seconds: float = 3600, **dimensions: str) -> list[dict[str, Any]]:
        """Read a metric of the last stretch of time, with all its simple statistics, in the order of time."""
        answer = self.account.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=self.clock.now - seconds,
            EndTime=self.clock.now + 1,
            Period=60,
            Statistics=["Sum", "Average", "Maximum", "SampleCount"],
        )
        return sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])

    def points(self) -> int:
        """Count what was published about sessions in the last hour, zeros too."""
        return int(sum(point["SampleCount"] for point in self.metric(NAMESPACE, "SessionCreated")))

    def lines(self, group: str, pattern: str) -> list[str]:
        """Read the log lines of the last five minutes that have a word in them."""
        found = self.account.client("logs").filter_log_events(
            logGroupName=group, filterPattern=pattern, startTime=int((self.clock.now - 300) * 1000)
        )
        return [event["message"] for event in found["events"]]


@contextmanager
def open_world() -> Iterator[Stage]:
    """Run an emulator with the service in it, half an hour ago."""
    with emulator(0) as doors:
        account = Account(doors.back_url)
        clock = HandClock(time.time() - 1800)
        watchtower.build_logs_and_dashboard(account)
        estate.build(account, clock.now)
        world = World(account, Publisher(account, doors.back), clock, clock.now)
        watchtower.build_alarms(account, world.states())
        yield Stage(account, clock, world)
        account.close()
