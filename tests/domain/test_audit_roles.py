"""Is every permission that stands wide open found, and none that can't be narrower?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.audit_queries import RolePolicy
from bot.domain.audits import roles
from bot.domain.holdings import Role
from bot.domain.items import Item
from bot.domain.knowledge import Answer, Failed, Known, Missing
from tests.audits import POLICY, ROLE, document, held, statement

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DENIED = Failed("denied", "iam:GetPolicyVersion", "iam:GetPolicyVersion")


def judged(*policies: RolePolicy, answer: Answer[Any] | None = None) -> Item:
    return roles.item(held(), Role(ROLE, POLICY), answer or Known(policies, NOW, "iam:GetRolePolicy"))


def inline(*statements: dict[str, Any]) -> RolePolicy:
    return RolePolicy(POLICY, None, document(*statements))


def attached(name: str, *statements: dict[str, Any], owner: str = "123456789012", path: str = "") -> RolePolicy:
    return RolePolicy(name, f"arn:aws:iam::{owner}:policy/{path}{name}", document(*statements))


def findings(item: Item) -> Any:
    assert item.detail is not None
    return item.detail.facts.get("findings", [])


def why(item: Item) -> list[str]:
    return [one["why"] for one in findings(item)]


def test_a_role_that_names_what_it_needs_is_fine_and_says_what_was_read() -> None:
    item = judged(inline(statement(), statement(Action="dynamodb:PutItem")), attached("more", statement()))
    assert (item.verdict, item.value) == ("ok", 0)
    assert item.detail is not None
    assert item.detail.facts == {"policies": 2, "statements": 3}


@pytest.mark.parametrize(
    ("parts", "reason", "verdict"),
    [
        ({"Action": "*", "Resource": "*"}, "everything", "fail"),
        ({"Action": ["s3:GetObject", "*:*"], "Resource": ["*"]}, "everything", "fail"),
        ({"Action": "*"}, "everything", "warn"),
        ({"Action": "s3:*", "Resource": "*"}, "product", "fail"),
        ({"Action": "s3:*"}, "product", "warn"),
        (
            {"Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            "product",
            "warn",
        ),
        ({"Action": "s3:Get*"}, "some_actions", "warn"),
        ({"Action": "s3:GetObjec?", "Resource": "*"}, "some_actions", "warn"),
        ({"Action": "dynamodb:Query", "Resource": "*"}, "any_resource", "warn"),
        ({"Action": "iam:PassRole", "Resource": "*"}, "any_resource", "warn"),
    ],
)
def test_wildcards_are_found_with_their_statement(parts: dict[str, Any], reason: str, verdict: str) -> None:
    item = judged(inline(statement(), statement(Sid="Wide", **parts)))
    assert (why(item), item.verdict, item.value) == ([reason], verdict, 1)
    (found,) = findings(item)
    assert (found["policy"], found["statement"]) == (POLICY, "Wide")


@pytest.mark.parametrize("which", ["NotAction", "NotResource"])
def test_everything_but_a_few_things_is_nearly_everything(which: str) -> None:
    parts: dict[str, Any] = {"Action": ["s3:GetObject"], "Resource": "*", "Effect": "Allow"}
    parts[which] = parts.pop(which.removeprefix("Not"))
    item = judged(inline(parts))
    assert item.verdict == ("fail" if which == "NotAction" else "warn")
    assert why(item) == ["not_action" if which == "NotAction" else "any_resource"]


@pytest.mark.parametrize(
    "action", ["rekognition:CreateFaceLivenessSession", "cloudwatch:PutMetricData", "CloudWatch:putmetricdata"]
)
def test_what_can_only_be_granted_on_everything_is_no_fault(action: str) -> None:
    assert judged(inline(statement(Action=[action], Resource="*"))).verdict == "ok"


def test_beside_such_an_action_the_others_are_named() -> None:
    item = judged(inline(statement(Action=["cloudwatch:PutMetricData", "sqs:SendMessage"], Resource="*")))
    (found,) = findings(item)
    assert found["actions"] == ["sqs:SendMessage"]


def test_what_is_denied_is_never_too_wide() -> None:
    assert judged(inline(statement("Deny", Action="*", Resource="*"))).verdict == "ok"


@pytest.mark.parametrize("name", sorted(roles.MIGHTY))
def test_a_policy_for_people_fails_even_unread(name: str) -> None:
    policy = RolePolicy(name, f"arn:aws:iam::aws:policy/{name}", None, DENIED)
    item = judged(inline(statement()), policy)
    assert (item.verdict, why(item)) == ("fail", ["mighty"])


def test_a_policy_of_our_own_with_such_a_name_is_read() -> None:
    assert judged(inline(statement()), attached("AdministratorAccess", statement())).verdict == "ok"


def test_aws_s_own_least_policy_for_a_function_is_no_fault() -> None:
    logs = statement(Action=["logs:CreateLogGroup", "logs:PutLogEvents"], Resource="*")
    theirs = attached("AWSLambdaBasicExecutionRole", logs, owner="aws", path="service-role/")
    assert judged(inline(statement()), theirs).verdict == "ok"
    assert judged(inline(statement()), attached("OurLogs", logs)).verdict == "warn"
    theirs_too = attached("TooMuch", statement(Action="s3:*", Resource="*"), owner="aws", path="service-role/")
    assert judged(inline(statement()), theirs_too).verdict == "fail"


def test_a_document_that_could_not_be_read_may_say_anything() -> None:
    unread = RolePolicy("hidden", "arn:aws:iam::123456789012:policy/hidden", None, DENIED)
    for policies in ((inline(statement()), unread), (inline(statement(Action="s3:Get*")), unread)):
        item = judged(*policies)
        assert (item.verdict, item.value) == ("unknown", None)
        assert item.detail is not None
        assert item.detail.facts["needs"] == "iam:GetPolicyVersion"
    assert judged(inline(statement(Action="*", Resource="*")), unread).verdict == "fail"


def test_the_policy_that_the_file_names_is_missed() -> None:
    item = judged(RolePolicy("Another", None, document(statement())))
    assert item.verdict == "warn"
    assert item.detail is not None
    assert (item.detail.key, item.detail.facts) == ("policy_absent", {"policy": POLICY})


@pytest.mark.parametrize(
    ("answer", "key"), [(DENIED, "denied"), (Missing("not_found", "iam:ListRolePolicies", ROLE), "not_found")]
)
def test_a_role_that_is_not_known_is_not_fine(answer: Any, key: str) -> None:
    item = judged(answer=answer)
    assert item.verdict == "unknown"
    assert item.detail is not None
    assert item.detail.key == key


def test_many_findings_are_bounded_and_the_gravest_are_told() -> None:
    many = [statement(Action="s3:Get*") for _ in range(9)]
    item = judged(inline(*many, statement(Action="*", Resource="*")))
    assert item.value == 10
    assert why(item)[0] == "everything"
    assert len(why(item)) == roles.MOST_FINDINGS
    assert item.detail is not None
    assert item.detail.facts["more"] == 5


@pytest.mark.parametrize("held_by", [{}, {"Statement": "what?"}, {"Statement": ["what?"]}, {"Statement": None}])
def test_a_document_of_no_shape_says_nothing(held_by: dict[str, Any]) -> None:
    assert judged(RolePolicy(POLICY, None, held_by)).verdict == "ok"


def test_a_single_statement_may_stand_without_a_list() -> None:
    policy = RolePolicy(POLICY, None, {"Statement": statement(Action="*", Resource="*")})
    assert judged(policy).verdict == "fail"
