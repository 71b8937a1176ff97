"""Does the control API give the page what it was promised, and nobody else more than they may see?"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

import pytest
import websocket
from slack_sdk import WebClient

from tests.workspace.bolt_app import BoltApp, button
from workspace.slack import Workspace
from workspace.slack.human.acting import TEXTS
from workspace.slack.human.door import ACTS

AIKO, BEN, HIRO, OWN, OPS = "U01AIKO", "U01BEN", "U01HIRO", "C01FACEOPS", "C01OPS"
Json = dict[str, Any]


def get(ws: Workspace, path: str, **headers: str) -> Json:
    request = urllib.request.Request(ws.page_url + path, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as response:
        return dict(json.loads(response.read()))


def post(ws: Workspace, path: str, body: Json, **headers: str) -> Json:
    request = urllib.request.Request(ws.page_url + path, data=json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=5) as response:
        return dict(json.loads(response.read()))


def act(ws: Workspace, who: str, do: str, **facts: Any) -> Json:
    return post(ws, "_workspace/act", {"as": who, "do": do, **facts})


@contextmanager
def stream(ws: Workspace, who: str) -> Iterator[Iterator[Json]]:
    """Read the live updates that somebody gets, but for who comes and goes."""
    socket = websocket.create_connection(
        ws.page_url.replace("http", "ws", 1) + f"_workspace/stream?as={who}", timeout=5, suppress_origin=True
    )
    with closing(socket):
        items = (json.loads(socket.recv()) for _ in count())
        yield (item for item in items if item["type"] != "presence")


def test_boot_shows_a_person_their_own_workspace(ws: Workspace) -> None:
    aiko, ivy = get(ws, f"_workspace/boot?as={AIKO}"), get(ws, "_workspace/boot?as=U01IVY")
    assert (aiko["team"]["name"], aiko["me"]["locale"], aiko["app"]["bot_user_id"]) == (
        "Face-Auth",
        "ja-JP",
        "U01LIVENESS",
    )
    assert [command["command"] for command in aiko["commands"]] == ["/liveness", "/incident"]
    assert "pushpin" in aiko["emoji"]
    names = {channel["name"]: channel["is_member"] for channel in aiko["channels"]}
    assert names == {"general": True, "ops": True, "face-auth-dev": True, "incidents": True, "face-auth-ops": True}
    assert ivy["me"]["is_restricted"] is True
    assert get(ws, "_workspace/boot")["me"]["id"] == AIKO
    assert get(ws, "_workspace/boot?as=U0NOBODY")["error"] == "user_not_found"


def test_private_channels_and_whispers_stay_private(ws: Workspace, web: WebClient) -> None:
    secret = act(ws, AIKO, "create_channel", name="secret", is_private=True)["channel"]
    act(ws, AIKO, "post", channel=secret, text="between us")
    assert get(ws, f"_workspace/messages?as={BEN}&channel={secret}")["error"] == "channel_not_found"
    assert secret not in [channel["id"] for channel in get(ws, f"_workspace/boot?as={BEN}")["channels"]]
    web.chat_postEphemeral(channel=OWN, user=AIKO, text="psst")
    seen = {who: get(ws, f"_workspace/messages?as={who}&channel={OWN}")["messages"][-1] for who in (AIKO, BEN)}
    assert (seen[AIKO]["text"], seen[AIKO]["ephemeral"]) == ("psst", True)
    assert "ephemeral" not in seen[BEN]


def test_messages_come_in_pages_oldest_first(ws: Workspace) -> None:
    stamps = [act(ws, AIKO, "post", channel=OWN, text=f"{number}")["ts"] for number in range(7)]
    newest = get(ws, f"_workspace/messages?as={AIKO}&channel={OWN}&limit=3")
    assert ([message["ts"] for message in newest["messages"]], newest["has_more"]) == (stamps[-3:], True)
    older = get(ws, f"_workspace/messages?as={AIKO}&channel={OWN}&limit=3&before={stamps[-3]}")
    assert [message["ts"] for message in older["messages"]] == stamps[-6:-3]
    reply = act(ws, BEN, "post", channel=OWN, text="reply", thread_ts=stamps[0])["ts"]
    thread = get(ws, f"_workspace/messages?as={AIKO}&channel={OWN}&thread_ts={stamps[0]}")
    assert [message["ts"] for message in thread["messages"]] == [stamps[0], reply]


def test_the_stream_tells_what_happens_as_it_happens(ws: Workspace, web: WebClient) -> None:
    with stream(ws, AIKO) as aiko, stream(ws, HIRO) as hiro:
        ts = act(ws, AIKO, "post", channel=OWN, text="hello")["ts"]
        act(ws, AIKO, "react", channel=OWN, ts=ts, name="eyes")
        act(ws, AIKO, "edit", channel=OWN, ts=ts, text="hello again")
        act(ws, BEN, "post", channel=OWN, text="reply", thread_ts=ts)
        web.chat_postEphemeral(channel=OWN, user=AIKO, text="psst")
        act(ws, AIKO, "delete", channel=OWN, ts=act(ws, AIKO, "post", channel=OWN, text="oops")["ts"])
        heard = [next(aiko) for _ in range(8)]
        assert [item["type"] for item in heard] == [
            "message", "message_changed", "message_changed", "message_changed", "message", "ephemeral", "message", "message_deleted",
        ]  # fmt: skip
        assert heard[1]["message"]["reactions"] == [{"name": "eyes", "users": [AIKO], "count": 1}]
        assert heard[3]["message"]["reply_count"] == 1
        assert heard[5]["message"]["ephemeral"] is True
        others = [next(hiro) for _ in range(7)]
        assert "ephemeral" not in [item["type"] for item in others]


def test_the_stream_tells_of_channels_views_toasts_and_weather(ws: Workspace) -> None:
    with stream(ws, AIKO) as items:
        made = act(ws, AIKO, "create_channel", name="inc-1")["channel"]
        kinds = [next(items) for _ in range(3)]
        assert [(item["type"], (item.get("channel") or {}) if item["type"] != "channel" else item["channel"]["id"]) for item in kinds] == [
            ("channel", made), ("message", made), ("channel", made),
        ]  # fmt: skip
        view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
        opened = ws.on_loop(lambda: ws.board.views.open(AIKO, view))
        item = next(items)
        assert (item["type"], item["change"], item["view"]["id"], item["stack_depth"]) == (
            "view",
            "opened",
            opened.id,
            1,
        )
        act(ws, AIKO, "close", view_id=opened.id)
        assert next(items) == {"type": "view_closed", "view_id": opened.id, "stack_depth": 0}
        post(ws, "_workspace/weather", {"slack": "failing"})
        assert next(items)["slack"]["mode"] == "failing"


def test_hostile_text_stays_text(ws: Workspace) -> None:
    """Text is data: Slack's escaping is the only change to it, and it comes back as JSON."""
    nasty = "<script>alert(1)</script> & @nobody \u202e </textarea> 💥"
    ts = act(ws, AIKO, "post", channel=OWN, text=nasty)["ts"]
    [message] = [one for one in get(ws, f"_workspace/messages?as={BEN}&channel={OWN}")["messages"] if one["ts"] == ts]
    assert message["text"] == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; @nobody \u202e &lt;/textarea&gt; 💥"
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>").decode()
    file_id = act(ws, AIKO, "upload", channel=OWN, name="x.svg", content_base64=svg)["file_id"]
    with urllib.request.urlopen(f"{ws.page_url}_workspace/files/{file_id}/x.svg", timeout=5) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in response.headers["Content-Security-Policy"]


def test_typed_names_and_links_become_tokens(ws: Workspace) -> None:
    ts = act(
        ws, AIKO, "post", channel=OWN, text="@ben see #ops, https://example.com/a?b=1&c=2 and mail me@ben.example @here"
    )["ts"]
    [message] = [one for one in ws.messages(OWN) if one["ts"] == ts]
    assert (
        message["text"]
        == "<@U01BEN> see <#C01OPS|ops>, <https://example.com/a?b=1&amp;c=2> and mail me@ben.example <!here>"
    )


def test_what_slack_refuses_people_is_refused_with_a_sentence(ws: Workspace) -> None:
    ts = act(ws, AIKO, "post", channel=OWN, text="mine")["ts"]
    cases = [
        (HIRO, "post", {"channel": OWN, "text": "x"}, "not_in_channel"),
        (BEN, "edit", {"channel": OWN, "ts": ts, "text": "x"}, "cant_update_message"),
        (BEN, "delete", {"channel": OWN, "ts": ts}, "cant_delete_message"),
        ("U01IVY", "join", {"channel": OWN}, "user_is_restricted"),
        (AIKO, "command", {"channel": OWN, "text": "/liveness status", "thread_ts": ts}, "command_in_thread"),
        (AIKO, "dance", {}, "unknown_act"),
        ("U01LIVENESS", "post", {"channel": OWN, "text": "x"}, "not_a_person"),
        (AIKO, "post", {"channel": OWN, "text": "  "}, "no_text"),
    ]
    for who, do, facts, error in cases:
        answer = act(ws, who, do, **facts)
        assert (answer["ok"], answer["error"]) == (False, error)
        assert answer["sentence"].endswith((".", "!"))


def test_other_web_sites_cannot_act_for_people(ws: Workspace) -> None:
    """The server is on loopback, but so is every page in the browser; a foreign origin or host is turned away."""
    body = {"as": AIKO, "do": "post", "channel": OWN, "text": "x"}
    assert post(ws, "_workspace/act", body, Origin="https://evil.example")["error"] == "foreign_origin"
    assert post(ws, "_workspace/act", body, Host="evil.example")["error"] == "foreign_origin"
    assert post(ws, "_workspace/act", body, Origin=ws.page_url.rstrip("/"))["ok"]


def test_read_marks_and_unread_counts(ws: Workspace) -> None:
    def unread() -> int:
        [channel] = [one for one in get(ws, f"_workspace/boot?as={BEN}")["channels"] if one["id"] == OWN]
        return int(channel["unread"])

    assert unread() == 0
    last = [act(ws, AIKO, "post", channel=OWN, text=f"{number}")["ts"] for number in range(3)][-1]
    assert unread() == 3
    act(ws, BEN, "read", channel=OWN, ts=last)
    assert unread() == 0


def test_a_click_over_http_with_a_select(ws: Workspace, web: WebClient, bolt: BoltApp) -> None:
    seen: list[Json] = []
    bolt.app.action("window")(lambda ack, body: (ack(), seen.append(body)))
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("1h", "24h")]
    select = {"type": "static_select", "action_id": "window", "options": options}
    ts = web.chat_postMessage(
        channel=OWN, text="x", blocks=[{"type": "actions", "block_id": "b", "elements": [select]}]
    )["ts"]
    act(ws, AIKO, "click", channel=OWN, message_ts=ts, block_id="b", action_id="window", selected_option=options[1])
    ws.wait_for(lambda: seen)
    assert seen[0]["actions"][0]["selected_option"]["value"] == "24h"
    assert seen[0]["state"]["values"]["b"]["window"]["selected_option"]["value"] == "24h"
    assert (
        act(ws, AIKO, "click", channel=OWN, message_ts=ts, block_id="b", action_id="gone")["error"] == "no_such_element"
    )


def test_records_are_there_for_assertions(ws: Workspace, web: WebClient) -> None:
    web.chat_postMessage(channel=OWN, text="x", blocks=[button("a")])
    assert [call["method"] for call in get(ws, "_workspace/calls?method=chat.postMessage")["calls"]] == [
        "chat.postMessage"
    ]
    kinds = {delivery["kind"] for delivery in get(ws, "_workspace/deliveries")["deliveries"]}
    assert kinds == {"events_api"}
    assert post(ws, "_workspace/slack/trouble", {"do": "fail_next", "method": "auth.test", "status": 500})["ok"]
    assert post(ws, "_workspace/slack/trouble", {"do": "explode"})["error"] == "invalid_trouble"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_broken_json_is_answered_and_not_a_crash(ws: Workspace, body: bytes) -> None:
    request = urllib.request.Request(ws.page_url + "_workspace/act", data=body)
    with urllib.request.urlopen(request, timeout=5) as response:
        assert json.loads(response.read())["error"] == "invalid_json"


@pytest.mark.parametrize(
    "wrong", [7, ["list"], {"map": 1}, "\ud83d", "x" * 50_000], ids=["number", "list", "map", "half", "long"]
)
def test_whatever_a_field_holds_the_answer_is_a_sentence(
    ws: Workspace, caplog: pytest.LogCaptureFixture, wrong: object
) -> None:
    """No act may end in a fault of the server's: those would be logged, and answered without words."""
    acts = sorted(set(ACTS) - {"suggest"})  # it waits for an app, and there is none
    for do in acts:
        for field in (*sorted(TEXTS), "state", "files", "as"):
            answer = post(ws, "_workspace/act", {"as": AIKO, "do": do, "channel": OWN, "ts": "1.1", field: wrong})
            assert answer["ok"] or answer["error"]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_foreign_page_gets_no_file_and_no_export(ws: Workspace) -> None:
    for path in ("export.zip", "files/F1/x"):
        request = urllib.request.Request(ws.page_url + f"_workspace/{path}", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        assert refused.value.code == 403
        refused.value.close()
