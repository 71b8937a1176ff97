"""Does the page show who is here, take one anywhere by a few keys, and serve ten tabs and two people side by side?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from tests.workspace.page_app import small_app
from tests.workspace.page_stage import AIKO, BEN, GENERAL, OPS, Stage, message, open_stage, say


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage(with_app=False) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    yield shared
    shared.close_windows()
    assert shared.complaints() == []


def test_who_has_a_page_open_is_here(stage: Stage) -> None:
    ben = stage.window(BEN)
    ben.locator("#person").click()
    row = ben.locator("a.become", has_text="Aiko Tanaka")
    expect(row).to_contain_text("away")
    ben.keyboard.press("Escape")
    aiko = stage.window(AIKO)
    ben.locator("#person").click()
    expect(row).to_contain_text("here")
    ben.keyboard.press("Escape")
    aiko.close()
    stage.workspace.wait_for(
        lambda: stage.workspace.board.team.presence.of(stage.workspace.person("aiko").person) == "away", what="leaving"
    )


def test_without_the_app_the_page_says_what_that_means_and_takes_it_back(stage: Stage) -> None:
    ben = stage.window(BEN)
    expect(ben.locator("#absent")).to_contain_text("liveness-bot is not connected")
    workspace = stage.workspace
    handler = small_app(WebClient(token=workspace.bot_token, base_url=workspace.api_url), workspace.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    expect(ben.locator("#absent")).to_be_hidden()
    handler.close()  # type: ignore[no-untyped-call]
    expect(ben.locator("#absent")).to_be_visible()


def test_a_few_letters_lead_to_a_channel_also_in_full_width(stage: Stage) -> None:
    ben = stage.window(BEN)
    ben.keyboard.press("Control+k")
    ben.locator("dialog.quick input").fill("＃ｇｅｎｅ")
    expect(ben.get_by_role("option").first).to_contain_text("general")
    ben.keyboard.press("Enter")
    expect(ben.locator("#head h2")).to_contain_text("general")
    expect(ben.locator("dialog.quick")).to_have_count(0)


def test_a_few_letters_make_one_somebody_else(stage: Stage) -> None:
    ben = stage.window(BEN)
    ben.keyboard.press("Control+k")
    ben.locator("dialog.quick input").fill("aiko")
    ben.keyboard.press("Enter")
    expect(ben.locator("#person")).to_contain_text("Aiko Tanaka")
    expect(ben.locator("html")).to_have_attribute("lang", "ja")


def test_keys_go_from_channel_to_channel_and_to_the_next_unread(stage: Stage) -> None:
    ben = stage.window(BEN, OPS)
    stage.workspace.person("aiko").post("general", "<@U01BEN> look here")
    entry = ben.locator(f"[data-channel={GENERAL}]")
    expect(entry.locator(".count.is-calling")).to_contain_text("@")
    ben.keyboard.press("Alt+Shift+ArrowDown")
    expect(entry).to_have_attribute("aria-current", "page")
    expect(entry.locator(".count")).to_have_count(0)
    ben.keyboard.press("Alt+ArrowUp")
    expect(entry).not_to_have_attribute("aria-current", "page")
    ben.keyboard.press("Control+/")
    expect(ben.get_by_role("dialog", name="Keys")).to_contain_text("Next unread conversation")


def test_a_group_folds_away_and_stays_so(stage: Stage) -> None:
    ben = stage.window(BEN, OPS)
    fold = ben.get_by_role("button", name="Channels", exact=True)
    fold.click()
    expect(ben.locator(f"[data-channel={GENERAL}]")).to_have_count(0)
    expect(ben.locator(f"[data-channel={OPS}]")).to_be_visible()
    ben.reload()
    ben.locator("body.is-ready").wait_for()
    expect(ben.locator(f"[data-channel={GENERAL}]")).to_have_count(0)
    fold.click()
    expect(ben.locator(f"[data-channel={GENERAL}]")).to_be_visible()


def test_ten_tabs_of_one_browser_hear_the_same(stage: Stage) -> None:
    first = stage.window(BEN)
    tabs = [first, *(first.context.new_page() for _ in range(9))]
    for tab in tabs[1:]:
        tab.goto(first.url)
        tab.locator("body.is-ready").wait_for()
    say(first, "ten tabs hear this")
    for tab in tabs:
        expect(message(tab, "ten tabs hear this")).to_have_count(1)


def test_two_people_side_by_side(stage: Stage) -> None:
    page = stage.window(BEN)
    page.goto(f"{stage.workspace.page_url}beside?left={BEN}&right={AIKO}&channel={OPS}")
    left, right = (page.frame_locator("iframe").nth(place) for place in (0, 1))
    left.locator("#compose textarea").fill("seen on both sides")
    left.locator("#compose textarea").press("Enter")
    expect(right.locator("article.message", has_text="seen on both sides")).to_be_visible()
    expect(right.locator("#person")).to_contain_text("Aiko Tanaka")
    assert [frame.get_attribute("title") for frame in page.locator("iframe").all()] == [
        "The workspace as Ben Carter",
        "The workspace as Aiko Tanaka",
    ]


def test_a_foreign_page_cannot_put_the_workspace_into_a_frame(stage: Stage) -> None:
    page = stage.window(BEN)
    answer = page.request.get(stage.workspace.page_url)
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
