"""Does what CloudWatch puts into the queue come out once it is stored, and only then leave the queue?

On ministack, which publishes alarms to SNS as CloudWatch does; its queues have visibility timeouts of whole seconds.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.adapters.aws.alarm_queue import AlarmQueue, QueueFigures, region_of
from bot.adapters.aws.session import AwsSession
from bot.adapters.aws.subscriptions import Subscriptions
from bot.domain.failures import Outage
from tests.adapters.alarm_desk import Desk
from tests.adapters.alarm_forms import eventbridge_event, sns_alarm, sns_envelope
from tests.adapters.clouds import REGION, ministack, session_for
from tests.adapters.scripted import Scripted, refusal
from tests.adapters.waiting import until

NAME = "FaceAuth-Low-Success-Rate"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ministack() as address:
        yield address


class Place:
    """A queue with its dead-letter queue, a topic and an alarm that notifies it."""

    def __init__(self, address: str, room: Path) -> None:
        self.boto = session_for(address, room, region=REGION)
        self.sqs: Any = self.boto.client("sqs", region_name=REGION)
        self.sns: Any = self.boto.client("sns", region_name=REGION)
        self.cloudwatch: Any = self.boto.client("cloudwatch", region_name=REGION)
        self.desk = Desk()
        self.registry = CollectorRegistry()
        self.dead = self.sqs.create_queue(QueueName=f"dead-{time.monotonic_ns()}")["QueueUrl"]
        redrive = json.dumps({"deadLetterTargetArn": self.arn(self.dead), "maxReceiveCount": 5})
        self.url = self.sqs.create_queue(
            QueueName=f"alarms-{time.monotonic_ns()}", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "1"}
        )["QueueUrl"]
        self.figures = QueueFigures(self.registry)
        self.queue = self.reader()

    def arn(self, url: str) -> str:
        attributes = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return str(attributes["QueueArn"])

    def reader(self) -> AlarmQueue:
        return AlarmQueue(
            AwsSession(self.boto),
            self.url,
            take=self.desk.take,
            strange=self.desk.report,
            figures=self.figures,
            first_pause=0.05,
        )

    def subscribe(self, *, raw: bool) -> str:
        topic = str(self.sns.create_topic(Name=f"alarms-{time.monotonic_ns()}")["TopicArn"])
        attributes = {"RawMessageDelivery": str(raw).lower()}
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=self.arn(self.url), Attributes=attributes)
        return topic

    def put_alarm(self, topic: str) -> None:
        self.cloudwatch.put_metric_alarm(
            AlarmName=NAME, AlarmDescription="成功率", Namespace="Nobody/Publishes", MetricName="This", Statistic="Sum",
            Period=300, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[topic], OKActions=[topic], InsufficientDataActions=[topic],
        )  # fmt: skip

    def set_state(self, value: str) -> None:
        self.cloudwatch.set_alarm_state(AlarmName=NAME, StateValue=value, StateReason=f"it is {value}")

    def send(self, told: object) -> str:
        body = told if isinstance(told, str) else json.dumps(told)
        return str(self.sqs.send_message(QueueUrl=self.url, MessageBody=body)["MessageId"])

    def left(self, url: str | None = None) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=names)["Attributes"]
        return sum(int(told[name]) for name in names)

    def counted(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"liveness_bot_queue_{name}_total", labels) or 0.0


@pytest.fixture
def place(address: str, tmp_path: Path) -> Iterator[Place]:
    place = Place(address, tmp_path)
    yield place
    place.queue.close()


@pytest.mark.parametrize("raw", [False, True], ids=["wrapped", "raw"])
def test_an_alarm_that_changes_comes_out_of_the_queue_by_sns(place: Place, raw: bool) -> None:  # noqa: FBT001 - a case
    place.put_alarm(place.subscribe(raw=raw))
    place.queue.open()
    for count, value in enumerate(("ALARM", "OK", "INSUFFICIENT_DATA"), start=1):
        place.set_state(value)
        until(lambda: len(place.desk.taken) >= count, what=value)  # noqa: B023 - called in this round
    assert [signal.state for signal in place.desk.taken] == ["firing", "resolved", "unsure"]
    first = place.desk.taken[0]
    assert (first.alarm, first.reason, first.labels["region"]) == (NAME, "it is ALARM", REGION)
    assert place.counted("messages", outcome="taken") == 3
    until(lambda: place.left() == 0, what="the deletion")


def test_an_event_of_eventbridge_comes_out_of_the_queue_and_leaves_it(place: Place) -> None:
    place.send(eventbridge_event())
    place.queue.open()
    until(lambda: place.desk.taken)
    assert place.desk.taken[0].key == "firing:cloudwatch:FaceAuth-Low-Success-Rate:2026-11-22T00:37:33.123+00:00"
    until(lambda: place.left() == 0, what="the deletion")
    assert place.queue.trouble is None


def test_a_poll_that_is_under_way_brings_an_alarm_at_once(place: Place) -> None:
    """The p95 of one second from alarm to message leaves no room for a pause between polls."""
    place.queue.open()
    place.send(eventbridge_event())
    until(lambda: place.desk.taken)
    for count in range(2, 7):
        sent_at = time.monotonic()
        place.send(sns_alarm(AlarmName=f"a{count}"))
        until(lambda: len(place.desk.taken) == count)  # noqa: B023 - called in this round
        assert time.monotonic() - sent_at < 0.6


def test_a_message_that_cannot_be_read_goes_to_the_dead_letter_queue_after_five_tries_and_is_reported_once(
    place: Place,
) -> None:
    place.sqs.set_queue_attributes(QueueUrl=place.url, Attributes={"VisibilityTimeout": "0"})
    name = place.send('{"Event": "s3:TestEvent", "token": "SECRET"}')
    place.queue.open()
    until(lambda: place.left(place.dead) == 1, what="the dead letter")
    dead = place.sqs.receive_message(QueueUrl=place.dead, MessageSystemAttributeNames=["ApproximateReceiveCount"])
    assert [one["MessageId"] for one in dead["Messages"]] == [name]
    assert place.desk.strange == [("queue", name, "no_alarm", '{"Event": "s3:TestEvent", "token": "[masked]"}')]
    assert place.counted("messages", outcome="unreadable") == 1
    assert place.desk.taken == []


def test_what_cannot_be_read_does_not_hold_up_what_can(place: Place) -> None:
    place.send("garbage")
    place.send(sns_envelope(sns_alarm()))
    place.queue.open()
    until(lambda: place.desk.taken)
    until(lambda: place.desk.strange)
    assert place.left() == 1


def test_while_the_store_is_out_nothing_is_deleted_and_no_try_is_used_up(place: Place) -> None:
    """Received again and again, a good alarm would be a dead letter within minutes; it is held instead."""
    place.desk.fault = Outage("store", "unreachable")
    place.send(eventbridge_event())
    place.queue.open()
    until(lambda: place.desk.tries >= 6, what="six tries, one more than the queue allows")
    assert (place.left(), place.left(place.dead)) == (1, 0)
    assert place.queue.trouble is place.desk.fault
    assert place.counted("outages", port="store", reason="unreachable") >= 6
    place.desk.fault = None
    until(lambda: place.left() == 0, what="the deletion")
    assert {signal.alarm for signal in place.desk.taken} == {NAME}
    assert place.queue.trouble is None


def test_what_was_received_but_not_stored_comes_back_to_the_next_process(place: Place) -> None:
    place.desk.fault = Outage("store", "unreachable")
    place.send(eventbridge_event())
    place.queue.open()
    until(lambda: place.desk.tries)
    place.queue.close()
    place.desk.fault = None
    place.queue = place.reader()
    place.queue.open()
    until(lambda: place.desk.taken)
    until(lambda: place.left() == 0, what="the deletion")


def test_a_message_that_meets_a_bug_of_ours_is_reported_and_holds_up_nothing(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.desk.bug_in = "broken"
    name = place.send(sns_alarm(AlarmName="broken"))
    place.send(sns_alarm())
    place.queue.open()
    until(lambda: place.desk.taken)
    until(lambda: place.desk.strange)
    assert place.desk.strange[0][:3] == ("queue", name, "not_taken")
    assert [signal.alarm for signal in place.desk.taken] == [NAME]
    assert place.left() == 1
    assert "ZeroDivisionError" in caplog.text


def test_closing_does_not_wait_for_the_poll(place: Place) -> None:
    place.queue.open()
    place.send(eventbridge_event())
    until(lambda: place.desk.taken)
    began = time.monotonic()
    place.queue.close()
    assert time.monotonic() - began < 2
    place.send(sns_alarm(AlarmName="later"))
    assert [signal.alarm for signal in place.desk.taken] == [NAME]


def test_a_queue_that_refuses_us_is_trouble_that_names_the_permission_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    aws, desk, asked = Scripted(), Desk(), threading.Event()

    def script(operation: str, _asked: object) -> tuple[int, Any]:
        if aws.count("ReceiveMessage") < 3:
            return 403, refusal("AccessDenied", "not authorized to perform: sqs:receivemessage")
        if operation == "ReceiveMessage" and not asked.is_set():
            asked.set()
            return 200, {"Messages": [{"MessageId": "m", "ReceiptHandle": "r", "Body": json.dumps(sns_alarm())}]}
        return (500, {}) if operation == "DeleteMessageBatch" else (200, {})

    aws.script = script
    session = AwsSession(session_for(aws.address, tmp_path))
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/alarms"
    queue = AlarmQueue(session, url, take=desk.take, strange=desk.report, first_pause=0.2)
    queue.open()
    try:
        trouble = until(lambda: queue.trouble)
        assert (trouble.port, trouble.reason, trouble.needs) == ("aws", "denied", "sqs:receivemessage")
        until(lambda: desk.taken)
        until(lambda: aws.count("DeleteMessageBatch"))
        until(lambda: "stored messages stay in the alarm queue" in caplog.text)
        assert queue.trouble is None
        received = next(told for operation, told in aws.calls if operation == "ReceiveMessage")
        assert (received["WaitTimeSeconds"], received["MaxNumberOfMessages"]) == (20, 10)
    finally:
        queue.close()
        aws.close()


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://sqs.ap-northeast-1.amazonaws.com/1/q", "ap-northeast-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1"),
        ("https://sqs-fips.us-gov-west-1.amazonaws.com/1/q", "us-gov-west-1"),
        ("https://vpce-0a1b-2c3d.sqs.us-east-1.vpce.amazonaws.com/1/q", "us-east-1"),
        ("https://eu-west-1.queue.amazonaws.com/1/q", "eu-west-1"),
        ("http://127.0.0.1:4566/1/q", None),
        ("https://sqs.example.com/1/q", None),
    ],
)
def test_the_region_is_the_one_the_queue_s_address_names(url: str, region: str | None) -> None:
    assert region_of(url) == region


def test_a_confirmation_that_aws_refuses_names_the_permission(tmp_path: Path) -> None:
    aws = Scripted()
    refused = "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>"
    aws.script = lambda _operation, _asked: (403, refused)
    try:
        with pytest.raises(Outage) as out:
            Subscriptions(AwsSession(session_for(aws.address, tmp_path))).confirm("arn:aws:sns:eu-west-1:1:a", "token")
    finally:
        aws.close()
    assert (out.value.port, out.value.reason, out.value.needs) == ("aws", "denied", "sns:ConfirmSubscription")
