"""Which request changes something that an auditor would ask about, and what does it change?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, unquote

from workspace.cloud.names import ACCOUNT, NATURE, REGION
from workspace.cloud.wire import Call

_VERBS = (
    "Add|Associate|Attach|Cancel|Create|Delete|Detach|Disable|Disassociate|Enable|Import|Publish|Purge|Put|Remove|"
    "Restore|Set|Subscribe|Tag|Unsubscribe|Untag|Update"
)
_CHANGING = re.compile(rf"(?:{_VERBS})(?=[A-Z]|$)")
# Data events, which CloudTrail records only for those who pay for it.
_DATA = re.compile(
    r"cloudwatch:PutMetricData|logs:PutLogEvents|dynamodb:(?:Put|Update|Delete)Item|s3:(?:Put|Delete)Object\w*|"
    r"sns:Publish(?:Batch)?|sqs:DeleteMessage(?:Batch)?"
)
# Lambda's events carry the API version, of which these are sure; S3's are not called as their IAM actions.
_EVENT_NAMES = {
    "lambda:AddPermission": "AddPermission20150331v2",
    "lambda:CreateAlias": "CreateAlias20150331",
    "lambda:CreateFunction": "CreateFunction20150331",
    "lambda:DeleteAlias": "DeleteAlias20150331",
    "lambda:DeleteFunction": "DeleteFunction20150331",
    "lambda:PublishVersion": "PublishVersion20150331",
    "lambda:PutFunctionConcurrency": "PutFunctionConcurrency20171031",
    "lambda:UpdateAlias": "UpdateAlias20150331",
    "lambda:UpdateFunctionCode": "UpdateFunctionCode20150331v2",
    "lambda:UpdateFunctionConfiguration": "UpdateFunctionConfiguration20150331v2",
    "s3:PutEncryptionConfiguration": "PutBucketEncryption",
    "s3:PutLifecycleConfiguration": "PutBucketLifecycle",
}
# By the name a service signs with: which parameters name what it changes.
_NAMING = {
    "dynamodb": ("AWS::DynamoDB::Table", ("TableName", "TargetTableName")),
    "iam": ("AWS::IAM::Role", ("RoleName",)),
    "monitoring": ("AWS::CloudWatch::Alarm", ("AlarmName", "AlarmNames")),
    "sns": ("AWS::SNS::Topic", ("TopicArn",)),
    "sqs": ("AWS::SQS::Queue", ("QueueUrl", "QueueName")),
}
_FUNCTION = re.compile(r"/functions/([^/?]+)")
_ALIAS = re.compile(r"/aliases/([^/?]+)")
# Secrets may stand in an environment, and code is long: CloudTrail writes down neither.
_UNTOLD: Mapping[str, Any] = {"environment": {}, "zipFile": None}


@dataclass(frozen=True, slots=True)
class Change:
    """A call that changes something: who made it, which event it is, and what it is about (kind and name)."""

    service: str
    event: str
    by: str
    resources: tuple[tuple[str, str], ...]
    parameters: Mapping[str, Any] = field(hash=False)

    @classmethod
    def of(cls, call: Call, path: str, body: bytes) -> Self | None:
        """Give the change that a call makes; None where it makes none, or where nobody's hand is behind it."""
        operation = str(call.action).partition(":")[2]
        if call.by in {None, NATURE} or not _CHANGING.match(operation) or _DATA.fullmatch(str(call.action)):
            return None
        event = _EVENT_NAMES.get(str(call.action), operation)
        parameters = {**_in_path(call.service, path), **_parameters(call, body)}
        resources = tuple(_resources(call.service, parameters))
        told = {name[0].lower() + name[1:]: value for name, value in parameters.items()}
        told |= {name: value for name, value in _UNTOLD.items() if name in told}
        return cls(call.service, event, str(call.by), resources, told)


def is_by_nature(headers: Mapping[str, str]) -> bool:
    """Say whether nobody's hand is behind a request, but the pretend service's own life."""
    return f"Credential={NATURE}/" in headers.get("authorization", "")


def may_change(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether a request is worth looking into, from what can be told without its body; most are not."""
    if method in {"GET", "HEAD"} or is_by_nature(headers):
        return False
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    return "authorization" in headers and (not operation or _CHANGING.match(operation) is not None)


def _in_path(service: str, path: str) -> dict[str, Any]:
    if service == "s3":
        bucket = path.strip("/").partition("/")[0]
        return {"bucketName": unquote(bucket)} if bucket else {}
    if service != "lambda":
        return {}
    named = {"FunctionName": _FUNCTION.search(path), "Name": _ALIAS.search(path)}
    return {name: unquote(found.group(1)) for name, found in named.items() if found}


def _parameters(call: Call, body: bytes) -> dict[str, Any]:
    if call.protocol == "query":
        asked = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        return {name: value for name, value in asked.items() if name not in {"Action", "Version"}}
    if call.protocol == "rest-xml":
        return {}
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _resources(service: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what is changed: a function by its name and its ARN, the rest by name."""
    if service == "lambda" and "FunctionName" in parameters:
        name = str(parameters["FunctionName"]).rpartition("function:")[2].partition(":")[0]
        yield "AWS::Lambda::Function", name
        yield "AWS::Lambda::Function", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    elif service == "s3" and "bucketName" in parameters:
        yield "AWS::S3::Bucket", parameters["bucketName"]
    elif service in _NAMING:
        kind, names = _NAMING[service]
        for name in names:
            told = parameters.get(name, ())
            for one in told if isinstance(told, list) else [told] if told else ():
                yield kind, str(one).rpartition("/")[2] if service in {"dynamodb", "sqs"} else str(one)
