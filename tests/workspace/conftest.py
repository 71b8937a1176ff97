"""What do the workspace's own tests share? A running workspace, Slack's own client for it, and a real Bolt app."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.workspace.bolt_app import BoltApp
from workspace.slack import Workspace, serve

HURRY = 600.0  # a minute of Slack's retry schedule passes in a tenth of a second


@pytest.fixture
def ws() -> Iterator[Workspace]:
    """Run a fresh workspace with the sample manifest."""
    with serve(hurry=HURRY) as workspace:
        yield workspace


@pytest.fixture
def web(ws: Workspace) -> WebClient:
    """Return Slack's own client with the bot's token."""
    return WebClient(token=ws.bot_token, base_url=ws.api_url)


@pytest.fixture
def bolt(ws: Workspace) -> Iterator[BoltApp]:
    """Return a real Bolt app, connected by Socket Mode."""
    app = BoltApp(ws)
    app.connect()
    yield app
    app.close()
