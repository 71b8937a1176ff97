"""Do the alarms' notices wait for their reader as in production, and what becomes of those that nobody can read?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.workspace.cloud_stage import Stage, open_world
from workspace.cloud.names import ALARM_QUEUE, DEAD_QUEUE


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_world() as opened:
        yield opened


def url(stage: Stage, queue: str) -> str:
    return str(stage.account.client("sqs").get_queue_url(QueueName=queue)["QueueUrl"])


def received(stage: Stage, queue: str, **asked: Any) -> list[dict[str, Any]]:
    answer = stage.account.client("sqs").receive_message(QueueUrl=url(stage, queue), MaxNumberOfMessages=10, **asked)
    return list(answer.get("Messages", []))


def test_the_queue_begins_empty_and_gives_a_reader_ten_seconds_and_five_tries(stage: Stage) -> None:
    told = stage.account.client("sqs").get_queue_attributes(QueueUrl=url(stage, ALARM_QUEUE), AttributeNames=["All"])
    attributes = told["Attributes"]
    assert attributes["VisibilityTimeout"] == "10"
    redrive = json.loads(attributes["RedrivePolicy"])
    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"].endswith(f":{DEAD_QUEUE}")
    assert received(stage, ALARM_QUEUE) == received(stage, DEAD_QUEUE) == []


def test_what_was_received_five_times_lands_in_the_dead_letter_queue(stage: Stage) -> None:
    """A notice that nobody can parse must not come back for ever, and must not be lost either."""
    stage.account.client("sqs").send_message(QueueUrl=url(stage, ALARM_QUEUE), MessageBody="no alarm at all")
    for attempt in range(1, 6):
        (message,) = received(stage, ALARM_QUEUE, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"])
        assert message["Attributes"]["ApproximateReceiveCount"] == str(attempt)
        assert received(stage, DEAD_QUEUE) == []
    assert received(stage, ALARM_QUEUE, VisibilityTimeout=0) == []
    (dead,) = received(stage, DEAD_QUEUE)
    assert dead["Body"] == "no alarm at all"


def test_a_notice_that_was_deleted_in_time_is_never_dead(stage: Stage) -> None:
    stage.world.turn("low_success")
    for message in received(stage, ALARM_QUEUE):
        stage.account.client("sqs").delete_message(
            QueueUrl=url(stage, ALARM_QUEUE), ReceiptHandle=message["ReceiptHandle"]
        )
    assert received(stage, ALARM_QUEUE) == received(stage, DEAD_QUEUE) == []
