"""What do the page's tests play on? Chromium, a workspace on loopback, and a small real Bolt app in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from slack_sdk import WebClient

from tests.workspace.page_app import MANIFEST, ROOM, small_app
from workspace.cloud import AWS_MODES, WEATHERS
from workspace.cloud.pretend import PretendAws
from workspace.slack import Workspace, serve

AIKO, BEN, IVY = "U01AIKO", "U01BEN", "U01IVY"  # on-call (ja), incident commander (en), a guest (en)
OPS, GENERAL = ROOM, "C01GENERAL"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Stage:
    """A browser on a running workspace; each window is a person of its own."""

    def __init__(self, workspace: Workspace, browser: Browser) -> None:
        self.workspace = workspace
        self._browser = browser
        self._complaints: list[str] = []

    def window(self, person: str, channel: str = OPS, *, width: int = 1280, url: str = "") -> Page:
        """Open the page as somebody, ready to type in; without a channel it starts where it starts by itself."""
        page = self._free_context().new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("console", lambda line: self._complaints.append(line.text) if line.type == "error" else None)
        page.goto(
            (url or self.workspace.page_url)
            + "?"
            + urlencode({"as": person} | ({"channel": channel} if channel else {}))
        )
        page.locator("body.is-ready").wait_for()
        return page

    def _free_context(self) -> BrowserContext:
        """Give a context with no window in it: contexts keep the page's files, and two windows in one would slow each other down."""
        return (
            next((context for context in self._browser.contexts if not context.pages), None)
            or self._browser.new_context()
        )

    def close_windows(self) -> None:
        """Close every window."""
        for context in self._browser.contexts:
            for page in context.pages:
                page.close()

    def complaints(self) -> list[str]:
        """Return what the pages complained about since the last time."""
        said, self._complaints = self._complaints, []
        # That the line was cut is said by the browser itself; it is no fault of the page.
        return [line for line in said if "net::ERR_" not in line]


@contextmanager
def open_stage(*, with_app: bool = True, cloud: PretendAws | None = None) -> Iterator[Stage]:
    """Run the workspace, the browser and, if wanted, the app in it; with a pretend AWS it has all its weathers."""
    with (
        serve(MANIFEST, cloud=cloud, weathers=WEATHERS, aws_modes=AWS_MODES) as workspace,
        sync_playwright() as playwright,
    ):
        handler = (
            small_app(WebClient(token=workspace.bot_token, base_url=workspace.api_url), workspace.app_token)
            if with_app
            else None
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        try:
            if handler is not None:
                handler.connect()  # type: ignore[no-untyped-call]
                workspace.wait_for(lambda: workspace.connections() > 0, what="the app's connection")
            yield Stage(workspace, browser)
        finally:
            browser.close()
            if handler is not None:
                handler.close()  # type: ignore[no-untyped-call]


def message(page: Page, text: str, *, pane: str = "#messages") -> Locator:
    """Find the last message with this text."""
    return page.locator(f"{pane} article.message", has_text=text).last


def say(page: Page, text: str, *, pane: str = "#compose") -> None:
    """Type something and send it."""
    page.locator(f"{pane} textarea").fill(text)
    page.locator(f"{pane} textarea").press("Enter")


def more(page: Page, text: str, item: str) -> None:
    """Choose in a message's menu."""
    message(page, text).hover()
    message(page, text).locator(".toolbar [aria-haspopup=menu]").click()
    page.get_by_role("menuitem", name=item).click()
