"""What do a role's policies say?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.adapters.aws.errors import attempted
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.audit_queries import RolePolicies, RolePolicy
from bot.domain.knowledge import Answer, Failed, Known, Missing

INLINE = "iam:ListRolePolicies"
INLINE_DOCUMENT = "iam:GetRolePolicy"
ATTACHED = "iam:ListAttachedRolePolicies"
POLICY = "iam:GetPolicy"
VERSION = "iam:GetPolicyVersion"

Document = Mapping[str, object] | Missing | Failed


def _answer(aws: Aws, query: RolePolicies, region: str) -> Answer[tuple[RolePolicy, ...]]:
    """List what is inline and what is attached, then read every document; one that can't be read says so by itself."""
    client = aws.session.client("iam", region)
    read_at = aws.clock.now()

    def listed(operation: str, key: str, action: str) -> list[Any] | Missing | Failed:
        return attempted(partial(_listed, client, operation, key, query.role), action)

    inline, attached = together(
        [
            partial(listed, "list_role_policies", "PolicyNames", INLINE),
            partial(listed, "list_attached_role_policies", "AttachedPolicies", ATTACHED),
        ]
    )
    if isinstance(inline, Missing | Failed):
        return inline
    if isinstance(attached, Missing | Failed):
        return attached
    named: list[tuple[str, str | None]] = [(name, None) for name in inline]
    named += [(row["PolicyName"], row["PolicyArn"]) for row in attached]
    calls: list[Callable[[], Document]] = [
        partial(_attached, client, arn) if arn else partial(_inline, client, query.role, name) for name, arn in named
    ]
    found = [
        RolePolicy(*one, None, document) if isinstance(document, Missing | Failed) else RolePolicy(*one, document)
        for one, document in zip(named, together(calls), strict=True)
    ]
    return Known(tuple(found), read_at, INLINE_DOCUMENT)


def _listed(client: Any, operation: str, key: str, role: str) -> list[Any] | Missing:
    try:
        return [row for page in client.get_paginator(operation).paginate(RoleName=role) for row in page.get(key, [])]
    except client.exceptions.NoSuchEntityException:
        return Missing("not_found", INLINE, role)


def _inline(client: Any, role: str, name: str) -> Document:
    return attempted(
        lambda: _document(client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]), INLINE_DOCUMENT
    )


def _attached(client: Any, arn: str) -> Document:
    """Read the version in force, which the policy itself names."""

    def version() -> str | Missing:
        try:
            return str(client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"])
        except client.exceptions.NoSuchEntityException:
            return Missing("not_found", POLICY, arn)

    told = attempted(version, POLICY)
    if isinstance(told, Missing | Failed):
        return told
    return attempted(
        lambda: _document(client.get_policy_version(PolicyArn=arn, VersionId=told)["PolicyVersion"]["Document"]),
        VERSION,
    )


def _document(told: Any) -> Mapping[str, object]:
    """Return a document that boto3 has decoded already, or that a stand-in told as text."""
    document: Mapping[str, object] = json.loads(told) if isinstance(told, str) else told
    return document


KIND = Kind(RolePolicies, (INLINE_DOCUMENT, INLINE, ATTACHED, POLICY, VERSION), _answer)
