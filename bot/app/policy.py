"""What must AWS allow us? The least policy for reading what the services consist of, and for the alarms' ways in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.adapters.aws import alarm_queue, subscriptions
from bot.adapters.aws.queries import iam_actions
from bot.domain.service import Service

VERSION = "2012-10-17"
"""IAM's version of the policy language, not of the policy."""

ACCOUNT_WIDE = frozenset(
    {"dynamodb:ListBackups", "iam:GetPolicy", "iam:GetPolicyVersion", "s3:GetAccountPublicAccessBlock"}
)
"""What is asked of the account although its product is asked of single things.

IAM knows no single things for a list of backups; which policies are attached to a role is only known by asking.
"""

ON_EVERYTHING = frozenset({"cloudfront:ListInvalidations", "dynamodb:ListBackups", "ssm:DescribeAutomationExecutions"})
"""What IAM grants on everything or not at all (AWS's service authorization reference)."""

INTAKE = (*alarm_queue.ACTIONS, "sqs:GetQueueAttributes")

QUEUE = re.compile(r"https://sqs\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<account>\d{12})/(?P<name>[\w.-]+)")
"""How AWS addresses a queue."""

Statement = Mapping[str, object]


def _functions(service: Service) -> list[str]:
    return [f"arn:aws:lambda:{service.region}:*:function:{one.name}" for one in service.functions]


def _log_groups(service: Service) -> list[str]:
    """Name each group twice: as IAM's reference writes it, and as CloudWatch Logs checks it, with its streams."""
    arns = [f"arn:aws:logs:{service.region}:*:log-group:{one.log_group}" for one in service.functions]
    return [named for arn in arns for named in (arn, f"{arn}:*")]


def _tables(service: Service) -> list[str]:
    return [f"arn:aws:dynamodb:{service.region}:*:table/{one.name}" for one in service.tables]


def _buckets(service: Service) -> list[str]:
    return [f"arn:aws:s3:::{one.name}" for one in service.buckets]


def _roles(service: Service) -> list[str]:
    """Name each role without a path and under any, since the configuration tells its name only."""
    return [
        arn for one in service.roles for arn in (f"arn:aws:iam::*:role/{one.name}", f"arn:aws:iam::*:role/*/{one.name}")
    ]


_HELD: Mapping[str, tuple[str, Callable[[Service], list[str]]]] = {
    "lambda": ("ReadFunctions", _functions),
    "logs": ("ReadLogs", _log_groups),
    "dynamodb": ("ReadTables", _tables),
    "s3": ("ReadBuckets", _buckets),
    "iam": ("ReadRoles", _roles),
}
"""What is asked of single things of a service, by product. The rest IAM grants on everything or not at all."""


def reading_policy(
    services: Iterable[Service], *, queue_url: str | None, topics: Sequence[str], act_as: str | None = None
) -> Mapping[str, object]:
    """Return the policy document; what nothing configured needs is not in it."""
    services = tuple(services)
    actions = iam_actions()
    there = {product for product, (_, arns) in _HELD.items() if any(arns(service) for service in services)}
    wide = {one for one in ACCOUNT_WIDE if _product(one) in there}
    rest = [one for one in actions if _product(one) not in _HELD or one in wide]
    statements = [_allow("Read", rest, ["*"])]
    for product, (sid, arns) in _HELD.items():
        held = [one for one in actions if _product(one) == product and one not in ACCOUNT_WIDE]
        statements.append(_allow(sid, held, [arn for service in services for arn in arns(service)]))
    planned = sorted(planning_reads(services).items())
    statements += [_allow(f"Plan{number}", sorted(names), held) for number, (held, names) in enumerate(planned, 1)]
    statements.append(_allow("TakeTheActingRole", ["sts:AssumeRole"], [act_as] if act_as else []))
    statements.append(_allow("Intake", INTAKE, [_queue(queue_url)] if queue_url else []))
    statements.append(_allow("ConfirmTopics", [subscriptions.ACTION], topics))
    return {"Version": VERSION, "Statement": [one for one in statements if one["Resource"] and one["Action"]]}


def planning_reads(services: Iterable[Service]) -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return what planning an action and reading it back ask, by the ARNs they ask it of."""
    found: dict[tuple[str, ...], set[str]] = {}
    for service in services:
        for action in service.actions:
            arns = tuple(one.format(region=service.region) for one in action.kind.resources)
            for name in action.kind.READS:
                found.setdefault(("*",) if name in ON_EVERYTHING else arns, set()).add(name)
    return {arns: frozenset(names) for arns, names in found.items()}


def _product(action: str) -> str:
    return action.partition(":")[0]


def _allow(sid: str, actions: Sequence[str], resources: Sequence[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(dict.fromkeys(resources))}


def _queue(url: str) -> str:
    """Return the ARN of a queue, or any where its address tells none (a private endpoint)."""
    found = QUEUE.fullmatch(url)
    return "arn:aws:sqs:{region}:{account}:{name}".format(**found.groupdict()) if found else "*"
