"""May one get at a bucket, by what the bucket and the account say themselves?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import BucketAccess, BucketReading
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.masking import excerpt
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene

BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
"""The four settings of a public access block, of the bucket or of the account; the stricter counts."""

OBJECT_TAG = "s3:ExistingObjectTag/"
ONLY_TLS = {"Bool": {"aws:SecureTransport": "false"}}
"""A denial under this condition alone keeps out nobody who speaks TLS, as every SDK does."""

MOST_TOLD = 5
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket's policy, its and the account's public access blocks, and its key.

    Signs: `policy_denies` (beyond what isn't TLS), `no_policy`, `public` (it allows everybody, and nothing blocks it),
    `kms` (objects need a key's permission as well), `blocked` (all public access is).
    """

    name: str

    @property
    def signs(self) -> frozenset[str]:
        """What stands in the way, or wide open."""
        return frozenset({"policy_denies", "no_policy", "public", "kms", "blocked"})

    def questions(self, _: Scene) -> tuple[Query[Any], ...]:
        """Ask once."""
        return (BucketAccess(self.name),)

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Look through the policy's statements."""
        answer = answer_to(answers, BucketAccess(self.name))
        facts = _facts(answer.value) if isinstance(answer, Known) else {"bucket": self.name, "is_known": False}
        return Reading(
            signs=_signs(facts) if facts["is_known"] else {},
            answer=facts,
            said=Detail("bucket", facts),
            links=(consoles.of_bucket(scene.service.region, self.name),),
            gap=first_gap([answer]),
        )


def _facts(found: BucketReading) -> dict[str, Any]:
    statements = list(_statements(found.policy))
    blocks = {name: _is_set(name, found.block, found.account_block) for name in BLOCKS}
    is_open = any(_allows_everybody(one) for one in statements) and not blocks["RestrictPublicBuckets"]
    return {
        "bucket": found.name,
        "is_known": True,
        "has_policy": found.policy is not None,
        "denies": [_told(one) for one in statements if _denies(one)][:MOST_TOLD],
        "is_public": is_open,
        "blocks": blocks,
        "is_account_block_known": found.account_block is not None,
        "encryption": found.encryption,
        "kms_key": found.kms_key,
    }


def _signs(facts: Mapping[str, Any]) -> dict[str, Detail]:
    told = {"bucket": facts["bucket"]}
    signs: dict[str, Detail] = {}
    if facts["denies"]:
        signs["policy_denies"] = Detail("policy_denies", {**told, **facts["denies"][0]})
    if not facts["has_policy"]:
        signs["no_policy"] = Detail("no_policy", told)
    if facts["is_public"]:
        signs["public"] = Detail("bucket_public", told)
    if (facts["encryption"] or "").startswith("aws:kms"):
        signs["kms"] = Detail("bucket_needs_key", told)
    if all(facts["blocks"].values()):
        signs["blocked"] = Detail("bucket_blocked", told)
    return signs


def _statements(policy: Mapping[str, object] | None) -> Iterable[Mapping[str, Any]]:
    """Go through a policy's statements; a single one may stand without a list."""
    held = (policy or {}).get("Statement", [])
    yield from (one for one in (held if isinstance(held, list) else [held]) if isinstance(one, Mapping))


def _denies(statement: Mapping[str, Any]) -> bool:
    if statement.get("Effect") != "Deny":
        return False
    condition = statement.get("Condition") or {}
    asked = {key for keys in condition.values() if isinstance(keys, Mapping) for key in keys}
    if any(key.startswith(OBJECT_TAG) for key in asked):
        return False  # it hides single objects that were put into quarantine
    return not condition or {key: _texts(value) for key, value in condition.items()} != ONLY_TLS


def _texts(value: object) -> object:
    """Write a condition's values as texts: IAM takes true and "true" alike."""
    if isinstance(value, Mapping):
        return {key: str(one).lower() for key, one in value.items()}
    return value


def _allows_everybody(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    everybody = principal == "*" or (isinstance(principal, Mapping) and "*" in _list(principal.get("AWS")))
    return statement.get("Effect") == "Allow" and everybody and not statement.get("Condition")


def _told(statement: Mapping[str, Any]) -> dict[str, Any]:
    actions = _list(statement.get("Action", statement.get("NotAction")))
    return {
        "statement": excerpt(str(statement.get("Sid", "")), LONGEST_WORDS),
        "actions": [excerpt(str(one), LONGEST_WORDS) for one in actions[:MOST_TOLD]],
    }


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_set(name: str, *blocks: Mapping[str, bool] | None) -> bool:
    return any(block is not None and block.get(name, False) for block in blocks)
