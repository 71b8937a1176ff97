"""Is what must follow carried out: in order, patiently, again after an end, and never silently given up?"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.effects.patience import Patience
from bot.adapters.effects.worker import LANES_AT_ONCE, Effects
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.failures import Outage
from bot.domain.stream import Effect, effect_key

HASTY = Patience(first_seconds=0.02, longest_seconds=0.1, tries=3, parks_from_seconds=0.5)
LIMIT_SECONDS = 20


class World:
    """Performs effects by noting them; what is to happen first to an effect is set by its number."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.tries: list[int] = []
        self.troubles: dict[int, Callable[[int], None]] = {}
        self._changed = threading.Condition()

    def perform(self, kind: str, facts: Mapping[str, object]) -> None:
        number = int(str(facts["n"]))
        with self._changed:
            self.tries.append(number)
            self._changed.notify_all()
        if number in self.troubles:
            self.troubles[number](self.tries.count(number))
        with self._changed:
            self.done.append(number)
            self._changed.notify_all()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(holds, timeout=LIMIT_SECONDS), f"tried {self.tries}, done {self.done}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path)}"
    else:
        url = request.getfixturevalue("postgres").new_database()
    with closing(open_store(url)) as opened:
        yield opened


@contextmanager
def at_work(store: SqlStore, perform: Callable[[str, Mapping[str, object]], None]) -> Iterator[Effects]:
    effects = Effects(store, perform, executor_id="only", patience=HASTY)
    effects.launch()
    try:
        yield effects
    finally:
        effects.close()


def say(number: int, lane: str = "C1", kind: str = "say") -> Effect:
    return Effect(effect_key(f"in-{lane}", number), lane, kind, {"n": number})  # type: ignore[arg-type]


def test_effects_of_a_lane_are_carried_out_one_at_a_time_in_order_also_past_nine(store: SqlStore) -> None:
    """People read a thread from top to bottom; a line out of order tells another story."""
    world = World()
    store.settle("x", [say(number) for number in range(1, 13)])
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: len(world.done) == 12)
        assert world.done == list(range(1, 13))
        wait_for(lambda: effects.waiting() == 0)
        assert effects.stuck() == 0
    assert store.queued() == ()


def test_what_was_carried_out_long_ago_is_forgotten_and_what_waits_is_not(store: SqlStore) -> None:
    world = World()
    world.troubles[2] = lambda _: out()
    store.settle("x", [say(1), say(2), say(3)])
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: world.tries.count(2) > 1)
        wait_for(lambda: effects.waiting() == 2)
        assert store.forget(store.clock.now() - timedelta(days=1)) == 0
        assert store.forget(store.clock.now() + timedelta(days=1)) == 1
        assert effects.waiting() == 2


def test_what_the_world_refuses_for_a_while_is_tried_again_before_what_comes_after_it(store: SqlStore) -> None:
    world = World()
    world.troubles[1] = out_until_try(4)
    store.settle("x", [say(1), say(2)])
    with at_work(store, world.perform):
        world.wait_until(lambda: world.done == [1, 2])
    assert world.tries == [1, 1, 1, 1, 2]


def test_many_lanes_that_wait_long_hold_up_no_other_lane_and_come_back_in_order(store: SqlStore) -> None:
    """More threads under a channel that is shut to us than there are places: another channel is told all the same."""
    world = World()
    is_open = threading.Event()
    shut = range(1, LANES_AT_ONCE + 9)

    def refuse(_: int) -> None:
        if not is_open.is_set():
            raise Outage("slack", "not_in_channel", retry=True, retry_after=1.0)

    world.troubles = dict.fromkeys(shut, refuse)
    first = [say(number, f"shut-{number}") for number in shut]
    store.settle("x", [*first, *(say(1000 + number, f"shut-{number}") for number in shut)])
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: set(shut) <= set(world.tries))
        store.settle("y", [say(5000, "open")])
        world.wait_until(lambda: 5000 in world.done)
        assert set(effects.blocked()) <= {one.key for one in first}
        is_open.set()
        world.wait_until(lambda: len(world.done) == 2 * len(shut) + 1)
        wait_for(lambda: effects.waiting() == 0)
    for number in shut:
        assert world.done.index(number) < world.done.index(1000 + number)


def test_a_blocked_lane_does_not_hold_up_another_lane_nor_the_other_queue(store: SqlStore) -> None:
    """Slack being out must not keep a rollback from being carried out."""
    world = World()
    slack_is_back = threading.Event()
    world.troubles[1] = lambda _: None if slack_is_back.is_set() else out()
    store.settle("x", [say(1), say(2), say(3, "C2"), say(4, "aws", kind="change")])
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: {3, 4} <= set(world.done))
        wait_for(lambda: effects.waiting() == 2)
        wait_for(lambda: [one.reason for one in effects.blocked().values()] == ["unreachable"])
        assert world.done.count(2) == 0
        slack_is_back.set()
        world.wait_until(lambda: world.done[-2:] == [1, 2])
        wait_for(lambda: effects.waiting() == 0)
        assert effects.blocked() == {}


def test_what_can_never_succeed_is_stuck_on_record_and_the_lane_goes_on(store: SqlStore) -> None:
    world = World()
    world.troubles[1] = lambda _: out(retry=False)
    store.settle("x", [say(1), say(2)])
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: world.done == [2])
        assert effects.stuck() == 1
    assert world.tries == [1, 2]
    (one,) = store.find(kind="effect", state="stuck")
    assert one.summary["effect"] == effect_key("in-C1", 1)
    assert one.summary["why"] == "slack: unreachable"
    assert len(str(one.summary["reference"])) == 8


def test_our_own_bug_is_tried_some_times_and_then_stuck_without_what_people_wrote(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    """A poisoned effect must not stop all that comes after it, and an exception's words may hold secrets."""
    world = World()
    world.troubles[1] = lambda _: wrong("password hunter2")
    store.settle("x", [say(1), say(2)])
    with caplog.at_level(logging.ERROR), at_work(store, world.perform) as effects:
        world.wait_until(lambda: world.done == [2])
        assert effects.stuck() == 1
    assert world.tries == [1, 1, 1, 2]
    (one,) = store.find(kind="effect", state="stuck")
    assert one.summary["why"] == "LookupError"
    assert str(one.summary["reference"]) in [getattr(record, "reference", None) for record in caplog.records]
    assert "hunter2" not in repr(store.read(one.id))


def test_what_waits_or_lies_enqueued_at_an_end_is_carried_out_after_the_next_start_in_order(store: SqlStore) -> None:
    world = World()
    world.troubles[1] = lambda _: out()
    store.settle("x", [say(number) for number in range(1, 6)])
    with at_work(store, world.perform):
        world.wait_until(lambda: world.tries.count(1) >= 2)
    assert world.done == []
    world.troubles.clear()
    with at_work(store, world.perform) as effects:
        world.wait_until(lambda: len(world.done) == 5)
        assert world.done == [1, 2, 3, 4, 5]
        assert effects.stuck() == 0


def test_an_end_waits_for_what_is_being_performed(store: SqlStore) -> None:
    """A post that is on its way should be noted as done, not looked for after the next start."""
    world = World()
    begun, may_end = threading.Event(), threading.Event()

    def slow(_: int) -> None:
        begun.set()
        assert may_end.wait(LIMIT_SECONDS)

    world.troubles[1] = slow
    store.settle("x", [say(1)])
    effects = Effects(store, world.perform, executor_id="only", patience=HASTY)
    effects.launch()
    assert begun.wait(LIMIT_SECONDS)
    closing_thread = threading.Thread(target=effects.close)
    closing_thread.start()
    assert world.done == []
    may_end.set()
    closing_thread.join(LIMIT_SECONDS)
    assert not closing_thread.is_alive()
    assert world.done == [1]


def test_effects_enqueued_twice_are_carried_out_once_also_after_they_are_done(store: SqlStore) -> None:
    world = World()
    with at_work(store, world.perform) as effects:
        store.settle("x", [say(1)])
        world.wait_until(lambda: world.done == [1])
        wait_for(lambda: effects.waiting() == 0)
        store.settle("x", [say(1), say(2)])
        world.wait_until(lambda: len(world.done) == 2)
    assert world.done == [1, 2]


def test_a_second_instance_in_one_process_is_refused(store: SqlStore) -> None:
    """DBOS would hand out the first one without a word, and its `perform` with it."""
    with at_work(store, World().perform), pytest.raises(RuntimeError, match="only once"):
        Effects(store, World().perform, executor_id="other").launch()


def test_carrying_out_effects_says_nothing_on_the_console(store: SqlStore, capfd: pytest.CaptureFixture[str]) -> None:
    world = World()
    store.settle("x", [say(1)])
    with at_work(store, world.perform):
        world.wait_until(lambda: world.done == [1])
    assert capfd.readouterr() == ("", "")


def test_waits_grow_to_a_limit_and_are_never_shorter_than_the_world_asked() -> None:
    patience = Patience()
    assert all(0.25 <= patience.wait_for(1) <= 0.5 for _ in range(50))
    assert all(30 <= patience.wait_for(failures) <= 60 for failures in range(8, 2000))
    assert all(7 <= patience.wait_for(1, 7.0) <= 7.7 for _ in range(50))
    assert len({patience.wait_for(3) for _ in range(20)}) > 1


def out(*, retry: bool = True) -> None:
    raise Outage("slack", "unreachable", retry=retry)


def out_until_try(number: int) -> Callable[[int], None]:
    return lambda count: out() if count < number else None


def wrong(words: str) -> None:
    raise LookupError(words)


def wait_for(holds: Callable[[], bool]) -> None:
    """Poll the database at the process's edge, with a deadline."""
    pause = threading.Event()
    for _ in range(LIMIT_SECONDS * 50):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come to pass in time")
