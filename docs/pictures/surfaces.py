"""What does the workspace look like? The panel, stories, search, the App Home, keys, and two people side by side."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

from urllib.parse import urlencode

from playwright.sync_api import Page

from docs.pictures.scene import AIKO, BEN, CHANNEL, NARROW, Scene, keep, newest, say

HIGH = 860


def in_english(here: Scene) -> None:
    """Take the surfaces that English readers see, most of them by day."""
    here.workspace.weather(liveness="healthy")
    ben = here.window(BEN, height=HIGH)
    app_home(ben)
    keep(ben, "home-en-light")
    ben.locator(f"[data-channel={CHANNEL}]").click()
    say(ben, "/liveness report")
    ben.locator("dialog[open]").wait_for()
    keep(ben, "form-en-light")
    ben.keyboard.press("Escape")
    ben.keyboard.press("Control+g")
    ben.get_by_role("searchbox").fill("camera")
    ben.locator(".found mark").first.wait_for()
    keep(ben, "search-en-light")
    ben.keyboard.press("Escape")
    ben.keyboard.press("Control+k")
    ben.keyboard.type("ai")
    ben.get_by_role("option").first.wait_for()
    keep(ben, "quick-en-light")
    ben.keyboard.press("Escape")
    beside(here)
    here.workspace.weather(liveness="healthy")
    panel(here, "errors", "weather-en-light", breaks="Error rate", person=BEN)


def in_japanese(here: Scene) -> None:
    """Take the surfaces that Japanese readers see, most of them by night."""
    aiko = here.window(AIKO, scheme="dark", height=HIGH)
    app_home(aiko)
    keep(aiko, "home-ja-dark")
    aiko.keyboard.press("Control+/")
    aiko.locator("dialog[open]").wait_for()
    keep(aiko, "keys-ja-dark")
    aiko.keyboard.press("Escape")
    panel(here, "throttled_table", "weather-ja-dark", breaks="エラー率", person=AIKO, scheme_is_dark=True)
    here.workspace.weather(liveness="healthy")
    here.workspace.play("first-look")
    viewer = here.window(AIKO, height=HIGH)
    viewer.locator("#story").wait_for()
    newest(viewer, "正常")
    keep(viewer, "story-ja-light")
    phone = here.window(AIKO, scheme="dark", width=NARROW, height=850)
    newest(phone, "正常").evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    keep(phone, "narrow-ja-dark")


def app_home(page: Page) -> None:
    """Open the bot's own page, and wait until it tells of a service."""
    page.locator("nav .channel", has_text="liveness-bot").click()
    page.locator("#home .home-view").wait_for()


def panel(here: Scene, sky: str, name: str, *, breaks: str, person: str, scheme_is_dark: bool = False) -> None:
    """Show the weather panel after a change that breaks a line's limit."""
    page = here.window(person, scheme="dark" if scheme_is_dark else "light", height=1250)
    page.locator("#weather-button").click()
    page.locator("figure.line").first.wait_for()
    page.locator(f"label.sky:has(input[name='sky-liveness'][value='{sky}'])").click()
    page.locator("figure.line.is-bad", has_text=breaks).wait_for()
    keep(page, name)


def beside(here: Scene) -> None:
    """Show two people side by side, one of whom just spoke."""
    page = here.window(BEN, height=HIGH)
    page.set_viewport_size({"width": 1500, "height": HIGH})
    page.goto(f"{here.workspace.page_url}beside?{urlencode({'left': BEN, 'right': AIKO, 'channel': CHANNEL})}")
    left, right = (page.frame_locator("iframe").nth(place) for place in (0, 1))
    for window in (left, right):
        window.locator("body.is-ready").wait_for()
    left.locator("#compose textarea").fill("Rolling back to the version before. Aiko, do you see the alarms?")
    left.locator("#compose textarea").press("Enter")
    right.locator("article.message", has_text="Rolling back").wait_for()
    keep(page, "beside")
