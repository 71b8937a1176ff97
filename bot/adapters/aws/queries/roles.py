"""May a role do what it is asked to do?"""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.adapters.aws.errors import attempted
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.diagnostics import RoleSimulation, Simulated
from bot.domain.knowledge import Answer, Failed, Known, Missing

ACTION = "iam:SimulatePrincipalPolicy"
ROLE = "iam:GetRole"


def _answer(aws: Aws, query: RoleSimulation, region: str) -> Answer[tuple[Simulated, ...]]:
    """Look up the role's ARN, which may hold a path; then try each resource by itself, so that no answer is a summary.

    Inline and attached policies are weighed alike; a bucket's or a key's own policy is not.
    """
    client = aws.session.client("iam", region)
    read_at = aws.clock.now()

    def arn() -> str | Missing:
        try:
            return str(client.get_role(RoleName=query.role)["Role"]["Arn"])
        except client.exceptions.NoSuchEntityException:
            return Missing("not_found", ROLE, query.role)

    role = attempted(arn, ROLE)
    if isinstance(role, Missing | Failed):
        return role

    def tried(resource: str) -> list[Simulated]:
        pages = client.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=role, ActionNames=list(query.actions), ResourceArns=[resource]
        )
        return [_simulated(row, resource) for page in pages for row in page.get("EvaluationResults", [])]

    parts = together([partial(tried, resource) for resource in query.resources])
    return Known(tuple(one for part in parts for one in part), read_at, ACTION)


def _simulated(row: dict[str, Any], resource: str) -> Simulated:
    return Simulated(row["EvalActionName"], resource, row["EvalDecision"])


KIND = Kind(RoleSimulation, (ACTION, ROLE), _answer)
