"""What does a postmortem look like? Its card in the room, and the form that chooses rows."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

import re

from playwright.sync_api import Page

from docs.pictures.scene import AIKO, BEN, Scene, keep, newest, say

BROAD, HIGH = 1500, 1150
CHIKA = "U01CHIKA"


def in_english(here: Scene) -> None:
    """From the first message to the published report, with two people of the control board."""
    ben = here.window(BEN, width=BROAD, height=HIGH)
    _handled(ben, "/incident declare S1 liveness brand colours drift")
    _press(ben, "Choose rows")
    ben.locator("dialog[open]").wait_for()
    keep(ben, "postmortem-en-choosing")
    ben.locator("dialog[open]").get_by_role("button", name="Save").click()
    _write(ben)
    _press(ben, "Give it to the control board")
    newest(ben, "in review")
    for person in (AIKO, CHIKA):
        reader = here.window(person, width=BROAD, height=HIGH)
        reader.locator("nav .channel", has_text="inc-").click()
        _press(reader, "Approve")
    newest(ben, ": approved")
    keep(ben, "postmortem-en-card")
    _press(ben, "Publish")
    newest(ben, ": published")


def in_japanese(here: Scene) -> None:
    """Show the same card at night."""
    ben = here.window(BEN, scheme="dark", width=BROAD, height=HIGH)
    _handled(ben, "/incident declare S1 liveness ブランドカラーの逸脱")
    keep(ben, "postmortem-ja-dark")


def _handled(page: Page, words: str) -> None:
    say(page, words)
    page.locator("nav .channel", has_text="inc-").click()
    newest(page, "S1")
    say(page, "the LUT hook failed: the validator had no rights on the new runner")
    say(page, "rolled the LUT back to yesterday's version, 4,200 images are wrong since 04:12")
    say(page, "mitigated")
    say(page, "resolved")
    say(page, "/incident postmortem")
    page.locator("#messages button", has_text=re.compile("Causes|原因")).last.wait_for()


def _write(page: Page) -> None:
    _press(page, "Causes")
    form = page.locator("dialog[open]")
    fields = form.locator("textarea")
    fields.nth(0).fill("The Git hook of the LUT update failed")
    fields.nth(1).fill("No test in CI\nReviews in parallel")
    fields.nth(2).fill("Nobody owns colours")
    form.get_by_role("button", name="Save").click()
    form.wait_for(state="detached")


def _press(page: Page, label: str) -> None:
    card = page.locator(
        "#messages article.message", has=page.locator("button", has_text=re.compile("Causes|原因"))
    ).last
    card.get_by_role("button", name=label).first.click()
