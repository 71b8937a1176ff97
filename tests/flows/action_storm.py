"""What may come in between while people ask and agree? A world of actions in which everything can happen at each point.

An *interruption* waits at a point of the bot's work: before or after something is put on record, before or after a
request to AWS, or while the bot waits. Then the process dies, freezes while another takes over, somebody else changes
the world, somebody clicks, or the clock is set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.adapters.memory import MemoryStore
from bot.app.performing import Performing
from bot.domain.actions.call import Call, Changed
from bot.domain.actions.course import KIND
from bot.domain.failures import Outage
from bot.domain.stream import Effect, Entry, Recorded, Stream
from bot.flows.actions.doing import FRESH
from bot.ports import Clock
from bot.speech import Form, Reply
from tests.fake_functions import FakeFunctions
from tests.flows.action_world import FUNCTION, VARIABLE, ActionWorld

Point = Literal["before_record", "after_record", "before_change", "after_change", "waiting"]
POINTS: tuple[Point, ...] = ("before_record", "after_record", "before_change", "after_change", "waiting")


class Crash(BaseException):
    """The process dies here; nothing of ours catches it."""


@dataclass
class Interruption:
    """What happens when a point is reached, after it was passed so many times."""

    point: Point
    passed: int
    act: Callable[[], object]


@dataclass(frozen=True)
class Took:
    """A request that AWS carried out, for which action, and when."""

    stream: str
    call: Call
    at: datetime


class StormStore(MemoryStore):
    """The store in memory, in which something can happen right before and after each commit."""

    def __init__(self, clock: Clock, storm: Storm) -> None:
        super().__init__(clock)
        self._storm = storm

    def record(
        self,
        stream: Stream,
        entries: Sequence[Entry],
        effects: Sequence[Effect] = (),
        *,
        expects: int,
        settles: str = "",
        terms: Collection[str] = (),
    ) -> tuple[Recorded, ...]:
        self._storm.reach("before_record")
        written = super().record(stream, entries, effects, expects=expects, settles=settles, terms=terms)
        self._storm.note(written)
        self._storm.reach("after_record")
        return written


class StormFunctions(FakeFunctions):
    """AWS in memory, before and behind each of whose answers something can happen."""

    def __init__(self, storm: Storm) -> None:
        super().__init__()
        self._storm = storm

    def describe(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        told = super().describe(operation, arguments)
        if told is not None and operation == "GetFunctionConfiguration" and arguments["FunctionName"] == FUNCTION:
            self._storm.read_back, self._storm.read_at = dict(told["Environment"]["Variables"]), self._storm.clock.now()
        return told

    def change(self, call: Call, fault: str | None) -> Changed:
        storm, stream = self._storm, self._storm.calling
        if storm.clock.now() - storm.read_at > FRESH:
            storm.lies.append(f"a request of {stream} rests on what was read at {storm.read_at}")
        storm.reach("before_change")
        before = len(self.made)
        outcome = super().change(call, fault)
        if len(self.made) > before:
            storm.took.append(Took(stream, call, storm.clock.now()))
        try:
            storm.reach("after_change")
        except Crash:
            storm.unheard.add(stream)
            raise
        return outcome


class Storm(ActionWorld):
    """The world of actions; `others` is what the other variables would be without us."""

    def __post_init__(self) -> None:
        super().__post_init__()
        held = self.cloud.lambdas.held
        self.cloud.lambdas = StormFunctions(self)
        self.cloud.lambdas.held = held
        self.store = StormStore(self.clock, self)
        self.coming: list[Interruption] = []
        self.took: list[Took] = []
        self.unheard: set[str] = set()
        self.lies: list[str] = []
        self.read_back: dict[str, str] = {}
        self.read_at = self.clock.now()
        self.calling = ""
        self.others = self.untouched()
        self._is_interrupted = False

    def untouched(self) -> dict[str, str]:
        """Return all variables but the one that actions are about."""
        return {name: value for name, value in self.variables().items() if name != VARIABLE}

    def reach(self, point: Point) -> None:
        """Let happen what waits at this point; nothing comes in between of what comes in between."""
        waiting = next((one for one in self.coming if one.point == point), None)
        if self._is_interrupted or waiting is None:
            return
        if waiting.passed > 0:
            waiting.passed -= 1
            return
        self.coming.remove(waiting)
        self._is_interrupted, seen, calling = True, (self.read_back, self.read_at), self.calling
        try:
            waiting.act()
        finally:
            self._is_interrupted, (self.read_back, self.read_at), self.calling = False, seen, calling

    def note(self, written: Sequence[Recorded]) -> None:
        """Remember who is about to make a request, and whether what is said to be done had been read back."""
        for row in written:
            if row.entry.kind == "calling":
                self.calling = row.stream
            if row.entry.kind == "done" and self.read_back.get(VARIABLE) != self.wanted(row.stream):
                self.lies.append(f"{row.stream} is said to be done, and read was {self.read_back}")

    def wanted(self, stream: str) -> str | None:
        """Return what an action's plan makes of the variable."""
        wanted: str | None = self.course(stream).plan["parameters"]["value"]
        return wanted

    def streams(self) -> tuple[str, ...]:
        """Return the names of all actions, the newest first."""
        return tuple(head.id for head in self.store.find(kind=KIND))

    def crash(self) -> None:
        raise Crash

    def freeze(self, seconds: float) -> None:
        """Stand still for so long, while another process takes up what waits."""
        self.clock.advance(seconds)
        for stream in self.streams():
            try:
                self.stories.doing.carry_out(stream)
            except Outage:
                continue

    def die_after_all(self, seconds: float) -> None:
        """Stand still for so long, while another process takes up what waits; then die."""
        self.freeze(seconds)
        self.crash()

    def change_by_hand(self, name: str, value: str | None) -> None:
        """Let somebody else set a variable, keeping the others; or only deploy the same anew."""
        variables = self.variables() | ({} if value is None else {name: value})
        self.cloud.lambdas.put(FUNCTION, variables)
        if name != VARIABLE and value is not None:
            self.others[name] = value

    def say(self, by: str, words: str, *, ask_id: str = "", **values: str) -> Reply | Form:
        """Say it, and let Slack's row be taken up again when the process died over it."""
        self.asked += 1
        name = ask_id or f"storm-{self.asked}"
        while True:
            try:
                return super().say(by, words, ask_id=name, **values)
            except Crash:
                continue
            except Outage as outage:
                return Reply("failures/outage", {"source": outage.port, "reason": outage.reason}, audience="private")

    def settle(self) -> None:
        """Carry out every effect that waits, from the beginning where the process died over it."""
        while True:
            performing = Performing(self.stories, lambda _chart, _locale: b"png", "en")

            def perform(kind: str, facts: Mapping[str, Any], performing: Performing = performing) -> None:
                for _ in range(1000):
                    try:
                        performing.perform(kind, facts)
                    except Outage as outage:
                        if not outage.retry:
                            raise
                        self.reach("waiting")
                        self.clock.advance(outage.retry_after or 1.0)
                    else:
                        return
                raise AssertionError(f"{kind} waits for ever: {facts}")

            try:
                self.store.drain(perform)
            except Crash:
                continue
            return

    def tick(self) -> None:
        while True:
            try:
                super().tick()
            except Crash:
                continue
            return
