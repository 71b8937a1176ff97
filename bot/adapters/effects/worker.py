"""How are effects carried out: in order, again after a crash, patiently while the world is out?

One durable workflow runs them all. It keeps no steps: each kind looks before it acts, so that recovering is doing it
again.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn, cast

from dbos import DBOS, DBOSConfig

from bot.adapters.effects import stuck
from bot.adapters.effects.names import APPLICATION, SLACK, VERSION, WORKFLOW, WORLD, hush, queue_for
from bot.adapters.effects.parking import Parking
from bot.adapters.effects.patience import Patience
from bot.adapters.effects.stuck import Unfinished, unfinished
from bot.adapters.sql.engine import told_as_outage
from bot.adapters.sql.store import SqlStore
from bot.domain.failures import Outage
from bot.domain.stream import EffectKind

Perform = Callable[[str, Mapping[str, object]], None]

_log = logging.getLogger(__name__)
_only_one = threading.Lock()

SLACK_POLL_SECONDS = 0.1
"""A lane does one effect a poll: ten lines a second, where Slack takes about one a second in a channel.

Half of it would cost a tenth of a core at rest, and nobody would see the difference.
"""
WORLD_POLL_SECONDS = 0.2
LANES_AT_ONCE = 32
"""In each queue and process; an effect that waits for the world keeps its place and its thread, unless it is long."""
OUTCOME_POLL_SECONDS, OUTCOME_POLLS = 0.02, 100
"""At an end: two seconds in all for outcomes to be noted; what isn't noted is looked for after the next start."""


class _LeftUnfinished(BaseException):
    """Ends a workflow without an outcome: DBOS records only Exceptions, so the next start takes the effect up again."""


class Effects:
    """Carry out what the store enqueued, by calling `perform(kind, facts)`.

    `perform` raises Outage when the world doesn't answer: it is called again, in its lane, after the wait the world
    asked for or a growing one. Any other exception is our bug: after some tries the effect is stuck, which is recorded
    as a stream of kind `effect`, and the lane goes on. One instance per process: DBOS is made so.
    """

    def __init__(
        self, store: SqlStore, perform: Perform, *, executor_id: str, patience: Patience | None = None
    ) -> None:
        self._store = store
        self._perform = perform
        self._executor_id = executor_id
        self._patience = patience or Patience()
        self._leaving = threading.Event()
        self._changed = threading.Condition()
        self._performing = 0
        self._blocked: dict[str, Outage] = {}
        self._returned: deque[str] = deque(maxlen=4 * LANES_AT_ONCE)
        self._parking = Parking(self._resume)

    def launch(self) -> None:
        """Begin to work, first with what this executor left unfinished; raises RuntimeError for a second instance."""
        if not _only_one.acquire(blocking=False):
            raise RuntimeError("effects are already being carried out in this process, and DBOS can do so only once")
        try:
            self._launch()
        except BaseException:
            self._end()
            raise

    def _launch(self) -> None:
        hush()
        self._leaving.clear()
        for name, poll_seconds in ((SLACK, SLACK_POLL_SECONDS), (WORLD, WORLD_POLL_SECONDS)):
            self._store.outbox.client.register_queue(
                name, partition_concurrency=1, worker_concurrency=LANES_AT_ONCE, polling_interval_sec=poll_seconds
            )
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._executor_id,
            "system_database_engine": self._store.database.engine,
            "log_level": "WARNING",
            "enable_otlp": False,
            # Nothing here waits for DBOS's own messages; the thread that looks for them ends sooner at a close.
            "notification_listener_polling_interval_sec": 0.25,
        }
        DBOS(config=config)
        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)(self._workflow())
        DBOS.launch()

    def close(self, *, within_seconds: float = 10) -> None:
        """Stop, once launched; what is being performed may finish within the time, what waits is the next start's."""
        self._leaving.set()
        self._parking.close()
        with self._changed:
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._performing, timeout=within_seconds)
        self._see_outcomes_written()
        self._end()

    @staticmethod
    def _end() -> None:
        # The registry too, so that the next instance registers its own workflow and not ours.
        DBOS.destroy(destroy_registry=True)
        _only_one.release()

    def waiting(self) -> int:
        """Count the effects that aren't done yet, in all processes: those being performed, blocked, and behind them."""
        return len(self._unfinished())

    def stuck(self) -> int:
        """Count the effects that were given up, ever, and await somebody's look."""
        return stuck.count(self._store)

    def blocked(self) -> Mapping[str, Outage]:
        """Return the effects of this process that wait for the world, by key, each with what it waits for."""
        with self._changed:
            return dict(self._blocked)

    def executors_at_work(self) -> frozenset[str]:
        """Return the executors that have effects begun and not finished, the dead among them."""
        return frozenset(one.executor_id for one in self._unfinished("PENDING") if one.executor_id)

    def take_over(self, executor_id: str) -> int:
        """Put the effects that a dead executor began back at the head of their lanes; return how many they were."""
        begun = [one for one in self._unfinished("PENDING") if one.executor_id == executor_id]
        with told_as_outage():
            for one in begun:
                self._store.outbox.client.resume_workflow(one.workflow_id, queue_name=one.queue_name)
        return len(begun)

    def _resume(self, key: str, queue: str) -> None:
        with told_as_outage():
            self._store.outbox.client.resume_workflow(key, queue_name=queue)

    def _see_outcomes_written(self) -> None:
        """Wait until DBOS has noted the last outcomes, which it does after the workflow's body has returned."""
        pause = threading.Event()
        for _ in range(OUTCOME_POLLS):
            try:
                begun = {one.workflow_id for one in self._unfinished("PENDING")}
            except Outage:
                return  # Without the database there is nothing to see; the next start looks before it acts.
            if begun.isdisjoint(self._returned):
                return
            pause.wait(OUTCOME_POLL_SECONDS)

    def _unfinished(self, *states: str) -> list[Unfinished]:
        with told_as_outage():
            return unfinished(self._store.outbox.client, *(states or ("ENQUEUED", "PENDING")))

    def _workflow(self) -> Callable[[str, dict[str, object]], dict[str, str]]:
        def carry_out(kind: str, facts: dict[str, object]) -> dict[str, str]:
            key = str(DBOS.workflow_id)
            outcome = self._carried_out(key, kind, facts)
            self._returned.append(key)
            return outcome

        return carry_out

    def _carried_out(self, key: str, kind: str, facts: Mapping[str, object]) -> dict[str, str]:
        outages = bugs = 0
        with self._changed:
            self._blocked.pop(key, None)
        while True:
            try:
                with self._counted():
                    self._perform(kind, facts)
            except Outage as outage:
                if not outage.retry:
                    return self._give_up(key, kind, outage)
                outages += 1
                _log.warning("effect waits", extra={"effect": key, "port": outage.port, "reason": outage.reason})
                self._wait(
                    key,
                    outage,
                    self._patience.wait_for(outages, outage.retry_after),
                    queue=queue_for(cast("EffectKind", kind)),
                )
            except Exception as bug:  # noqa: BLE001 - an ERROR would poison the key for ever; the bug is logged and counted instead
                bugs += 1
                _log.exception("effect failed", extra={"effect": key, "kind": kind, "tries": bugs})
                if bugs >= self._patience.tries:
                    return self._give_up(key, kind, bug)
                self._wait(key, Outage("bot", "bug", detail=repr(bug)), self._patience.wait_for(bugs))
            else:
                return {"outcome": "done"}

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            if self._leaving.is_set():
                self._leave()
            self._performing += 1
        try:
            yield
        finally:
            with self._changed:
                self._performing -= 1
                self._changed.notify_all()

    def _wait(self, key: str, outage: Outage, seconds: float, *, queue: str | None = None) -> None:
        with self._changed:
            self._blocked[key] = outage
        if queue is not None and seconds >= self._patience.parks_from_seconds:
            self._parking.park(key, queue, seconds)
            self._leave()
        try:
            if self._leaving.wait(seconds):
                self._leave()
        finally:
            with self._changed:
                self._blocked.pop(key, None)

    def _give_up(self, key: str, kind: str, why: Exception) -> dict[str, str]:
        failures = 0
        while True:
            try:
                reference = stuck.record(self._store, key, kind, why)
            except Outage as outage:
                failures += 1
                self._wait(key, outage, self._patience.wait_for(failures))
            else:
                _log.error("effect is stuck", extra={"effect": key, "kind": kind, "reference": reference})
                return {"outcome": "stuck", "reference": reference}

    @staticmethod
    def _leave() -> NoReturn:
        raise _LeftUnfinished
