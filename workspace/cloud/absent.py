"""Who answers for the AWS services that the emulator lacks? For Cost Explorer, Health, Service Quotas and CloudTrail.

All four speak JSON 1.1 and are known by X-Amz-Target (as boto3 sends it to them today), and so need no path.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from workspace.cloud import quotas
from workspace.cloud.costs import Bill
from workspace.cloud.explorer import Explorer
from workspace.cloud.health import Health
from workspace.cloud.trail import Trail
from workspace.cloud.wire import RefusedError

_HEADERS = {"content-type": "application/x-amz-json-1.1"}
_COSTS = "AWSInsightsIndexService."
_HEALTH = "AWSHealth_20160804."
_QUOTAS = "ServiceQuotasV20190624."
_TRAIL = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
_TARGETS = (_COSTS, _HEALTH, _QUOTAS, _TRAIL)


def is_absent(headers: Mapping[str, str]) -> bool:
    """Say whether a request is for one of these services."""
    return headers.get("x-amz-target", "").startswith(_TARGETS)


def answered(target: str, body: bytes, bill: Bill, health: Health, trail: Trail) -> tuple[int, dict[str, str], bytes]:
    """Answer a request to one of these services; a refusal is an answer too."""
    service, _, operation = target.rpartition(".")
    answers: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
        _COSTS: lambda asked: Explorer(bill).answer(operation, asked),
        _HEALTH: lambda asked: health.answer(operation, asked),
        _QUOTAS: lambda asked: quotas.answer(operation, asked),
    }
    try:
        answer = answers.get(f"{service}.", trail.answer)(json.loads(body or b"{}"))
    except RefusedError as refused:
        return 400, _HEADERS, json.dumps({"__type": refused.code, "message": str(refused)}).encode()
    return 200, _HEADERS, json.dumps(answer).encode()
