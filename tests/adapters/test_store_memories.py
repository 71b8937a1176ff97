"""Does every store keep arrivals, messages and people as the port promises? Memory, SQLite and PostgreSQL, by one contract."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import File, Revision
from bot.ports import Arrival, Person, Sent
from bot.speech import Place
from tests.adapters.stores import NOON, AnyStore, HandSetClock, clock, entry, everything, head, store

__all__ = ["clock", "store"]

SCREEN = File(
    "screen.png", "F1", "image/png", 1_024, "https://face-auth.example/files/U1/F1/screen.png", "https://x/F1"
)
KEY = File("key.pem")


class TestInbox:
    """What was acknowledged is kept until it is handled."""

    def test_an_arrival_waits_until_it_is_settled(self, store: AnyStore, clock: HandSetClock) -> None:
        assert store.receive(Arrival("b", "event", {"text": "二番目"}))
        clock.at += timedelta(seconds=1)
        assert store.receive(Arrival("a", "command", {"text": "/liveness"}))
        later = clock.at + timedelta(seconds=1)
        assert store.unsettled(before=later) == (
            Arrival("b", "event", {"text": "二番目"}, NOON),
            Arrival("a", "command", {"text": "/liveness"}, clock.at),
        )
        assert [one.id for one in store.unsettled(before=later, limit=1)] == ["b"]
        assert [one.id for one in store.unsettled(before=clock.at)] == ["b"]
        store.settle("b")
        store.settle("b")
        assert [one.id for one in store.unsettled(before=later)] == ["a"]
        store.record(head(), [entry("k")], expects=0, settles="a")
        assert store.unsettled(before=later) == ()

    def test_a_second_delivery_is_told_from_the_first_also_after_it_was_handled(self, store: AnyStore) -> None:
        assert store.receive(Arrival("a", "command", {"n": 1}))
        assert not store.receive(Arrival("a", "command", {"n": 2}))
        store.settle("a")
        assert not store.receive(Arrival("a", "command", {"n": 3}))
        assert store.unsettled(before=NOON + timedelta(days=1)) == ()

    def test_the_same_arrival_at_two_doors_at_once_is_kept_once(self, store: AnyStore) -> None:
        with ThreadPoolExecutor(4) as pool:
            kept = list(pool.map(lambda _: store.receive(Arrival("a", "event", {})), range(8)))
        assert kept.count(True) == 1

    def test_what_was_handled_long_ago_is_forgotten_and_what_nobody_handled_is_not(
        self, store: AnyStore, clock: HandSetClock
    ) -> None:
        for name in ("handled", "handled late", "never handled"):
            store.receive(Arrival(name, "event", {}))
        store.settle("handled")
        clock.at += timedelta(days=2)
        store.settle("handled late")
        store.settle("handled")
        assert store.forget(NOON + timedelta(days=1)) == 1
        assert store.forget(NOON + timedelta(days=1)) == 0
        assert [one.id for one in store.unsettled(before=clock.at)] == ["never handled"]
        assert store.receive(Arrival("handled", "event", {}))
        assert not store.receive(Arrival("handled late", "event", {}))


class TestMessages:
    """What people say in a captured room is kept as it stands, and forgotten when they delete it."""

    def said(self, ts: str, text: str, **more: object) -> Revision:
        return replace(Revision("C1", ts, ts, "U1", text), **more)  # type: ignore[arg-type]

    def test_a_watched_channel_has_its_threads_and_a_watched_thread_only_itself(self, store: AnyStore) -> None:
        store.watch(Place("C1"), "incident-1")
        store.watch(Place("C2", "1.1"), "incident-2")
        store.watch(Place("C2", "1.1"), "incident-2")
        assert store.watched(Place("C1"))
        assert store.watched(Place("C1", "9.9"))
        assert store.watched(Place("C2", "1.1"))
        assert not store.watched(Place("C2", "1.2"))
        assert not store.watched(Place("C2"))

    def test_messages_are_read_in_order_with_their_latest_words(self, store: AnyStore) -> None:
        assert store.keep(self.said("1700000002.000100", "second"))
        assert store.keep(self.said("1700000001.000100", "frist", files=(SCREEN,)))
        assert store.keep(self.said("1700000001.000100", "first", revision="1700000009.000000", files=(SCREEN,)))
        assert [(one.text, one.is_edited, one.files) for one in store.messages("C1")] == [
            ("first", True, (SCREEN,)),
            ("second", False, ()),
        ]
        assert store.messages("C9") == ()

    def test_a_revision_told_twice_is_kept_once(self, store: AnyStore) -> None:
        assert store.keep(self.said("1.1", "words"))
        assert not store.keep(self.said("1.1", "other words"))
        assert [one.text for one in store.messages("C1")] == ["words"]

    def test_revisions_may_come_in_any_order(self, store: AnyStore) -> None:
        """Slack gives no order across retries: an edit may be told before what it edits."""
        store.keep(self.said("1.1", "third", revision="1.3"))
        store.keep(self.said("1.1", "second", revision="1.2"))
        store.keep(self.said("1.1", "first", root_ts="0.9"))
        (one,) = store.messages("C1")
        assert (one.text, one.is_edited, one.root_ts) == ("third", True, "0.9")

    def test_a_thread_is_its_root_and_its_replies(self, store: AnyStore) -> None:
        store.keep(self.said("1.1", "root"))
        store.keep(self.said("1.2", "reply", root_ts="1.1"))
        store.keep(self.said("1.2", "reply, edited", revision="1.5"))
        store.keep(self.said("1.3", "elsewhere"))
        assert [one.text for one in store.messages("C1", root_ts="1.1")] == ["root", "reply, edited"]
        assert len(store.messages("C1")) == 3

    def test_a_deletion_erases_text_and_files_of_every_revision_and_leaves_the_fact(self, store: AnyStore) -> None:
        store.keep(self.said("1.1", "my password is hunter2", files=(KEY,)))
        store.keep(self.said("1.1", "it was hunter2", revision="1.2"))
        assert store.keep(self.said("1.1", "hunter2", revision="1.3", author="", is_deletion=True))
        (one,) = store.messages("C1")
        assert (one.text, one.files, one.author, one.is_deleted) == ("", (), "U1", True)
        assert "hunter2" not in everything(store)
        assert "key.pem" not in everything(store)

    def test_words_that_arrive_after_their_deletion_are_not_kept(self, store: AnyStore) -> None:
        store.keep(self.said("1.1", "", revision="1.3", is_deletion=True))
        assert store.keep(self.said("1.1", "hunter2", files=(KEY,)))
        assert store.keep(self.said("1.1", "hunter2", revision="1.2"))
        (one,) = store.messages("C1")
        assert (one.text, one.is_deleted, one.author) == ("", True, "U1")
        assert "hunter2" not in everything(store)

    def test_words_no_database_can_hold_are_kept_readable(self, store: AnyStore) -> None:
        """Half an emoji or a NUL in a message must not make the rest of it disappear."""
        store.keep(self.said("1.1", "before \ud83d after \0 end 😀"))
        (one,) = store.messages("C1")
        assert one.text.startswith("before ")
        assert one.text.endswith(" end 😀")


class TestWhatWePosted:
    def test_the_message_under_a_marker_is_remembered_and_a_newer_state_wins(self, store: AnyStore) -> None:
        place = Place("C1", "1.1")
        store.note_sent(Sent("card:1", place, "1.5", 4))
        store.note_sent(Sent("card:1", place, "1.5", 3))
        assert store.sent("card:1") == Sent("card:1", place, "1.5", 4)
        store.note_sent(Sent("card:1", Place("C2"), "1.6", 5))
        assert store.sent("card:1") == Sent("card:1", Place("C2"), "1.6", 5)
        assert store.sent("card:2") is None

    def test_an_intention_does_not_hide_where_the_message_is(self, store: AnyStore) -> None:
        """`ts` is empty between the intention and the post; the known ts comes later, at the same number."""
        store.note_sent(Sent("say:1", Place("C1"), ""))
        assert store.sent("say:1") == Sent("say:1", Place("C1"), "")
        store.note_sent(Sent("say:1", Place("C1"), "1.5"))
        store.note_sent(Sent("say:1", Place("C1"), ""))
        assert store.sent("say:1") == Sent("say:1", Place("C1"), "1.5")

    def test_what_stands_somewhere_is_found_by_its_place(self, store: AnyStore) -> None:
        """Somebody writes in a thread: its root's marker says which alarm they mean."""
        root, reply = Sent("card:1", Place("C1"), "1.5", 4), Sent("say:1", Place("C1", "1.5"), "1.6")
        for one in (root, reply, Sent("say:2", Place("C1"), "")):
            store.note_sent(one)
        assert store.sent_at("C1", "1.5") == root
        assert store.sent_at("C1", "1.6") == reply
        assert store.sent_at("C2", "1.5") is None
        assert store.sent_at("C1", "") is None

    def test_a_message_that_was_posted_anew_stands_only_in_its_new_place(self, store: AnyStore) -> None:
        store.note_sent(Sent("card:1", Place("C1"), "1.5", 4))
        store.note_sent(Sent("card:1", Place("C1"), "1.7", 5))
        assert store.sent_at("C1", "1.5") is None
        assert store.sent_at("C1", "1.7") == Sent("card:1", Place("C1"), "1.7", 5)


class TestPeople:
    def test_people_are_remembered_as_they_were_last_fetched(self, store: AnyStore) -> None:
        yuki = Person("U1", "雪", "ja", "Asia/Tokyo", is_guest=True, email="yuki@example.com")
        later = NOON + timedelta(hours=1)
        store.remember_person(replace(yuki, name="Yuki"), NOON)
        store.remember_person(yuki, later)
        store.remember_person(replace(yuki, name="old news"), NOON)
        assert store.people(["U1", "U2"]) == {"U1": (yuki, later)}
        assert store.people([]) == {}
