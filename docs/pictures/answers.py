"""What do the bot's answers look like? The status card, hints and reports, in English and Japanese."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

from playwright.sync_api import Page

from docs.pictures.scene import AIKO, BEN, NARROW, TALL, WIDE, Scene, card, keep, newest, say


def in_english(here: Scene) -> None:
    """Take what English readers see."""
    ben = here.window(BEN)
    say(ben, "/liveness status")
    card(ben, "Healthy")
    keep(ben, "status-en-light")
    dark = here.window(BEN, scheme="dark")
    card(dark, "Healthy")
    keep(dark, "status-en-dark")
    phone = here.window(BEN, width=NARROW, height=850)
    newest(phone, "Healthy").evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    keep(phone, "status-en-narrow")
    say(ben, "/liveness stauts")
    keep(newest(ben, "Did you mean"), "hint-en")
    reports(here, ben)
    here.workspace.weather(liveness="low_success")
    message = card(ben, "Healthy")
    message.get_by_role("button", name="Refresh").click()
    card(ben, "Degraded")
    newest(ben, "Degraded").evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    keep(ben, "status-en-degraded")


def reports(here: Scene, ben: Page) -> None:
    """Take what becomes of user reports, with their thread."""
    say(ben, "/liveness report the camera screen stays white")
    newest(ben, "1 user report")
    aiko = here.window(AIKO)
    say(aiko, "/liveness report カメラの画面が白いまま進まない")
    message = newest(ben, "2 user reports")
    message.hover()
    message.get_by_role("button", name="Reply in the thread").click()
    ben.locator("#pane article.message", has_text="カメラ").last.wait_for()
    ben.set_viewport_size({"width": 1280, "height": 700})
    newest(ben, "2 user reports").evaluate("(one) => one.scrollIntoView({ block: 'end' })")
    keep(ben, "report-en-thread")
    ben.keyboard.press("Escape")
    ben.set_viewport_size({"width": WIDE, "height": TALL})


def in_japanese(here: Scene) -> None:
    """Take what Japanese readers see where the bot speaks Japanese to everybody."""
    aiko = here.window(AIKO)
    say(aiko, "/liveness status")
    card(aiko, "正常")
    keep(aiko, "status-ja-light")
    say(aiko, "/liveness stauts")
    keep(newest(aiko, "のことですか"), "hint-ja")
