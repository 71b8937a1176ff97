"""How is the world changed, once? One request for each call, never a second by itself.

A request that AWS refuses changed nothing. One that nobody answered may have: that is said as such, and whoever asked
looks before saying anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore import exceptions as boto
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from bot.adapters.aws.errors import AWS_FAULTS, AwsFault, code_of, failed
from bot.adapters.aws.plain import plain
from bot.adapters.aws.session import READS, AwsSession
from bot.domain.actions.call import Authority, Call, Changed, Made, NotMade, NotMadeReason, Unsure

CHANGES = READS.merge(Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1}))
"""botocore's `max_attempts` counts retries: only `total_max_attempts=1` is one request (seen on the wire)."""

ASSUMED_FOR_SECONDS = 900
"""The shortest that AWS lets a role be assumed for (STS docs, AssumeRole)."""

_CODES: Mapping[str, NotMadeReason] = {
    "PreconditionFailed": "stale",
    "PreconditionFailedException": "stale",
    "ConditionalCheckFailedException": "stale",
    "ResourceConflictException": "conflict",
    "ConflictException": "conflict",
    "OperationAborted": "conflict",
    "ConditionalRequestConflict": "conflict",
    "ResourceInUseException": "conflict",
    "BackupInUseException": "conflict",
    "TableInUseException": "conflict",
    "TooManyInvalidationsInProgress": "throttled",
}
_NEVER_SENT = (boto.ConnectTimeoutError, boto.EndpointConnectionError, boto.ProxyConnectionError, boto.SSLError)
_HTTP_SERVER_ERROR = 500


def change(session: AwsSession, call: Call, region: str, authority: Authority | None) -> Changed:
    """Make a call once, as us or as a role assumed for it."""
    try:
        client = _client(session, call, region, authority)
    except AWS_FAULTS as fault:
        return _not_made(fault, "sts:AssumeRole")
    try:
        told = getattr(client, xform_name(call.operation))(**call.arguments)
    except AWS_FAULTS as fault:
        return _outcome(fault, call.name)
    return Unsure("an answer that is not AWS's") if _is_a_page(told) else Made(plain(told))


def _outcome(fault: AwsFault, action: str) -> Changed:
    if isinstance(fault, ClientError):
        return _of_answer(fault, action)
    if isinstance(fault, _NEVER_SENT):
        return NotMade("unreachable", detail=str(fault))
    if isinstance(fault, boto.HTTPClientError | ResponseParserError):
        return Unsure(str(fault))  # it broke off, or the answer is none, such as a proxy's page
    return _not_made(fault, action)


def _is_a_page(told: Mapping[str, Any]) -> bool:
    """Say whether it was a page that was answered with 200, as by a proxy that wants a login: botocore takes any."""
    about = told.get("ResponseMetadata", {})
    return not about.get("RequestId") and "html" in about.get("HTTPHeaders", {}).get("content-type", "")


def _client(session: AwsSession, call: Call, region: str, authority: Authority | None) -> Any:
    if authority is None:
        return session.client(call.product, region, CHANGES)
    taken = session.client("sts", region).assume_role(
        RoleArn=authority.role, RoleSessionName=authority.session, DurationSeconds=ASSUMED_FOR_SECONDS
    )["Credentials"]
    return session.client_with(taken, call.product, region, CHANGES)


def _of_answer(fault: ClientError, action: str) -> Changed:
    status = fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    known = _CODES.get(code_of(fault))
    if known is not None:
        return NotMade(known, detail=str(fault))
    told = _not_made(fault, action)
    return Unsure(str(fault)) if status >= _HTTP_SERVER_ERROR and told.reason == "rejected" else told


def _not_made(fault: AwsFault, action: str) -> NotMade:
    told = failed(fault, action)
    reasons: Mapping[str, NotMadeReason] = {
        "denied": "denied",
        "no_credentials": "no_credentials",
        "expired_credentials": "expired_credentials",
        "throttled": "throttled",
        "unreachable": "unreachable",
    }
    return NotMade(reasons.get(told.reason, "rejected"), told.needs, told.detail)
