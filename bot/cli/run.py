"""How does the bot's process begin and end?"""

from __future__ import annotations

import gc
import signal
import threading

import typer

from bot.app.logs import configure
from bot.app.running import Bot
from bot.cli import WRONG_USE
from bot.cli.told import refuse, told
from bot.domain.failures import Outage
from bot.settings import WrongSettingError


def run() -> int:
    """Run until SIGTERM or SIGINT; 2 when the settings or Slack's refusal make it impossible."""
    setting = told()
    configure()
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    try:
        bot = Bot(setting.settings, setting.catalogue, stopping)
    except WrongSettingError as error:
        refuse(*error.sentences)
        return WRONG_USE
    try:
        address = bot.open()
        gc.freeze()  # what is loaded stays for good, and needn't be looked at again
        gc.enable()
        typer.echo(f"liveness-bot is ready: {address}/readyz")
        stopping.wait()
    except Outage as outage:
        facts = {"port": outage.port, "reason": outage.reason, "needs": outage.needs, "detail": outage.detail}
        typer.echo(setting.pages.sentence("cli/not_started", facts, setting.locale), err=True)
        return WRONG_USE
    finally:
        bot.close()
    return 0
