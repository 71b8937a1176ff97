"""What does an AWS error look like on the wire? In each of AWS's protocols that boto3 uses with us.

Status, code and envelope follow the service models in botocore and AWS's "Common errors" pages: botocore must make
the same exception class and code of them as it does of the real ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from workspace.cloud.names import ACCOUNT

Protocol = Literal["json", "query", "rest-json", "rest-xml"]
Trouble = Literal["throttled", "failing", "denied", "conflict", "stale"]

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/aws4_request")
# Where the name that a service signs with is not the one that its IAM actions begin with.
_IAM_PREFIX = {"monitoring": "cloudwatch"}
_LAMBDA_PART = re.compile(r"/functions/[^/]+/(aliases/|provisioned-concurrency|concurrency)")
# What ministack takes for other actions (1.5.33): moving an alias for listing them, for one.
_LAMBDA_ACTIONS = {
    "aliases/": {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"},
    "provisioned-concurrency": {
        "GET": "GetProvisionedConcurrencyConfig",
        "PUT": "PutProvisionedConcurrencyConfig",
        "DELETE": "DeleteProvisionedConcurrencyConfig",
    },
    "concurrency": {
        "GET": "GetFunctionConcurrency",
        "PUT": "PutFunctionConcurrency",
        "DELETE": "DeleteFunctionConcurrency",
    },
}
_XML_CODE = re.compile(rb"<Code>([^<]+)</Code>")
_REQUEST_ID = "0a1b2c3d-0000-4000-8000-00000000feed"


class RefusedError(ValueError):
    """AWS would refuse with this sentence; `code` is the name of its exception."""

    def __init__(self, sentence: str, code: str = "ValidationException") -> None:
        super().__init__(sentence)
        self.code = code


class Refusal(NamedTuple):
    """An HTTP answer that says no."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """Who is asked for what, and in which protocol; `action` is the IAM action, None where it can't be told.

    `by` is the access key that signed, which is who asks here; None where nobody did.
    """

    service: str
    protocol: Protocol
    action: str | None
    by: str | None = None

    @classmethod
    def read(cls, scope: Mapping[str, Any], body: bytes) -> Self:
        """Tell service, protocol and action from a request; an unsigned one counts as S3's, whose default that is."""
        headers = headers_of(scope)
        signed = _CREDENTIAL.search(headers.get("authorization", ""))
        service = signed.group(2) if signed else "s3"
        protocol = _protocol(service, headers)
        action = _action(service, protocol, scope, headers, body)
        return cls(service, protocol, action, signed.group(1) if signed else None)


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Give a request's headers as words, by their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def error_code(headers: Mapping[str, str], body: bytes) -> str:
    """Read the code out of an error's answer, in whichever protocol it is."""
    named = headers.get("x-amzn-errortype")
    if named is None and body.startswith(b"{"):
        named = str(json.loads(body).get("__type", ""))
    if named:
        return named.partition(":")[0].rpartition("#")[2]
    found = _XML_CODE.search(body)
    return found.group(1).decode() if found else "InternalFailure"


def _protocol(service: str, headers: Mapping[str, str]) -> Protocol:
    if "x-amz-target" in headers:
        return "json"
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return "query"
    return "rest-xml" if service in {"s3", "cloudfront"} else "rest-json"


def _action(
    service: str, protocol: Protocol, scope: Mapping[str, Any], headers: dict[str, str], body: bytes
) -> str | None:
    prefix = _IAM_PREFIX.get(service, service)
    if protocol == "json":
        return f"{prefix}:{headers['x-amz-target'].rpartition('.')[2]}"
    if protocol == "query":
        return f"{prefix}:{parse_qs(body.decode('utf-8', 'replace')).get('Action', ['?'])[0]}"
    part = _LAMBDA_PART.search(scope["path"]) if service == "lambda" else None
    if part is not None and scope["method"] in _LAMBDA_ACTIONS[part.group(1)]:
        return f"lambda:{_LAMBDA_ACTIONS[part.group(1)][scope['method']]}"
    # ministack knows from path and query which IAM action a REST call is, S3's odd names included.
    from ministack.core.iam_actions import extract_iam_action  # noqa: PLC0415 -- must not be imported by the parent

    asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    found: str | None = extract_iam_action(service, scope["method"], unquote(scope["path"]), headers, body, asked)
    return found


# (status, code) by trouble and by the name a service signs with; "" is the answer of all others.
_SAYINGS: dict[Trouble, dict[str, tuple[int, str]]] = {
    "throttled": {
        "": (400, "ThrottlingException"),
        "monitoring": (400, "Throttling"),
        "iam": (400, "Throttling"),
        "sts": (400, "Throttling"),
        "sns": (429, "Throttled"),
        "cloudfront": (400, "Throttling"),
        "sqs": (400, "RequestThrottled"),
        "ce": (400, "LimitExceededException"),
        "lambda": (429, "TooManyRequestsException"),
        "servicequotas": (400, "TooManyRequestsException"),
        "s3": (503, "SlowDown"),
    },
    "failing": {
        "": (500, "InternalFailure"),
        "monitoring": (500, "InternalServiceError"),
        "logs": (500, "ServiceUnavailableException"),
        "dynamodb": (500, "InternalServerError"),
        "iam": (500, "ServiceFailure"),
        "sns": (500, "InternalError"),
        "lambda": (500, "ServiceException"),
        "servicequotas": (500, "ServiceException"),
        "s3": (500, "InternalError"),
    },
    "denied": {
        "": (400, "AccessDeniedException"),
        "monitoring": (403, "AccessDenied"),
        "iam": (403, "AccessDenied"),
        "sts": (403, "AccessDenied"),
        "sns": (403, "AuthorizationError"),
        "sqs": (403, "AccessDenied"),
        "lambda": (403, "AccessDeniedException"),
        "s3": (403, "AccessDenied"),
        "cloudfront": (403, "AccessDenied"),
    },
    "conflict": {
        "": (409, "ConflictException"),
        "dynamodb": (400, "ResourceInUseException"),
        "lambda": (409, "ResourceConflictException"),
        "s3": (409, "OperationAborted"),
    },
    "stale": {
        "": (412, "PreconditionFailedException"),
        "s3": (412, "PreconditionFailed"),
        "cloudfront": (412, "PreconditionFailed"),
    },
}
_SENTENCES: dict[Trouble, str] = {
    "throttled": "Rate exceeded",
    "failing": "We encountered an internal error. Please try again.",
    "conflict": "The operation cannot be performed at this time. An update is in progress for the resource.",
    "stale": "The RevisionId provided does not match the latest RevisionId.",
}


def refusal(call: Call, trouble: Trouble) -> Refusal:
    """Say no to a call the way its service does, in the protocol it was asked in."""
    sayings = _SAYINGS[trouble]
    status, code = sayings.get(call.service, sayings[""])
    return _in_protocol(call, status, code, _sentence(call, trouble))


def _sentence(call: Call, trouble: Trouble) -> str:
    if trouble in _SENTENCES:
        return _SENTENCES[trouble]
    user = f"arn:aws:iam::{ACCOUNT}:user/liveness-bot"
    return (
        f"User: {user} is not authorized to perform: {call.action}"
        f" because no identity-based policy allows the {call.action} action"
    )


def _in_protocol(call: Call, status: int, code: str, sentence: str) -> Refusal:
    fault = "Sender" if status < 500 else "Receiver"  # noqa: PLR2004 -- HTTP's own border
    plain = {"x-amzn-requestid": _REQUEST_ID}
    if call.protocol == "json":
        named = plain | {"content-type": "application/x-amz-json-1.1", "x-amzn-query-error": f"{code};{fault}"}
        return Refusal(status, named, json.dumps({"__type": code, "message": sentence}).encode())
    if call.protocol == "rest-json":
        named = plain | {"content-type": "application/json", "x-amzn-errortype": code}
        return Refusal(status, named, json.dumps({"message": sentence, "Message": sentence}).encode())
    named = {"content-type": "text/xml", "x-amz-request-id": _REQUEST_ID}
    inner = f"<Code>{code}</Code><Message>{escape(sentence)}</Message>"
    if call.service == "s3":
        return Refusal(status, named, f"<Error>{inner}<RequestId>{_REQUEST_ID}</RequestId></Error>".encode())
    error = f"<Error><Type>{fault}</Type>{inner}</Error><RequestId>{_REQUEST_ID}</RequestId>"
    return Refusal(status, named, f"<ErrorResponse>{error}</ErrorResponse>".encode())
