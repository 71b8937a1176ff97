"""Can people use an app on the page: its commands, cards, forms and shortcuts? A real Bolt app, in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.workspace.page_stage import AIKO, BEN, Stage, message, more, open_stage, say


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    """Give the module's stage with fresh windows; whatever a page said to its console fails the test."""
    yield shared
    shared.close_windows()
    assert shared.complaints() == []


def test_a_command_is_completed_answered_by_a_card_and_its_button_replaces_the_card(stage: Stage) -> None:
    """From the first slash to the second card, with the keyboard, and seen by a colleague."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    field = ben.locator("#compose textarea")
    field.press_sequentially("/li")
    expect(ben.get_by_role("option", name="/liveness")).to_have_class(re.compile("is-at"))
    field.press("Tab")
    expect(field).to_have_value("/liveness ")
    expect(ben.get_by_role("option", name="status [1h|24h|7d]")).to_be_visible()
    field.press_sequentially("status 1h")
    field.press("Enter")
    for page in (ben, aiko):
        expect(message(page, "liveness is healthy").locator(".badge")).to_be_visible()
    message(ben, "liveness is healthy").get_by_role("button", name="Refresh").click()
    for page in (ben, aiko):
        expect(message(page, "liveness is degraded")).to_contain_text("2 times")
        expect(page.locator("#messages article", has_text="liveness is healthy")).to_have_count(0)


def test_a_dangerous_button_asks_first(stage: Stage) -> None:
    """Escape and the way back do nothing; only the confirmed click reaches the app."""
    ben = stage.window(BEN)
    say(ben, "/liveness status")
    card = message(ben, "liveness is healthy")
    card.get_by_role("button", name="Roll back").click()
    expect(ben.get_by_role("dialog", name="Roll back?")).to_contain_text("100 % → 0 %")
    ben.keyboard.press("Escape")
    expect(ben.get_by_role("dialog")).to_have_count(0)
    card.get_by_role("button", name="Roll back").click()
    ben.get_by_role("button", name="Do it").click()
    expect(message(ben, "rolled back")).to_contain_text("@Ben Carter rolled back")
    expect(ben.locator("#messages article", has_text="rolled back")).to_have_count(1)


def test_a_form_shows_what_is_missing_keeps_what_was_typed_and_closes_when_accepted(stage: Stage) -> None:
    """A modal through all of its answers: missing, refused by the app, updated under the reader's hands, accepted."""
    ben = stage.window(BEN)
    say(ben, "/liveness form")
    form = ben.get_by_role("dialog", name="Declare an incident")
    form.get_by_role("button", name="Declare").click()
    expect(form.get_by_role("alert").first).to_have_text("Please fill this in.")
    form.get_by_label("What is wrong?").fill("slow")
    form.get_by_role("button", name="Severity").click()
    form.get_by_role("combobox").fill("major")
    form.get_by_role("combobox").press("Enter")
    form.get_by_role("button", name="Declare").click()
    expect(form.get_by_role("alert").first).to_have_text("Say it in a few words.")
    form.get_by_role("button", name="Say more").click()
    expect(form).to_contain_text("Opens a private room.")
    expect(form.get_by_label("What is wrong?")).to_have_value("slow")
    form.get_by_label("What is wrong?").fill("slow for everybody")
    form.get_by_role("button", name="Declare").click()
    expect(form).to_have_count(0)
    expect(message(ben, "declared by")).to_contain_text("S1 slow for everybody, declared by @Ben Carter")


def test_a_private_answer_is_seen_by_one_person_and_can_be_dismissed(stage: Stage) -> None:
    """Ephemeral messages say so, in the reader's language."""
    aiko, ben = stage.window(AIKO), stage.window(BEN)
    say(aiko, "/liveness statsu")
    expect(message(aiko, "Unknown: statsu")).to_contain_text("あなただけに表示されています")
    say(ben, "after the private answer")
    expect(message(ben, "after the private answer")).to_be_visible()
    expect(ben.locator("#messages article", has_text="Unknown: statsu")).to_have_count(0)
    message(aiko, "Unknown: statsu").hover()
    message(aiko, "Unknown: statsu").locator(".toolbar button").click()
    expect(aiko.locator("#messages article", has_text="Unknown: statsu")).to_have_count(0)


def test_a_shortcut_on_a_message_reaches_the_app(stage: Stage) -> None:
    """What a slash command can't do in threads, the menu of a message can."""
    ben = stage.window(BEN)
    say(ben, "this belongs into the timeline")
    more(ben, "this belongs into", "Add to timeline")
    message(ben, "this belongs into").locator(".thread-link").click()
    expect(message(ben, "Added to the timeline.", pane="#pane")).to_be_visible()
