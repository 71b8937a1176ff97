"""Does what we hand out for AWS bring alarms to the bot? Judged by cfn-lint, and made for real on ministack."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.alarms.cloudwatch import signals_of
from tests.adapters.alarm_forms import eventbridge_event
from tests.adapters.clouds import REGION, ministack, session_for
from tests.adapters.waiting import until

TEMPLATE = Path(__file__).parent.parent / "deploy" / "alarms.yaml"
NAME = "FaceAuth-Low-Success-Rate"


class Account:
    """An AWS account, pretended, in which the template is made into stacks."""

    def __init__(self, address: str, room: Path) -> None:
        boto = session_for(address, room, region=REGION)
        self.sns: Any = boto.client("sns", region_name=REGION)
        self.sqs: Any = boto.client("sqs", region_name=REGION)
        self.events: Any = boto.client("events", region_name=REGION)
        self.cloudwatch: Any = boto.client("cloudwatch", region_name=REGION)
        self.formation: Any = boto.client("cloudformation", region_name=REGION)
        self.topic = str(self.sns.create_topic(Name="alarms")["TopicArn"])

    def stack(self, name: str, **parameters: str) -> Mapping[str, str]:
        """Make a stack, and return what it puts out."""
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
        self.formation.create_stack(StackName=name, TemplateBody=TEMPLATE.read_text(), Parameters=given)
        made = until(lambda: self._made(name), what=f"the stack {name}")
        return {one["OutputKey"]: one["OutputValue"] for one in made["Outputs"]}

    def queue(self, url: str) -> Mapping[str, Any]:
        """Return a queue's attributes, its documents read."""
        told = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return {name: json.loads(value) if value.startswith("{") else value for name, value in told.items()}

    def _made(self, name: str) -> Any:
        (stack,) = self.formation.describe_stacks(StackName=name)["Stacks"]
        assert not stack["StackStatus"].endswith(("FAILED", "ROLLBACK_COMPLETE")), stack.get("StackStatusReason")
        return stack if stack["StackStatus"] == "CREATE_COMPLETE" else None


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with ministack() as address:
        yield Account(address, tmp_path_factory.mktemp("account"))


@pytest.fixture(scope="module")
def by_eventbridge(account: Account) -> Mapping[str, str]:
    return account.stack("by-eventbridge", AlarmPrefix="FaceAuth-")


@pytest.fixture(scope="module")
def by_topic(account: Account) -> Mapping[str, str]:
    return account.stack("by-topic", TopicArn=account.topic)


def test_the_linter_of_cloudformation_finds_nothing():
    linter = Path(sys.executable).with_name("cfn-lint")  # it comes with moto
    done = subprocess.run(
        [linter, "--regions", REGION, "--template", str(TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("way", ["by_eventbridge", "by_topic"])
def test_what_is_unreadable_five_times_goes_to_the_dead_letters(way, account, request):
    """The bot leaves what it can't read in the queue: only the queue's own policy puts it aside."""
    made = request.getfixturevalue(way)
    dead = account.queue(made["DeadLetterQueueUrl"])
    redrive = account.queue(made["AlarmQueueUrl"])["RedrivePolicy"]

    assert redrive["deadLetterTargetArn"] == dead["QueueArn"]
    assert int(redrive["maxReceiveCount"]) == 5
    assert int(dead["MessageRetentionPeriod"]) == 14 * 24 * 3600


def test_over_eventbridge_only_its_rule_may_send(account, by_eventbridge):
    """Without the condition any account's rule could put alarms into our channel."""
    queue = account.queue(by_eventbridge["AlarmQueueUrl"])
    (rule,) = account.events.list_rules()["Rules"]
    (target,) = account.events.list_targets_by_rule(Rule=rule["Name"])["Targets"]

    assert target["Arn"] == queue["QueueArn"]
    assert queue["Policy"]["Statement"] == [only("events.amazonaws.com", rule["Arn"], queue["QueueArn"])]


def test_over_a_topic_only_that_may_send_and_no_rule_is_made(account, by_topic):
    queue = account.queue(by_topic["AlarmQueueUrl"])

    assert queue["Policy"]["Statement"] == [only("sns.amazonaws.com", account.topic, queue["QueueArn"])]
    assert not [one for one in account.events.list_rules()["Rules"] if one["Name"].startswith("by-topic")]


@pytest.mark.parametrize(
    ("changes", "is_ours"),
    [
        ({}, True),
        ({"detail": {"alarmName": "Billing", "state": {"value": "ALARM"}}}, False),
        ({"source": "aws.ec2"}, False),
        ({"detail-type": "CloudWatch Alarm Configuration Change"}, False),
    ],
    ids=["ours", "another's alarm", "another source", "a change of its configuration"],
)
def test_the_rule_picks_the_changes_of_our_alarms_and_nothing_else(account, by_eventbridge, changes, is_ours):
    (rule,) = account.events.list_rules()["Rules"]
    event = eventbridge_event() | changes
    told = account.events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))
    assert told["Result"] is is_ours


def test_an_alarm_that_notifies_the_topic_lies_in_the_queue_readable(account, by_topic):
    account.cloudwatch.put_metric_alarm(
        AlarmName=NAME, Namespace="Nobody/Publishes", MetricName="This", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold", AlarmActions=[account.topic],
    )  # fmt: skip
    account.cloudwatch.set_alarm_state(AlarmName=NAME, StateValue="ALARM", StateReason="a test of the bot")
    (message,) = account.sqs.receive_message(QueueUrl=by_topic["AlarmQueueUrl"], WaitTimeSeconds=10)["Messages"]
    (signal,) = signals_of(message["Body"])
    assert (signal.alarm, signal.state, signal.reason) == (NAME, "firing", "a test of the bot")


def only(service: str, source: str, queue: str) -> Mapping[str, Any]:
    """Return the statement that lets one sender write to one queue."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
