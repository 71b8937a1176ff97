"""What if Slack itself fails while it is asked something?

What can be found again (a message) is said once; a private answer or one by response_url at least once; nobody is left
without an answer, and the process lives on.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.stage import Json, Stage, stage, written

ROOM = "face-auth-ops"
PATIENCE_SECONDS = 20
DELIVERIES = 2
"""A mention comes as a message and as a mention."""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("slack-fails")) as put_up:
        yield put_up
        assert put_up.workspace.unknown == []
        assert put_up.bot.stop() == 0
        assert '"no answer given"' not in put_up.bot.log()


@pytest.fixture
def calls(place):
    """Return the calls since the test began."""
    before = len(place.workspace.calls())

    def since(method: str, *, fine: bool = True) -> list[Json]:
        return [one for one in place.workspace.calls()[before:] if one["method"] == method and one["ok"] == fine]

    return since


def mention(place: Stage, words: str) -> str:
    """Have Ben mention the bot, and return the message's ts."""
    return place.workspace.person("ben").post(ROOM, f"<@{place.workspace.board.team.app.bot_user_id}> {words}")


def replies(place: Stage, ts: str) -> list[str]:
    return [written(one) for one in place.workspace.messages(ROOM, ts)[1:]]


def until(place: Stage, is_so, what: str):
    return place.workspace.wait_for(is_so, PATIENCE_SECONDS, what)


def all_delivered(place: Stage) -> bool:
    return all(one["outcome"] == "acknowledged" for one in place.workspace.deliveries())


def test_a_mention_that_is_delivered_twice_is_answered_once(place, calls):
    """Slack delivers at least once; the inbox knows the event's id."""
    place.workspace.trouble("duplicate_next", times=DELIVERIES)
    ts = mention(place, "status")
    until(place, lambda: len(calls("chat.update")) == 1 and all_delivered(place), "the chart, which comes last")

    assert [text for text in replies(place, ts) if "Healthy" in text] == replies(place, ts)
    assert len(calls("chat.postMessage")) == 1
    assert 'slack_duplicates_total{kind="event:app_mention"} 1.0' in place.bot.get("/metrics")[1]


def test_a_mention_whose_acknowledgement_was_lost_is_answered_once(place, calls):
    """Then Slack brings it again."""
    place.workspace.trouble("drop_next_ack", times=DELIVERIES)
    ts = mention(place, "status")
    until(place, lambda: len(calls("chat.update")) == 1 and all_delivered(place), "chart and second delivery")

    attempts = [one["attempts"] for one in place.workspace.deliveries() if one["body_summary"].endswith(ts)]
    assert attempts == [2, 2]
    assert len(replies(place, ts)) == len(calls("chat.postMessage")) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_mention_is_answered_once_when_slack_refuses_the_post_at_first(place, calls, status):
    place.workspace.trouble("fail_next", method="chat.postMessage", status=status, retry_after=1)
    ts = mention(place, "status")
    until(place, lambda: len(calls("chat.update")) == 1, "the chart, which comes last")

    assert len(calls("chat.postMessage", fine=False)) == 1
    assert len(replies(place, ts)) == len(calls("chat.postMessage")) == 1


def test_a_command_is_answered_though_the_socket_drops_meanwhile(place, calls):
    """The answer needs no socket, and the next command finds a new one."""
    place.cloud.delay(0.3)
    place.workspace.person("ben").command(ROOM, "/liveness status 24h")
    until(place, lambda: all_delivered(place), "the acknowledgement")
    place.workspace.trouble("drop_socket")
    until(place, lambda: len(calls("response_url")) == 2, "card and chart")
    place.cloud.delay(0)
    until(place, lambda: place.workspace.connections() == 2, "both connections again")
    place.workspace.person("ben").command(ROOM, "/liveness help")
    until(place, lambda: len(calls("response_url")) == 3, "the help")

    assert place.bot.get("/readyz")[0] == 200


def test_a_command_is_answered_though_its_address_fails_at_first(place, calls):
    place.workspace.trouble("fail_next", method="response_url", status=503, times=1)
    place.workspace.trouble("fail_next", method="response_url", status=429, times=1, retry_after=1)
    place.workspace.person("ben").command(ROOM, "/liveness help")
    until(place, lambda: calls("response_url"), "the help")

    assert len(calls("response_url", fine=False)) == 2


def test_an_answer_whose_address_is_used_up_comes_another_way(place, calls):
    """In a channel without the bot that is our conversation with the person; nobody is left without an answer."""
    place.workspace.trouble("exhaust_next_response_url")
    place.workspace.person("ben").command("ops", "/liveness status")
    until(place, lambda: calls("chat.postMessage"), "the card")

    (posted,) = calls("chat.postMessage")
    assert posted["args"]["channel"] == "U01BEN"
    assert "Healthy" in posted["args"]["text"]


def test_a_report_is_announced_once_though_slack_fails_for_a_while(place, calls):
    """Written down before it is acknowledged, said when Slack can hear it."""
    place.workspace.trouble("fail_next", method="chat.postMessage", status=500, times=2)
    place.workspace.person("ben").command("ops", "/liveness report the screen stays white")
    until(place, lambda: len(calls("chat.postMessage")) == 2, "card and line")

    cards = [one for one in place.workspace.messages(ROOM) if "1 user report" in written(one)]
    assert len(cards) == 1
    assert len(place.workspace.messages(ROOM, cards[0]["ts"])) == 2
