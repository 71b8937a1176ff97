"""Where are the pictures taken? The real bot in the local workspace and a pretend AWS, with Chromium in front of it."""

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

from bot.catalogue import load
from bot.cli.demo_rights import configured
from workspace import cloud, slack

ROOT = Path(__file__).parents[2]
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
def scene(locale: str, *, alarms: bool = False) -> Iterator[Scene]:
    """Start everything with the bot speaking this language to everybody; `alarms` lets those of AWS reach it."""
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
        bot(workspace, {**aws.environment, **({"ALARM_QUEUE_URL": aws.alarm_queue_url} if alarms else {})}, locale),
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
        folder = configured(ROOT / "config", Path(room), load(ROOT / "config").rules)
        environment = dict(os.environ) | {  # noqa: TID251 - the surroundings of the program that is started
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "DATABASE_URL": f"sqlite:///{room}/bot.db",
            "REPORTS_REPOSITORY": f"{room}/reports.git",
            "HTTP_BIND": "127.0.0.1:0",
            "CONFIG_DIR": str(folder),
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
