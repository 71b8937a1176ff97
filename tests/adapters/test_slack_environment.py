"""Do variables that Bolt and the SDK read for themselves leave us alone? Tried in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.adapters.slack.manifest import manifest
from workspace.slack import serve

ROOT = Path(__file__).parents[2]

OAUTH = """
from slack_bolt import Ack, BoltRequest
from bot.adapters.slack.client import Identity
from bot.adapters.slack.doors.desk import Answers, Desk
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.listeners import Listeners, bolt_app, dispatch
from bot.adapters.clock import SystemClock
from bot.adapters.memory import MemoryStore
us, clock = Identity("T1", "UBOT", "BBOT"), SystemClock()
store = MemoryStore(clock)
answers = Answers(answer=None, said_once=None, capture=store.keep, on_event=None, explain=None)
desk = Desk(store=store, clock=clock, delivery=None, answers=answers, us=us, figures=DoorFigures())
app = bolt_app(Listeners(desk, store, us), token="xoxb-1", us=us, api_url="http://127.0.0.1:9/api/", signing_secret=None)
said = {"type": "message", "channel": "C1", "user": "U1", "text": "hi", "ts": "1.1"}
body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": said}
print(dispatch(app, BoltRequest(mode="socket_mode", body=body)).status)
own = {**body, "event": {**said, "user": "UBOT"}}
print(dispatch(app, BoltRequest(mode="socket_mode", body=own)).status)
"""

PROXY = """
import sys, threading
from slack_bolt import App
from bot.adapters.slack.client import slack_clients, verify
from bot.adapters.slack.doors.socket_mode import SocketMode
api_url, bot_token, app_token = sys.argv[1:]
print(verify(slack_clients(bot_token, api_url)).user)
link = SocketMode(App(token=bot_token, signing_secret="", token_verification_enabled=False), app_token=app_token, api_url=api_url)
link.open()
print(link.is_open)
link.close()
"""


def _run(program: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={"PATH": os.defpath, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_credentials_of_a_distributed_app_do_not_make_us_one(tmp_path: Path) -> None:
    """Bolt takes SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for an order to forget its token and ask for installations."""
    told = _run(
        OAUTH,
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-2", "HOME": str(tmp_path)},
    )
    assert told.stdout.split() == ["200", "200"]
    assert list(tmp_path.iterdir()) == []


def test_a_proxy_is_not_used_where_no_proxy_forbids_it() -> None:
    proxies = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    with serve(manifest([])) as workspace:
        told = _run(PROXY, proxies, workspace.api_url, workspace.bot_token, workspace.app_token)
        us = workspace.board.team.app.bot_user_id
    assert told.stdout.split() == [us, "True"]
