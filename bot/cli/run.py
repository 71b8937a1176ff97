"""How does the bot's process begin and end?"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading

import typer

from bot.app.logs import configure
from bot.app.running import Bot
from bot.cli import WRONG_USE
from bot.cli.told import refuse, told
from bot.domain.failures import Outage
from bot.settings import WrongSettingError

ENDED_WITHIN_SECONDS = 8
"""Longer we don't wait for calls that hang: whatever they were for is written down, and taken up at the next start."""

log = logging.getLogger(__name__)


def run() -> int:
    """Run until SIGTERM or SIGINT; 2 when the settings or Slack's refusal make it impossible."""
    setting = told()
    configure()
    stopping = threading.Event()
    _set_by_signals(stopping)
    try:
        bot = Bot(setting.settings, setting.catalogue, stopping)
    except WrongSettingError as error:
        refuse(*error.sentences)
        return WRONG_USE
    try:
        address = bot.open()
        gc.freeze()  # what is loaded stays for good, and needn't be looked at again
        gc.enable()
        if address is not None:
            typer.echo(f"liveness-bot is ready: {address}/readyz")
            stopping.wait()
    except Outage as outage:
        facts = {"port": outage.port, "reason": outage.reason, "needs": outage.needs, "detail": outage.detail}
        typer.echo(setting.pages.sentence("cli/not_started", facts, setting.locale), err=True)
        return WRONG_USE
    finally:
        impatience = threading.Timer(ENDED_WITHIN_SECONDS, _end_anyway)
        impatience.daemon = True
        impatience.start()
        bot.close()
    return 0


def _set_by_signals(stopping: threading.Event) -> None:
    """Set the event when we are told to end, whichever of our threads the kernel tells.

    Python runs handlers in the main thread only, and one that sleeps on a lock isn't woken by a signal that another
    thread was given. The descriptor is written to at once, in any thread (Python docs, signal.set_wakeup_fd).
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: None)  # without a handler of ours the kernel would end us on the spot

    def wait() -> None:
        os.read(reading, 1)
        stopping.set()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _end_anyway() -> None:
    log.warning("ended while something hung")
    os._exit(0)
