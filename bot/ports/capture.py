"""What do we need to remember of what people said, and of how completely we heard it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.incidents.capturing import Captured, Listened
from bot.domain.incidents.evidence import Evidence
from bot.domain.marks import Mark
from bot.domain.messages import Message, Revision
from bot.domain.stream import Effect
from bot.speech import Place


class Capture(Protocol):
    """The Store, as far as it remembers rooms. All methods raise `Outage("store", …)`; what they wrote is durable."""

    def watch(self, where: Place, stream: str) -> None:
        """Capture from now on every message of a channel, or of one thread, for a stream; harmless when done twice.

        Whoever watches last has the place. What was left is taken up again as if it had never been left.
        """
        ...

    def leave(self, where: Place, until: datetime) -> None:
        """Capture a place until then and no longer; deletions of what was captured are kept for ever."""
        ...

    def watched(self, where: Place) -> bool:
        """Say whether messages of this place (the thread, or its whole channel) are captured."""
        ...

    def room_of(self, where: Place) -> str | None:
        """Return the stream that captures this place now, its thread before its channel; None for nobody.

        `thread_ts` may be that of any captured message of a thread: a reaction names a reply and not its root.
        """
        ...

    def rooms(self, stream: str) -> tuple[Place, ...]:
        """Return every place that is, or was, captured for a stream, in order."""
        ...

    def captured_since(self, where: Place) -> datetime | None:
        """Return since when exactly this place is captured; None where it isn't, or that was not noted."""
        ...

    def captured(self) -> tuple[Captured, ...]:
        """Return every room that is, or was, captured, with what is known of its completeness."""
        ...

    def note_judged(self, where: Place, until: datetime) -> None:
        """Note that every gap of a room up to then is on record; the later moment counts."""
        ...

    def note_read(self, where: Place, at: datetime) -> None:
        """Note that a refill which began then has read the whole room; the later moment counts."""
        ...

    def note_listened(self, spell: Listened) -> None:
        """Note until when a spell of listening, known by its beginning, has lasted; the later moment counts."""
        ...

    def listened(self) -> tuple[Listened, ...]:
        """Return every spell in which we listened, in order."""
        ...

    def keep(self, revision: Revision, effects: Sequence[Effect] = ()) -> bool:
        """Keep a message, an edit of it or its deletion; False when that revision was kept before.

        An edit that is among the forms already, as history or as an event told it, was kept before. `effects` follow
        from a revision that is new, in the same transaction. A deletion erases the text of every revision, the names
        of its files and their copies in the evidence, and leaves only the fact, the author and the marks.
        """
        ...

    def held(self, channel: str, ts: str) -> bool:
        """Say whether some form of this message was kept, wherever it is captured now."""
        ...

    def messages(self, channel: str, *, root_ts: str | None = None) -> tuple[Message, ...]:
        """Return the messages of a channel, or of one thread, as they stand now, in order of ts."""
        ...

    def note_mark(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:
        """Keep that somebody marked a message at that moment of Slack's; say whether the mark stands now.

        The latest moment counts, whatever is told first and how often. An empty `event_id`: seen in history.
        """
        ...

    def take_mark_away(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:
        """Keep that a mark was taken away at that moment of Slack's; say whether it stands all the same."""
        ...

    def marks(self, channel: str) -> tuple[Mark, ...]:
        """Return the marks that stand in a channel, by their messages, in the order in which they were put."""
        ...

    def put_evidence(self, piece: Evidence, content: bytes = b"") -> bool:
        """Keep a piece of evidence in place of what had its path; False when the message it came with was deleted."""
        ...

    def evidence(self, stream: str) -> tuple[Evidence, ...]:
        """Return what was gathered for a stream, in order of the paths."""
        ...

    def evidence_content(self, stream: str, path: str) -> bytes | None:
        """Return the content of a piece of evidence; None where there is none, or it was not kept."""
        ...

    def erase_evidence(self, stream: str, path: str) -> bool:
        """Erase a piece of evidence, content and name; False when it isn't there."""
        ...

    def erase_file(self, file: str) -> bool:
        """Erase every copy of a file that Slack has no more, and its name where it was captured; False without any."""
        ...

    def progress(self, key: str) -> Mapping[str, object] | None:
        """Return how far some long work came, or None."""
        ...

    def note_progress(self, key: str, facts: Mapping[str, object] | None) -> None:
        """Note how far some long work came, as JSON; None forgets it."""
        ...
