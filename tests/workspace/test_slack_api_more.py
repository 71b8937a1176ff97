"""Do the methods that come later in the product's life answer slack_sdk as Slack does? And does each refuse as Slack does?"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.bolt_app import BoltApp
from workspace.slack import Workspace, serve
from workspace.slack.api.registry import METHODS
from workspace.slack.refusals import Refused
from workspace.slack.sample import SAMPLE

OPS, GENERAL, AIKO, BEN = "C01FACEOPS", "C01GENERAL", "U01AIKO", "U01BEN"


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as refused:
        call()
    return str(refused.value.response["error"])


def test_somebody_is_taken_out_of_a_room(ws: Workspace, web: WebClient) -> None:
    room = web.conversations_create(name="inc-1", is_private=True)["channel"]["id"]
    web.conversations_invite(channel=room, users=[AIKO])
    assert web.conversations_kick(channel=room, user=AIKO)["ok"]
    assert AIKO not in web.conversations_members(channel=room)["members"]
    assert refusal(lambda: web.conversations_kick(channel=room, user=AIKO)) == "not_in_channel"
    assert refusal(lambda: web.conversations_kick(channel=room, user="U01LIVENESS")) == "cant_kick_self"
    assert refusal(lambda: web.conversations_kick(channel=GENERAL, user=AIKO)) == "cant_kick_from_general"
    with pytest.raises(Exception, match="channel_not_found"):
        ws.person("aiko").post(room, "am I still here?")


def test_a_closed_room_is_opened_again_by_people_only_and_takes_the_app_in_by_invitation(
    ws: Workspace, web: WebClient
) -> None:
    """Source: Slack docs, conversations.unarchive, bug alert; Slack help, archive a channel."""
    ben = ws.person("ben")
    room = web.conversations_create(name="inc-2")["channel"]["id"]
    web.conversations_invite(channel=room, users=[AIKO, BEN])
    assert refusal(lambda: web.conversations_unarchive(channel=room)) == "not_archived"
    with pytest.raises(Refused, match="not_archived"):
        ben.act("unarchive_channel", channel=room)
    web.conversations_archive(channel=room)
    assert refusal(lambda: web.chat_postMessage(channel=room, text="x")) == "is_archived"
    assert refusal(lambda: web.conversations_history(channel=room)) == "not_in_channel"
    assert refusal(lambda: web.conversations_unarchive(channel=room)) == "not_in_channel"
    ben.act("unarchive_channel", channel=room)
    assert web.conversations_members(channel=room)["members"] == [BEN]
    assert refusal(lambda: web.chat_postMessage(channel=room, text="x")) == "not_in_channel"
    ben.act("invite", channel=room, user="U01LIVENESS")
    assert web.chat_postMessage(channel=room, text="x")["ok"]


def test_people_close_rooms_too_and_a_private_one_keeps_its_members(ws: Workspace, web: WebClient) -> None:
    ben, ivy = ws.person("ben"), ws.person("ivy")
    room = web.conversations_create(name="inc-3", is_private=True)["channel"]["id"]
    web.conversations_invite(channel=room, users=[BEN, ivy.id])
    for do in ("archive_channel", "unarchive_channel"):
        with pytest.raises(Refused, match="user_is_restricted"):
            ivy.act(do, channel=room)
    ben.act("archive_channel", channel=room)
    assert web.conversations_info(channel=room)["channel"]["is_archived"]
    assert web.conversations_history(channel=room)["messages"][0]["subtype"] == "channel_archive"
    ben.act("unarchive_channel", channel=room)
    assert web.conversations_members(channel=room)["members"] == ["U01LIVENESS", BEN, ivy.id]


def test_a_guest_of_one_channel_comes_into_no_other(ws: Workspace, web: WebClient) -> None:
    guest = replace(ws.board.team.people["U01IVY"], id="U01JON", name="jon", is_ultra_restricted=True)
    ws.on_loop(lambda: ws.board.team.people.update({guest.id: guest}))
    assert web.users_info(user=guest.id)["user"]["is_ultra_restricted"]
    first, second = (web.conversations_create(name=name)["channel"]["id"] for name in ("one", "two"))
    assert web.conversations_invite(channel=first, users=[guest.id])["ok"]
    assert refusal(lambda: web.conversations_invite(channel=second, users=[guest.id])) == "ura_max_channels"


def test_a_private_rooms_events_are_groups_own() -> None:
    events = ["group_rename", "group_archive", "channel_unarchive", "group_unarchive", "channel_left", "file_deleted"]
    settings = {**SAMPLE["settings"]}
    settings["event_subscriptions"] = {"bot_events": events}
    with serve({**SAMPLE, "settings": settings}, hurry=600) as ws:
        app = BoltApp(ws)
        for kind in events:
            app.app.event(kind)(app._note)
        app.connect()
        web = WebClient(token=ws.bot_token, base_url=ws.api_url)
        room = web.conversations_create(name="war", is_private=True)["channel"]["id"]
        web.conversations_rename(channel=room, name="peace")
        web.conversations_invite(channel=room, users=[BEN])
        web.conversations_archive(channel=room)
        ws.person("ben").act("unarchive_channel", channel=room)
        assert app.wait_for_event("group_rename")["channel"]["name"] == "peace"
        # Bolt lets an app not hear of what it does itself; Slack sends it all the same.
        sent = [one["body_summary"] for one in ws.deliveries("events_api")]
        assert sent[-2:] == [f"group_archive {room}", f"group_unarchive {room}"]
        public = web.conversations_create(name="short")["channel"]["id"]
        web.conversations_leave(channel=public)
        assert app.wait_for_event("channel_left")["channel"] == public
        file = web.files_upload_v2(channel=OPS, filename="a.txt", content="x")["file"]["id"]
        assert web.files_delete(file=file)["ok"]
        assert app.wait_for_event("file_deleted")["file_id"] == file
        app.close()


def test_conversations_of_a_person_are_only_those_that_both_know(ws: Workspace, web: WebClient) -> None:
    ws.person("ben").act("create_channel", name="bens-own", is_private=True)
    both = web.users_conversations(user=BEN, types="public_channel,private_channel", limit=2)
    names = [channel["name"] for page in both for channel in page["channels"]]
    assert "ops" in names
    assert "bens-own" not in names
    assert {one["id"] for one in web.users_conversations()["channels"]} >= {GENERAL, OPS}


def test_presence_profile_bot_and_emoji(ws: Workspace, web: WebClient) -> None:
    assert web.users_getPresence(user=AIKO)["presence"] == "away"
    assert web.users_profile_get(user=AIKO)["profile"]["title"] == "On-call, SRE"
    told = web.bots_info(bot=web.auth_test()["bot_id"])["bot"]
    assert (told["user_id"], told["name"]) == ("U01LIVENESS", "liveness-bot")
    assert web.emoji_list()["emoji"] == {}
    assert refusal(lambda: web.bots_info(bot="B0NOBODY")) == "bot_not_found"


def test_reactions_and_files_are_listed_in_pages(ws: Workspace, web: WebClient) -> None:
    stamps = [str(web.chat_postMessage(channel=OPS, text=f"m{number}")["ts"]) for number in range(3)]
    for ts in stamps:
        web.reactions_add(channel=OPS, timestamp=ts, name="eyes")
    pages = [[item["message"]["ts"] for item in page["items"]] for page in web.reactions_list(limit=2)]
    assert pages == [stamps[:0:-1], stamps[:1]]
    ids = [web.files_upload_v2(channel=OPS, filename=f"{n}.txt", content="x")["file"]["id"] for n in range(3)]
    listed = web.files_list(channel=OPS, count=2)
    assert (listed["paging"]["total"], listed["paging"]["pages"], len(listed["files"])) == (3, 2, 2)
    web.files_delete(file=ids[0])
    assert web.files_list(channel=OPS)["paging"]["total"] == 2
    assert refusal(lambda: web.files_info(file=ids[0])) == "file_not_found"
    assert not any(file["id"] == ids[0] for one in ws.messages(OPS) for file in one.get("files", []))


def test_a_scheduled_message_comes_when_its_moment_does(ws: Workspace, web: WebClient) -> None:
    at = int(ws.board.team.moments.now()) + 3600
    soon = web.chat_scheduleMessage(channel=OPS, text="the deadline is near", post_at=at)
    late = web.chat_scheduleMessage(channel=OPS, text="never mind", post_at=at + 60)
    assert [one["text"] for one in web.chat_scheduledMessages_list()["scheduled_messages"]] == [
        "the deadline is near",
        "never mind",
    ]
    web.chat_deleteScheduledMessage(channel=OPS, scheduled_message_id=late["scheduled_message_id"])
    ws.let_pass(3700)
    assert [one["text"] for one in ws.messages(OPS)][-1] == "the deadline is near"
    assert web.chat_scheduledMessages_list()["scheduled_messages"] == []
    gone = {"channel": OPS, "scheduled_message_id": soon["scheduled_message_id"]}
    assert refusal(lambda: web.chat_deleteScheduledMessage(**gone)) == "invalid_scheduled_message_id"
    assert refusal(lambda: web.chat_scheduleMessage(channel=OPS, text="x", post_at=1)) == "time_in_past"
    far = at + 121 * 24 * 3600
    assert refusal(lambda: web.chat_scheduleMessage(channel=OPS, text="x", post_at=far)) == "time_too_far"


def test_what_only_people_may_is_refused_to_a_bot(web: WebClient) -> None:
    assert refusal(lambda: web.search_messages(query="secret")) == "not_allowed_token_type"


def test_every_method_wants_a_token_and_its_scopes_and_notes_what_it_does_not_know() -> None:
    """The registry is walked: whoever adds a method gets these refusals tested with it."""
    bare = {**SAMPLE, "oauth_config": {"scopes": {"bot": []}}}
    with serve(bare) as ws:
        nobody, stranger = (WebClient(token=token, base_url=ws.api_url) for token in (None, "xoxb-1-wrong"))
        app = WebClient(token=ws.bot_token, base_url=ws.api_url)
        for method in METHODS.values():
            if method.token != "bot":
                continue
            assert refusal(lambda name=method.name: nobody.api_call(name)) == "not_authed"  # type: ignore[misc]
            assert refusal(lambda name=method.name: stranger.api_call(name)) == "invalid_auth"  # type: ignore[misc]
            if method.scopes:
                assert refusal(lambda name=method.name: app.api_call(name)) == "missing_scope"  # type: ignore[misc]
    with serve() as ws:
        app = WebClient(token=ws.bot_token, base_url=ws.api_url)
        for method in METHODS.values():
            if method.token == "bot" and set(method.scopes) <= ws.board.team.manifest.scopes:
                before = len(ws.unknown)
                with suppress(SlackApiError):
                    app.api_call(method.name, params={"nonsense": "1", "channel": "C0NONE"})
                assert any("nonsense" in one["arguments"] for one in ws.unknown[before:]), method.name


LEFT_OUT = re.compile(
    r"^(admin|agents|slackbot|blocks\.validate|apps\.(datastore|event|icon|manifest|uninstall|user)|assistant|auth\.(revoke|teams)|calls|dialog|dnd|entity"
    r"|externalInvites|files\.(comments|remote|revokePublicURL|sharedPublicURL|upload$)|functions|migration|mpim|oauth|openid"
    r"|reminders|rtm|search|slackLists|stars|team\.(accessLogs|billableInfo|billing|externalTeams|integrationLogs|preferences|profile)"
    r"|tooling|users\.(deletePhoto|discoverableContacts|identity|profile\.set|setActive|setPhoto|setPresence)"
    r"|usergroups\.(create|disable|enable|update|users\.update)|workflows|canvases|conversations\.(canvases|externalInvitePermissions"
    r"|acceptSharedInvite|approveSharedInvite|declineSharedInvite|inviteShared|listConnectInvites|requestSharedInvite)"
    r"|chat\.(unfurl|appendStream|startStream|stopStream)|bookmarks\.|team\.info|groups|im|channels|work[a-z]*)"
)
"""What slack_sdk can call and the product never will: administration, Slack Connect, canvases, people's own settings."""


def test_every_method_of_slack_sdk_is_here_or_left_out_on_purpose() -> None:
    source = inspect.getsource(WebClient)
    called = set(re.findall(r'api_call\(\s*"([a-zA-Z.]+)"', source))
    assert len(called) > 200
    assert sorted(name for name in called - set(METHODS) if not LEFT_OUT.match(name)) == []
