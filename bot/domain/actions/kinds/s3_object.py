"""Bring back an earlier version of an object in S3, or one that was deleted.

A deletion only puts a marker on top: taking that away is the exact way back and makes no new version. Any other earlier
version is copied over the key, which makes a new one; S3 refuses that beyond 5 GB (S3 docs, CopyObject).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions import versions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, known
from bot.domain.actions.versions import Version
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.queries import Described, Query, described

LARGEST_COPY = 5 * 1024**3
"""In bytes (S3 docs, CopyObject)."""

ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
"""Storage classes that can't be copied from before they are restored (S3 docs, CopyObject)."""

COPY = "s3:CopyObject"


@dataclass(frozen=True, slots=True)
class S3Object:
    """The object and the version that shall be current; None: the newest one beneath a deletion.

    What may be chosen lies under `prefix`. `deleted`: it shall be deleted (again), which leaves its versions there.
    """

    NAME: ClassVar[str] = "s3_object"
    READS: ClassVar[tuple[str, ...]] = ("s3:ListBucketVersions", "s3:GetBucketVersioning")
    CHANGES: ClassVar[tuple[str, ...]] = (
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionTagging",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:DeleteObject",
    )

    bucket: str
    prefix: str
    key: str | None = None
    version: str | None = None
    deleted: bool = False

    @property
    def subject(self) -> str:
        """The key, or where it must be chosen from."""
        return self.key or f"{self.prefix}…"

    @property
    def resources(self) -> tuple[str, ...]:
        """The bucket, and the objects under the prefix."""
        return (f"arn:aws:s3:::{self.bucket}", f"arn:aws:s3:::{self.bucket}/{self.prefix}*")

    def chosen(self, words: Sequence[str]) -> Self:
        """Take a key, and one of its versions."""
        if not words:
            return self
        if len(words) > 2:  # noqa: PLR2004 - a key and a version
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(words))}, field="value")
        chosen = replace(self, key=words[0], version="".join(words[1:]) or None, deleted=False)
        chosen._named()  # noqa: SLF001 - itself
        return chosen

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:  # noqa: ARG002 - the same in every scene
        """Ask for the versions of the key, and whether the bucket keeps any; nothing while no key is chosen."""
        return () if self.key is None else (self._listed(), self._versioning())

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show which version is current now and then, and what a copy would not bring back."""
        before = self.before(scene, answers)
        top, source = Version(**before["top"]), before["source"] and Version(**before["source"])
        if self.deleted:
            if top.is_marker:
                raise Mistake("action_already_so", {"subject": self.subject, "value": None}, field="value")
        elif source.version == top.version:
            raise Mistake("action_already_so", {"subject": self.subject, "value": top.version}, field="value")
        elif not before["markers"]:
            self._refuse_what_cannot_be_copied(source)
        if before["status"] != "Enabled" and not before["markers"]:
            # What is written then is the version `null`, and takes the place of the one that was (S3 docs, versioning).
            raise Refusal("versioning_suspended", {"bucket": self.bucket})
        return Draft(
            lines=_lines(top, source),
            calls=self._calls(before),
            before=before,
            notes=self._notes(before),
            undo=self._undo(before, top),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - the same in every scene
        """Return the current version, the one to be brought back, and the deletions that lie upon just that one."""
        key = self._named()
        status = known(answers, self._versioning()).get("Status")
        if status is None:
            raise Refusal("bucket_unversioned", {"bucket": self.bucket})
        rows = versions.of_key(known(answers, self._listed()), key)
        real = [row for row in rows if not row.is_marker]
        if not real:
            raise Mistake("object_unknown", {"key": shortened(key), "bucket": self.bucket}, field="value")
        source = None if self.deleted else self._chosen_of(rows)
        markers = versions.markers_upon(rows, source) if source else ()
        return {
            "status": status,
            "top": versions.plain(rows[0]),
            "source": source and versions.plain(source),
            "markers": [marker.version for marker in markers],
        }

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Make the next request only while on top is what the plan saw; Done when the version wished for is there."""
        rows = versions.of_key(known(answers, self._listed()), self._named())
        if not rows:
            return Otherwise((self.subject,))
        top, was = rows[0], Version(**before["top"])
        if self.deleted:
            if top.is_marker:
                return Done()
            return Make(self._calls(before)[0]) if top.version == was.version else Otherwise((self.subject,))
        source = Version(**before["source"])
        if before["markers"]:
            return self._uncovered(before, top, source)
        if top.version == was.version:
            return Make(self._calls(before)[0])
        return self._copied(scene, top, source)

    def _uncovered(self, before: Json, top: Version, source: Version) -> Progress:
        if top.version == source.version:
            return Done((Detail("object_is_back", {"version": top.version, "at": top.at, "size": top.size}),))
        if top.version not in before["markers"] or not top.is_marker:  # `null` may be an object by now
            return Otherwise((self.subject,))
        return Make(next(call for call in self._calls(before) if call.arguments["VersionId"] == top.version))

    def _copied(self, scene: Scene, top: Version, source: Version) -> Progress:
        """Tell our copy from what somebody else wrote: by the version AWS gave it, or else by what is in it."""
        is_same = top.etag == source.etag and top.size == source.size
        is_ours = scene.results.get(COPY, {}).get("VersionId") == top.version
        if top.is_marker or top.size != source.size or not (is_same or is_ours):
            return Otherwise((self.subject,))
        # An ETag is a digest of the content only for what was neither put in parts nor encrypted with a key (S3 docs).
        return Done((Detail("copy_is_same" if is_same else "copy_has_same_size", {"size": top.size}),))

    def _chosen_of(self, rows: Sequence[Version]) -> Version:
        """Return the version chosen; a Mistake that tells which there are where that is none of them."""
        real = [row for row in rows if not row.is_marker]
        if self.version is None:
            if rows[0].is_marker:
                return real[0]
            raise Mistake("version_not_chosen", self._told(real[1:]), field="value")
        found = next((row for row in rows if row.version == self.version), None)
        if found is None:
            raise Mistake("version_unknown", {"version": shortened(self.version), **self._told(real)}, field="value")
        if found.is_marker:
            raise Mistake("version_is_deletion", {"version": found.version, **self._told(real)}, field="value")
        return found

    def _told(self, rows: Sequence[Version]) -> dict[str, object]:
        return {"key": self.subject, "known": versions.newest_told(rows), "n": len(rows)}

    def _refuse_what_cannot_be_copied(self, source: Version) -> None:
        if source.size > LARGEST_COPY:
            facts = {"key": self.subject, "bytes": source.size, "most": LARGEST_COPY}
            raise Refusal("object_too_large", facts)
        if source.storage in ARCHIVED:
            raise Refusal("object_archived", {"key": self.subject, "storage": source.storage})

    def _calls(self, before: Json) -> tuple[Call, ...]:
        named, top = {"Bucket": self.bucket, "Key": self._named()}, Version(**before["top"])
        if self.deleted:
            return (Call("s3", "DeleteObject", {**named, "IfMatch": top.etag}),)
        if before["markers"]:
            taken_away = ({**named, "VersionId": marker} for marker in before["markers"])
            return tuple(Call("s3", "DeleteObject", arguments, repeatable=True) for arguments in taken_away)
        source = Version(**before["source"])
        copied = {**named, "CopySource": {**named, "VersionId": source.version}}
        # Without it the copy would be STANDARD, whatever its source is.
        kept = {} if source.storage == "STANDARD" else {"StorageClass": source.storage}
        only_if = {"IfNoneMatch": "*"} if top.is_marker else {"IfMatch": top.etag}
        return (Call("s3", "CopyObject", {**copied, **kept, **only_if}),)

    def _notes(self, before: Json) -> tuple[Detail, ...]:
        if self.deleted:
            return (Detail("versions_stay", {"key": self.subject}),)
        if not before["markers"]:
            return (Detail("copy_is_new_version", {"key": self.subject}),)
        return () if before["status"] == "Enabled" else (Detail("no_deleting_again", {"bucket": self.bucket}),)

    def _undo(self, before: Json, top: Version) -> Json | None:
        named = {"bucket": self.bucket, "prefix": self.prefix, "key": self.key}
        if not top.is_marker:
            return {**named, "version": top.version, "deleted": False}
        # Deleted while versioning is suspended, an object loses a version for good.
        return {**named, "version": None, "deleted": True} if before["status"] == "Enabled" else None

    def _named(self) -> str:
        """Return the key; a Mistake where there is none, or one that may not be chosen."""
        if self.key is None:
            raise Mistake("object_not_chosen", {"prefix": self.prefix}, example=self.prefix, field="value")
        if not self.key.startswith(self.prefix):
            facts = {"key": shortened(self.key), "prefix": self.prefix}
            raise Mistake("object_outside", facts, example=self.prefix, field="value")
        return self.key

    def _listed(self) -> Described:
        iam = "s3:ListBucketVersions"
        return described("s3", "ListObjectVersions", iam=iam, Bucket=self.bucket, Prefix=self._named())

    def _versioning(self) -> Described:
        return described("s3", "GetBucketVersioning", Bucket=self.bucket)


def _lines(top: Version, source: Version | None) -> tuple[Line, ...]:
    """Compare the version that is current with the one that shall be; a deletion is no version."""
    now, then = (_readable(one) for one in (top, source))
    return tuple(Line(name, now.get(name), then.get(name)) for name in ("VersionId", "LastModified", "Size"))


def _readable(version: Version | None) -> dict[str, str]:
    if version is None or version.is_marker:
        return {}
    return {"VersionId": version.version, "LastModified": version.at, "Size": str(version.size)}
