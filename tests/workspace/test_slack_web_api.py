"""Does the Web API answer Slack's own client as Slack would?"""

from __future__ import annotations

import copy
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace.slack import Workspace, serve
from workspace.slack.sample import SAMPLE

OPS, OWN, GENERAL = "C01OPS", "C01FACEOPS", "C01GENERAL"


def refused(call: Callable[..., object], **arguments: Any) -> dict[str, Any]:
    """Return what Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return dict(caught.value.response.data)


def raw(ws: Workspace, path: str, body: bytes | None, content_type: str = "", token: str = "") -> dict[str, Any]:
    """Call without an SDK, as a curl would."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if content_type:
        headers["Content-Type"] = content_type
    request = urllib.request.Request(ws.api_url + path, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as response:
        return dict(json.loads(response.read()))


def test_auth_test_tells_the_ids_that_messages_carry(ws: Workspace, web: WebClient) -> None:
    """Bolt drops the app's own events by these ids; were they different, a bot would answer itself for ever."""
    me = web.auth_test()
    posted = web.chat_postMessage(channel=OWN, text="hello")["message"]
    assert (posted["user"], posted["bot_id"]) == (me["user_id"], me["bot_id"])
    assert me.headers["x-oauth-scopes"].split(",") == sorted(SAMPLE["oauth_config"]["scopes"]["bot"])


def test_tokens_are_told_apart(ws: Workspace) -> None:
    cases = [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        (ws.app_token, "auth.test", "not_allowed_token_type"),
        (ws.bot_token, "apps.connections.open", "not_allowed_token_type"),
    ]
    for token, method, error in cases:
        assert raw(ws, method, b"", "application/json;charset=utf-8", token)["error"] == error
    assert raw(ws, "apps.connections.open", b"", "application/json", ws.app_token)["url"].startswith("ws://127.0.0.1:")


def test_a_missing_scope_is_named_with_what_there_is(ws: Workspace) -> None:
    manifest = copy.deepcopy(SAMPLE)
    manifest["oauth_config"]["scopes"]["bot"] = ["chat:write", "channels:read"]
    with serve(manifest) as poor:
        web = WebClient(token=poor.bot_token, base_url=poor.api_url)
        assert web.chat_postMessage(channel=OWN, text="allowed")["ok"]
        answer = refused(web.reactions_add, channel=OWN, timestamp="1", name="eyes")
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            "reactions:write",
            "channels:read,chat:write",
        )
        assert refused(web.conversations_list, types="private_channel")["needed"] == "groups:read"


def test_unknown_methods_and_arguments_are_recorded(ws: Workspace, web: WebClient) -> None:
    """A journey that uses what Slack does not have must fail; so the workspace remembers."""
    assert refused(web.api_call, api_method="chat.sing")["error"] == "unknown_method"
    web.api_call("chat.postMessage", json={"channel": OWN, "text": "x", "team_id": "T", "volume": 11})
    assert ws.unknown == [
        {"method": "chat.sing", "arguments": []},
        {"method": "chat.postMessage", "arguments": ["volume"]},
    ]


def test_every_way_of_sending_arguments_is_understood(ws: Workspace) -> None:
    """JSON, forms with 1 and 0 and comma lists, queries, and empty bodies of any declared type."""
    token = ws.bot_token
    form = b"types=public_channel%2Cprivate_channel&exclude_archived=1&limit=2"
    assert len(raw(ws, "conversations.list", form, "application/x-www-form-urlencoded", token)["channels"]) == 2
    assert len(raw(ws, "conversations.list?limit=3&exclude_archived=false", None, "", token)["channels"]) == 3
    blocks = json.dumps([{"type": "divider"}])
    posted = raw(
        ws, "chat.postMessage", json.dumps({"channel": OWN, "blocks": blocks}).encode(), "application/json", token
    )
    assert posted["message"]["blocks"][0]["type"] == "divider"
    assert raw(ws, "auth.test", b"", "application/json;charset=utf-8", token)["ok"]
    assert raw(ws, "auth.test", b"token=" + token.encode(), "application/x-www-form-urlencoded")["ok"]
    assert raw(ws, "auth.test", b"{", "application/json", token)["error"] == "invalid_json"
    assert raw(ws, "chat.postMessage", b"{}", "application/json", token)["error"] == "invalid_arguments"


def test_a_bot_speaks_only_where_it_is_a_member(ws: Workspace, web: WebClient) -> None:
    secret = ws.person("ben").act("create_channel", name="secret", is_private=True)["channel"]
    assert refused(web.chat_postMessage, channel=OPS, text="x")["error"] == "not_in_channel"
    assert refused(web.conversations_history, channel=OPS)["error"] == "not_in_channel"
    assert refused(web.chat_postMessage, channel=secret, text="x")["error"] == "channel_not_found"
    assert refused(web.conversations_info, channel="C0NOWHERE")["error"] == "channel_not_found"
    web.conversations_join(channel=OPS)
    assert web.chat_postMessage(channel="#ops", text="now")["channel"] == OPS


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_arguments"),
        ("Inc-Title", "invalid_name_specials"),
        ("inc title", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
        ("a" * 81, "invalid_name_maxlength"),
        ("ops", "name_taken"),
    ],
)
def test_channel_names_follow_slacks_rules(web: WebClient, name: str, error: str) -> None:
    assert refused(web.conversations_create, name=name)["error"] == error


def test_a_room_is_made_dressed_and_filled(ws: Workspace, web: WebClient) -> None:
    room = web.conversations_create(name="inc-2026-11-22-low-success")["channel"]["id"]
    assert web.conversations_setTopic(channel=room, topic="S1")["channel"]["topic"]["value"] == "S1"
    assert refused(web.conversations_setTopic, channel=room, topic="x" * 251)["error"] == "too_long"
    web.conversations_setPurpose(channel=room, purpose="One incident")
    web.conversations_invite(channel=room, users=["U01AIKO", "U01BEN"])
    assert refused(web.conversations_invite, channel=room, users="U01AIKO")["error"] == "already_in_channel"
    assert refused(web.conversations_invite, channel=room, users="U01LIVENESS")["error"] == "cant_invite_self"
    assert web.conversations_members(channel=room)["members"] == ["U01LIVENESS", "U01AIKO", "U01BEN"]
    web.conversations_rename(channel=room, name="inc-renamed")
    assert [message.get("subtype") for message in ws.messages(room)] == [
        "channel_join", "channel_topic", "channel_purpose", "channel_join", "channel_join", "channel_name",
    ]  # fmt: skip
    web.conversations_archive(channel=room)
    assert refused(web.chat_postMessage, channel=room, text="x")["error"] == "is_archived"
    assert web.conversations_open(users="U01AIKO")["channel"]["id"].startswith("D")


def test_paging_goes_through_everything_once(ws: Workspace, web: WebClient) -> None:
    aiko = ws.person("aiko")
    said = [aiko.post(OWN, f"message {number}") for number in range(25)]
    pages = [
        dict(page.data) for page in web.conversations_history(channel=OWN, limit=10, oldest=said[0], inclusive=True)
    ]
    assert [len(page["messages"]) for page in pages] == [10, 10, 5]
    assert [message["ts"] for page in pages for message in page["messages"]] == said[::-1]
    assert [page["has_more"] for page in pages] == [True, True, False]
    assert pages[-1]["response_metadata"]["next_cursor"] == ""
    users = [user["id"] for page in web.users_list(limit=4) for user in page["members"]]
    assert len(users) == len(set(users)) == len(ws.board.team.people)
    assert refused(web.users_list, cursor="nonsense")["error"] == "invalid_cursor"


def test_oldest_and_latest_bound_the_window(ws: Workspace, web: WebClient) -> None:
    a, b, c = (ws.person("aiko").post(OWN, word) for word in ("a", "b", "c"))
    within = web.conversations_history(channel=OWN, oldest=a, latest=c)
    assert [message["ts"] for message in within["messages"]] == [b]
    both = web.conversations_history(channel=OWN, oldest=a, latest=c, inclusive=True)
    assert [message["ts"] for message in both["messages"]] == [c, b, a]
    assert refused(web.conversations_history, channel=OWN, oldest="yesterday")["error"] == "invalid_ts_oldest"


def test_threads_keep_their_order_and_their_parent(ws: Workspace, web: WebClient) -> None:
    aiko = ws.person("aiko")
    root = aiko.post(OWN, "root")
    replies = [aiko.post(OWN, f"reply {number}", root) for number in range(5)]
    pages = [dict(page.data) for page in web.conversations_replies(channel=OWN, ts=root, limit=3)]
    assert [[message["ts"] for message in page["messages"]] for page in pages] == [
        [root, *replies[:2]], [root, *replies[2:4]], [root, replies[4]],
    ]  # fmt: skip
    parent = pages[0]["messages"][0]
    assert (parent["reply_count"], parent["latest_reply"], parent["thread_ts"]) == (5, replies[-1], root)
    shouted = web.chat_postMessage(channel=OWN, text="to all", thread_ts=root, reply_broadcast=True)["ts"]
    newest = web.conversations_history(channel=OWN, limit=1)["messages"][0]
    assert (newest["ts"], newest["subtype"], newest["thread_ts"]) == (shouted, "thread_broadcast", root)
    assert refused(web.conversations_replies, channel=OWN, ts="1.000000")["error"] == "thread_not_found"
    assert refused(web.chat_postMessage, channel=OWN, text="x", thread_ts="1.000000")["error"] == "thread_not_found"


def test_an_update_keeps_metadata_and_drops_blocks(ws: Workspace, web: WebClient) -> None:
    """Source: Slack docs, chat.update; and metadata is given only where it is asked for."""
    marker = {"event_type": "card", "event_payload": {"key": "a-1"}}
    ts = web.chat_postMessage(channel=OWN, text="x", blocks=[{"type": "divider"}], metadata=marker)["ts"]
    web.chat_update(channel=OWN, ts=ts, text="y", blocks=[{"type": "divider"}, {"type": "divider"}])
    plain = web.conversations_history(channel=OWN, limit=1)["messages"][0]
    assert "metadata" not in plain
    assert "edited" not in plain
    assert len(plain["blocks"]) == 2
    web.chat_update(channel=OWN, ts=ts, text="z")
    known = web.conversations_history(channel=OWN, limit=1, include_all_metadata=True)["messages"][0]
    assert (known["text"], known["metadata"], known.get("blocks")) == ("z", marker, None)
    assert known["edited"]["user"] == "U01LIVENESS"
    web.chat_update(channel=OWN, ts=ts, text="z", metadata={})
    assert "metadata" not in web.conversations_history(channel=OWN, limit=1, include_all_metadata=True)["messages"][0]


def test_only_ones_own_messages_can_be_changed(ws: Workspace, web: WebClient) -> None:
    theirs = ws.person("aiko").post(OWN, "mine")
    assert refused(web.chat_update, channel=OWN, ts=theirs, text="x")["error"] == "cant_update_message"
    assert refused(web.chat_delete, channel=OWN, ts=theirs)["error"] == "cant_delete_message"
    assert refused(web.chat_update, channel=OWN, ts="1.000000", text="x")["error"] == "message_not_found"
    ours = web.chat_postMessage(channel=OWN, text="ours")["ts"]
    assert refused(web.chat_update, channel=OWN, ts=ours, text="x" * 4001)["error"] == "msg_too_long"
    assert refused(web.api_call, api_method="chat.update", json={"channel": OWN, "ts": ours})["error"] == "no_text"
    link = web.chat_getPermalink(channel=OWN, message_ts=ours)["permalink"]
    assert link == f"{ws.page_url}archives/{OWN}/p{ours.replace('.', '')}"
    web.chat_delete(channel=OWN, ts=ours)
    assert ours not in [message["ts"] for message in ws.messages(OWN)]


def test_an_ephemeral_message_is_for_one_person_only(ws: Workspace, web: WebClient) -> None:
    ts = web.chat_postEphemeral(channel=OWN, user="U01AIKO", text="psst")["message_ts"]
    assert [message["ts"] for message in ws.person("aiko").whispers(OWN)] == [ts]
    assert ws.person("ben").whispers(OWN) == []
    assert ts not in [message["ts"] for message in web.conversations_history(channel=OWN)["messages"]]
    assert refused(web.chat_update, channel=OWN, ts=ts, text="x")["error"] == "message_not_found"
    assert refused(web.chat_postEphemeral, channel=OWN, user="U01HIRO", text="x")["error"] == "user_not_in_channel"


def test_reactions_pins_and_bookmarks(ws: Workspace, web: WebClient) -> None:
    ts = ws.person("aiko").post(OWN, "mark me")
    web.reactions_add(channel=OWN, timestamp=ts, name="eyes")
    assert refused(web.reactions_add, channel=OWN, timestamp=ts, name="eyes")["error"] == "already_reacted"
    assert web.reactions_get(channel=OWN, timestamp=ts)["message"]["reactions"] == [
        {"name": "eyes", "users": ["U01LIVENESS"], "count": 1}
    ]
    web.reactions_remove(channel=OWN, timestamp=ts, name="eyes")
    assert refused(web.reactions_remove, channel=OWN, timestamp=ts, name="eyes")["error"] == "no_reaction"
    web.pins_add(channel=OWN, timestamp=ts)
    assert refused(web.pins_add, channel=OWN, timestamp=ts)["error"] == "already_pinned"
    assert web.pins_list(channel=OWN)["items"][0]["message"]["ts"] == ts
    web.pins_remove(channel=OWN, timestamp=ts)
    assert refused(web.pins_remove, channel=OWN, timestamp=ts)["error"] == "no_pin"
    mark = web.bookmarks_add(channel_id=OWN, title="Runbook", type="link", link="https://example.com")["bookmark"]
    web.bookmarks_edit(channel_id=OWN, bookmark_id=mark["id"], title="The runbook")
    assert "The runbook" in [one["title"] for one in web.bookmarks_list(channel_id=OWN)["bookmarks"]]
    web.bookmarks_remove(channel_id=OWN, bookmark_id=mark["id"])
    assert mark["id"] not in [one["id"] for one in web.bookmarks_list(channel_id=OWN)["bookmarks"]]


def test_people_and_groups_can_be_looked_up(web: WebClient) -> None:
    aiko = web.users_info(user="U01AIKO", include_locale=True)["user"]
    assert (aiko["locale"], aiko["tz"], aiko["profile"]["email"]) == ("ja-JP", "Asia/Tokyo", "ops@company.com")
    assert "locale" not in web.users_info(user="U01AIKO")["user"]
    assert web.users_lookupByEmail(email="BEN@face-auth.example")["user"]["id"] == "U01BEN"
    assert refused(web.users_lookupByEmail, email="nobody@example.com")["error"] == "users_not_found"
    assert refused(web.users_info, user="U0NOBODY")["error"] == "user_not_found"
    groups = {group["handle"]: group for group in web.usergroups_list(include_users=True)["usergroups"]}
    assert (
        web.usergroups_users_list(usergroup=groups["control-board"]["id"])["users"] == groups["control-board"]["users"]
    )
    assert web.team_info()["team"]["name"] == "Face-Auth"


def test_calls_are_recorded_without_tokens(ws: Workspace, web: WebClient) -> None:
    web.chat_postMessage(channel=OWN, text="hello")
    [call] = ws.calls("chat.postMessage")
    assert (call["ok"], call["args"]["text"]) == (True, "hello")
    raw(ws, "auth.test", b"token=" + ws.bot_token.encode(), "application/x-www-form-urlencoded")
    assert ws.bot_token not in json.dumps(ws.calls())
