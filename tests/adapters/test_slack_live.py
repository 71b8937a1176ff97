"""Do real Bolt, Socket Mode and signed HTTP carry a question to its answer, in fine weather and foul?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from slack_bolt import App

from bot.adapters.clock import SystemClock
from bot.adapters.memory import MemoryStore
from bot.adapters.slack.archive import SlackArchive
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import slack_clients, verify
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.doors.desk import Answers, Desk
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.listeners import Listeners, bolt_app
from bot.adapters.slack.doors.signed_http import slack_events
from bot.adapters.slack.doors.socket_mode import SocketMode
from bot.adapters.slack.manifest import manifest
from bot.adapters.web import WebServer, web_app
from bot.domain.failures import Mistake, Outage
from bot.flows.telling import answer_to
from bot.speech import Ask, Chart, Form, Place, Reply
from tests.slack_fakes import PlainPages
from workspace.slack import Workspace, serve

PATIENCE_SECONDS = 10
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class _Command:
    name: str = "/liveness"
    description: str = "Asks how the liveness service is doing."
    usage_hint: str = "status [1h|24h|7d]"


@dataclass
class _Charts:
    """Draws nothing much, or fails when told to."""

    failure: Exception | None = None

    def draw(self, chart: Chart, locale: str) -> bytes:
        if self.failure is not None:
            raise self.failure
        return PNG


@dataclass
class Bot:
    """Our doors on a workspace, with an answer that can be exchanged."""

    workspace: Workspace
    app: App
    link: SocketMode
    store: MemoryStore
    charts: _Charts
    answer: Callable[[Ask], Reply | Form]
    asked: list[Ask] = field(default_factory=list)

    def find(self, channel: str, word: str, *, seen_by: str = "ben") -> dict[str, Any] | None:
        found = [one for one in self.workspace.person(seen_by).messages(channel) if word in one.get("text", "")]
        return found[-1] if found else None

    def wait_for(self, channel: str, word: str, *, seen_by: str = "ben") -> dict[str, Any]:
        found = self.workspace.wait_for(
            lambda: self.find(channel, word, seen_by=seen_by), PATIENCE_SECONDS, f"{word!r} in #{channel}"
        )
        assert found is not None
        return found


def _status(ask: Ask) -> Reply:
    facts = {"words": ask.words, "buttons": ["status.refresh:liveness:1h"]}
    if ask.command == "status.refresh":
        facts["words"] = f"refreshed {ask.words}"
    if "statsu" in ask.words:
        raise Mistake("unknown_verb", {"word": "statsu"}, example="/liveness status")
    return Reply("status/card", facts, chart=Chart("status") if "chart" in ask.words else None)


def _explain(failure: BaseException) -> Reply:
    key = failure.key if isinstance(failure, Mistake) else getattr(failure, "reason", type(failure).__name__)
    return Reply(f"failures/{key}", {"why": str(failure)}, audience="private")


@contextmanager
def bot_on(workspace: Workspace, *, over_http: bool) -> Iterator[Bot]:
    token, api_url = workspace.bot_token, workspace.api_url
    clients = slack_clients(token, api_url)
    us = verify(clients)
    clock = SystemClock()
    store, charts, pages = MemoryStore(clock), _Charts(), PlainPages()
    people = SlackArchive(clients, store, clock)
    chat = SlackChat(clients, pages, people, locale="en")
    delivery = Delivery(chat=chat, pages=pages, charts=charts, people=people, locale="en")
    held: list[Bot] = []

    def answer(ask: Ask) -> Reply | Form:
        held[0].asked.append(ask)
        return held[0].answer(ask)

    def on_event(kind: str, body: Mapping[str, object]) -> None:
        raise AssertionError(f"nobody subscribed to {kind}")

    answers = Answers(answer=answer, said_once=answer_to, capture=store.keep, on_event=on_event, explain=_explain)
    desk = Desk(store=store, clock=clock, delivery=delivery, answers=answers, us=us, figures=DoorFigures())
    secret = workspace.signing_secret if over_http else None
    app = bolt_app(Listeners(desk, store, us), token=token, us=us, api_url=api_url, signing_secret=secret)
    link = SocketMode(app, app_token=workspace.app_token, api_url=api_url)
    held.append(Bot(workspace, app, link, store, charts, _status))
    posts = {"/slack/events": slack_events(app)}
    web = WebServer(web_app(reasons=list, registry=CollectorRegistry(), posts=posts), "127.0.0.1", 0)
    web.open()
    try:
        if over_http:
            assert workspace.use_request_url(f"{web.address}/slack/events")
        else:
            link.open()
            workspace.wait_for(lambda: workspace.connections() == 2, PATIENCE_SECONDS, "two connections")
        yield held[0]
    finally:
        link.close()
        desk.close()
        web.close()


@pytest.fixture(params=["socket", "http"])
def bot(request: pytest.FixtureRequest) -> Iterator[Bot]:
    with (
        serve(manifest([_Command()]), hurry=1_000) as workspace,
        bot_on(workspace, over_http=request.param == "http") as bot,
    ):
        yield bot
        assert workspace.unknown == []


@pytest.fixture
def socket_bot() -> Iterator[Bot]:
    with serve(manifest([_Command()]), hurry=1_000) as workspace, bot_on(workspace, over_http=False) as bot:
        yield bot


def test_a_command_is_answered_for_the_channel_also_where_we_are_no_member(bot: Bot) -> None:
    assert bot.workspace.board.team.app.bot_user_id not in bot.workspace.channel("ops").members
    bot.workspace.person("ben").command("ops", "/liveness status 1h")
    card = bot.wait_for("ops", "status/card")
    assert not card.get("ephemeral")
    assert "[en UTC]" in card["text"]


def test_a_refresh_button_changes_the_card_in_place(bot: Bot) -> None:
    ben = bot.workspace.person("ben")
    ben.command("ops", "/liveness status 1h")
    card = bot.wait_for("ops", "status/card")
    bot.workspace.person("aiko").click({**card, "channel": "ops"}, "status.refresh")
    again = bot.wait_for("ops", "refreshed")
    assert again["ts"] == card["ts"]
    assert bot.asked[-1].by == bot.workspace.person("aiko").id


def test_a_mistake_is_whispered_in_the_reader_s_language(bot: Bot) -> None:
    bot.workspace.person("aiko").command("ops", "/liveness statsu")
    told = bot.wait_for("ops", "failures/unknown_verb", seen_by="aiko")
    assert told["ephemeral"]
    assert "[ja Asia/Tokyo]" in told["text"]
    assert bot.find("ops", "failures/unknown_verb") is None


def test_a_failing_button_leaves_the_card_and_tells_only_who_clicked(bot: Bot) -> None:
    ben = bot.workspace.person("ben")
    ben.command("ops", "/liveness status 1h")
    card = bot.wait_for("ops", "status/card")

    def answer(ask: Ask) -> Reply:
        raise Outage("aws", "throttled")

    bot.answer = answer
    ben.click({**card, "channel": "ops"}, "status.refresh")
    assert bot.wait_for("ops", "failures/throttled")["ephemeral"]
    assert bot.find("ops", "status/card") is not None


def test_the_card_comes_first_and_its_chart_after_it_in_the_same_message(bot: Bot) -> None:
    bot.workspace.person("ben").command("ops", "/liveness status chart")
    card = bot.workspace.wait_for(lambda: bot.find("ops", '"image"'), PATIENCE_SECONDS, "the chart")
    assert card is not None
    assert [block["type"] for block in card["blocks"]][-1] == "image"
    cards = [one for one in bot.workspace.messages("ops") if "status/card" in one["text"]]
    assert len(cards) == 1
    said = [call["method"] for call in bot.workspace.calls()]
    assert said.index("response_url") < said.index("files.getUploadURLExternal")


def test_a_card_whose_chart_can_t_be_drawn_stays_and_says_so(bot: Bot) -> None:
    bot.charts.failure = RuntimeError("no font")
    bot.workspace.person("ben").command("ops", "/liveness status chart")
    assert "status/card" in bot.wait_for("ops", "chart_missing")["text"]


def test_a_form_opens_and_its_submission_is_answered(bot: Bot) -> None:
    ben = bot.workspace.person("ben")

    def answer(ask: Ask) -> Reply | Form:
        if not ask.values:
            return Form("incident/declare", command="/liveness", words="declare")
        if ask.values["title"] == "x":
            raise Mistake("title_too_short", field="title")
        return Reply("incident/declared", dict(ask.values))

    bot.answer = answer
    ben.command("ops", "/liveness declare")
    bot.workspace.wait_for(lambda: ben.view() is not None, PATIENCE_SECONDS, "the form")
    ben.submit({"title": {"title": "x"}})
    bot.workspace.wait_for(lambda: bool(ben.form_errors()), PATIENCE_SECONDS, "the error")
    assert "title_too_short" in ben.form_errors()["title"]
    ben.submit({"title": {"title": "low success"}})
    assert "low success" in bot.wait_for("ops", "incident/declared")["text"]
    bot.workspace.wait_for(lambda: ben.view() is None, PATIENCE_SECONDS, "the form to close")


def test_whoever_opens_our_page_finds_the_answer_there_in_their_language_and_its_button_renews_it(bot: Bot) -> None:
    aiko = bot.workspace.person("aiko")
    bot.answer = lambda ask: Reply(
        "home/home", {"said": ask.command, "buttons": ["status.refresh"]}, audience="private"
    )
    aiko.act("open_home", tab="messages")
    aiko.act("open_home", tab="home")
    page = bot.workspace.wait_for(aiko.home, PATIENCE_SECONDS, "the page")
    assert "[ja Asia/Tokyo]" in str(page)
    assert [ask.command for ask in bot.asked] == ["home"]
    aiko.click(page, "status.refresh")
    bot.workspace.wait_for(lambda: "status.refresh" in str(aiko.home()["blocks"][0]), PATIENCE_SECONDS, "the new page")
    assert bot.workspace.person("ben").home() is None


def test_a_mention_s_answer_waits_in_the_store_to_be_said_once(bot: Bot) -> None:
    us = bot.workspace.board.team.app.bot_user_id
    ts = bot.workspace.person("ben").post("general", f"<@{us}> status 1h")
    bot.workspace.wait_for(lambda: bool(bot.store.queued()), PATIENCE_SECONDS, "the effect")
    (effect,) = bot.store.queued()
    assert effect.facts["where"] == {"channel": bot.workspace.channel("general").id, "thread_ts": ts}
    assert bot.asked[0].words == "status 1h"


def test_messages_edits_and_deletions_are_captured_where_we_watch(bot: Bot) -> None:
    ben = bot.workspace.person("ben")
    channel = bot.workspace.channel("general").id
    bot.store.watch(Place(channel), "incident-1")
    kept = ben.post("general", "it is down")
    gone = ben.post("general", "my password is hunter2", thread_ts=kept)
    ben.edit("general", kept, "it is down since 3:00")
    ben.delete("general", gone)

    def captured() -> bool:
        found = {one.ts: one for one in bot.store.messages(channel)}
        return {kept, gone} <= set(found) and found[kept].is_edited and found[gone].is_deleted

    bot.workspace.wait_for(captured, PATIENCE_SECONDS, "the capture")
    found = {one.ts: one for one in bot.store.messages(channel)}
    assert found[kept].text == "it is down since 3:00"
    assert (found[gone].text, found[gone].root_ts) == ("", kept)
    bot.workspace.wait_for(
        lambda: all(one["acknowledged_at"] for one in bot.workspace.deliveries("events_api")),
        PATIENCE_SECONDS,
        "all acks",
    )


def test_a_duplicate_is_answered_once(bot: Bot) -> None:
    us = bot.workspace.board.team.app.bot_user_id
    bot.workspace.trouble("duplicate_next")
    bot.workspace.person("ben").post("general", f"<@{us}> status 1h")
    bot.workspace.wait_for(
        lambda: len(bot.workspace.deliveries("events_api")) >= 2 and bool(bot.store.queued()), PATIENCE_SECONDS, "both"
    )
    bot.workspace.wait_for(
        lambda: all(one["acknowledged_at"] for one in bot.workspace.deliveries("events_api")),
        PATIENCE_SECONDS,
        "all acks",
    )
    assert len([ask for ask in bot.asked if ask.command == "mention"]) == 1


def test_an_answer_that_comes_after_the_address_expired_is_posted_where_we_are_a_member(bot: Bot) -> None:
    held = threading.Event()

    def answer(ask: Ask) -> Reply:
        assert held.wait(PATIENCE_SECONDS)
        return _status(ask)

    bot.answer = answer
    bot.workspace.person("ben").command("general", "/liveness status late")
    bot.workspace.wait_for(lambda: bool(bot.asked), PATIENCE_SECONDS, "the question")
    bot.workspace.let_pass(31 * 60)
    held.set()
    assert "late" in bot.wait_for("general", "status/card")["text"]
    assert bot.workspace.calls("chat.postMessage")


def test_a_late_answer_where_we_are_no_member_goes_to_who_asked(bot: Bot) -> None:
    held = threading.Event()

    def answer(ask: Ask) -> Reply:
        assert held.wait(PATIENCE_SECONDS)
        return _status(ask)

    bot.answer = answer
    ben = bot.workspace.person("ben")
    ben.command("ops", "/liveness status late")
    bot.workspace.wait_for(lambda: bool(bot.asked), PATIENCE_SECONDS, "the question")
    bot.workspace.let_pass(31 * 60)
    held.set()
    said = bot.workspace.wait_for(
        lambda: [one for one in bot.workspace.calls("chat.postMessage") if one["ok"]], PATIENCE_SECONDS, "the message"
    )
    assert said[0]["args"]["channel"] == ben.id


def test_a_server_s_fault_while_answering_is_overcome(bot: Bot) -> None:
    bot.workspace.trouble("fail_next", method="response_url", status=500)
    bot.workspace.person("ben").command("ops", "/liveness status 1h")
    bot.wait_for("ops", "status/card")


def test_nothing_is_lost_when_a_socket_is_cut_or_refreshed(socket_bot: Bot) -> None:
    workspace, ben = socket_bot.workspace, socket_bot.workspace.person("ben")
    for number, trouble in enumerate(["drop_socket", "disconnect", "drop_socket"]):
        workspace.trouble(trouble)
        workspace.wait_for(lambda: workspace.connections() >= 1, PATIENCE_SECONDS, "a connection")
        ben.command("ops", f"/liveness status n{number}")
        socket_bot.wait_for("ops", f"n{number}")
    workspace.wait_for(lambda: workspace.connections() == 2, 15, "both connections")
    assert socket_bot.link.is_open
    assert len(socket_bot.asked) == 3


def test_the_end_is_quiet_and_what_is_at_hand_is_still_acknowledged(
    socket_bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator who reads the log of a restart finds no error in it, and whoever asked meanwhile no timeout."""
    for _ in range(20):
        again = SocketMode(
            socket_bot.app, app_token=socket_bot.workspace.app_token, api_url=socket_bot.workspace.api_url
        )
        again.open()
        socket_bot.workspace.wait_for(lambda: socket_bot.workspace.connections() == 4, PATIENCE_SECONDS, "four")
        again.close()
        socket_bot.workspace.wait_for(lambda: socket_bot.workspace.connections() == 2, PATIENCE_SECONDS, "two")
    assert [one.getMessage() for one in caplog.records if one.levelname in {"WARNING", "ERROR"}] == []


@pytest.mark.parametrize(("token", "reason"), [("xapp-wrong", "invalid_auth"), ("xoxb-1", "wrong_token_type")])
def test_a_wrong_app_token_stops_the_start_with_its_reason(socket_bot: Bot, token: str, reason: str) -> None:
    link = SocketMode(socket_bot.app, app_token=token, api_url=socket_bot.workspace.api_url)
    with pytest.raises(Outage) as refused:
        link.open()
    link.close()
    assert (refused.value.reason, refused.value.retry) == (reason, False)


def test_without_slack_we_are_not_ready_and_go_on_trying(socket_bot: Bot) -> None:
    workspace = socket_bot.workspace
    workspace.trouble("fail_next", method="apps.connections.open", status=503)
    link = SocketMode(socket_bot.app, app_token=workspace.app_token, api_url=workspace.api_url)
    link.open()
    workspace.wait_for(lambda: workspace.connections() == 4, PATIENCE_SECONDS, "two more connections")
    assert link.is_open
    link.close()
