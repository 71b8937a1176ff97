"""Let an S3 bucket keep earlier versions of its objects, or keep no more of them.

A bucket that never kept any can't go back to that: versioning can only be suspended (S3 docs, PutBucketVersioning).
Where versions are kept, a lifecycle rule that expires objects only hides them, unless a rule expires old versions too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail, ignorance
from bot.domain.knowledge import Failed, Known
from bot.domain.queries import Described, Query, described

ENABLED = "Enabled"
SUSPENDED = "Suspended"
_WORDS: Mapping[str, str] = {"enabled": ENABLED, "on": ENABLED, "suspended": SUSPENDED, "off": SUSPENDED}

SETTLES_MINUTES = 15
"""For so long after the first time nothing should be written (S3 docs, PutBucketVersioning)."""


@dataclass(frozen=True, slots=True)
class S3Versioning:
    """The bucket, and the state that its versioning shall have: `Enabled` or `Suspended`."""

    NAME: ClassVar[str] = "s3_versioning"
    READS: ClassVar[tuple[str, ...]] = ("s3:GetBucketVersioning", "s3:GetLifecycleConfiguration")
    CHANGES: ClassVar[tuple[str, ...]] = ("s3:PutBucketVersioning",)

    bucket: str
    status: str = ENABLED

    @property
    def subject(self) -> str:
        """The bucket."""
        return self.bucket

    @property
    def resources(self) -> tuple[str, ...]:
        """The bucket, and none of its objects."""
        return (f"arn:aws:s3:::{self.bucket}",)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another state: `on` or `off`, or as AWS calls them."""
        if len(words) > 1:
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(words))}, field="value")
        return replace(self, status=_state(words[0])) if words else self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:  # noqa: ARG002 - the same in every scene
        """Ask for the bucket's versioning and its lifecycle rules."""
        return (self._versioning(), self._lifecycle())

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the state now and then, what can't be taken back, and which rules would no longer delete anything."""
        wanted, before = _state(self.status), self.before(scene, answers)
        now = before["status"]
        if before["mfa_delete"] == ENABLED:
            raise Refusal("versioning_needs_mfa", {"bucket": self.bucket})
        if now == wanted:
            raise Mistake("action_already_so", {"subject": self.subject, "value": now}, field="value")
        if now is None and wanted == SUSPENDED:
            raise Mistake("versioning_never_enabled", {"bucket": self.bucket}, field="value")
        return Draft(
            lines=(Line("Status", now, wanted),),
            calls=(self._call(),),
            before=before,
            notes=self._notes(now, answers),
            undo={"bucket": self.bucket, "status": now or SUSPENDED},
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - the same in every scene
        """Return the state; None: versioning was never enabled, which AWS tells by an empty answer."""
        told = known(answers, self._versioning())
        return {"status": told.get("Status"), "mfa_delete": told.get("MFADelete")}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Compare the state with what it was and shall be."""
        found = self.before(scene, answers)["status"]
        if found == _state(self.status):
            return Done()
        return Make(self._call()) if found == before["status"] else Otherwise(("Status",))

    def _call(self) -> Call:
        configuration = {"Bucket": self.bucket, "VersioningConfiguration": {"Status": _state(self.status)}}
        return Call("s3", "PutBucketVersioning", configuration, repeatable=True)

    def _notes(self, now: str | None, answers: Answers) -> tuple[Detail, ...]:
        if _state(self.status) == SUSPENDED:
            return (Detail("versions_no_longer_kept", {"bucket": self.bucket}),)
        notes = list(self._outliving(answers))
        if now is None:
            notes.append(Detail("versioning_stays", {"bucket": self.bucket}))
            notes.append(Detail("versioning_settles", {"minutes": SETTLES_MINUTES}))
        return tuple(notes)

    def _outliving(self, answers: Answers) -> tuple[Detail, ...]:
        """Name the rules whose expired objects would stay as old versions, billed and beyond the policy's end."""
        match answers[self._lifecycle()]:
            case Known(value=told):
                rules = _leaving_versions(told.get("Rules", []))
                return (Detail("old_versions_outlive_rules", {"rules": rules}),) if rules else ()
            case Failed() as failed:
                return (Detail("lifecycle_unread", {"why": failed.reason, **ignorance(failed).facts}),)
        return ()

    def _versioning(self) -> Described:
        return described("s3", "GetBucketVersioning", Bucket=self.bucket)

    def _lifecycle(self) -> Described:
        return described(
            "s3", "GetBucketLifecycleConfiguration", iam="s3:GetLifecycleConfiguration", Bucket=self.bucket
        )


def _state(word: str) -> str:
    state = _WORDS.get(word.strip().casefold())
    if state is None:
        raise Mistake("versioning_choice", {"word": shortened(word)}, example="on", field="value")
    return state


def _leaving_versions(rules: Sequence[Json]) -> list[str]:
    """Return the ids of the rules that expire objects, and not their old versions, which no other rule does either."""
    in_force = [rule for rule in rules if rule.get("Status") == ENABLED]
    ending = [rule for rule in in_force if _ends_versions(rule)]
    expiring = (rule for rule in in_force if {"Days", "Date"} & set(rule.get("Expiration", {})))
    return [str(rule.get("ID", "")) for rule in expiring if not any(_covers(one, rule) for one in ending)]


def _ends_versions(rule: Json) -> bool:
    """Say whether no old version outlives the rule: one that always keeps some of the newest lets those stay."""
    told = rule.get("NoncurrentVersionExpiration", {})
    return "NoncurrentDays" in told and not told.get("NewerNoncurrentVersions")


def _covers(wide: Json, narrow: Json) -> bool:
    """Say whether a rule reaches all that another reaches: the same, or by a shorter prefix alone."""
    if _filter(wide) == _filter(narrow):
        return True
    reach = _filter(wide)
    return not set(reach) - {"Prefix"} and str(_filter(narrow).get("Prefix", "")).startswith(reach.get("Prefix", ""))


def _filter(rule: Json) -> dict[str, Any]:
    """Return what a rule is limited to; older rules have their prefix beside the filter."""
    told = dict(rule.get("Filter") or {})
    told |= told.pop("And", {})
    return {"Prefix": rule["Prefix"], **told} if "Prefix" in rule else told
