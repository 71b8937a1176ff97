"""Does the whole product work for a person in front of a real browser?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.stage import stage
from tests.workspace.page_stage import AIKO, BEN, CHROMIUM, CHROMIUM_ARGS

OPS = "C01FACEOPS"
PATIENCE_MS = 20_000


@contextmanager
def window(url: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in Chromium, and note what it complains about."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
            page.goto(url)
            page.locator("body.is-ready").wait_for()
            yield page, complaints
        finally:
            browser.close()


def test_ben_types_the_command_reads_the_card_and_sees_the_service_fall_ill(tmp_path):
    """The keyboard, the card with its figures and chart, the weather panel, and a refresh that edits in place."""
    with stage(tmp_path) as place, window(f"{place.workspace.page_url}?as={BEN}&channel={OPS}") as (page, complaints):
        page.locator("#compose textarea").click()
        page.keyboard.type("/liveness status")
        page.keyboard.press("Escape")  # the list of completions, if it is open
        page.keyboard.press("Enter")

        card = page.locator(
            "#messages article.message[data-ts]", has=page.locator("[data-action-id^='status.refresh']")
        )
        expect(card).to_have_count(1, timeout=PATIENCE_MS)
        expect(card).to_contain_text("Healthy")
        expect(card).to_contain_text(re.compile(r"Success rate\s*\d+(\.\d+)?%"))
        chart = card.locator("img[src*='files']")
        chart.wait_for()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=chart.element_handle())
        ts = card.get_attribute("data-ts")

        page.locator("#weather-button").click()
        page.locator("label.sky", has=page.locator("input[value=low_success]")).click()
        place.workspace.wait_for(lambda: place.cloud.weather_now == "low_success")
        card.locator("[data-action-id^='status.refresh']", has_text="Refresh").click()

        expect(card).to_contain_text("Degraded", timeout=PATIENCE_MS)
        expect(card).to_have_count(1)
        assert card.get_attribute("data-ts") == ts
        assert complaints == []


def test_whoever_opens_the_bots_page_sees_every_service_in_their_language(tmp_path):
    """App Home, end to end: the event, the reading, the page, and its button that reads anew."""
    with stage(tmp_path) as place, window(f"{place.workspace.page_url}?as={AIKO}&channel={OPS}") as (page, complaints):
        page.locator("nav .channel", has_text="liveness-bot").click()
        home = page.locator("#home")
        expect(home).to_contain_text("顔のライブネス検出：正常", timeout=PATIENCE_MS)
        place.workspace.weather(liveness="low_success")
        home.get_by_role("button", name="更新").click()
        expect(home).to_contain_text("顔のライブネス検出：異常あり", timeout=PATIENCE_MS)
        expect(home).to_contain_text("成功率")
        assert complaints == []
