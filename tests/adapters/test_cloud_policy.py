"""Does the policy we print allow what we ask of AWS, of our own things, and nothing else?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.aws.queries import iam_actions
from bot.app.policy import reading_policy
from bot.domain.holdings import Bucket, Role, Table
from tests.adapters.clouds import ministack, session_for
from tests.liveness import CREATE, liveness

SERVICE = replace(liveness(), tables=(Table("Sessions"),), buckets=(Bucket("images"),), roles=(Role("LambdaRole"),))
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def actions(policy: Mapping[str, Any]) -> list[str]:
    return [one for row in policy["Statement"] for one in row["Action"]]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Let ministack's policy evaluation be the judge."""
    with ministack() as address:
        yield session_for(address, tmp_path_factory.mktemp("judge")).client("iam", region_name="us-east-1")


@pytest.mark.parametrize(
    ("action", "ours", "anothers"),
    [
        ("lambda:ListVersionsByFunction", f"lambda:us-east-1:1:function:{CREATE}", "lambda:us-east-1:1:function:Other"),
        ("lambda:ListAliases", f"lambda:us-east-1:1:function:{CREATE}", f"lambda:eu-west-1:1:function:{CREATE}"),
        ("logs:FilterLogEvents", f"logs:us-east-1:1:log-group:/aws/lambda/{CREATE}:*", "logs:us-east-1:1:log-group:/aws/lambda/Other:*"),
        ("logs:FilterLogEvents", f"logs:us-east-1:1:log-group:/aws/lambda/{CREATE}", f"logs:us-east-1:1:log-group:/aws/lambda/{CREATE}-2"),
        ("dynamodb:DescribeTable", "dynamodb:us-east-1:1:table/Sessions", "dynamodb:us-east-1:1:table/Others"),
        ("s3:GetEncryptionConfiguration", "s3:::images", "s3:::images-2"),
        ("iam:GetRole", "iam::1:role/LambdaRole", "iam::1:role/LambdaRole2"),
        ("iam:ListAttachedRolePolicies", "iam::1:role/LambdaRole", "iam::1:role/LambdaRole2"),
        ("dynamodb:DescribeContinuousBackups", "dynamodb:us-east-1:1:table/Sessions", "dynamodb:us-east-1:1:table/Others"),
        ("s3:GetLifecycleConfiguration", "s3:::images", "s3:::images-2"),
        ("iam:SimulatePrincipalPolicy", "iam::1:role/service-role/LambdaRole", "iam::1:role/service-role/OtherLambdaRole"),
    ],
)  # fmt: skip
def test_our_own_things_may_be_read_and_no_others(judge: Any, action: str, ours: str, anothers: str) -> None:
    policy = json.dumps(reading_policy([SERVICE], queue_url=None, topics=()))

    def decision(arn: str) -> str:
        asked = {"PolicyInputList": [policy], "ActionNames": [action], "ResourceArns": [f"arn:aws:{arn}"]}
        return str(judge.simulate_custom_policy(**asked)["EvaluationResults"][0]["EvalDecision"])

    assert (decision(ours), decision(anothers)) == ("allowed", "implicitDeny")


def test_every_action_we_need_is_granted_once_and_none_besides() -> None:
    policy = reading_policy([SERVICE], queue_url=None, topics=())
    assert sorted(actions(policy)) == list(iam_actions())


def test_what_nothing_configured_needs_is_left_out() -> None:
    """IAM refuses a statement without resources."""
    bare = replace(SERVICE, functions=(), tables=(), buckets=(), roles=())
    policy: Any = reading_policy([bare], queue_url=None, topics=())
    assert [row["Sid"] for row in policy["Statement"]] == ["Read"]
    assert not {one for one in actions(policy) if one.startswith(("lambda:", "logs:", "dynamodb:", "iam:", "s3:"))}


@pytest.mark.parametrize(
    ("url", "arn"),
    [
        ("https://sqs.us-east-1.amazonaws.com/123456789012/alarms.fifo", "arn:aws:sqs:us-east-1:123456789012:alarms.fifo"),
        ("http://127.0.0.1:4566/123456789012/alarms", "*"),
    ],
)  # fmt: skip
def test_with_ways_in_for_alarms_their_actions_are_granted_on_them(url: str, arn: str) -> None:
    policy: Any = reading_policy([SERVICE], queue_url=url, topics=(TOPIC,))
    rows = {row["Sid"]: row for row in policy["Statement"]}
    assert rows["Intake"]["Action"] == ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    assert rows["Intake"]["Resource"] == [arn]
    assert (rows["ConfirmTopics"]["Action"], rows["ConfirmTopics"]["Resource"]) == (
        ["sns:ConfirmSubscription"],
        [TOPIC],
    )


def test_it_is_a_policy_that_iam_takes() -> None:
    """Sids are alphanumeric and unique, and an inline policy of a role may have 10,240 characters."""
    policy: Any = reading_policy([SERVICE, SERVICE], queue_url=None, topics=(TOPIC,))
    names = [row["Sid"] for row in policy["Statement"]]
    assert all(name.isalnum() for name in names)
    assert len(set(names)) == len(names)
    assert all(len(set(row["Resource"])) == len(row["Resource"]) for row in policy["Statement"])
    assert len(json.dumps(policy)) < 10_240
