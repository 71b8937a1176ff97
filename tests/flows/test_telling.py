"""Is what must be told told once, wherever we die in between, and kept true afterwards?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.adapters.memory import MemoryStore
from bot.domain.failures import Outage
from bot.domain.service import Service
from bot.flows import reports, teller
from bot.flows.alarms.taking import Taking
from bot.flows.teller import Teller
from bot.ports import Sent
from bot.speech import Chart, Notice, Place
from tests.fakes import FixedClock
from tests.liveness import liveness
from tests.slack_fakes import FakeArchive, FakeChat, FakeMessage

CHANNEL = "C0LIVENESS"
SERVICE = liveness()
STREAM = "reports-liveness-000001"


class Chatting(FakeChat):
    """A pretend Slack that can carry out a post and lose its answer, and that keeps no replies of a deleted root."""

    loses_answers = False

    def post(self, notice: Notice, *, seq: int = 0) -> str:
        root = notice.where.thread_ts
        if root is not None and root not in {one.ts for one in self.messages.get(notice.where.channel, ())}:
            raise Outage("slack", "thread_not_found", retry=False)
        ts = super().post(notice, seq=seq)
        if self.loses_answers:
            raise Outage("slack", "timeout")
        return ts

    def delete(self, message: FakeMessage) -> None:
        self.messages[message.notice.where.channel].remove(message)


@dataclass
class World:
    """A service's channel, told to by effects, of which each may be carried out again at will."""

    clock: FixedClock
    store: MemoryStore
    chat: Chatting
    service: Service
    drawings: int = 0

    def report(self, text: str, cause: str) -> None:
        taking = Taking({self.service.name: self.service}, self.store, self.clock)
        reports.take(text, self.service, by="U1", cause=cause, taking=taking)

    def teller(self, *services: Service, draw: Callable[[Chart], bytes] | None = None) -> Teller:
        known = {one.name: one for one in services}
        return Teller(self.store, self.chat, FakeArchive(), known, draw or self.draw)

    def perform(self, kind: str, facts: Mapping[str, object]) -> None:
        told = self.teller(self.service)
        if kind == "card":
            told.card(facts)
        else:
            told.say(facts)

    def draw(self, _: Chart) -> bytes:
        self.drawings += 1
        return b"png"

    def shown(self, template: str) -> list[FakeMessage]:
        return [one for one in self.chat.messages.get(CHANNEL, []) if one.notice.template == template]

    def card(self) -> FakeMessage:
        (only,) = self.shown("report/card")
        return only


@pytest.fixture
def world() -> World:
    clock = FixedClock()
    chat = Chatting(clock, {SERVICE.channel: CHANNEL})
    return World(clock, MemoryStore(clock), chat, SERVICE)


class TestCards:
    """A card shows what is true now, in one message."""

    def test_a_card_is_posted_once_and_then_edited(self, world: World) -> None:
        world.report("white screen", "a")
        world.store.drain(world.perform)
        world.report("no camera", "b")
        world.store.drain(world.perform)
        assert world.card().notice.facts["count"] == 2
        assert world.card().seq == 2
        assert [one.notice.facts["text"] for one in world.shown("report/line")] == ["white screen", "no camera"]
        assert {one.notice.where.thread_ts for one in world.shown("report/line")} == {world.card().ts}

    def test_ten_changes_that_come_together_are_one_post_and_no_edit(self, world: World) -> None:
        for number in range(10):
            world.report("white screen", f"cause-{number}")
        world.perform("card", {"stream": STREAM})
        posted = world.card()
        world.chat.refusing = Outage("slack", "an edit nobody needs", retry=False)
        for _ in range(9):
            world.perform("card", {"stream": STREAM})
        assert posted.notice.facts["count"] == 10

    def test_a_crash_between_the_post_and_its_note_finds_the_message_and_posts_no_second(self, world: World) -> None:
        world.report("white screen", "a")
        world.chat.loses_answers = True
        with pytest.raises(Outage, match="timeout"):
            world.perform("card", {"stream": STREAM})
        world.chat.loses_answers = False
        world.store.drain(world.perform)
        assert world.card().seq == 1
        assert world.store.sent(f"card:{STREAM}") == Sent(f"card:{STREAM}", Place(CHANNEL), world.card().ts, 1)

    def test_a_message_is_found_after_a_crash_although_slack_s_clock_is_behind_ours(self, world: World) -> None:
        world.report("white screen", "a")
        world.chat.loses_answers = True
        world.chat.clock = FixedClock(world.clock.now() - timedelta(minutes=2))
        with pytest.raises(Outage, match="timeout"):
            world.perform("card", {"stream": STREAM})
        world.chat.loses_answers = False
        world.store.drain(world.perform)
        assert len(world.shown("report/card")) == 1

    def test_a_crash_before_the_post_leads_to_one_post(self, world: World) -> None:
        world.report("white screen", "a")
        world.store.note_sent(Sent(f"card:{STREAM}", Place(CHANNEL), "", 1))
        world.store.drain(world.perform)
        assert world.card().notice.facts["count"] == 1

    def test_a_card_that_somebody_deleted_is_posted_anew_with_the_next_news(self, world: World) -> None:
        world.report("white screen", "a")
        world.store.drain(world.perform)
        world.chat.delete(world.card())
        world.report("no camera", "b")
        world.store.drain(world.perform)
        assert world.card().notice.facts["count"] == 2
        assert world.shown("report/line")[-1].notice.where.thread_ts == world.card().ts

    def test_a_card_posted_anew_is_found_after_a_crash(self, world: World) -> None:
        world.report("white screen", "a")
        world.store.drain(world.perform)
        world.chat.delete(world.card())
        world.report("no camera", "b")
        world.chat.loses_answers = True
        with pytest.raises(Outage, match="timeout"):
            world.perform("card", {"stream": STREAM})
        world.chat.loses_answers = False
        world.store.drain(world.perform)
        assert world.card().notice.facts["count"] == 2

    def test_a_card_of_a_service_that_is_configured_no_more_is_refused_for_good(self, world: World) -> None:
        world.report("white screen", "a")
        with pytest.raises(Outage) as refused:
            world.teller().card({"stream": STREAM})
        assert (refused.value.reason, refused.value.retry) == ("no_such_service", False)


class TestLines:
    """A line is one message, for good."""

    def test_a_line_carried_out_again_says_nothing_more(self, world: World) -> None:
        world.report("white screen", "a")
        effects = world.store.queued()
        for _ in range(2):
            for effect in effects:
                world.perform(effect.kind, effect.facts)
        assert len(world.shown("report/line")) == 1

    def test_a_line_whose_answer_was_lost_is_found_and_not_said_again(self, world: World) -> None:
        world.report("white screen", "a")
        world.perform("card", {"stream": STREAM})
        world.chat.loses_answers = True
        (_, line) = world.store.queued()
        with pytest.raises(Outage, match="timeout"):
            world.perform(line.kind, line.facts)
        world.chat.loses_answers = False
        world.store.drain(world.perform)
        assert len(world.shown("report/line")) == 1

    def test_a_line_that_finds_no_card_puts_it_there_first(self, world: World) -> None:
        world.report("white screen", "a")
        (_, line) = world.store.queued()
        world.perform(line.kind, line.facts)
        assert world.shown("report/line")[0].notice.where.thread_ts == world.card().ts

    def test_a_line_whose_card_was_deleted_in_between_comes_under_a_new_one(self, world: World) -> None:
        world.report("white screen", "a")
        world.perform("card", {"stream": STREAM})
        world.chat.delete(world.card())
        world.store.drain(world.perform)
        assert world.shown("report/line")[0].notice.where.thread_ts == world.card().ts

    def test_a_line_is_followed_by_its_chart_once(self, world: World) -> None:
        facts = _answer(world)
        world.perform("say", facts)
        world.perform("say", facts)
        (said,) = world.shown("status/card")
        assert said.notice.facts["image"] == {"file_id": "F0001"}
        assert (world.drawings, len(world.chat.files)) == (1, 1)

    def test_a_line_whose_chart_can_t_be_drawn_stays_and_says_so(self, world: World) -> None:
        def draw(_: Chart) -> bytes:
            raise Outage("charts", "no_font", retry=False)

        world.teller(draw=draw).say(_answer(world))
        (said,) = world.shown("status/card")
        assert said.notice.facts["chart_missing"] is True

    def test_a_line_that_somebody_deleted_before_its_chart_came_stays_deleted(self, world: World) -> None:
        def draw(_: Chart) -> bytes:
            world.chat.delete(world.shown("status/card")[0])
            return b"png"

        sent = world.teller(draw=draw).say(_answer(world))
        assert world.shown("status/card") == []
        assert sent.seq == teller.WITH_CHART


class TestShutChannels:
    """What we have to tell isn't lost because somebody has yet to make the channel, or to invite us."""

    def test_a_channel_that_isn_t_there_yet_is_waited_for(self, world: World) -> None:
        world.chat.channels.clear()
        world.report("white screen", "a")
        with pytest.raises(Outage) as waiting:
            world.store.drain(world.perform)
        assert (waiting.value.reason, waiting.value.retry) == ("channel_not_found", True)
        assert waiting.value.retry_after == teller.LET_IN_SECONDS
        world.chat.channels[SERVICE.channel] = CHANNEL
        world.store.drain(world.perform)
        assert len(world.shown("report/line")) == 1

    @pytest.mark.parametrize("kind", ["card", "say"])
    def test_a_channel_that_we_aren_t_in_is_waited_for(self, world: World, kind: str) -> None:
        world.report("white screen", "a")
        (effect,) = [one for one in world.store.queued() if one.kind == kind]
        world.chat.refusing = Outage("slack", "not_in_channel", retry=False)
        for _ in range(2):
            with pytest.raises(Outage) as waiting:
                world.perform(effect.kind, effect.facts)
            assert waiting.value.retry
        world.chat.refusing = None
        world.store.drain(world.perform)
        assert len(world.shown("report/line")) == 1

    def test_an_answer_where_we_were_thrown_out_is_given_up(self, world: World) -> None:
        world.chat.refusing = Outage("slack", "not_in_channel", retry=False)
        with pytest.raises(Outage) as refused:
            world.perform("say", _answer(world))
        assert not refused.value.retry


def _answer(world: World) -> dict[str, object]:
    return {
        "template": "status/card",
        "facts": {"verdict": "healthy"},
        "where": {"channel": CHANNEL, "thread_ts": None},
        "marker": "reply-1",
        "at": world.clock.now().isoformat(),
        "chart": {"template": "status/chart", "facts": {}},
    }
