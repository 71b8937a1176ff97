"""What must AWS allow whoever carries actions out? The least policy for what the services' files declare, and no more.

Changing a function's configuration could also give it another role: that is forbidden outright.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.app.policy import VERSION
from bot.domain.service import Service


def acting_policy(services: Iterable[Service]) -> Mapping[str, object]:
    """Return the policy document, for the role that is assumed for changes, or else for the bot itself."""
    granted: dict[tuple[str, ...], set[str]] = {}
    for service in services:
        for action in service.actions:
            arns = tuple(one.format(region=service.region) for one in action.kind.resources)
            granted.setdefault(arns, set()).update(action.kind.CHANGES)
    statements: list[Mapping[str, object]] = [
        {"Sid": f"Act{number}", "Effect": "Allow", "Action": sorted(actions), "Resource": list(arns)}
        for number, (arns, actions) in enumerate(sorted(granted.items()), 1)
    ]
    if not statements:
        return {"Version": VERSION, "Statement": []}
    forbidden = {"Sid": "NoOtherRole", "Effect": "Deny", "Action": ["iam:PassRole"], "Resource": ["*"]}
    return {"Version": VERSION, "Statement": [*statements, forbidden]}
