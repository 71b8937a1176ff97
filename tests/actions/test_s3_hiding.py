"""Which bucket policies hide what is tagged?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.actions.quarantining import hiding, statement
from tests.actions.s3_driver import BUCKET

KEYS = ["generated/a", "generated/[b]/c"]
HIDES: dict[str, Any] = json.loads(statement(BUCKET, "generated/", "quarantine"))
ARN = f"arn:aws:s3:::{BUCKET}"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Action": "s3:GetObject"},
        {"Action": ["s3:PutObject", "S3:getobject"]},
        {"Action": "s3:Get*"},
        {"Action": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["arn:aws:iam::1:root", "*"]}},
        {"Resource": f"{ARN}/*"},
        {"Resource": [f"{ARN}", f"{ARN}/gen?rated/*"]},
        {"Resource": [f"{ARN}/generated/a", f"{ARN}/generated/[b]/*"]},
        {"Condition": {"StringEquals": {"S3:existingobjecttag/quarantine": ["false", "true"]}}},
    ],
)
def test_a_statement_that_denies_reading_to_everybody_hides(change: dict[str, Any]) -> None:
    assert hiding({"Statement": [HIDES | change]}, BUCKET, KEYS, "quarantine").unhidden == ()
    assert hiding({"Statement": HIDES | change}, BUCKET, KEYS, "quarantine").unhidden == ()


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Allow"},
        {"Action": "s3:GetObjectVersion"},
        {"Action": "s3:PutObject"},
        {"Action": None, "NotAction": "s3:PutObject"},
        {"Principal": {"AWS": "arn:aws:iam::1:root"}},
        {"Principal": {"Service": "*"}},
        {"Principal": None, "NotPrincipal": "*"},
        {"Resource": ARN},
        {"Resource": f"{ARN}/other/*"},
        {"Resource": f"{ARN}-other/*"},
        {"Condition": {"StringEquals": {"s3:ExistingObjectTag/Quarantine": "true"}}},
        {"Condition": {"StringEquals": {"s3:ExistingObjectTag/quarantine": "yes"}}},
        {"Condition": {"StringNotEquals": {"s3:ExistingObjectTag/quarantine": "true"}}},
        {"Condition": {}},
    ],
)
def test_any_other_statement_hides_nothing(change: dict[str, Any]) -> None:
    assert hiding({"Statement": [HIDES | change]}, BUCKET, KEYS, "quarantine").unhidden == tuple(KEYS)


def test_what_only_some_statements_reach_is_told_apart() -> None:
    found = hiding({"Statement": [HIDES | {"Resource": f"{ARN}/generated/a"}]}, BUCKET, KEYS, "quarantine")
    assert found.unhidden == ("generated/[b]/c",)
    assert not found.covers_versions


def test_versions_and_exceptions_are_judged_apart_from_reading() -> None:
    whole = hiding({"Statement": [HIDES]}, BUCKET, KEYS, "quarantine")
    assert (whole.covers_versions, whole.has_exceptions) == (True, False)
    both = HIDES | {
        "Condition": HIDES["Condition"] | {"Bool": {"aws:SecureTransport": "false"}},
        "Action": "s3:GetObject",
    }
    found = hiding({"Statement": [both]}, BUCKET, KEYS, "quarantine")
    assert (found.covers_versions, found.has_exceptions, found.unhidden) == (False, True, ())


def test_a_bucket_without_a_policy_hides_nothing() -> None:
    assert hiding({}, BUCKET, KEYS, "quarantine").unhidden == tuple(KEYS)
