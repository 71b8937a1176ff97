"""What does AWS tell of one thing, whole? For what only one kind of action asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from bot.adapters.aws.errors import AWS_FAULTS, code_of, failed
from bot.adapters.aws.plain import plain
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.knowledge import Answer, Known, Missing
from bot.domain.queries import Described

NOT_SET = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "ProvisionedConcurrencyConfigNotFoundException",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
"""Codes by which AWS says that a part of something is not set: a state, and no failure."""


def _answer(aws: Aws, query: Described, region: str) -> Answer[Mapping[str, Any]]:
    read_at = aws.clock.now()
    try:
        return Known(plain(_asked(aws, query, region)), read_at, query.action)
    except ClientError as fault:
        code = code_of(fault)
        if code in NOT_SET:
            return Missing("not_set", query.action, query.subject)
        if "NotFound" in code or code.startswith("NoSuch") or code in {"404", "InvalidDocument"}:
            return Missing("not_found", query.action, query.subject)
        return failed(fault, query.action)
    except AWS_FAULTS as fault:
        return failed(fault, query.action)


def _asked(aws: Aws, query: Described, region: str) -> Mapping[str, Any]:
    client = aws.session.client(query.product, region)
    operation, arguments = xform_name(query.operation), json.loads(query.arguments)
    if not client.can_paginate(operation):
        told: Mapping[str, Any] = getattr(client, operation)(**arguments)
        return told
    pages = client.get_paginator(operation).paginate(**arguments, PaginationConfig={"MaxItems": query.most})
    whole: Mapping[str, Any] = pages.build_full_result()
    return whole


KIND = Kind(Described, (), _answer)
