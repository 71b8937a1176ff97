"""Does the schema of a check take what the documents promise, and our own lines, and nothing else?"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.domain.checks_schema import PERIODS, check_schema

VALIDATOR = Draft202012Validator(check_schema())
ITEM = {
    "id": "success_rate",
    "title": "Success rate",
    "verdict": "warn",
    "value": 94.2,
    "previous": None,
    "unit": "percent",
    "threshold": {"normal": {"at_least": 95}, "alarm": None},
    "window": "24h",
    "data_age_seconds": 60,
    "since_last": "worse",
    "detail": None,
    "source": "cloudwatch:GetMetricData",
    "console_url": "https://console.aws.amazon.com/",
}
CHECK: dict[str, Any] = {
    "schema_version": 1,
    "service": "liveness",
    "period": "daily",
    "scheduled_for": None,
    "ran_at": "2026-11-22T09:30:12Z",
    "verdict": "warn",
    "items": [ITEM],
}


def changed(part: str, value: Any) -> dict[str, Any]:
    made = deepcopy(CHECK)
    (made if part in made else made["items"][0])[part] = value
    return made


def test_a_check_as_described_is_one():
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(CHECK)))] == []
    assert VALIDATOR.is_valid(changed("items", []))
    assert all(VALIDATOR.is_valid(changed("period", one)) for one in PERIODS)


@pytest.mark.parametrize("part", ["value", "previous", "unit", "threshold", "data_age_seconds", "since_last", "detail"])
def test_what_is_not_known_is_null(part):
    assert VALIDATOR.is_valid(changed(part, None))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("schema_version", 2),
        ("period", "hourly"),
        ("verdict", "healthy"),
        ("ran_at", "2026-11-22 09:30"),
        ("ran_at", None),
        ("service", ""),
        ("value", "94.2"),
        ("unit", "parsecs"),
        ("threshold", {"normal": {"min": 1}, "alarm": None}),
        ("threshold", {"normal": None}),
        ("data_age_seconds", -1),
        ("since_last", "sideways"),
        ("detail", ""),
        ("surprise", 1),
    ],
)
def test_anything_else_is_refused(part, value):
    assert not VALIDATOR.is_valid(changed(part, value))


@pytest.mark.parametrize("part", [*CHECK, *ITEM])
def test_nothing_may_be_missing(part):
    made = deepcopy(CHECK)
    del (made if part in made else made["items"][0])[part]

    assert not VALIDATOR.is_valid(made)
