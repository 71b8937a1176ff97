"""How do small writes that come at the same time share one transaction, and so one wait for the disk?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from bot.adapters.sql.engine import Database
from bot.domain.failures import Outage

T = TypeVar("T")


class _Ticket:
    """One write that waits: what it does, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.failure: Exception | None = Outage("store", "interrupted")  # until its transaction is on disk
        self.is_done = False
        self._woken = threading.Lock()
        self._woken.acquire()

    def sleep(self) -> None:
        """Wait until it is carried out, or its turn to lead."""
        self._woken.acquire()

    def wake(self) -> None:
        """Go on."""
        self._woken.release()


class Together:
    """Carries out writes of many threads in shared transactions.

    Whoever finds nobody at it leads: takes all that has come, writes it in one transaction, wakes the others, and hands
    the lead to the next who waits. A write returns when its transaction is on disk, as if it had been alone. One that
    fails does not take the others along: each is then tried alone, but for an outage, which is everybody's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._is_led = False

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do a piece of work in a transaction shared with others; it must be harmless when done twice.

        PostgreSQL writes side by side and shares its waits for the disk by itself; sharing transactions there could
        only make two replicas wait for each other's rows.
        """
        if not self._database.is_sqlite:
            with self._database.writing() as connection:
                return work(connection)
        ticket = _Ticket(work)
        with self._guard:
            self._waiting.append(ticket)
            leads, self._is_led = not self._is_led, True
        if not leads:
            ticket.sleep()
        if not ticket.is_done:
            self._lead(ticket)
        if ticket.failure is not None:
            raise ticket.failure
        return cast("T", ticket.result)

    def _lead(self, own: _Ticket) -> None:
        with self._guard:
            batch, self._waiting = self._waiting, []
        try:
            self._carry_out(batch)
        finally:
            for ticket in batch:
                ticket.is_done = True
                if ticket is not own:
                    ticket.wake()
            with self._guard:
                self._is_led = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            if following is not None:
                following.wake()

    def _carry_out(self, batch: list[_Ticket]) -> None:
        try:
            with self._database.writing() as connection:
                for ticket in batch:
                    ticket.result = ticket.work(connection)
            for ticket in batch:
                ticket.failure = None
        except Outage as outage:
            for ticket in batch:
                ticket.failure = replace(outage)
        except Exception as failure:  # noqa: BLE001 - one of them is wrong: find out which, and tell its own thread
            if len(batch) == 1:
                batch[0].failure = failure
                return
            for ticket in batch:
                self._carry_out([ticket])
