"""Who are we in Slack, and what if Slack can't say yet?"""

from __future__ import annotations

import logging
import threading
from collections.abc import MutableMapping
from concurrent.futures import Future

from bot.adapters.slack.client import Identity, SlackClients, require_scopes, verify
from bot.adapters.slack.manifest import bot_scopes
from bot.domain.failures import Outage

log = logging.getLogger(__name__)

TRY_AGAIN_SECONDS = 2.0
NOTICED_WITHIN_SECONDS = 0.2
"""How soon a process that still waits for Slack notices that it is to end."""


class Identifying:
    """Asks Slack, for as long as it can't be reached, in a thread that the end of the process need not wait for."""

    def __init__(self, clients: SlackClients, stopping: threading.Event, reasons: MutableMapping[str, str]) -> None:
        """Begin to ask; `reasons` says meanwhile under `slack` why there is no answer, `stopping` ends it."""
        self._clients = clients
        self._stopping = stopping
        self._reasons = reasons
        self._asked: Future[Identity | None] = Future()
        threading.Thread(target=self._ask, name="identify", daemon=True).start()

    def result(self) -> Identity | None:
        """Wait for the answer; None when we are told to end first, which a call that hangs must not hold up.

        Raises a non-retryable Outage when Slack refuses the token, or the app lacks a scope.
        """
        while not self._stopping.is_set():
            try:
                return self._asked.result(timeout=NOTICED_WITHIN_SECONDS)
            except TimeoutError:
                continue
        return None

    def _ask(self) -> None:
        try:
            self._asked.set_result(self._identity())
        except BaseException as fault:  # noqa: BLE001 - carried over to the thread that waits, which raises it
            self._asked.set_exception(fault)

    def _identity(self) -> Identity | None:
        while not self._stopping.is_set():
            try:
                us = verify(self._clients)
            except Outage as outage:
                if not outage.retry:
                    raise
                self._reasons["slack"] = f"Slack: {outage.reason}"
                log.warning("Slack can't be reached yet", extra={"reason": outage.reason, "detail": outage.detail})
                self._stopping.wait(outage.retry_after or TRY_AGAIN_SECONDS)
            else:
                require_scopes(us, bot_scopes())
                self._reasons.pop("slack", None)
                return us
        return None
