"""Does a role allow more than a service needs?

What is never used is another question: this one reads what the policies say, and finds what stands wide open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal

from bot.domain import consoles
from bot.domain.audit_queries import RolePolicy
from bot.domain.audits.documents import Statement, statements, texts
from bot.domain.audits.verdict import named
from bot.domain.holdings import Role
from bot.domain.items import Detail, Item, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.masking import excerpt
from bot.domain.service import Range, Service

SOURCE = "iam:GetRolePolicy"
MOST_FINDINGS = 5
MOST_NAMED = 3
LONGEST = 100

MIGHTY = frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"})
"""AWS's own policies that make a role a person's; a service never needs one of them."""

OF_NO_RESOURCE = frozenset(
    {
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricData",
        "rekognition:CreateFaceLivenessSession",
        "rekognition:DetectFaces",
        "rekognition:GetFaceLivenessSessionResults",
        "rekognition:StartFaceLivenessSession",
        "sts:GetCallerIdentity",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions that IAM can grant on everything only (AWS's service authorization reference): `*` is right for them."""
_OF_NO_RESOURCE = frozenset(one.lower() for one in OF_NO_RESOURCE)  # IAM reads actions in any case

_OF_A_ROLE = re.compile(r"arn:[a-z-]+:iam::aws:policy/service-role/")
"""AWS's own least policies for its services (a Lambda function's logs); where they say `*`, nobody can say less."""

_WHOLE_PRODUCT = re.compile(r"[a-zA-Z0-9-]+:\*")

Why = Literal["everything", "mighty", "not_action", "product", "some_actions", "any_resource"]


@dataclass(frozen=True, slots=True)
class Wide:
    """A statement that allows more than one can answer for; `is_grave` unless it is bounded in some other way."""

    policy: str
    statement: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    why: Why
    is_grave: bool


def item(service: Service, role: Role, answer: Answer[tuple[RolePolicy, ...]]) -> Item:
    """Judge every statement of every policy. A document that can't be read hides what it says, unless others fail."""
    line = Item(
        id=named("iam_role", role.name, service.roles),
        title={"en": "Permissions that are too wide", "ja": "広すぎる権限"},
        group="roles",
        verdict="unknown",
        value=None,
        unit="count",
        window="now",
        source=SOURCE,
        console_url=consoles.of_role(service.region, role.name),
        normal=Range(at_most=0),
        about=role.name,
    )
    if not isinstance(answer, Known):
        return replace(line, detail=ignorance(answer, SOURCE))
    policies = answer.value
    found = [one for policy in policies for one in _wide(policy)]
    # The gravest first, so that what is left out is the least of it.
    found.sort(key=lambda one: not one.is_grave)
    line = replace(line, value=float(len(found)), data_age_seconds=0)
    unread = next((policy.unread for policy in policies if policy.unread is not None), None)
    if not any(one.is_grave for one in found) and unread is not None:
        return replace(line, value=None, data_age_seconds=None, detail=ignorance(unread, SOURCE))
    if found:
        facts = {"findings": [_facts(one) for one in found[:MOST_FINDINGS]], "more": max(0, len(found) - MOST_FINDINGS)}
        is_grave = any(one.is_grave for one in found)
        return replace(line, verdict="fail" if is_grave else "warn", detail=Detail("role_is_wide", facts))
    if role.inline_policy and role.inline_policy not in {one.name for one in policies}:
        return replace(line, verdict="warn", detail=Detail("policy_absent", {"policy": role.inline_policy}))
    count = sum(len(statements(policy.document)) for policy in policies)
    facts = {"policies": len(policies), "statements": count}
    return replace(line, verdict="ok", detail=Detail("role_is_narrow", facts))


def _wide(policy: RolePolicy) -> Iterator[Wide]:
    """Find what a policy leaves open; AWS's mighty ones are known by their names, and needn't be read for that."""
    if policy.arn is not None and ":iam::aws:policy/" in policy.arn and policy.name in MIGHTY:
        yield Wide(policy.name, "", (), (), "mighty", is_grave=True)
        return
    is_awss_own = policy.arn is not None and _OF_A_ROLE.match(policy.arn) is not None
    for statement in statements(policy.document):
        if statement.get("Effect") == "Allow":
            found = _why(statement, is_awss_own=is_awss_own)
            if found is not None:
                yield _told(policy, statement, *found)


def _why(statement: Statement, *, is_awss_own: bool) -> tuple[Why, bool] | None:
    """Say what is wide about a statement, and whether nothing else bounds it."""
    actions, resources = texts(statement.get("Action")), texts(statement.get("Resource"))
    is_bounded = bool(statement.get("Condition"))
    is_anywhere = "*" in resources or "NotResource" in statement
    if "NotAction" in statement:
        return "not_action", is_anywhere and not is_bounded
    if any(one in {"*", "*:*"} for one in actions):
        return "everything", is_anywhere and not is_bounded
    if any(_WHOLE_PRODUCT.fullmatch(one) for one in actions):
        return "product", is_anywhere and not is_bounded
    if any("*" in one or "?" in one for one in actions):
        return "some_actions", False
    if is_anywhere and not is_awss_own and not all(_is_of_no_resource(one) for one in actions):
        return "any_resource", False
    return None


def _told(policy: RolePolicy, statement: Statement, why: Why, is_grave: bool) -> Wide:  # noqa: FBT001 - as `_why` says it
    actions = texts(statement.get("Action", statement.get("NotAction")))
    if why == "any_resource":
        actions = [one for one in actions if not _is_of_no_resource(one)]
    resources = texts(statement.get("Resource", statement.get("NotResource")))
    name = excerpt(str(statement.get("Sid", "")), LONGEST)
    return Wide(policy.name, name, _few(actions), _few(resources), why, is_grave)


def _is_of_no_resource(action: str) -> bool:
    return action.lower() in _OF_NO_RESOURCE


def _few(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(excerpt(one, LONGEST) for one in list(names)[:MOST_NAMED])


def _facts(one: Wide) -> dict[str, object]:
    return {**asdict(one), "actions": list(one.actions), "resources": list(one.resources)}
