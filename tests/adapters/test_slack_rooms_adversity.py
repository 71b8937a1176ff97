"""Is a room made once and never somebody else's taken, whatever Slack, people and crashes do meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.adapters.slack.client import SlackClients, slack_clients
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.topics import marked
from bot.domain.failures import Outage
from bot.speech import Notice, Place
from tests.adapters.slack_world import chat_on, fresh
from workspace.slack import Workspace, serve
from workspace.slack.state.channels import Note

AIKO, BEN, NOBODY = "U01AIKO", "U01BEN", "U0NOBODY"


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with serve(manifest([])) as running:
        yield running


def test_a_room_that_a_crash_left_without_its_marker_is_taken_up(workspace: Workspace) -> None:
    """Once it is old enough that nobody can be about to mark it; until then we wait."""
    chat, _ = chat_on(workspace)
    name = fresh()
    web = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    left = workspace.channel(web.conversations_create(name=name)["channel"]["id"])
    with pytest.raises(Outage) as young:
        chat.open_room(name, marker="m1", is_private=False, people=[])
    assert (young.value.reason, young.value.retry) == ("room_being_made", True)
    assert 0 < (young.value.retry_after or 0) <= 30
    left.created -= 60
    assert chat.open_room(name, marker=f"m1-{name}", is_private=False, people=[]) == left.id
    assert chat.open_room(name, marker=f"m2-{name}", is_private=False, people=[]) != left.id


@pytest.mark.parametrize("change", ["private", "spoken for", "somebody's", "cleared"])
def test_a_room_that_may_be_somebody_else_s_is_never_taken_up(workspace: Workspace, change: str) -> None:
    chat, _ = chat_on(workspace)
    name = fresh()
    web = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    other = workspace.channel(web.conversations_create(name=name)["channel"]["id"])
    other.created -= 60
    if change == "private":
        other.is_private = True
    elif change == "spoken for":
        other.topic = Note("Lunch", BEN, 1)
    elif change == "somebody's":
        other.creator = BEN
    else:
        other.purpose = Note("", BEN, 1)  # it had a marker, and somebody emptied the purpose
    made = chat.open_room(name, marker=f"m-{name}", is_private=False, people=[])
    assert workspace.channel(made).name == f"{name}-2"


def test_a_marker_in_a_channel_of_somebody_else_is_no_marker(workspace: Workspace) -> None:
    chat, _ = chat_on(workspace)
    ben = workspace.person("ben")
    theirs = ben.act("create_channel", name=fresh())["channel"]
    ben.act("invite", channel=theirs, user="U01LIVENESS")
    ben.act("set_topic", channel=theirs, purpose=marked("", "stolen"))
    assert chat.open_room(fresh(), marker="stolen", is_private=False, people=[]) != theirs


def test_after_many_rooms_of_one_name_the_marker_tells_them_apart(workspace: Workspace) -> None:
    chat, archive = chat_on(workspace)
    name = fresh()
    workspace.person("ben").act("create_channel", name=name, is_private=True)  # one that we can't see
    made = [chat.open_room(name, marker=f"{name}-{n}", is_private=False, people=[]) for n in range(10)]
    assert len(set(made)) == 10
    assert archive.channel(made[7]).name == f"{name}-9"
    assert len(archive.channel(made[8]).name) == len(name) + 9


def test_a_name_that_slack_refuses_is_made_in_latin_letters(workspace: Workspace) -> None:
    chat, archive = chat_on(workspace)
    assert archive.channel(chat.open_room("inc-成功率", marker="ja", is_private=False, people=[])).name == "inc-成功率"
    made = chat.open_room("inc-成功率。-5", marker="ja2", is_private=False, people=[])
    assert archive.channel(made).name == "inc-5"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"do": "lose_next_reply", "method": "conversations.create"}, "unreachable"),
        ({"do": "fail_next", "method": "conversations.setPurpose", "status": 429, "retry_after": 30}, "ratelimited"),
        ({"do": "fail_next", "method": "conversations.members", "status": 429, "retry_after": 30}, "ratelimited"),
    ],
    ids=lambda fault: str(fault["method"]) if isinstance(fault, dict) else "",
)
def test_a_room_half_made_is_finished_and_no_second_one_made(
    workspace: Workspace, fault: dict[str, Any], reason: str
) -> None:
    chat, _ = chat_on(workspace)
    name = fresh()
    workspace.trouble(**fault)
    with pytest.raises(Outage) as late:
        chat.open_room(name, marker=f"m-{name}", is_private=False, people=[AIKO])
    assert (late.value.reason, late.value.retry) == (reason, True)
    made = workspace.channel(name)
    made.created -= 60
    assert chat.open_room(name, marker=f"m-{name}", is_private=False, people=[AIKO]) == made.id
    assert AIKO in made.members
    assert workspace.board.team.channel_named(f"{name}-2") is None


def test_a_crowd_is_invited_in_batches_and_one_stranger_keeps_nobody_out(workspace: Workspace) -> None:
    chat, _ = chat_on(workspace)
    ben = workspace.board.team.people[BEN]
    crowd = {f"U02{n:05d}": replace(ben, id=f"U02{n:05d}", name=f"crowd{n}") for n in range(65)}
    workspace.on_loop(lambda: workspace.board.team.people.update(crowd))
    made = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[])
    before = len(workspace.calls("conversations.invite"))
    assert chat.invite(made, [*crowd, NOBODY, "U01LIVENESS"]) == {NOBODY: "user_not_found"}
    assert set(crowd) < set(workspace.channel(made).members)
    assert len(workspace.calls("conversations.invite")) == before + 4


def test_a_topic_is_set_only_when_it_differs_also_where_slack_spells_it_in_its_own_way(workspace: Workspace) -> None:
    clients = slack_clients(workspace.bot_token, workspace.api_url)
    chat, _ = chat_on(workspace, replace(clients, reading=_Spelling(clients), speaking=_Spelling(clients)))
    made = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[])
    before = len(workspace.calls("conversations.setTopic"))
    for topic in ("🔥 a & b", "🔥 a & b", "🔥 a & b", "plain", "plain"):
        chat.dress_room(made, topic=topic)
    assert len(workspace.calls("conversations.setTopic")) == before + 2
    workspace.person("ben").act("join", channel=made)
    workspace.person("ben").act("set_topic", channel=made, topic="mine")
    chat.dress_room(made, topic="plain")
    assert len(workspace.calls("conversations.setTopic")) == before + 3


def test_a_room_opened_again_by_somebody_is_open_and_we_are_not_in_it(workspace: Workspace) -> None:
    chat, archive = chat_on(workspace)
    made = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[BEN])
    chat.archive_room(made)
    workspace.person("ben").act("unarchive_channel", channel=made)
    assert chat.unarchive_room(made)
    assert not archive.channel(made).is_member
    with pytest.raises(Outage) as outside:
        chat.archive_room(made)
    assert outside.value.reason == "not_in_channel"


def test_what_is_said_privately_is_in_the_reader_s_language(workspace: Workspace) -> None:
    chat, _ = chat_on(workspace)
    made = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[AIKO])
    assert chat.say_privately(Notice("incident/read_in", {}, Place(made), ""), AIKO)
    assert "[ja Asia/Tokyo]" in workspace.person("aiko").whispers(made)[-1]["text"]


def test_no_call_was_made_that_slack_does_not_know(workspace: Workspace) -> None:
    assert workspace.unknown == []


class _Spelling(WebClient):
    """Slack's client at a Slack that names emoji in what it stores, as it does in messages."""

    def __init__(self, clients: SlackClients) -> None:
        super().__init__(token=clients.reading.token, base_url=clients.reading.base_url)

    def conversations_info(self, **facts):
        return _spelt(super().conversations_info(**facts))

    def conversations_setTopic(self, **facts):  # noqa: N802 - slack_sdk's name
        return _spelt(super().conversations_setTopic(**facts))


def _spelt(answer):
    topic = answer.data["channel"]["topic"]
    topic["value"] = topic["value"].replace("🔥", ":fire:")
    return answer
