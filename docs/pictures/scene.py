"""What does it look like? Takes the pictures of the documents anew: the real bot in the local workspace, in Chromium.

`make screenshots` runs it. It needs no account: it starts the workspace, the pretend AWS, the bot and the browser.
"""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from workspace import cloud, slack

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AIKO, BEN = "U01AIKO", "U01BEN"  # on-call, reads Japanese; incident commander, reads English
CHANNEL = "C01FACEOPS"
WIDE, TALL, NARROW = 1100, 1500, 400
PATIENCE_MILLISECONDS = 30_000
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A workspace with the bot in it, and a browser in front of it."""

    workspace: slack.Workspace
    browser: Browser

    def window(self, person: str, *, scheme: Scheme = "light", width: int = WIDE, height: int = TALL) -> Page:
        """Open the service's channel as somebody."""
        page = self.browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.goto(f"{self.workspace.page_url}?{urlencode({'as': person, 'channel': CHANNEL})}")
        page.locator("body.is-ready").wait_for()
        return page


def say(page: Page, words: str) -> None:
    """Type something into the channel and send it."""
    field = page.locator("#compose textarea")
    field.fill(words)
    field.press("Enter")


def newest(page: Page, words: str) -> Locator:
    """Wait for the newest message with these words."""
    message = page.locator("#messages article.message", has_text=words).last
    message.wait_for()
    return message


def card(page: Page, verdict: str) -> Locator:
    """Wait for a status card with its chart drawn, and bring it into view."""
    message = newest(page, verdict)
    message.locator("img").last.wait_for()
    page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    message.scroll_into_view_if_needed()
    return message


def keep(what: Page | Locator, name: str) -> None:
    """Write a picture, with nothing pointed at."""
    page = what if isinstance(what, Page) else what.page
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    # Without colours that differ by less than the eye sees, and packed well, the file is half as large.
    taken = Image.open(io.BytesIO(what.screenshot(animations="disabled"))).convert("RGB")
    taken.point(lambda shade: min(255, shade + 3) // 8 * 8 | shade // 32).save(IMAGES / f"{name}.png", optimize=True)


@contextmanager
def scene(locale: str) -> Iterator[Scene]:
    """Start everything with the bot speaking this language to everybody."""
    described = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with (
        cloud.serve() as aws,
        slack.serve(
            manifest=json.loads(described.stdout), cloud=aws, weathers=cloud.WEATHERS, aws_modes=cloud.AWS_MODES
        ) as workspace,
        bot(workspace, aws.environment, locale),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        try:
            yield Scene(workspace, browser)
        finally:
            browser.close()


@contextmanager
def bot(workspace: slack.Workspace, aws: dict[str, str], locale: str) -> Iterator[None]:
    """Run the bot as people run it."""
    with tempfile.TemporaryDirectory() as room:
        environment = dict(os.environ) | {  # noqa: TID251 - the surroundings of the program that is started
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "DATABASE_URL": f"sqlite:///{room}/bot.db",
            "HTTP_BIND": "127.0.0.1:0",
            "LIVENESS_BOT_LOCALE": locale,
            **aws,
        }
        with (
            (Path(room) / "bot.log").open("w") as log,
            subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as process,
        ):
            try:
                if "ready" not in (process.stdout.readline() if process.stdout else ""):
                    raise RuntimeError(f"The bot did not start: {Path(log.name).read_text()[-2000:]}")
                yield
            finally:
                process.terminate()


def in_english() -> None:
    """Take what English readers see."""
    with scene("en") as here:
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


def in_japanese() -> None:
    """Take what Japanese readers see where the bot speaks Japanese to everybody."""
    with scene("ja") as here:
        aiko = here.window(AIKO)
        say(aiko, "/liveness status")
        card(aiko, "正常")
        keep(aiko, "status-ja-light")
        say(aiko, "/liveness stauts")
        keep(newest(aiko, "のことですか"), "hint-ja")


def main() -> int:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    in_english()
    in_japanese()
    return 0


if __name__ == "__main__":
    sys.exit(main())
