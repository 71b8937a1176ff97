"""What did people say, with edits, deletions and threads as they happened?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TOLD_WITHIN_SECONDS = 5
"""How far the event of an edit and history's own note of it, which knows whole seconds only, may lie apart (ours)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message: Slack's id of it, what it is called, its media type and its size in bytes.

    `permalink` is for people, `url` is where its bytes are read with a token. All but the name may be unknown.
    """

    name: str
    id: str = ""
    type: str = ""
    bytes: int = 0
    permalink: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One form of a message, as Slack told it: the message itself, an edit of it, or its deletion.

    `ts` is Slack's message id, text and never a number; `root_ts` the thread's root for a reply, else None. `revision`
    is the message's own ts, or that of the edit or deletion, and orders the forms of one message.
    """

    channel: str
    ts: str
    revision: str
    author: str
    text: str
    root_ts: str | None = None
    files: tuple[File, ...] = ()
    is_deletion: bool = False

    @property
    def is_edit(self) -> bool:
        """Say whether somebody changed the words, or the files, after they were said."""
        return not self.is_deletion and self.revision != self.ts


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; of a deleted one only the fact, its author and its place are left.

    `revisions` counts the forms of its words that are known, 0 when all we know is that it was deleted.
    """

    channel: str
    ts: str
    root_ts: str | None
    author: str
    text: str
    files: tuple[File, ...]
    is_edited: bool
    is_deleted: bool
    revisions: int = 1


def moment_of(ts: str) -> datetime:
    """Return the moment that one of Slack's ids names, to the microsecond; a float would lose some of them."""
    seconds, _, fraction = ts.partition(".")
    micros = int(fraction.ljust(6, "0")[:6] or 0)
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=micros)


def ts_at(moment: datetime) -> str:
    """Return the id that a message of that moment would have."""
    whole, micros = divmod((moment - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1), 1_000_000)
    return f"{whole}.{micros:06d}"


def as_they_stand(revisions: Iterable[Revision]) -> tuple[Message, ...]:
    """Fold revisions, in whatever order they came, into the messages as they stand now, in order of ts.

    Slack's ids have one width, so their text sorts as their time does.
    """
    forms: dict[tuple[str, str], list[Revision]] = defaultdict(list)
    for one in revisions:
        forms[one.ts, one.channel].append(one)
    return tuple(_as_it_stands(sorted(forms[name], key=lambda form: form.revision)) for name in sorted(forms))


def was_told(revision: Revision, forms: Sequence[Revision]) -> bool:
    """Say whether an edit is among these forms of the message already, told by the other way.

    An event tells of an edit at its own moment, history at the second of the edit: the same words, a little apart.
    """
    return revision.is_edit and any(_is_same_edit(revision, form) for form in forms)


def _is_same_edit(one: Revision, other: Revision) -> bool:
    is_near = abs(_seconds(one.revision) - _seconds(other.revision)) <= TOLD_WITHIN_SECONDS
    return other.is_edit and is_near and (one.text, one.files) == (other.text, other.files)


def _seconds(ts: str) -> int:
    whole = ts.partition(".")[0]
    return int(whole) if whole.isdecimal() else 0


def _as_it_stands(forms: list[Revision]) -> Message:
    is_deleted = any(form.is_deletion for form in forms)
    said = [form for form in forms if not form.is_deletion]
    last = said[-1] if said else forms[-1]
    return Message(
        channel=last.channel,
        ts=last.ts,
        root_ts=next((form.root_ts for form in forms if form.root_ts), None),
        author=next((form.author for form in (*reversed(said), *forms) if form.author), ""),
        text="" if is_deleted else last.text,
        files=() if is_deleted else last.files,
        is_edited=any(form.is_edit for form in said),
        is_deleted=is_deleted,
        revisions=len(said),
    )
