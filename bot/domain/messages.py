"""What did people say, with edits, deletions and threads as they happened?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """One form of a message, as Slack told it: the message itself, an edit of it, or its deletion.

    `ts` is Slack's message id, text and never a number; `root_ts` the thread's root for a reply, else None. `revision`
    is the message's own ts, or that of the edit or deletion, and orders the forms of one message. `files` are names and
    permalinks only.
    """

    channel: str
    ts: str
    revision: str
    author: str
    text: str
    root_ts: str | None = None
    files: tuple[str, ...] = ()
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; a deleted one has no text, author and files stay unknown to us."""

    channel: str
    ts: str
    root_ts: str | None
    author: str
    text: str
    files: tuple[str, ...]
    is_edited: bool
    is_deleted: bool


def as_they_stand(revisions: Iterable[Revision]) -> tuple[Message, ...]:
    """Fold revisions, in whatever order they came, into the messages as they stand now, in order of ts.

    Slack's ids have one width, so their text sorts as their time does.
    """
    forms: dict[tuple[str, str], list[Revision]] = defaultdict(list)
    for one in revisions:
        forms[one.ts, one.channel].append(one)
    return tuple(_as_it_stands(sorted(forms[name], key=lambda form: form.revision)) for name in sorted(forms))


def _as_it_stands(forms: list[Revision]) -> Message:
    is_deleted = any(form.is_deletion for form in forms)
    said = [form for form in forms if not form.is_deletion]
    last = said[-1] if said else forms[-1]
    return Message(
        channel=last.channel,
        ts=last.ts,
        root_ts=next((form.root_ts for form in forms if form.root_ts), None),
        author=last.author,
        text="" if is_deleted else last.text,
        files=() if is_deleted else last.files,
        is_edited=any(form.revision != form.ts for form in said),
        is_deleted=is_deleted,
    )
