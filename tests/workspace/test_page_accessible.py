"""Can people who don't see the page, or have no mouse, use each of its surfaces? axe-core judges, in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.workspace.page_stage import AIKO, Stage, message, open_stage, say

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as stage:
        say_first(stage)
        yield stage


def say_first(stage: Stage) -> None:
    """Fill the channel with one of each: a card, a private word, a thread, a reaction, hostile and Japanese text."""
    ben = stage.workspace.person("ben")
    root = ben.post("C01FACEOPS", "Who has the *deployment* log? <https://example.com|here> `code` > quote")
    ben.post("C01FACEOPS", "見ています :eyes:", thread_ts=root)
    ben.react("C01FACEOPS", root, "eyes")
    ben.pin("C01FACEOPS", root)
    ben.command("C01FACEOPS", "/liveness status")
    stage.workspace.wait_for(lambda: "healthy" in str(ben.messages("C01FACEOPS")), what="the card")


def channel(page: Page) -> None:
    message(page, "liveness is healthy").wait_for()


def thread(page: Page) -> None:
    message(page, "deployment").locator(".thread-link").click()
    message(page, "見ています", pane="#pane").wait_for()


def menu(page: Page) -> None:
    message(page, "deployment").hover()
    message(page, "deployment").locator(".toolbar [aria-haspopup=menu]").click()
    page.get_by_role("menuitem").first.wait_for()


def emoji_picker(page: Page) -> None:
    message(page, "deployment").hover()
    message(page, "deployment").locator(".toolbar [aria-haspopup=dialog]").first.click()
    page.locator(":popover-open:not(#toasts)").wait_for()


def completion(page: Page) -> None:
    page.locator("#compose textarea").press_sequentially("/liv")
    page.get_by_role("option").first.wait_for()


def form(page: Page) -> None:
    say(page, "/liveness form")
    page.locator("dialog[open]").wait_for()


def weather(page: Page) -> None:
    page.locator("#weather-button").click()
    page.locator("label.sky").first.wait_for()


def people(page: Page) -> None:
    page.locator("#person").click()
    page.locator(":popover-open:not(#toasts)").wait_for()


def search(page: Page) -> None:
    page.keyboard.press("Control+g")
    page.get_by_role("searchbox").fill("deployment")
    page.locator(".found mark").first.wait_for()


def details(page: Page) -> None:
    page.locator("#head h2 button").click()
    page.locator(".members-list li").first.wait_for()


def home(page: Page) -> None:
    page.locator("nav .channel", has_text="liveness-bot").click()
    page.locator("#home .home-view").wait_for()


def quick_switch(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()


def keys(page: Page) -> None:
    page.keyboard.press("Control+/")
    page.locator("dialog[open]").wait_for()


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    message(page, "liveness is healthy").wait_for()


SURFACES: Mapping[str, Callable[[Page], None]] = {
    each.__name__: each
    for each in (
        *(channel, thread, menu, emoji_picker, completion, form, weather, people),
        *(search, details, home, quick_switch, keys, narrow),
    )
}


@pytest.mark.parametrize("surface", SURFACES)
def test_axe_finds_nothing_serious(stage: Stage, surface: str) -> None:
    """Everything is judged in light, in Japanese; in dark only what colours can break."""
    page = stage.window(AIKO)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    try:
        SURFACES[surface](page)
        found = serious(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += serious(page, {"runOnly": ["color-contrast"]})
    finally:
        stage.close_windows()
        close_forms(stage)
    assert not found, "\n".join(found)


def serious(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe finds serious or worse, with the first places of each."""
    answer = Axe().run(page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{one['id']} ({one['impact']}): {one['help']}"
        + "".join(f"\n    {node['html'][:200]}\n    {node['failureSummary'][:300]}" for node in one["nodes"][:3])
        for one in answer.response["violations"]
        if one["impact"] in SERIOUS
    ]


def close_forms(stage: Stage) -> None:
    """Close what the surface opened: a form stays with its person, also across windows."""
    aiko = stage.workspace.person("aiko")
    while aiko.view() is not None:
        aiko.close()
