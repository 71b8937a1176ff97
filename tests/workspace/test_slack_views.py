"""Do forms open, complain, change, stack and close as Slack's do?"""

from __future__ import annotations

import copy

import pytest
from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.workspace.bolt_app import BoltApp, Json, button, modal, question, section
from workspace.slack import Refused, Workspace, serve
from workspace.slack.sample import SAMPLE

OWN = "C01FACEOPS"


def opened(ws: Workspace, bolt: BoltApp, view: Json, command: str = "/incident") -> Json:
    """Open a form by a command, as Aiko, and return it."""

    @bolt.app.command(command)
    def show(ack: Ack, body: Json) -> None:
        bolt.app.client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    ws.person("aiko").command(OWN, f"{command} declare")
    return ws.wait_for(ws.person("aiko").view, what="the form")


def test_a_form_shows_errors_until_it_is_right(ws: Workspace, bolt: BoltApp) -> None:
    seen: list[Json] = []

    @bolt.app.view("form")
    def check(ack: Ack, view: Json) -> None:
        seen.append(view["state"]["values"])
        title = view["state"]["values"]["title"]["value"]["value"]
        if len(title) < 5:
            ack(response_action="errors", errors={"title": "A little longer, please."})
        else:
            ack()

    opened(ws, bolt, modal(question("title"), question("note", initial_value="none yet")))
    aiko = ws.person("aiko")
    with pytest.raises(Refused) as caught:
        aiko.submit({})
    assert caught.value.extra["errors"] == {"title": "Please complete this required field."}
    assert seen == []
    aiko.submit({"title": {"value": "abc"}})
    ws.wait_for(lambda: aiko.form_errors() == {"title": "A little longer, please."})
    aiko.submit({"title": {"value": "Low success rate"}})
    ws.wait_for(lambda: aiko.view() is None)
    assert seen[-1]["note"]["value"] == {"type": "plain_text_input", "value": "none yet"}


def test_a_submission_can_update_push_and_clear(ws: Workspace, bolt: BoltApp) -> None:
    steps = iter(["update", "push", "clear"])

    @bolt.app.view("form")
    def step(ack: Ack) -> None:
        kind = next(steps)
        if kind == "clear":
            ack(response_action="clear")
        else:
            ack(response_action=kind, view=modal(section(kind), title=kind))

    opened(ws, bolt, modal(section("first")))
    aiko = ws.person("aiko")
    aiko.submit()
    ws.wait_for(lambda: aiko.views()[-1]["title"]["text"] == "update")
    aiko.submit()
    ws.wait_for(lambda: [view["title"]["text"] for view in aiko.views()] == ["update", "push"])
    assert aiko.views()[1]["previous_view_id"] == aiko.views()[0]["id"]
    aiko.submit()
    ws.wait_for(lambda: aiko.views() == [])


def test_elements_in_a_form_act_and_keep_their_state(ws: Workspace, bolt: BoltApp) -> None:
    choice = {
        "type": "static_select",
        "action_id": "severity",
        "options": [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("S1", "S2")],
    }
    pick = {
        "type": "input",
        "block_id": "pick",
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": "Severity"},
        "element": choice,
    }
    heard: list[Json] = []

    @bolt.app.action("severity")
    def chosen(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body)
        bolt.app.client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(pick, question("why"))
        )

    view = opened(ws, bolt, modal(pick))
    aiko = ws.person("aiko")
    aiko.click(view, "severity", selected="S1")
    fresh = ws.wait_for(lambda: (now := aiko.view()) and len(now["blocks"]) == 2 and now)
    assert heard[0]["actions"][0]["selected_option"]["value"] == "S1"
    assert heard[0]["container"] == {"type": "view", "view_id": view["id"]}
    assert fresh["state"]["values"]["pick"]["severity"]["selected_option"]["value"] == "S1"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        bolt.app.client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("x")))


def test_the_app_suggests_options(ws: Workspace, bolt: BoltApp) -> None:
    @bolt.app.options("service")
    def suggest(ack: Ack, payload: Json) -> None:
        ack(options=[{"text": {"type": "plain_text", "text": f"found {payload['value']}"}, "value": "1"}])

    element = {"type": "external_select", "action_id": "service", "min_query_length": 1}
    view = opened(
        ws,
        bolt,
        modal(
            {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Service"}, "element": element}
        ),
    )
    answer = ws.person("aiko").act("suggest", view_id=view["id"], block_id="b", action_id="service", value="live")
    assert answer["options"][0]["text"]["text"] == "found live"


def test_closing_is_told_only_where_it_was_asked_for(ws: Workspace, bolt: BoltApp) -> None:
    closed: list[Json] = []
    bolt.app.view_closed("form")(lambda ack, body: (ack(), closed.append(body)))
    opened(ws, bolt, modal(section("quiet")))
    ws.person("aiko").close()
    opened(ws, bolt, modal(section("loud"), notify_on_close=True), "/liveness")
    ws.person("aiko").close()
    ws.wait_for(lambda: closed)
    assert [(body["type"], body["view"]["blocks"][0]["text"]["text"]) for body in closed] == [("view_closed", "loud")]


def test_triggers_are_for_one_use_within_three_seconds(ws: Workspace, bolt: BoltApp) -> None:
    """Source: Slack docs, trigger_id."""
    triggers: list[str] = []

    @bolt.app.command("/liveness")
    def keep(ack: Ack, command: Json) -> None:
        ack()
        triggers.append(command["trigger_id"])

    web = bolt.app.client
    ws.person("aiko").command(OWN, "/liveness a")
    ws.wait_for(lambda: triggers)
    web.views_open(trigger_id=triggers[0], view=modal(section("x")))
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        web.views_open(trigger_id=triggers[0], view=modal(section("x")))
    ws.person("aiko").command(OWN, "/liveness b")
    ws.wait_for(lambda: len(triggers) == 2)
    ws.let_pass(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        web.views_open(trigger_id=triggers[1], view=modal(section("x")))


def test_three_forms_are_the_most(ws: Workspace, bolt: BoltApp) -> None:
    answers: list[str] = []

    @bolt.app.action("deeper")
    def push(ack: Ack, body: Json) -> None:
        ack()
        try:
            bolt.app.client.views_push(trigger_id=body["trigger_id"], view=modal(button("deeper")))
            answers.append("ok")
        except SlackApiError as error:
            answers.append(error.response["error"])

    opened(ws, bolt, modal(button("deeper")))
    for number in range(3):
        ws.person("aiko").click(ws.person("aiko").views()[-1], "deeper")
        ws.wait_for(lambda number=number: len(answers) == number + 1)  # type: ignore[misc]
    assert answers == ["ok", "ok", "push_limit_reached"]


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (modal(section("x"), title="x" * 25), "invalid_arguments"),
        (modal(section("x"), private_metadata="x" * 3001), "invalid_arguments"),
        (modal(question("q"), submit=None), "invalid_arguments"),
        (modal(*[{"type": "divider"}] * 101), "invalid_blocks"),
        (modal(*[section("あ" * 2900)] * 30), "view_too_large"),
        ({**modal(section("x")), "type": "home"}, "invalid_arguments"),
    ],
)
def test_views_have_their_limits(ws: Workspace, web: WebClient, view: Json, error: str) -> None:
    trigger = ws.on_loop(lambda: ws.board.passes.new_trigger("U01AIKO"))
    with pytest.raises(SlackApiError) as caught:
        web.views_open(trigger_id=trigger, view=view)
    assert caught.value.response["error"] == error


def test_a_response_url_is_good_for_five_answers_in_thirty_minutes(ws: Workspace, bolt: BoltApp) -> None:
    """Source: Slack docs, message responses."""
    urls: list[str] = []

    @bolt.app.command("/liveness")
    def keep(ack: Ack, respond: Respond) -> None:
        ack()
        urls.append(str(respond.response_url))

    aiko = ws.person("aiko")
    for _ in range(2):
        aiko.command(OWN, "/liveness x")
    ws.wait_for(lambda: len(urls) == 2)
    hook = WebhookClient(urls[0])
    assert [hook.send(text=f"{number}").status_code for number in range(6)] == [200] * 5 + [404]
    assert [message["text"] for message in aiko.whispers(OWN)] == ["0", "1", "2", "3", "4"]
    ws.let_pass(30 * 60 + 1)
    late = WebhookClient(urls[1]).send(text="late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


def test_shortcuts_and_the_home_tab(ws: Workspace, bolt: BoltApp) -> None:
    heard: list[Json] = []
    bolt.app.shortcut("timeline.add")(lambda ack, body: (ack(), heard.append(body)))
    bolt.app.shortcut("incident.declare")(lambda ack, body: (ack(), heard.append(body)))
    aiko = ws.person("aiko")
    ts = aiko.post(OWN, "this belongs to the timeline")
    aiko.shortcut("timeline.add", OWN, ts)
    aiko.shortcut("incident.declare")
    ws.wait_for(lambda: len(heard) == 2)
    by_type = {body["type"]: body for body in heard}
    assert (by_type["message_action"]["message"]["ts"], by_type["shortcut"]["callback_id"]) == (ts, "incident.declare")
    aiko.act("open_home")
    assert bolt.wait_for_event("app_home_opened")["tab"] == "home"
    bolt.app.client.views_publish(user_id=aiko.id, view={"type": "home", "blocks": [section("Nothing is wrong.")]})
    shown = aiko.home()
    assert shown is not None
    assert shown["blocks"][0]["text"]["text"] == "Nothing is wrong."


def test_without_interactivity_in_the_manifest_nothing_is_sent() -> None:
    manifest = copy.deepcopy(SAMPLE)
    manifest["settings"]["interactivity"]["is_enabled"] = False
    with serve(manifest) as ws:
        web = WebClient(token=ws.bot_token, base_url=ws.api_url)
        web.chat_postMessage(channel=OWN, text="x", blocks=[button("a")])
        with pytest.raises(Refused, match="interactivity_disabled"):
            ws.person("aiko").click(ws.messages(OWN)[-1], "a")
