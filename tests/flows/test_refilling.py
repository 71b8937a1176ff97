"""Is what was missed while nobody listened fetched, once, and does the record say how complete it is?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.failures import Outage
from bot.domain.history import Page
from bot.domain.incidents.capturing import completeness
from bot.domain.incidents.evidence import TOO_LARGE, digest
from bot.domain.marks import reaction
from bot.domain.messages import File
from bot.ports import ChannelInfo
from bot.speech import Place
from tests.flows.capture_world import ROOM, STREAM, Channel

LOG = File("app.log", "F1", "text/plain", 7, "https://x/files/F1", "https://x/files-pri/F1")


@pytest.fixture
def channel() -> Channel:
    return Channel()


def stated(channel: Channel) -> list[tuple[bool, str, int, int]]:
    return [(one.refilled, one.why, one.found, one.gone) for one in completeness(channel.store.read(STREAM)[1])]


class TestWhatWasMissed:
    """Whatever happened while we were away is as if we had been there."""

    def test_messages_are_kept_once_and_the_gap_is_stated_before_and_after(self, channel: Channel) -> None:
        channel.post("before")
        channel.away()
        channel.post("meanwhile", told=False)
        channel.post("and again", told=False)
        channel.back()
        channel.refilling.look()
        assert stated(channel) == [(False, "pending", 0, 0)]
        assert channel.refill() == 1
        assert channel.texts() == ["before", "meanwhile", "and again"]
        assert stated(channel) == [(True, "", 2, 0)]
        channel.refilling.look()
        assert channel.refill() == 0
        assert [one.kind for one in channel.entries()] == ["declared", "missed", "refilled"]

    def test_an_edit_is_seen_and_one_that_was_told_is_not_doubled(self, channel: Channel) -> None:
        told, missed = channel.post("frist"), channel.post("secnod")
        channel.edit(told, "first")
        channel.away()
        channel.edit(missed, "second", told=False)
        channel.back()
        channel.refill()
        assert [(one.text, one.is_edited, one.revisions) for one in channel.store.messages(ROOM)] == [
            ("first", True, 2),
            ("second", True, 2),
        ]
        assert stated(channel) == [(True, "", 1, 0)]

    def test_replies_of_old_threads_are_read_too(self, channel: Channel) -> None:
        root, old = channel.post("root"), channel.post("other root")
        reply = channel.post("reply", root=old)
        channel.away()
        channel.post("missed reply", root=root, told=False)
        channel.edit(reply, "reply, edited", told=False)
        channel.back()
        channel.refill()
        assert channel.texts() == ["root", "other root", "reply, edited", "missed reply"]
        assert [one.text for one in channel.store.messages(ROOM, root_ts=root)] == ["root", "missed reply"]

    def test_a_watched_thread_is_refilled_and_its_channel_is_not(self) -> None:
        channel = Channel(root_ts="1772366401.000000")
        root = channel.post("root")
        channel.post("elsewhere", told=False)
        channel.away()
        channel.post("reply", root=root, told=False)
        channel.back()
        channel.refill()
        assert channel.texts() == ["root", "reply"]
        assert set(channel.archive.asked) == {"replies"}

    def test_what_was_deleted_is_erased_with_its_copies_and_stays_as_a_fact(self, channel: Channel) -> None:
        root = channel.post("root")
        reply, gone = channel.post("hunter2", root=root), channel.post("hunter2", files=(LOG,))
        channel.archive.files[LOG.url] = b"hunter2"
        channel.refill()
        assert len(channel.store.evidence(STREAM)) == 1
        channel.away()
        channel.delete(reply, told=False)
        channel.delete(gone, told=False)
        channel.back()
        channel.refill()
        assert [(one.text, one.is_deleted, one.author) for one in channel.store.messages(ROOM)] == [
            ("root", False, "U1"),
            ("", True, "U1"),
            ("", True, "U1"),
        ]
        assert channel.store.evidence(STREAM) == ()
        assert stated(channel) == [(True, "", 0, 2)]

    def test_a_deleted_root_leaves_a_placeholder_and_its_replies(self, channel: Channel) -> None:
        root = channel.post("hunter2")
        channel.post("reply", root=root)
        channel.away()
        channel.delete(root, told=False)
        channel.back()
        channel.refill()
        assert channel.texts() == ["", "reply"]

    def test_a_thread_that_is_gone_altogether_is_gone_with_us(self, channel: Channel) -> None:
        root = channel.post("root")
        reply = channel.post("reply", root=root)
        channel.away()
        channel.delete(reply, told=False)
        channel.delete(root, told=False)
        channel.back()
        channel.refill()
        assert [one.is_deleted for one in channel.store.messages(ROOM)] == [True, True]

    def test_what_came_and_went_while_we_were_away_was_never_there(self, channel: Channel) -> None:
        channel.away()
        channel.delete(channel.post("oops", told=False), told=False)
        channel.back()
        channel.refill()
        assert channel.store.messages(ROOM) == ()

    def test_files_that_came_meanwhile_are_copied(self, channel: Channel) -> None:
        channel.archive.files[LOG.url] = b"content"
        channel.away()
        channel.post("look", files=(LOG, replace(LOG, id="F2", name="huge", bytes=5_000_001)), told=False)
        channel.back()
        channel.refill()
        log, huge = channel.store.evidence(STREAM)
        assert (log.sha256, log.bytes, log.description, log.missing) == (digest(b"content"), 7, "app.log", "")
        assert channel.store.evidence_content(STREAM, log.path) == b"content"
        assert (huge.bytes, huge.missing, huge.sha256) == (5_000_001, TOO_LARGE, "")

    def test_marks_are_put_and_taken_away_and_told_like_events(self, channel: Channel) -> None:
        one, two = channel.post("one"), channel.post("two")
        channel.mark(one, "pushpin")
        channel.mark(one, "pin", "U2")
        channel.away()
        channel.unmark(one, "pushpin", told=False)
        channel.unmark(one, "pin", "U2", told=False)
        channel.mark(two, "pushpin", "U3", told=False)
        channel.back()
        channel.refill()
        assert [(mark.ts, mark.mark, mark.by) for mark in channel.store.marks(ROOM)] == [
            (two, reaction("pushpin"), "U3")
        ]
        waiting = channel.store.unsettled(before=channel.clock.now().replace(year=2100))
        assert sorted((one.kind, str(one.body["ts"]), str(one.body["name"])) for one in waiting) == [
            ("seen:pin_removed", one, ""),
            ("seen:reaction_added", two, "pushpin"),
            ("seen:reaction_removed", one, "pushpin"),
        ]

    def test_who_is_not_named_among_many_is_not_taken_for_gone(self, channel: Channel) -> None:
        ts = channel.post("popular")
        channel.mark(ts, "pushpin")
        channel.away()
        channel.messages[ts].marks = {(reaction("pushpin"), "U2")}
        channel.back()
        (said,) = channel.archive.said[ROOM, None]
        channel.archive.said[ROOM, None] = [replace(said, crowded=frozenset({reaction("pushpin")}))]
        channel.refill()
        assert [mark.by for mark in channel.store.marks(ROOM)] == ["U1", "U2"]


class TestTrouble:
    """What fails goes on where it was; what can't be fetched is said."""

    @pytest.mark.parametrize("call", range(1, 8))
    def test_after_a_call_that_fails_it_goes_on_from_there(self, channel: Channel, call: int) -> None:
        """Three pages of the channel, and two threads of two each; asked for again are that page and its channel's."""
        channel.archive.page = 2
        channel.away()
        roots = [channel.post(f"root {number}", told=False) for number in range(6)]
        for root in roots[:2]:
            for number in range(2):
                channel.post(f"reply {number}", root=root, told=False)
        channel.back()
        channel.archive.failing = {call: Outage("slack", "ratelimited", retry_after=30)}
        with pytest.raises(Outage) as told:
            channel.refill()
        assert told.value.retry_after == 30
        assert channel.refill() == 1
        pages = 3 + 2 * 2
        assert len(channel.archive.asked) <= pages + 2
        assert len(channel.texts()) == 10
        assert stated(channel) == [(True, "", 10, 0)]

    def test_two_gaps_are_filled_by_one_reading(self, channel: Channel) -> None:
        for _ in range(2):
            channel.away()
            channel.post("missed", told=False)
            channel.back()
        assert channel.refill() == 2
        assert stated(channel) == [(True, "", 2, 0), (True, "", 0, 0)]
        assert channel.archive.asked == ["history"]

    def test_where_we_may_not_read_any_more_the_gap_stays_one_and_says_why(self, channel: Channel) -> None:
        channel.post("known")
        channel.away()
        channel.post("missed", told=False)
        channel.back()
        channel.archive.infos[ROOM] = ChannelInfo(
            ROOM, "inc", is_private=False, is_archived=False, is_member=False, topic=""
        )
        channel.refill()
        assert stated(channel) == [(False, "not_in_channel", 0, 0)]
        assert channel.texts() == ["known"]

    def test_from_a_history_that_hides_old_messages_no_deletion_is_concluded(self, channel: Channel) -> None:
        channel.post("hidden by now")
        channel.away()
        channel.back()
        channel.archive.said = {}
        channel.archive.history = lambda *_, **__: iter([Page((), has_more=False, is_limited=True)])  # type: ignore[method-assign]
        channel.refill()
        assert channel.texts() == ["hidden by now"]
        assert stated(channel) == [(False, "history_limited", 0, 0)]

    def test_a_message_just_said_is_not_taken_for_deleted_until_history_had_time(self, channel: Channel) -> None:
        channel.away()
        channel.back()
        channel.post("history lags behind this")
        with pytest.raises(Outage) as told:
            channel.refill()
        assert (told.value.retry, told.value.retry_after) == (True, 10)
        channel.show()
        channel.refill()
        assert channel.texts() == ["history lags behind this"]

    def test_a_message_that_only_a_page_left_out_is_not_erased(self, channel: Channel) -> None:
        """What is erased can't come back, so each is asked for by itself before."""
        channel.post("left out by a page")
        channel.away()
        channel.back()
        whole, calls = channel.archive.history, []

        def history(*args, **more):
            calls.append(more)
            return whole(*args, **more) if len(calls) > 1 else iter([Page((), has_more=False)])

        channel.archive.history = history  # type: ignore[method-assign]
        channel.refill()
        assert len(calls) == 2
        assert channel.texts() == ["left out by a page"]

    def test_nothing_is_fetched_from_after_a_room_was_left(self, channel: Channel) -> None:
        channel.away()
        channel.post("missed", told=False)
        channel.clock.advance(1)
        channel.store.leave(Place(ROOM), channel.clock.now())
        channel.post("none of our business", told=False)
        channel.back()
        channel.refill()
        assert channel.texts() == ["missed"]

    def test_a_room_whose_stream_is_not_there_yet_is_judged_when_it_is(self, channel: Channel) -> None:
        channel.store.watch(Place("C2"), "incident-000002")
        channel.away()
        channel.back()
        assert [room.judged_until is not None for room in channel.store.captured()] == [True, False]


class TestCopies:
    """A copy is made once its message is kept, and says why where there is none."""

    def test_a_copy_whose_message_was_deleted_meanwhile_is_not_made(self, channel: Channel) -> None:
        channel.archive.files[LOG.url] = b"content"
        channel.delete(channel.post("look", files=(LOG,)))
        assert channel.refill() == 1
        assert channel.store.evidence(STREAM) == ()

    def test_a_file_that_slack_does_not_give_is_named_with_the_reason(self, channel: Channel) -> None:
        channel.post("look", files=(LOG,))
        channel.refill()
        (piece,) = channel.store.evidence(STREAM)
        assert (piece.missing, piece.file, piece.path) == ("file_not_found", "F1", "files/F1-app.log")

    def test_while_slack_is_out_the_copy_waits(self, channel: Channel) -> None:
        channel.archive.files[LOG.url] = b"content"
        channel.post("look", files=(LOG,))
        channel.archive.refusing = Outage("slack", "server_error")
        with pytest.raises(Outage):
            channel.refill()
        channel.archive.refusing = None
        assert channel.refill() == 1
        assert [one.missing for one in channel.store.evidence(STREAM)] == [""]
