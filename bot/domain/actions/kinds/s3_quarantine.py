"""Hide every object under a prefix of a bucket at once, and show it again.

Each object gets a tag, beside those it has; the bucket's policy must deny reading what is so tagged, or nothing would
be hidden. The policy itself is never changed by us. S3 tags one object at a time, and what arrives under the prefix in
the meantime is hidden with the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Offer, Otherwise, Progress, Scene, known
from bot.domain.actions.quarantining import HIDDEN, hiding, statement
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Missing
from bot.domain.objects import Listing, StoredObject, TaggedObjects
from bot.domain.queries import Described, Query, described

MOST_TAGS = 10
"""An object can't have more (S3 docs, PutObjectTagging)."""

NAMED = 5
"""So many keys are named where there may be hundreds."""

TAGGING = "s3:PutObjectTagging"


@dataclass(frozen=True, slots=True)
class S3Quarantine:
    """The prefix, and whether what lies under it shall be hidden or shown again.

    `within` is the prefix under which a chosen one must lie. `tag` is the tag's name, `most` how many objects are
    hidden at once.
    """

    NAME: ClassVar[str] = "s3_quarantine"
    READS: ClassVar[tuple[str, ...]] = (
        "s3:ListBucket",
        "s3:GetObjectTagging",
        "s3:GetBucketPolicy",
        "s3:GetBucketVersioning",
    )
    CHANGES: ClassVar[tuple[str, ...]] = ("s3:PutObjectTagging",)

    bucket: str
    within: str
    prefix: str = ""
    is_quarantined: bool = True
    tag: str = "quarantine"
    most: int = 500

    @property
    def subject(self) -> str:
        """The prefix."""
        return self.prefix

    @property
    def resources(self) -> tuple[str, ...]:
        """The bucket, and the objects that may be chosen."""
        return (f"arn:aws:s3:::{self.bucket}", f"arn:aws:s3:::{self.bucket}/{self.within}*")

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another prefix."""
        if len(words) > 1:
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(words))}, field="value")
        if not words:
            return self
        chosen = replace(self, prefix=words[0])
        chosen._inside()  # noqa: SLF001 - itself
        return chosen

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the objects with their tags (once begun, for as many as tell the next), and what the bucket hides."""
        if not self.prefix:
            return ()
        return (self._objects(scene), self._policy(), self._versioning())

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show how much it is, what would stay readable all the same, and one request for each object."""
        before, listing = self.before(scene, answers), self._listing(scene, answers)
        changing = [row for row in listing.objects if not self._is_as_wanted(row)]
        if not changing:
            facts = {"subject": self.subject, "value": HIDDEN if self.is_quarantined else None}
            raise Mistake("action_already_so", facts, field="value")
        already = len(listing.objects) - len(changing)
        shown, hidden = str(len(changing)), str(len(listing.objects))
        return Draft(
            lines=(Line(f"{self.tag}={HIDDEN}", *((str(already), hidden) if self.is_quarantined else (shown, "0"))),),
            calls=tuple(self._call(row) for row in changing),
            before=before,
            notes=(_extent(changing), *self._notes(already, changing, answers)),
            undo={"bucket": self.bucket, "prefix": self.prefix, "within": self.within}
            | {"is_quarantined": not self.is_quarantined, "tag": self.tag, "most": self.most},
            offers=self._offers(changing),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:
        """Return a digest of each object with its tags; refuse where hiding is impossible, or would hide nothing."""
        self._inside()
        listing = self._listing(scene, answers)
        if not listing.is_whole:
            facts = {"prefix": self.prefix, "n": listing.count, "most": self.most, "is_counted": listing.is_counted}
            raise Refusal("too_many_objects", facts)
        if not listing.objects:
            raise Mistake("no_objects", {"prefix": self.prefix, "bucket": self.bucket}, field="value")
        if self.is_quarantined:
            self._refuse_what_would_not_hide(listing.objects, answers)
        return {"objects": {row.key: _digest(row) for row in listing.objects}}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Tag the first object that isn't as wanted; Done when the tags of all were read, and all are."""
        listing = self._listing(scene, answers)
        if not listing.is_whole:
            return Otherwise((self.prefix,))
        following = next((row for row in listing.objects if row.tags is not None and not self._is_as_wanted(row)), None)
        if following is not None:
            return Make(self._call(following))
        keys = [row.key for row in listing.objects]
        arrived = [key for key in keys if key not in before["objects"]]
        told = [Detail("objects_tagged" if self.is_quarantined else "objects_untagged", {"n": len(keys)})]
        if arrived:
            told.append(Detail("objects_arrived", {"n": len(arrived), "keys": arrived[:NAMED]}))
        return Done(tuple(told))

    def _refuse_what_would_not_hide(self, rows: Sequence[StoredObject], answers: Answers) -> None:
        full = [row.key for row in rows if len(row.tags or ()) >= MOST_TAGS and self.tag not in dict(row.tags or ())]
        if full:
            facts = {"keys": full[:NAMED], "n": len(full), "most": MOST_TAGS}
            raise Refusal("objects_full_of_tags", facts)
        unhidden = hiding(self._policy_of(answers), self.bucket, [row.key for row in rows], self.tag).unhidden
        if unhidden:
            wanted = statement(self.bucket, self.within, self.tag)
            facts = {"bucket": self.bucket, "tag": self.tag, "n": len(unhidden), "statement": wanted}
            raise Refusal("quarantine_hides_nothing", facts)

    def _notes(self, already: int, changing: Sequence[StoredObject], answers: Answers) -> tuple[Detail, ...]:
        if not self.is_quarantined:
            return ()
        notes, keys = [], [row.key for row in changing]
        found = hiding(self._policy_of(answers), self.bucket, keys, self.tag)
        is_versioned = known(answers, self._versioning()).get("Status") is not None
        if is_versioned and not found.covers_versions:
            notes.append(Detail("readable_by_version", {"action": "s3:GetObjectVersion"}))
        if is_versioned:
            notes.append(Detail("older_versions_stay_readable", {"prefix": self.prefix}))
        if found.has_exceptions:
            notes.append(Detail("quarantine_has_exceptions", {"bucket": self.bucket}))
        if already:
            notes.append(Detail("already_hidden", {"n": already}))
        return tuple(notes)

    def _offers(self, rows: Sequence[StoredObject]) -> tuple[Offer, ...]:
        """Offer the folder alone where `user-1` would reach `user-10` too."""
        folder = f"{self.prefix}/"
        inside = [row.key for row in rows if row.key.startswith(folder)]
        beside = [row.key for row in rows if not row.key.startswith(folder) and row.key != self.prefix]
        if self.prefix.endswith("/") or not (inside and beside):
            return ()
        return (Offer(Detail("only_folder", {"prefix": folder, "n": len(inside), "beside": beside[:NAMED]}), folder),)

    def _call(self, row: StoredObject) -> Call:
        """Write the tags anew, all others among them: S3 replaces the whole set. Twice it is the same."""
        tags = {name: value for name, value in row.tags or () if name != self.tag}
        if self.is_quarantined:
            tags[self.tag] = HIDDEN
        told = [{"Key": name, "Value": value} for name, value in sorted(tags.items())]
        named = {"Bucket": self.bucket, "Key": row.key}
        return Call("s3", "PutObjectTagging", {**named, "Tagging": {"TagSet": told}}, repeatable=True)

    def _is_as_wanted(self, row: StoredObject) -> bool:
        return dict(row.tags or ()).get(self.tag) == self._wanted()

    def _wanted(self) -> str | None:
        return HIDDEN if self.is_quarantined else None

    def _inside(self) -> None:
        if not self.prefix.strip():
            raise Mistake("prefix_not_chosen", {"within": self.within}, example=self.within, field="value")
        if not self.prefix.startswith(self.within):
            facts = {"prefix": shortened(self.prefix), "within": self.within}
            raise Mistake("prefix_outside", facts, example=self.within, field="value")

    def _policy_of(self, answers: Answers) -> Mapping[str, Any]:
        answer = answers[self._policy()]
        if isinstance(answer, Missing) and answer.reason == "not_set":
            return {}
        policy: Mapping[str, Any] = json.loads(known(answers, self._policy())["Policy"])
        return policy

    def _listing(self, scene: Scene, answers: Answers) -> Listing:
        listing: Listing = known(answers, self._objects(scene))
        return listing

    def _objects(self, scene: Scene) -> TaggedObjects:
        if TAGGING not in scene.results:
            return TaggedObjects(self.bucket, self.prefix, self.most)
        # With room for what arrives meanwhile.
        return TaggedObjects(self.bucket, self.prefix, 2 * self.most, (self.tag, self._wanted()))

    def _policy(self) -> Described:
        return described("s3", "GetBucketPolicy", Bucket=self.bucket)

    def _versioning(self) -> Described:
        return described("s3", "GetBucketVersioning", Bucket=self.bucket)


def _extent(rows: Sequence[StoredObject]) -> Detail:
    moments = sorted(row.modified_at for row in rows)
    facts = {"n": len(rows), "bytes": sum(row.size for row in rows)}
    return Detail("objects_concerned", facts | {"oldest": moments[0].isoformat(), "newest": moments[-1].isoformat()})


def _digest(row: StoredObject) -> str:
    """Tell whether an object and its tags are still the same; neither can be read from it."""
    told = json.dumps([row.key, row.etag, row.modified_at.isoformat(), row.tags])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
