"""What does an action look like? Its plan, its thread once it was done, and the same in Japanese."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

from docs.pictures.scene import AIKO, BEN, Scene, keep, newest, say

BROAD, HIGH = 1500, 1000


def in_english(here: Scene) -> None:
    """Take liveness out and back in, as English readers see it."""
    here.workspace.weather(liveness="low_success")
    ben, aiko = (here.window(one, width=BROAD, height=HIGH) for one in (BEN, AIKO))
    newest(ben, "LowSuccessRate")
    say(ben, "/liveness rollback rollout because every third check fails")
    plan = newest(ben, "Approval needed")
    plan.scroll_into_view_if_needed()
    keep(ben, "action-en-awaiting")
    newest(aiko, "Approval needed").get_by_role("button", name="Approve").click()
    aiko.locator("dialog[open]").get_by_role("button", name="Approve").click()
    newest(ben, "Done ").locator(".thread-link").click()
    ben.locator("#pane article.message", has_text="I watch it").wait_for()
    keep(ben, "action-en-done")
    say(ben, "/liveness log")
    newest(ben, "What was done").scroll_into_view_if_needed()
    keep(ben, "action-en-log")


def in_japanese(here: Scene) -> None:
    """Roll a bad deployment back from its triage, as Japanese readers see it, at night."""
    here.workspace.weather(liveness="errors")
    aiko = here.window(AIKO, scheme="dark", width=BROAD, height=HIGH)
    newest(aiko, "HighErrorRate")
    say(aiko, "/liveness rollback result because エラー率の上昇")
    newest(aiko, "承認が必要").scroll_into_view_if_needed()
    keep(aiko, "action-ja-dark")
