"""Does every store remember rooms, marks, evidence and listening as the port promises? By one contract."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from bot.adapters.memory import MemoryStore
from bot.domain.incidents.capturing import Captured, Gap, Listened
from bot.domain.incidents.evidence import Evidence
from bot.domain.marks import PIN, Mark, reaction
from bot.domain.messages import File, Revision
from bot.speech import Place
from tests.adapters.stores import NOON, AnyStore, HandSetClock, clock, everything, say, store

__all__ = ["clock", "store"]

SECOND = timedelta(seconds=1)
PUSHPIN = reaction("pushpin")
LOG = File("app.log", "F1", "text/plain", 20, "https://x/files/F1", "https://x/files-pri/F1")
PIECE = Evidence("incident-1", "files/F1-app.log", "ab" * 32, 7, "app.log", "", "C1", "1.1", "F1")


def said(ts: str, text: str = "words", **more: object) -> Revision:
    return replace(Revision("C1", ts, ts, "U1", text), **more)  # type: ignore[arg-type]


class TestRooms:
    """A place is captured for one stream, from a moment on until another."""

    def test_a_thread_s_own_stream_goes_before_its_channel_s(self, store: AnyStore) -> None:
        store.watch(Place("C1"), "incident-1")
        store.watch(Place("C1", "1.1"), "incident-2")
        assert store.room_of(Place("C1")) == "incident-1"
        assert store.room_of(Place("C1", "9.9")) == "incident-1"
        assert store.room_of(Place("C1", "1.1")) == "incident-2"
        assert store.room_of(Place("C2")) is None
        assert store.rooms("incident-2") == (Place("C1", "1.1"),)
        assert store.rooms("incident-9") == ()

    def test_a_reply_of_a_watched_thread_is_of_its_room_by_its_own_ts(self, store: AnyStore) -> None:
        """A reaction, or a deletion told without its thread, names the reply and not the root."""
        store.watch(Place("C1", "1.1"), "incident-1")
        store.keep(said("1.2", root_ts="1.1"))
        store.keep(said("2.2", root_ts="2.1"))
        assert store.room_of(Place("C1", "1.2")) == "incident-1"
        assert store.watched(Place("C1", "1.2"))
        assert not store.watched(Place("C1", "2.2"))

    def test_what_was_left_is_captured_no_more_and_still_belongs_to_its_stream(
        self, store: AnyStore, clock: HandSetClock
    ) -> None:
        store.watch(Place("C1"), "incident-1")
        store.leave(Place("C1"), NOON + 10 * SECOND)
        store.leave(Place("C9"), NOON)
        assert store.watched(Place("C1"))
        clock.at += 10 * SECOND
        assert not store.watched(Place("C1"))
        assert store.captured_since(Place("C1")) is None
        assert store.rooms("incident-1") == (Place("C1"),)

    def test_what_is_captured_again_has_its_beginning_and_its_pause(self, store: AnyStore, clock: HandSetClock) -> None:
        store.watch(Place("C1"), "incident-1")
        store.leave(Place("C1"), NOON + 10 * SECOND)
        clock.at += 60 * SECOND
        store.watch(Place("C1"), "incident-1")
        clock.at += 60 * SECOND
        store.watch(Place("C1"), "incident-1")
        assert store.captured_since(Place("C1")) == NOON
        (room,) = store.captured()
        assert room.pause == Gap(NOON + 10 * SECOND, NOON + 60 * SECOND)
        assert room.until is None

    def test_how_completely_a_room_is_known_moves_forward_only(self, store: AnyStore) -> None:
        where = Place("C1", "1.1")
        store.watch(where, "incident-1")
        assert store.captured() == (Captured("C1", "1.1", "incident-1", NOON),)
        for seconds in (5, 3):
            store.note_judged(where, NOON + seconds * SECOND)
            store.note_read(where, NOON + 2 * seconds * SECOND)
        told = Captured("C1", "1.1", "incident-1", NOON, None, NOON + 5 * SECOND, NOON + 10 * SECOND)
        assert store.captured() == (told,)

    def test_a_spell_of_listening_grows_and_another_begins(self, store: AnyStore) -> None:
        for seconds in (10, 30, 20):
            store.note_listened(Listened(NOON, NOON + seconds * SECOND))
        store.note_listened(Listened(NOON + 60 * SECOND, NOON + 60 * SECOND))
        assert store.listened() == (
            Listened(NOON, NOON + 30 * SECOND),
            Listened(NOON + 60 * SECOND, NOON + 60 * SECOND),
        )


class TestRevisions:
    """The same edit told by an event and by history is one."""

    def test_an_edit_that_history_tells_after_its_event_is_known(self, store: AnyStore) -> None:
        store.keep(said("1700000000.000100", "frist"))
        assert store.keep(said("1700000000.000100", "first", revision="1700000010.000200"))
        assert not store.keep(said("1700000000.000100", "first", revision="1700000009.999999"))
        (one,) = store.messages("C1")
        assert (one.text, one.is_edited, one.revisions) == ("first", True, 2)

    def test_an_edit_only_history_tells_counts_as_one(self, store: AnyStore) -> None:
        assert store.keep(said("1700000000.000100", "first", revision="1700000010.999999"))
        assert not store.keep(said("1700000000.000100", "first", revision="1700000010.000200"))
        assert store.keep(said("1700000000.000100", "frist"))
        (one,) = store.messages("C1")
        assert (one.text, one.is_edited, one.revisions) == ("first", True, 2)

    def test_other_words_or_the_same_words_much_later_are_another_edit(self, store: AnyStore) -> None:
        store.keep(said("1700000000.000100", "a"))
        assert store.keep(said("1700000000.000100", "b", revision="1700000010.000200"))
        assert store.keep(said("1700000000.000100", "c", revision="1700000010.999999"))
        assert store.keep(said("1700000000.000100", "b", revision="1700000030.000200"))
        assert [(one.text, one.revisions) for one in store.messages("C1")] == [("b", 4)]

    def test_what_must_follow_follows_from_a_new_revision_only(self, store: AnyStore) -> None:
        assert store.keep(said("1.1"), [say("copy-1")])
        assert not store.keep(said("1.1"), [say("copy-2")])
        assert [one.key for one in store.queued()] == ["copy-1"]

    def test_what_is_held_is_known_by_any_of_its_forms(self, store: AnyStore) -> None:
        store.keep(said("1.1", revision="1.5"))
        assert store.held("C1", "1.1")
        assert not store.held("C1", "1.5")
        assert not store.held("C2", "1.1")


class TestMarks:
    """A mark stands as the latest word on it says, whatever is told first and how often."""

    def test_a_reaction_stands_until_it_is_taken_away(self, store: AnyStore) -> None:
        assert store.note_mark("C1", "1.1", PUSHPIN, "U1", NOON, "Ev1")
        assert store.note_mark("C1", "1.1", PUSHPIN, "U2", NOON + SECOND, "Ev2")
        assert not store.take_mark_away("C1", "1.1", PUSHPIN, "U1", NOON + 2 * SECOND, "Ev3")
        assert store.marks("C1") == (Mark("C1", "1.1", PUSHPIN, "U2", NOON + SECOND, "Ev2"),)
        assert store.marks("C2") == ()

    def test_whatever_the_order_of_delivery_the_same_marks_stand(self, store: AnyStore) -> None:
        """Put, taken, put again and taken by another, each delivered twice, in a hundred orders."""
        told = [
            (store.note_mark, "U1", 0),
            (store.take_mark_away, "U1", 1),
            (store.note_mark, "U1", 2),
            (store.note_mark, "U2", 3),
            (store.take_mark_away, "U2", 4),
        ]
        for number in range(20):
            order = told * 2
            random.Random(number).shuffle(order)  # noqa: S311 - repeatable
            for note, by, seconds in order:
                note(f"C{number}", "1.1", PUSHPIN, by, NOON + seconds * SECOND, f"Ev{seconds}")
            assert [(one.by, one.at, one.event_id) for one in store.marks(f"C{number}")] == [
                ("U1", NOON + 2 * SECOND, "Ev2")
            ]

    def test_a_pin_is_the_message_s_whoever_put_it(self, store: AnyStore) -> None:
        assert store.note_mark("C1", "1.1", PIN, "U1", NOON, "Ev1")
        assert not store.take_mark_away("C1", "1.1", PIN, "U2", NOON + SECOND, "Ev2")
        assert store.marks("C1") == ()

    def test_marks_come_by_their_messages_and_in_the_order_in_which_they_were_put(self, store: AnyStore) -> None:
        store.note_mark("C1", "1.2", PUSHPIN, "U1", NOON)
        store.note_mark("C1", "1.1", reaction("tada"), "U1", NOON + SECOND)
        store.note_mark("C1", "1.1", PUSHPIN, "U1", NOON + 2 * SECOND)
        assert [(one.ts, one.emoji) for one in store.marks("C1")] == [
            ("1.1", "tada"),
            ("1.1", "pushpin"),
            ("1.2", "pushpin"),
        ]

    def test_marks_stay_when_their_message_is_deleted(self, store: AnyStore) -> None:
        store.keep(said("1.1"))
        store.note_mark("C1", "1.1", PUSHPIN, "U1", NOON)
        store.keep(said("1.1", "", revision="1.5", is_deletion=True))
        assert len(store.marks("C1")) == 1


class TestEvidence:
    """What was gathered is kept with its digest, and goes with the message that it came with."""

    def test_a_copy_is_kept_and_found_by_its_stream_and_path(self, store: AnyStore) -> None:
        assert store.put_evidence(PIECE, b"content")
        assert store.put_evidence(PIECE, b"content")
        assert store.evidence("incident-1") == (PIECE,)
        assert store.evidence_content("incident-1", PIECE.path) == b"content"
        assert store.evidence("incident-2") == ()
        assert store.evidence_content("incident-1", "elsewhere") is None

    def test_what_could_not_be_copied_is_named_and_may_be_copied_later(self, store: AnyStore) -> None:
        store.put_evidence(replace(PIECE, missing="file_too_large", sha256=""))
        assert store.evidence_content("incident-1", PIECE.path) is None
        store.put_evidence(PIECE, b"content")
        assert store.evidence("incident-1") == (PIECE,)

    def test_a_deletion_erases_the_copy_and_no_other(self, store: AnyStore) -> None:
        other = replace(PIECE, path="files/F2-other.log", description="other.log", ts="1.2", file="F2")
        store.keep(said("1.1", files=(LOG,)))
        store.put_evidence(PIECE, b"hunter2")
        store.put_evidence(other, b"fine")
        store.keep(said("1.1", "", revision="1.5", is_deletion=True))
        assert store.evidence("incident-1") == (other,)
        assert "hunter2" not in everything(store)
        assert "app.log" not in everything(store)

    def test_a_copy_that_comes_after_its_message_was_deleted_is_not_kept(self, store: AnyStore) -> None:
        store.keep(said("1.1", "", revision="1.5", is_deletion=True))
        assert not store.put_evidence(PIECE, b"hunter2")
        assert "hunter2" not in everything(store)

    def test_a_file_that_slack_has_no_more_is_erased_and_its_message_stays(self, store: AnyStore) -> None:
        store.keep(said("1.1", "look", files=(LOG, File("other.log", "F2"))))
        store.put_evidence(PIECE, b"hunter2")
        assert store.erase_file("F1")
        assert not store.erase_file("F1")
        (one,) = store.messages("C1")
        assert (one.text, one.files) == ("look", (File("", "F1"), File("other.log", "F2")))
        assert "app.log" not in everything(store)

    def test_a_piece_can_be_erased_by_hand(self, store: AnyStore) -> None:
        store.put_evidence(PIECE, b"content")
        assert store.erase_evidence("incident-1", PIECE.path)
        assert not store.erase_evidence("incident-1", PIECE.path)
        assert store.evidence("incident-1") == ()


def test_how_far_long_work_came_is_known_until_it_is_done(store: AnyStore) -> None:
    assert store.progress("refill-1") is None
    store.note_progress("refill-1", {"before": "1.1", "found": 1})
    store.note_progress("refill-1", {"before": "1.0", "found": 2})
    assert store.progress("refill-1") == {"before": "1.0", "found": 2}
    store.note_progress("refill-1", None)
    assert store.progress("refill-1") is None


def test_files_that_a_version_before_wrote_as_a_line_of_text_are_read(store: AnyStore) -> None:
    if isinstance(store, MemoryStore):
        return
    store.keep(said("1.1", files=(LOG,)))
    with store.database.writing() as connection:
        connection.exec_driver_sql("""UPDATE messages SET files = '["my notes.txt https://x/F1", "bare.txt"]'""")
    (one,) = store.messages("C1")
    assert one.files == (File("my notes.txt", permalink="https://x/F1"), File("bare.txt"))
