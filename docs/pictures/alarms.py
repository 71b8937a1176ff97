"""What does an alarm look like? Its message, its thread with the triage, a silence, its end, in both languages."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

from playwright.sync_api import Page

from docs.pictures.scene import AIKO, BEN, Scene, keep, newest

BROAD, HIGH = 1500, 1000
LOW_SUCCESS = "FaceAuth-Liveness-LowSuccessRate"
HIGH_ERRORS = "FaceAuth-Liveness-HighErrorRate"


def in_english(here: Scene) -> None:
    """Take an alarm from its firing to its end, as English readers see it."""
    ben = here.window(BEN, width=BROAD, height=HIGH)
    here.workspace.weather(liveness="low_success")
    thread(ben, LOW_SUCCESS, "What helps")
    keep(ben, "alarm-en-firing")
    newest(ben, LOW_SUCCESS).get_by_role("button", name="Acknowledge").click()
    newest(ben, "Acknowledged by").get_by_role("button", name="Silence").click()
    form = ben.locator("dialog[open]")
    form.wait_for()
    keep(form, "alarm-en-silence")
    ben.keyboard.press("Escape")
    here.workspace.weather(liveness="healthy")
    newest(ben, "resolved after")
    ben.locator("#pane article.message", has_text="is over").get_by_role("button", name="What fixed it?").click()
    form.get_by_role("textbox").fill("Told support which light the check needs")
    form.get_by_role("button", name="Save").click()
    newest(ben, "What fixed it: Told support")
    ben.locator("#pane article.message", has_text="What fixed FaceAuth").wait_for()
    keep(ben, "alarm-en-resolved")


def in_japanese(here: Scene) -> None:
    """Take a bad deployment as Japanese readers see it, at night."""
    aiko = here.window(AIKO, scheme="dark", width=BROAD, height=HIGH)
    here.workspace.weather(liveness="errors")
    thread(aiko, HIGH_ERRORS, "推奨する対応")
    keep(aiko, "alarm-ja-dark")


def thread(page: Page, alarm: str, words: str) -> None:
    """Open an alarm's thread, wait until its triage is there with its chart, and show where that begins."""
    newest(page, alarm).locator(".thread-link").click()
    triage = page.locator("#pane article.message", has_text=words).first
    triage.wait_for()
    triage.locator("img").last.wait_for()
    page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    triage.evaluate("(one) => { one.style.scrollMarginTop = '3rem'; one.scrollIntoView({ block: 'start' }); }")
