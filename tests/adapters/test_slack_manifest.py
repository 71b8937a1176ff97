"""Does the manifest ask for exactly what is used, in the shape that Slack takes?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from jsonschema.validators import validator_for

from bot.adapters.pages import Pages
from bot.adapters.slack import manifest as made
from bot.adapters.slack.doors.payloads import READERS
from bot.app.answers import HOME, Answers
from bot.app.manual import slash_commands
from bot.app.places import TEMPLATES
from bot.catalogue import load
from bot.speech import Ask, Place
from commands import verbs
from tests.fakes import FakeCloud
from tests.slack_types import MANIFEST
from tests.stories import stories

FOLDER = Path(made.__file__).parent
ROOT = Path(__file__).parents[2]
CALLS_BEHIND = {
    "files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "usergroups_users_list": ("usergroups.users.list",),
}
FAMILIES = ("auth", "bookmarks", "canvases", "chat", "conversations", "emoji", "files", "pins", "reactions", "search",
            "team", "usergroups", "users", "views")  # fmt: skip

FAMILIES_OF_VERBS = ("service", "incident")


@dataclass(frozen=True)
class _Command:
    name: str = "/liveness"
    description: str = "Asks how the liveness service is doing."
    usage_hint: str = "status [1h|24h|7d]"


@dataclass(frozen=True)
class _Shortcut:
    name: str = "Report what users see"
    kind: Literal["message", "global"] = "message"
    callback_id: str = "report.message"
    description: str = "Counts this message as a user's report."


def _called() -> Iterator[str]:
    """Find every Web API method that the adapters' source calls on a client."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and re.fullmatch(rf"({'|'.join(FAMILIES)})_\w+", node.attr):
                yield from CALLS_BEHIND.get(node.attr, (node.attr.replace("_", ".", 1),))


def test_every_method_called_has_its_scopes_and_every_scope_has_its_call() -> None:
    """Add a new method to METHOD_SCOPES in bot/adapters/slack/manifest.py, and take out what isn't called any more."""
    assert set(_called()) == set(made.METHOD_SCOPES)


def test_every_subscription_has_its_scope_and_a_listener() -> None:
    assert set(made.bot_events()) == set(made.EVENT_SCOPES)


def test_the_scopes_are_the_ones_used_and_no_other() -> None:
    assert made.bot_scopes() == {
        "app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:manage",
        "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read",
        "groups:write", "pins:read", "pins:write", "reactions:read", "reactions:write", "usergroups:read", "users:read",
        "users:read.email",
    }  # fmt: skip


def test_by_socket_mode_nothing_has_an_address() -> None:
    told = made.manifest([_Command()])
    assert told["settings"]["socket_mode_enabled"] is True
    assert "http" not in str(told)
    (command,) = told["features"]["slash_commands"]
    assert command == {
        "command": "/liveness",
        "description": "Asks how the liveness service is doing.",
        "usage_hint": "status [1h|24h|7d]",
        "should_escape": True,
    }


def test_shortcuts_are_told_as_they_are_and_only_where_there_are_any() -> None:
    told = made.manifest([_Command()], [_Shortcut(), _Shortcut("Declare incident", "global", "incident.declare")])
    assert told["features"]["shortcuts"] == [
        {
            "name": "Report what users see",
            "type": "message",
            "callback_id": "report.message",
            "description": "Counts this message as a user's report.",
        },
        {
            "name": "Declare incident",
            "type": "global",
            "callback_id": "incident.declare",
            "description": "Counts this message as a user's report.",
        },
    ]
    assert "shortcuts" not in made.manifest([_Command()])["features"]


def test_slacks_own_schema_takes_shortcuts_and_refuses_too_long_a_name() -> None:
    judge = validator_for(MANIFEST)(MANIFEST)
    assert list(judge.iter_errors(made.manifest([_Command()], [_Shortcut("x" * 24, description="y" * 150)]))) == []
    for wrong in (_Shortcut("x" * 25), _Shortcut(description="y" * 151)):
        assert list(judge.iter_errors(made.manifest([_Command()], [wrong])))


def test_over_http_every_door_has_the_address() -> None:
    told = made.manifest([_Command()], http_url="https://bot.example.org/slack/events")
    assert told["settings"]["socket_mode_enabled"] is False
    assert str(told).count("https://bot.example.org/slack/events") == 3


def test_the_texts_fit_into_slack_s_schema() -> None:
    """The limits are those of Slack's manifest schema, version 2."""
    told = made.manifest([_Command()])
    assert len(told["display_information"]["name"]) <= 35
    assert len(told["display_information"]["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", told["display_information"]["background_color"])


@pytest.mark.parametrize("http_url", [None, "https://bot.example.org/slack/events"])
def test_slacks_own_schema_takes_it(http_url: str | None) -> None:
    catalogue = load(ROOT / "config")
    told = made.manifest(slash_commands(catalogue, Pages(TEMPLATES), "en"), http_url=http_url)
    judge = validator_for(MANIFEST)(MANIFEST)
    assert [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in judge.iter_errors(told)] == []
    broken = {**told, "settings": {**told["settings"], "socket_mode_enabled": "yes"}}
    assert list(judge.iter_errors(broken))


def test_every_command_of_the_manifest_is_answered_and_every_service_has_its_command() -> None:
    catalogue, cloud = load(ROOT / "config"), FakeCloud()
    answers = Answers(stories(cloud, *catalogue.services.values()))
    commands = [one.name for one in slash_commands(catalogue, Pages(TEMPLATES), "en")]
    owned = [service.command for service in catalogue.services.values()]
    assert sorted(commands) == sorted([*owned, catalogue.rules.incident_command])
    for command in commands:
        reply = answers.answer(Ask("1", "U1", Place("C1"), command, "help"))
        assert reply.template == ("help/help" if command in owned else "incident/help")


def test_every_button_that_we_show_has_somebody_who_answers_it() -> None:
    """Links only open an address; whatever else can be pressed comes back to us."""
    shown = {
        name
        for path in (ROOT / "tests" / "golden" / "rendered").rglob("*.json")
        for name in re.findall(r'"action_id": "([^":]+)', path.read_text(encoding="utf-8"))
    }
    pressed = {name for name in shown if not name.startswith("link") and "." in name}
    assert pressed >= {"status.refresh", "home.refresh"}
    assert pressed <= {verb.button for family in FAMILIES_OF_VERBS for verb in verbs(family).values()} | HOME


def test_interactivity_shortcuts_and_the_home_tab_are_asked_for_as_they_are_used() -> None:
    told = made.manifest([_Command()])
    assert told["settings"]["interactivity"]["is_enabled"] is any(verb.button for verb in verbs().values())
    assert told["features"]["app_home"]["home_tab_enabled"] is ("event:app_home_opened" in READERS)
    assert "shortcuts" not in told["features"]
