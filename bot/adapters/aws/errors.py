"""What does it mean for a person when AWS, or the way to it, fails?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from bot.domain.knowledge import Failed, FailedReason

T = TypeVar("T")

AwsFault = ClientError | BotoCoreError | ResponseParserError
AWS_FAULTS = (ClientError, BotoCoreError, ResponseParserError)
"""Everything botocore raises for the world's faults; the last for an answer that is none, such as a proxy's page."""

_CODES: dict[str, FailedReason] = {
    "AccessDenied": "denied",
    "AccessDeniedException": "denied",
    "AuthorizationError": "denied",
    "Forbidden": "denied",
    "NotAuthorized": "denied",
    "UnauthorizedOperation": "denied",
    "ExpiredToken": "expired_credentials",
    "ExpiredTokenException": "expired_credentials",
    "TokenRefreshRequired": "expired_credentials",
    "LimitExceededException": "throttled",
    "RequestLimitExceeded": "throttled",
    "RequestThrottled": "throttled",
    "RequestThrottledException": "throttled",
    "SlowDown": "throttled",
    "Throttled": "throttled",
    "Throttling": "throttled",
    "ThrottlingException": "throttled",
    "TooManyRequestsException": "throttled",
}
"""AWS's common error codes; the rest is told apart by the HTTP status."""

_CLASSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], FailedReason], ...] = (
    ((boto.NoCredentialsError, boto.PartialCredentialsError, boto.NoAuthTokenError), "no_credentials"),
    ((boto.ProfileNotFound, boto.ConfigNotFound), "no_credentials"),
    ((boto.SSOError, boto.TokenRetrievalError, boto.LoginError), "expired_credentials"),
    (boto.CredentialRetrievalError, "no_credentials"),
    (boto.ReadTimeoutError, "timeout"),
    ((boto.ConnectionError, boto.HTTPClientError), "unreachable"),
    ((boto.NoRegionError, boto.InvalidRegionError, boto.UnknownRegionError), "rejected"),
    ((boto.EndpointResolutionError, boto.EndpointProviderError, boto.ParamValidationError), "rejected"),
)

_NEEDS = re.compile(r"perform: ([a-z0-9-]+:[A-Za-z]+)")
_LONGEST_DETAIL = 300


def failed(fault: AwsFault, action: str) -> Failed:
    """Turn botocore's exception into a reason; `action` is the operation asked for, which is also its IAM action.

    AWS's own message may name another action that is missing (`kms:Decrypt`): that one is needed then.
    """
    detail = str(fault)[:_LONGEST_DETAIL]
    reason = _of_answer(fault) if isinstance(fault, ClientError) else _of_class(fault)
    if reason != "denied":
        return Failed(reason, action, detail=detail)
    named = _NEEDS.search(str(fault))
    return Failed(reason, action, needs=named[1] if named else action, detail=detail)


def attempted(call: Callable[[], T], action: str) -> T | Failed:
    """Make one of several calls of a question; its fault names its own action, and not the question's first."""
    try:
        return call()
    except AWS_FAULTS as fault:
        return failed(fault, action)


def code_of(fault: ClientError) -> str:
    """Return AWS's own code of an error: some are a state, and no failure."""
    return str(fault.response.get("Error", {}).get("Code", ""))


def _of_answer(fault: ClientError) -> FailedReason:
    code = code_of(fault)
    if code in _CODES:
        return _CODES[code]
    status = fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status == 403:  # noqa: PLR2004 - what is forbidden for another reason than a permission: a key, a signature
        return "rejected"
    if status == 429:  # noqa: PLR2004 - HTTP: too many requests
        return "throttled"
    return "failing" if status >= 500 or not status else "rejected"  # noqa: PLR2004 - HTTP: server error


def _of_class(fault: BotoCoreError | ResponseParserError) -> FailedReason:
    return next((reason for kinds, reason in _CLASSES if isinstance(fault, kinds)), "failing")
