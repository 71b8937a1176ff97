"""What does an incident look like? Its channel with what was said and understood, and the checklist for closing it."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

from playwright.sync_api import Page

from docs.pictures.scene import BEN, Scene, keep, newest, say

BROAD, HIGH = 1500, 1150


def in_english(here: Scene) -> None:
    """Declare, lead and close, as English readers see it."""
    ben = here.window(BEN, width=BROAD, height=HIGH)
    _declare(ben, "/incident declare S2 liveness sign-ins fail")
    say(ben, "severity S1 because most sign-ins fail")
    newest(ben, "was S2")
    say(ben, "/incident update half of all sign-ins fail / rolling back / somebody who knows the CDN")
    newest(ben, "Update by")
    keep(ben, "incident-en-room")
    say(ben, "mitigated")
    newest(ben, "after it was detected")
    say(ben, "resolved")
    newest(ben, "resolved, ")
    say(ben, "/incident close")
    ben.locator("dialog[open]").wait_for()
    keep(ben, "incident-en-closing")


def in_japanese(here: Scene) -> None:
    """Lead in Japanese, at night."""
    ben = here.window(BEN, scheme="dark", width=BROAD, height=HIGH)
    _declare(ben, "/incident declare S2 liveness 本人確認に失敗")
    say(ben, "重大度 S1 理由：大半のログインが失敗")
    newest(ben, "以前はS2")
    say(ben, "緩和完了")
    newest(ben, "検知から")
    keep(ben, "incident-ja-dark")


def _declare(ben: Page, words: str) -> None:
    say(ben, words)
    ben.locator("nav .channel", has_text="inc-").click()
    newest(ben, "S2")
