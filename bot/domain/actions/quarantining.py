"""Does a bucket's policy hide what is tagged? And if not, which statement would?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions.call import Json

HIDDEN = "true"
"""The value by which a tag hides an object."""

READ = "s3:GetObject"
READ_VERSION = "s3:GetObjectVersion"


@dataclass(frozen=True, slots=True)
class Hiding:
    """How well a policy hides objects once they are tagged.

    `unhidden` are the keys that anybody with permission could still read, `has_exceptions`: some statement that hides
    them holds only in certain cases, `covers_versions`: what is hidden can't be read by its version's id either.
    """

    unhidden: tuple[str, ...]
    has_exceptions: bool
    covers_versions: bool


def hiding(policy: Json, bucket: str, keys: Sequence[str], tag: str) -> Hiding:
    """Judge a bucket policy for these objects; what is not understood (NotAction, NotResource) hides nothing."""
    denials = [one for one in _listed(policy.get("Statement")) if _denies_tagged(one, tag)]
    for_read = [one for one in denials if _names(one, READ)]
    unhidden = tuple(key for key in keys if not _reaches(for_read, bucket, key))
    for_versions = [one for one in denials if _names(one, READ_VERSION)]
    return Hiding(
        unhidden,
        has_exceptions=any(len(list(_conditions(one))) > 1 for one in for_read),
        covers_versions=all(_reaches(for_versions, bucket, key) for key in keys),
    )


def statement(bucket: str, prefix: str, tag: str) -> str:
    """Return the statement, as JSON, by which what is tagged under a prefix can be read by nobody."""
    told = {
        "Sid": "HideWhatIsInQuarantine",
        "Effect": "Deny",
        "Principal": "*",
        "Action": [READ, READ_VERSION],
        "Resource": f"arn:aws:s3:::{bucket}/{prefix}*",
        "Condition": {"StringEquals": {f"s3:ExistingObjectTag/{tag}": HIDDEN}},
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _denies_tagged(told: Json, tag: str) -> bool:
    """Say whether a statement denies something to everybody, for objects with the tag."""
    principal = told.get("Principal")
    named = _listed(principal.get("AWS")) if isinstance(principal, Mapping) else _listed(principal)
    wanted = f"s3:ExistingObjectTag/{tag}"
    by_tag = any(
        operator == "StringEquals" and _same_condition_key(key, wanted) and HIDDEN in _listed(values)
        for operator, key, values in _conditions(told)
    )
    return told.get("Effect") == "Deny" and "*" in named and by_tag


def _same_condition_key(key: str, wanted: str) -> bool:
    """Compare names of condition keys, in which only the tag's own name has cases that matter (IAM docs)."""
    (kind, _, tag), (wanted_kind, _, wanted_tag) = key.partition("/"), wanted.partition("/")
    return kind.casefold() == wanted_kind.casefold() and tag == wanted_tag


def _conditions(told: Json) -> Iterable[tuple[str, str, Any]]:
    for operator, keys in (told.get("Condition") or {}).items():
        for key, values in keys.items():
            yield operator, key, values


def _names(told: Json, action: str) -> bool:
    patterns = (str(one).casefold() for one in _listed(told.get("Action")))
    return any(_matches(pattern, action.casefold()) for pattern in patterns)


def _reaches(statements: Sequence[Json], bucket: str, key: str) -> bool:
    arn = f"arn:aws:s3:::{bucket}/{key}"
    return any(_matches(str(pattern), arn) for one in statements for pattern in _listed(one.get("Resource")))


def _matches(pattern: str, text: str) -> bool:
    """Compare as IAM does: `*` stands for anything, `?` for one character."""
    regex = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(regex, text, re.DOTALL) is not None


def _listed(told: Any) -> list[Any]:
    """Return a list of what a policy may write as one or as several."""
    if told is None:
        return []
    return told if isinstance(told, list) else [told]
