"""What do we tell Slack about what can be said to us?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.pages import Pages
from bot.app.manual import shortcuts, slash_commands
from bot.app.places import TEMPLATES
from bot.catalogue import load
from commands import verbs

ROOT = Path(__file__).parent.parent

MENU, DESCRIPTION, HINT = 24, 150, 1000
"""Slack's manifest schema, version 2: a shortcut's name and description, a command's usage hint."""


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_shortcut_fits_into_a_message_s_menu(locale: str) -> None:
    """Slack refuses a whole manifest over one name that is too long."""
    told = shortcuts(Pages(TEMPLATES), locale)

    assert [one.callback_id for one in told] == ["report", "declare"]
    assert all(0 < len(one.name) <= MENU and 0 < len(one.description) <= DESCRIPTION for one in told)


def test_a_shortcut_is_named_in_the_workspace_s_language() -> None:
    (english, _), (japanese, _) = shortcuts(Pages(TEMPLATES), "en"), shortcuts(Pages(TEMPLATES), "ja")

    assert english.name == "Report what a user saw"
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", japanese.name)


def test_a_command_s_hint_tells_what_people_say_and_not_what_only_buttons_do() -> None:
    for command in slash_commands(load(ROOT / "config"), Pages(TEMPLATES), "en"):
        told = verbs("incident" if command.name == "/incident" else "service").values()
        assert all((verb.usage in command.usage_hint.split(" | ")) == verb.listed for verb in told)
        assert len(command.usage_hint) <= HINT
