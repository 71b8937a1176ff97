"""Which limits does AWS set the account? What Service Quotas answers about Rekognition, in its own shapes.

The figures and codes are ours: AWS names such quotas for the two liveness operations, and sets others per region. As
there, no metric tells how much of them is used. The emulator has no Service Quotas, so the sky answers for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workspace.cloud.names import ACCOUNT, OPERATIONS, REGION
from workspace.cloud.wire import RefusedError

_CODES = dict(zip(OPERATIONS.values(), ("L-4FACE001", "L-4FACE002"), strict=True))
_PER_SECOND = 5.0
_SERVICE = "rekognition"


def answer(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one of Service Quotas' operations; raises RefusedError for what it would refuse."""
    if operation not in {"ListServiceQuotas", "GetServiceQuota"}:
        raise RefusedError(f"Operation {operation} is not supported here.", "UnknownOperationException")
    if asked.get("ServiceCode") != _SERVICE:
        raise RefusedError(
            "The request failed because the specified service does not exist.", "NoSuchResourceException"
        )
    wanted = asked.get("QuotaCode")
    found = [_quota(name, code) for name, code in _CODES.items() if wanted in {None, code}]
    if operation == "ListServiceQuotas":
        return {"Quotas": found}
    if not found:
        raise RefusedError("The request failed because the specified quota does not exist.", "NoSuchResourceException")
    return {"Quota": found[0]}


def _quota(operation: str, code: str) -> dict[str, Any]:
    return {
        "ServiceCode": _SERVICE,
        "ServiceName": "Amazon Rekognition",
        "QuotaArn": f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:{_SERVICE}/{code}",
        "QuotaCode": code,
        "QuotaName": f"Transactions per second limit for {operation}",
        "Value": _PER_SECOND,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
        "Period": {"PeriodValue": 1, "PeriodUnit": "SECOND"},
        "QuotaAppliedAtLevel": "ACCOUNT",
    }
