"""Does the app's Home on the page show what a real Bolt app publishes, and do its controls work?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.page_app import home
from tests.workspace.page_stage import AIKO, BEN, Stage, message, open_stage


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    yield shared
    shared.close_windows()
    assert shared.complaints() == []
    assert shared.workspace.unknown == []


def at_home(stage: Stage, person: str = BEN) -> Page:
    page = stage.window(person)
    page.locator("nav").get_by_role("button", name="liveness-bot").click()
    expect(page.locator("#home")).to_contain_text("Refreshed")
    return page


def test_the_app_publishes_when_its_home_is_opened_and_its_button_renews_it(stage: Stage) -> None:
    ben = at_home(stage)
    expect(ben.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    ben.locator("#home").get_by_role("button", name="Refresh").click()
    expect(ben.locator("#home")).to_contain_text("Refreshed 1 times")
    (click,) = [one for one in stage.workspace.deliveries("interactive") if "home.refresh" in one["body_summary"]]
    assert click["outcome"] == "acknowledged"


def test_a_form_and_a_choice_come_from_home(stage: Stage) -> None:
    aiko = at_home(stage, AIKO)
    aiko.locator("#home").get_by_role("button", name="Declare").click()
    expect(aiko.locator("dialog[open]")).to_contain_text("Declare an incident")
    aiko.keyboard.press("Escape")
    aiko.locator("#home [data-action-id='home.pick']").click()
    aiko.get_by_role("option", name="24h").click()
    ben = stage.window(BEN)
    expect(message(ben, "picked 24h")).to_be_visible()


def test_messages_are_the_other_tab(stage: Stage) -> None:
    ben = at_home(stage)
    expect(ben.locator("#compose")).to_be_hidden()
    ben.get_by_role("tab", name="Messages").click()
    expect(ben.locator("#home")).to_be_hidden()
    expect(ben.locator("#compose textarea")).to_be_visible()
    ben.locator("[data-channel=C01FACEOPS]").click()
    expect(ben.locator("#tabs")).to_be_hidden()


def test_home_is_there_at_once_after_a_reload(stage: Stage) -> None:
    ben = at_home(stage)
    ben.reload()
    expect(ben.locator("#home")).to_contain_text("Refreshed")


def test_an_old_hash_and_a_wrong_kind_of_view_are_refused(stage: Stage) -> None:
    web = WebClient(token=stage.workspace.bot_token, base_url=stage.workspace.api_url)
    web.views_publish(user_id="U01DANA", view=home(presses=1))
    for view, more, error in (
        (home(presses=2), {"hash": "0.old"}, "hash_conflict"),
        ({**home(presses=2), "title": {"type": "plain_text", "text": "No"}, "submit": 1}, {}, "invalid_arguments"),
    ):
        with pytest.raises(SlackApiError) as refused:
            web.views_publish(user_id="U01DANA", view=view, **more)
        assert refused.value.response["error"] == error
