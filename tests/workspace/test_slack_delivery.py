"""Do events, commands and interactions reach a real Bolt app, in Socket Mode, whatever happens to the connection?"""

from __future__ import annotations

import copy
import threading

import pytest
from slack_bolt import Ack, Respond, Say
from slack_sdk import WebClient

from tests.workspace.bolt_app import BoltApp, Json, button
from workspace.slack import Refused, Workspace, serve
from workspace.slack.sample import SAMPLE

OWN, OPS = "C01FACEOPS", "C01OPS"


def test_a_command_is_acknowledged_answered_and_followed_up(ws: Workspace, bolt: BoltApp) -> None:
    @bolt.app.command("/liveness")
    def answer(ack: Ack, respond: Respond, say: Say, command: Json) -> None:
        ack("working on it")
        respond(text=f"asked: {command['text']}", response_type="in_channel")
        say("done")

    aiko = ws.person("aiko")
    aiko.command(OWN, "/liveness status 1h")
    ws.wait_for(lambda: [m for m in ws.messages(OWN) if m["text"] == "done"])
    assert [message["text"] for message in ws.messages(OWN)[-2:]] == ["asked: status 1h", "done"]
    assert [message["text"] for message in aiko.whispers(OWN)] == ["working on it"]
    assert ws.person("ben").whispers(OWN) == []


def test_an_answer_needs_no_membership(ws: Workspace, bolt: BoltApp) -> None:
    """A response URL posts where the bot is not (Slack docs, message responses); say does not."""

    @bolt.app.command("/liveness")
    def answer(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="for all", response_type="in_channel")

    ws.person("aiko").command(OPS, "/liveness status")
    ws.wait_for(lambda: ws.messages(OPS)[-1]["text"] == "for all")
    assert [body for body in bolt.bodies if body["event"].get("channel") == OPS] == []


def test_names_are_escaped_as_the_manifest_says(ws: Workspace, bolt: BoltApp) -> None:
    heard: list[str] = []

    @bolt.app.command("/incident")
    def answer(ack: Ack, command: Json) -> None:
        heard.append(command["text"])
        ack()

    ws.person("aiko").command(OWN, "/incident lead @ben in #ops & <@U01CHIKA>")
    ws.wait_for(lambda: heard)
    assert heard == ["lead <@U01BEN|ben> in <#C01OPS|ops> &amp; <@U01CHIKA|chika>"]
    manifest = copy.deepcopy(SAMPLE)
    manifest["features"]["slash_commands"][1]["should_escape"] = False
    with serve(manifest) as plain:
        plain.person("aiko").command(OWN, "/incident lead <@U01BEN>")
        assert plain.deliveries("slash_commands")[0]["body_summary"] == "/incident lead @ben"


def test_custom_commands_are_refused_in_threads(ws: Workspace) -> None:
    """Source: Slack docs, slash commands."""
    root = ws.person("aiko").post(OWN, "root")
    with pytest.raises(Refused, match="command_in_thread"):
        ws.person("aiko").command(OWN, "/liveness status", root)
    with pytest.raises(Refused, match="unknown_command"):
        ws.person("aiko").command(OWN, "/nonsense")
    assert ws.deliveries("slash_commands") == []


def test_silence_becomes_an_error_for_the_person_and_is_not_repeated() -> None:
    """Commands and clicks are not retried (Slack docs); the client says operation_timeout."""
    with serve(ack_seconds=0.1, hurry=600) as ws:
        bolt = BoltApp(ws)
        release = threading.Event()

        @bolt.app.command("/liveness")
        def sleepy(ack: Ack) -> None:
            release.wait(5)
            ack("too late")

        bolt.connect()
        aiko = ws.person("aiko")
        aiko.command(OWN, "/liveness status")
        assert "operation_timeout" in ws.wait_for(aiko.toasts)[0]
        release.set()
        aiko.command(OWN, "/liveness again")
        ws.wait_for(lambda: aiko.whispers(OWN))
        assert [one["attempts"] for one in ws.deliveries("slash_commands")] == [1, 1]
        bolt.close()


def test_a_click_replaces_the_message_it_was_made_in(ws: Workspace, web: WebClient, bolt: BoltApp) -> None:
    clicks: list[Json] = []

    @bolt.app.action("status.refresh")
    def refresh(ack: Ack, respond: Respond, body: Json) -> None:
        clicks.append(body)
        ack()
        respond(text="fresh", replace_original=True)

    ts = web.chat_postMessage(channel=OWN, text="stale", blocks=[button("status.refresh", value="1h")])["ts"]
    ws.person("ben").click(ws.messages(OWN)[-1], "status.refresh")
    ws.wait_for(lambda: ws.messages(OWN)[-1]["text"] == "fresh")
    assert ws.messages(OWN)[-1]["ts"] == ts
    [body] = clicks
    assert (body["actions"][0]["value"], body["user"]["id"], body["container"]["message_ts"]) == ("1h", "U01BEN", ts)
    assert (body["message"]["text"], body["channel"]["name"]) == ("stale", "face-auth-ops")


def test_an_ephemeral_message_can_be_clicked_replaced_and_deleted(ws: Workspace, bolt: BoltApp) -> None:
    @bolt.app.command("/liveness")
    def offer(ack: Ack) -> None:
        ack(text="sure?", blocks=[button("yes"), {**button("no"), "block_id": "second"}])

    bolt.app.action("yes")(lambda ack, respond: (ack(), respond(text="done", replace_original=True)))
    bolt.app.action("no")(lambda ack, respond: (ack(), respond(delete_original=True)))
    aiko = ws.person("aiko")
    for button_id, left in (("yes", ["done"]), ("no", ["done"])):
        aiko.command(OWN, "/liveness x")
        [asked] = ws.wait_for(lambda: [message for message in aiko.whispers(OWN) if message["text"] == "sure?"])
        aiko.click(asked, button_id)
        ws.wait_for(lambda left=left: [message["text"] for message in aiko.whispers(OWN)] == left)  # type: ignore[misc]


def test_what_people_say_edit_and_take_back_is_heard(ws: Workspace, bolt: BoltApp) -> None:
    aiko = ws.person("aiko")
    ts = aiko.post(OWN, "hello <script>")
    said = bolt.wait_for_event("message", "")
    assert (said["text"], said["channel_type"], said["user"]) == ("hello &lt;script&gt;", "channel", "U01AIKO")
    aiko.edit(OWN, ts, "hello again")
    changed = bolt.wait_for_event("message", "message_changed")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("hello again", "hello &lt;script&gt;")
    assert changed["message"]["edited"]["user"] == "U01AIKO"
    aiko.delete(OWN, ts)
    gone = bolt.wait_for_event("message", "message_deleted")
    assert (gone["deleted_ts"], gone["previous_message"]["text"]) == (ts, "hello again")


def test_threads_tell_of_broadcasts_and_leave_tombstones(ws: Workspace, bolt: BoltApp) -> None:
    aiko = ws.person("aiko")
    root = aiko.post(OWN, "root")
    reply = aiko.post(OWN, "to everybody", root, broadcast=True)
    shouted = bolt.wait_for_event("message", "thread_broadcast")
    assert (shouted["ts"], shouted["thread_ts"], shouted["root"]["ts"]) == (reply, root, root)
    aiko.delete(OWN, root)
    changed = bolt.wait_for_event("message", "message_changed")
    assert (changed["message"]["subtype"], changed["previous_message"]["text"]) == ("tombstone", "root")
    assert [message["ts"] for message in ws.messages(OWN, root)] == [root, reply]
    aiko.delete(OWN, reply)
    assert root not in [message["ts"] for message in ws.messages(OWN)]


def test_mentions_reactions_pins_and_other_bots_are_heard(ws: Workspace, bolt: BoltApp) -> None:
    aiko = ws.person("aiko")
    ts = aiko.post(OWN, "@liveness-bot severity S1")
    assert bolt.wait_for_event("app_mention")["text"] == "<@U01LIVENESS> severity S1"
    aiko.react(OWN, ts, "pushpin")
    added = bolt.wait_for_event("reaction_added")
    assert (added["reaction"], added["item"], added["item_user"]) == (
        "pushpin",
        {"type": "message", "channel": OWN, "ts": ts},
        "U01AIKO",
    )
    aiko.unreact(OWN, ts, "pushpin")
    assert bolt.wait_for_event("reaction_removed")["user"] == "U01AIKO"
    aiko.pin(OWN, ts)
    assert bolt.wait_for_event("pin_added")["item"]["message"]["ts"] == ts
    aiko.unpin(OWN, ts)
    assert bolt.wait_for_event("pin_removed")["has_pins"] is True
    aiko.act("invite", channel=OWN, user="U01DEPLOY")
    assert bolt.wait_for_event("member_joined_channel")["user"] == "U01DEPLOY"
    ws.person("deploybot").post(OWN, "deployed v119")
    other = bolt.wait_for_event("message", "bot_message")
    assert (other["bot_id"], other.get("user"), other["username"]) == ("B01DEPLOY", None, "deploybot")


def test_only_subscribed_events_of_the_bots_channels_are_sent() -> None:
    manifest = copy.deepcopy(SAMPLE)
    manifest["settings"]["event_subscriptions"]["bot_events"] = ["message.channels", "reaction_added"]
    manifest["oauth_config"]["scopes"]["bot"] = ["channels:history", "chat:write"]  # reactions:read is missing
    with serve(manifest) as ws:
        aiko = ws.person("aiko")
        aiko.react(OWN, aiko.post(OWN, "@liveness-bot hello"), "eyes")
        aiko.post(OPS, "the bot is not here")
        secret = aiko.act("create_channel", name="secret", is_private=True)["channel"]
        aiko.post(secret, "nor here")
        assert [one["body_summary"].split()[:2] for one in ws.deliveries()] == [["message", OWN]]


def test_an_unacknowledged_event_comes_again_with_its_reason() -> None:
    """Source: Slack docs, Events API: three retries, the same event_id, the attempt's number."""
    with serve(ack_seconds=0.15, hurry=600) as ws:
        bolt = BoltApp(ws)
        bolt.connect()
        ws.trouble("drop_next_ack", times=2)
        ws.person("aiko").post(OWN, "remember me")
        [delivery] = ws.wait_for(lambda: [one for one in ws.deliveries("events_api") if one["acknowledged_at"]])
        assert delivery["attempts"] == 3
        assert len({body["event_id"] for body in bolt.bodies}) == 1
        assert [headers["x-slack-retry-num"] for headers in bolt.headers] == [["0"], ["1"], ["2"]]
        assert bolt.headers[-1]["x-slack-retry-reason"] == ["timeout"]
        ws.trouble("drop_next_ack", times=9)
        ws.person("aiko").post(OWN, "lost for good")
        lost = ws.wait_for(
            lambda: [one for one in ws.deliveries("events_api") if one["outcome"].startswith("given up")]
        )
        assert lost[0]["attempts"] == 4
        bolt.close()


def test_a_duplicate_has_the_same_event_id(ws: Workspace, bolt: BoltApp) -> None:
    ws.trouble("duplicate_next")
    ws.person("aiko").post(OWN, "twice")
    ws.wait_for(lambda: len(bolt.bodies) == 2)
    assert bolt.bodies[0]["event_id"] == bolt.bodies[1]["event_id"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # slack_sdk leaves cut sockets unclosed
@pytest.mark.parametrize("trouble", ["disconnect", "drop_socket"])
def test_nothing_is_lost_while_the_connection_is_renewed(ws: Workspace, bolt: BoltApp, trouble: str) -> None:
    aiko = ws.person("aiko")
    expected = []
    for number in range(30):
        expected.append(aiko.post(OWN, f"message {number}"))
        if number in {5, 15}:
            ws.trouble(trouble)
    ws.wait_for(lambda: {event["ts"] for event in bolt.events("message")} >= set(expected), 15)
    ws.wait_for(lambda: ws.connections() == 1, 10)


def test_each_payload_goes_to_one_of_several_connections(ws: Workspace, bolt: BoltApp) -> None:
    """Source: Slack docs, Socket Mode: ten connections, each payload to any one of them."""
    bolt.connect()
    expected = [ws.person("aiko").post(OWN, f"message {number}") for number in range(10)]
    ws.wait_for(lambda: len(bolt.bodies) >= len(expected))
    assert sorted(event["ts"] for event in bolt.events("message")) == expected


def test_what_comes_before_the_first_connection_is_kept_for_its_three_seconds(ws: Workspace) -> None:
    ws.person("aiko").post(OWN, "is anybody there?")
    late = BoltApp(ws)
    late.connect()
    assert late.wait_for_event("message")["text"] == "is anybody there?"
    late.close()
