"""Do Chat and Archive keep their contract, over the fakes and over Slack's own protocol?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.memory import MemoryStore
from bot.adapters.slack.archive import SlackArchive
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import require_scopes, slack_clients, verify
from bot.adapters.slack.manifest import bot_scopes, manifest
from bot.domain.failures import Outage
from bot.ports import Archive, Chat, Person
from bot.speech import Notice, Place
from tests.fakes import FixedClock
from tests.slack_fakes import FakeArchive, FakeChat, PlainPages
from workspace.slack import Workspace, serve

AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AGES_AHEAD = datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with serve(manifest([])) as running:
        bot = running.board.team.app.bot_user_id
        if bot not in running.channel("general").members:
            running.person("ben").act("invite", channel="general", user=bot)
        yield running


@dataclass
class World:
    """One implementation of both ports, with names that exist in it."""

    chat: Chat
    archive: Archive
    channel: str
    reader: str


def _slack(workspace: Workspace) -> World:
    clients = slack_clients(workspace.bot_token, workspace.api_url)
    archive = SlackArchive(clients, MemoryStore(SystemClock()), SystemClock())
    return World(
        chat=SlackChat(clients, PlainPages(), archive, locale="en"),
        archive=archive,
        channel=workspace.channel("general").id,
        reader=workspace.person("aiko").id,
    )


@pytest.fixture(params=["fake", "slack"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "slack":
        return _slack(request.getfixturevalue("workspace"))
    aiko = Person("U01AIKO", "Aiko", "ja", "Asia/Tokyo")
    ben = Person("U01BEN", "Ben", "en", "America/New_York", email="ben@face-auth.example")
    archive = FakeArchive(aiko, ben, groups={"S01ONCALL": ("oncall", ("U01AIKO", "U01DANA"))})
    return World(FakeChat(FixedClock(), {"general": "C01GENERAL"}), archive, "C01GENERAL", aiko.id)


def _notice(world: World, marker: str, thread_ts: str | None = None, **facts: object) -> Notice:
    return Notice("report/card", facts, Place(world.channel, thread_ts), marker)


class TestChat:
    """What is said can be found again by its marker, and changed."""

    def test_a_message_is_found_by_its_marker_and_by_no_other(self, world: World) -> None:
        ts = world.chat.post(_notice(world, "card:a"))
        assert world.chat.find("card:a", Place(world.channel), since=AGES_AGO) == ts
        assert world.chat.find("card:b", Place(world.channel), since=AGES_AGO) is None

    def test_a_reply_is_found_in_its_thread(self, world: World) -> None:
        root = world.chat.post(_notice(world, "root"))
        reply = world.chat.post(_notice(world, "reply", root))
        assert world.chat.find("reply", Place(world.channel, root), since=AGES_AGO) == reply

    def test_in_a_thread_that_somebody_deleted_nothing_is_found(self, world: World) -> None:
        assert world.chat.find("reply", Place(world.channel, "1.000001"), since=AGES_AGO) is None

    def test_a_message_from_before_is_not_found(self, world: World) -> None:
        world.chat.post(_notice(world, "old"))
        assert world.chat.find("old", Place(world.channel), since=AGES_AHEAD) is None

    def test_an_edited_message_keeps_its_marker(self, world: World) -> None:
        ts = world.chat.post(_notice(world, "edited"), seq=1)
        world.chat.edit(_notice(world, "edited", value=2), ts, seq=2)
        assert world.chat.find("edited", Place(world.channel), since=AGES_AGO) == ts

    def test_editing_a_message_tells_whether_it_is_still_there(self, world: World) -> None:
        assert world.chat.edit(_notice(world, "there"), world.chat.post(_notice(world, "there")))
        assert not world.chat.edit(_notice(world, "gone"), "1.000001")

    def test_a_file_gets_an_id_and_is_shown_only_where_a_place_is_named(self, world: World) -> None:
        assert world.chat.upload("chart.png", b"\x89PNG", title="Chart").startswith("F")
        assert world.chat.upload("log.txt", b"a line", title="Log", where=Place(world.channel)).startswith("F")

    def test_a_channel_is_found_by_its_name(self, world: World) -> None:
        assert world.chat.channel_named("general") == world.channel
        assert world.chat.channel_named("no-such-channel") is None

    def test_a_message_has_an_address_and_one_that_is_gone_has_none(self, world: World) -> None:
        ts = world.chat.post(_notice(world, "linked"))
        link = world.chat.permalink(world.channel, ts)
        assert link.startswith("http")
        assert f"/archives/{world.channel}/p{ts.replace('.', '')}" in link
        with pytest.raises(Outage) as gone:
            world.chat.permalink(world.channel, "1.000001")
        assert (gone.value.reason, gone.value.retry) == ("message_not_found", False)


class TestArchive:
    """People are known by what Slack says of them."""

    def test_a_person_has_a_language_and_a_zone(self, world: World) -> None:
        person = world.archive.person(world.reader)
        assert (person.id, person.locale, person.zone) == ("U01AIKO", "ja", "Asia/Tokyo")

    def test_nobody_is_an_outage_that_no_retry_helps(self, world: World) -> None:
        with pytest.raises(Outage) as nobody:
            world.archive.person("U0NOBODY")
        assert (nobody.value.reason, nobody.value.retry) == ("user_not_found", False)

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("U01AIKO", "U01AIKO"),
            ("W0123ABC", "W0123ABC"),
            ("S01ONCALL", "S01ONCALL"),
            ("ben@face-auth.example", "U01BEN"),
            ("Ben@Face-Auth.example", "U01BEN"),
            ("nobody@face-auth.example", None),
            ("oncall", "S01ONCALL"),
            ("@oncall", "S01ONCALL"),
            ("@nobody", None),
            ("USERS", None),
        ],
    )
    def test_whoever_a_file_names_is_found_or_is_nobody(self, world: World, name: str, meant: str | None) -> None:
        """A name in a file may be out of date: that must be told, and is no failure."""
        assert world.archive.resolve(name) == meant

    def test_a_user_group_has_members_and_one_that_is_not_there_has_none(self, world: World) -> None:
        assert world.archive.members("S01ONCALL") == {"U01AIKO", "U01DANA"}
        assert world.archive.members("S0NOBODY") == frozenset()


class TestSlack:
    """What only Slack's protocol can show."""

    def test_what_slack_finds_too_long_is_said_as_plain_text(self, workspace: Workspace) -> None:
        world = _slack(workspace)
        ts = world.chat.post(_notice(world, "long", buttons=["x" * 300]))
        (said,) = [one for one in workspace.messages("general") if one["ts"] == ts]
        assert not said.get("blocks")
        assert said["text"].startswith("report/card")

    def test_a_forgotten_scope_is_named(self, workspace: Workspace) -> None:
        identity = verify(slack_clients(workspace.bot_token, workspace.api_url))
        require_scopes(identity, bot_scopes())
        with pytest.raises(Outage) as lacking:
            require_scopes(identity, frozenset({"chat:write", "search:read", "canvases:write"}))
        assert (lacking.value.reason, lacking.value.needs) == ("missing_scope", "canvases:write, search:read")

    @pytest.mark.parametrize(("token", "reason"), [("xoxb-wrong", "invalid_auth"), ("xoxp-1", "wrong_token_type")])
    def test_a_wrong_token_is_told_apart_from_a_wrong_kind_of_token(
        self, workspace: Workspace, token: str, reason: str
    ) -> None:
        with pytest.raises(Outage) as refused:
            verify(slack_clients(token, workspace.api_url))
        assert (refused.value.reason, refused.value.retry) == (reason, False)

    def test_an_address_where_nobody_is_may_be_tried_again(self) -> None:
        with pytest.raises(Outage) as silent:
            verify(slack_clients("xoxb-1", "http://127.0.0.1:9/api/"))
        assert (silent.value.reason, silent.value.retry) == ("unreachable", True)

    def test_a_short_rate_limit_is_waited_out_and_a_long_one_is_told(self, workspace: Workspace) -> None:
        world = _slack(workspace)
        workspace.trouble("fail_next", method="chat.postMessage", status=429, retry_after=1)
        world.chat.post(_notice(world, "patient"))
        workspace.trouble("fail_next", method="chat.postMessage", status=429, retry_after=30)
        with pytest.raises(Outage) as limited:
            world.chat.post(_notice(world, "impatient"))
        assert (limited.value.reason, limited.value.retry, limited.value.retry_after) == ("ratelimited", True, 30.0)

    def test_a_server_s_fault_is_repeated_for_reading_and_never_for_speaking(self, workspace: Workspace) -> None:
        world = _slack(workspace)
        workspace.trouble("fail_next", method="users.info", status=500)
        assert world.archive.person(workspace.person("ben").id).locale == "en"
        before = len(workspace.calls("chat.postMessage"))
        workspace.trouble("fail_next", method="chat.postMessage", status=500)
        with pytest.raises(Outage) as failed:
            world.chat.post(_notice(world, "once"))
        assert (failed.value.reason, failed.value.retry) == ("server_error", True)
        assert len(workspace.calls("chat.postMessage")) == before + 1

    def test_a_person_is_asked_for_once_an_hour_and_remembered_while_slack_is_out(self, workspace: Workspace) -> None:
        clock = FixedClock(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
        clients = slack_clients(workspace.bot_token, workspace.api_url)
        archive = SlackArchive(clients, MemoryStore(clock), clock)
        chika = workspace.person("chika").id
        before = len(workspace.calls("users.info"))
        archive.person(chika)
        archive.person(chika)
        assert len(workspace.calls("users.info")) == before + 1
        clock.advance(3_601)
        workspace.weather(slack="failing")
        assert archive.person(chika).id == chika
        clock.advance(86_400)
        with pytest.raises(Outage):
            archive.person(chika)
        workspace.weather(slack="fine")
        archive.person(chika)

    @pytest.mark.parametrize(
        ("method", "ask", "told"),
        [
            ("users.lookupByEmail", lambda archive: archive.resolve("ben@face-auth.example"), "U01BEN"),
            ("users.lookupByEmail", lambda archive: archive.resolve("nobody@face-auth.example"), None),
            ("usergroups.list", lambda archive: archive.resolve("oncall"), "S01ONCALL"),
            ("usergroups.list", lambda archive: archive.resolve("nobody"), None),
            ("usergroups.users.list", lambda archive: archive.members("S01ONCALL"), {"U01AIKO", "U01DANA"}),
            ("usergroups.users.list", lambda archive: archive.members("S0NOBODY"), frozenset()),
        ],
    )
    def test_a_name_is_asked_for_every_ten_minutes_and_remembered_while_slack_takes_no_more(
        self, workspace: Workspace, method: str, ask: Callable[[SlackArchive], object], told: object
    ) -> None:
        """Also that there is nobody: a misspelt contact must not cost a call for each reminder."""
        clock = FixedClock(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
        archive = SlackArchive(slack_clients(workspace.bot_token, workspace.api_url), MemoryStore(clock), clock)
        before = len(workspace.calls(method))
        assert ask(archive) == ask(archive) == told
        assert len(workspace.calls(method)) == before + 1
        clock.advance(601)
        assert ask(archive) == told
        assert len(workspace.calls(method)) == before + 2
        clock.advance(86_400)
        workspace.trouble("fail_next", method=method, status=429, retry_after=30)
        assert ask(archive) == told
        clock.advance(1)
        workspace.trouble("fail_next", method=method, status=429, retry_after=30)
        with pytest.raises(Outage) as out:
            ask(archive)
        assert out.value.retry
        assert len(workspace.calls(method)) == before + 4
        assert ask(archive) == told

    def test_a_group_whose_members_changed_is_known_anew_after_ten_minutes(self, workspace: Workspace) -> None:
        clock = FixedClock(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
        archive = SlackArchive(slack_clients(workspace.bot_token, workspace.api_url), MemoryStore(clock), clock)
        groups = workspace.board.team.groups
        before = groups["S01ONCALL"]
        assert archive.members("S01ONCALL") == set(before.members)
        workspace.on_loop(lambda: groups.update(S01ONCALL=replace(before, members=("U01BEN",))))
        assert archive.members("S01ONCALL") == set(before.members)
        clock.advance(601)
        assert archive.members("S01ONCALL") == {"U01BEN"}
        workspace.on_loop(lambda: groups.update(S01ONCALL=before))

    def test_no_call_was_made_that_slack_does_not_know(self, workspace: Workspace) -> None:
        unknown: list[Any] = workspace.unknown
        assert unknown == []
