"""How does a scenario play? Step by step on the workspace's own loop, told to every page, stopped by a click."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from workspace.slack.human import door, seeing
from workspace.slack.refusals import Json, Refused
from workspace.slack.scenario.script import Script, Step
from workspace.slack.state.happenings import Happening
from workspace.slack.views.filled import elements_of

if TYPE_CHECKING:
    from workspace.slack.human.weather import WeatherPanel
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.state.people import Person
    from workspace.slack.switchboard import Switchboard

PATIENCE_SECONDS = 30.0
CONNECTED_WITHIN_SECONDS = 60.0
WAITING = {"en": "Waiting for the bot to connect.", "ja": "ボットの接続を待っています。"}


class Player:
    """Plays one scenario at a time; starting another stops the first. The weather is fair again in the end."""

    def __init__(self, board: Switchboard, panel: WeatherPanel, scripts: dict[str, Script], *, hurry: float) -> None:
        """Know the scenarios; pauses are divided by ``hurry``."""
        self.scripts = scripts
        self._board = board
        self._panel = panel
        self._hurry = hurry
        self._playing: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self.now: Json | None = None
        self._touched: dict[str, Message] = {}  # by ts: what was said or edited since the scenario began

    async def start(self, name: str) -> None:
        """Begin a scenario; an unknown name is refused with those that there are."""
        script = self.scripts.get(name)
        if script is None:
            raise Refused(
                "unknown_scenario", f"There is no scenario {name!r}; choose one of {', '.join(self.scripts)}."
            )
        await self.stop()
        self._playing = asyncio.create_task(self._play(script))

    async def stop(self) -> None:
        """Stop what plays, and clear the weather."""
        if self._playing is None:
            return
        self._playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._playing
        self._playing = None

    async def _play(self, script: Script) -> None:
        failed: str | None = None
        self._board.team.listeners.append(self._hear)
        self._touched = {}
        self._tell(script, 0, WAITING)
        try:
            await self._until(lambda: self._board.sockets.open_count, CONNECTED_WITHIN_SECONDS, "the app to connect")
            for number, step in enumerate(script.steps, 1):
                self._tell(script, number, step.note)
                await self._do(step)
        except (Refused, TimeoutError) as trouble:
            failed = trouble.sentence if isinstance(trouble, Refused) else str(trouble)
        finally:
            self._board.team.listeners.remove(self._hear)
            with contextlib.suppress(Refused):
                await asyncio.shield(self._panel.clear())
            self._tell(script, len(script.steps), None, is_ended=True, failed=failed)

    def _tell(
        self,
        script: Script,
        number: int,
        note: Mapping[str, str] | None,
        *,
        is_ended: bool = False,
        failed: str | None = None,
    ) -> None:
        says = dict(note) if note else (self.now or {}).get("says", {})
        now = {
            "name": script.name,
            "title": dict(script.title),
            "step": number,
            "steps": len(script.steps),
            "says": {} if is_ended else says,
            "ended": is_ended,
            "failed": failed,
        }
        self.now = None if is_ended else now
        self._board.team.tell(Happening("scenario", facts=now))

    def _hear(self, happening: Happening) -> None:
        if happening.message is not None:
            self._touched[happening.message.ts] = happening.message
        self._changed.set()

    async def _do(self, step: Step) -> None:
        doings: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[object]]] = {
            "weather": lambda facts: self._panel.turn(dict(facts)),
            "trouble": lambda facts: door.make_trouble(self._board, dict(facts)),
            "pause": lambda facts: asyncio.sleep(facts["seconds"] / self._hurry),
            "say": lambda facts: self._act("post", facts, text=facts["text"]),
            "command": lambda facts: self._act("command", facts, text=facts["text"]),
            "react": self._react,
            "click": self._click,
            "wait_for": self._wait_for,
        }
        if step.kind:
            await doings[step.kind](step.facts)

    async def _act(self, do: str, facts: Mapping[str, Any], **more: Any) -> None:
        person, channel = self._person(facts["as"]), self._channel(facts["channel"])
        answer = await door.perform(self._board, {"as": person.id, "do": do, "channel": channel.id, **more})
        if not answer["ok"]:
            raise Refused(answer["error"], answer.get("sentence", ""))

    async def _react(self, facts: Mapping[str, Any]) -> None:
        await self._act("react", facts, ts=self._newest(self._channel(facts["channel"])), name=facts["emoji"])

    async def _click(self, facts: Mapping[str, Any]) -> None:
        person, channel = self._person(facts["as"]), self._channel(facts["channel"])
        for message in reversed(self._seen(person, channel)):
            for block, element in elements_of(message.get("blocks", [])):
                if str(element.get("action_id", "")).startswith(facts["action"]):
                    place = {"message_ts": message["ts"], "block_id": block["block_id"]}
                    await self._act("click", facts, **place, action_id=element["action_id"])
                    return
        raise Refused("no_such_element", f"Nothing in #{channel.name} has a button {facts['action']}.")

    async def _wait_for(self, facts: Mapping[str, Any]) -> None:
        """Wait for a message that came, or was edited, since the scenario began."""
        channel, wanted = self._channel(facts["channel"]), re.compile(facts["message"])

        def is_there() -> bool:
            return any(
                message.channel_id == channel.id
                and wanted.search(json.dumps(seeing.message_for(self._board.team, message), ensure_ascii=False))
                for message in self._touched.values()
            )

        seconds = float(facts.get("seconds", PATIENCE_SECONDS))
        await self._until(is_there, seconds, f"“{facts['message']}” in #{channel.name}")

    async def _until(self, is_true: Callable[[], object], seconds: float, what: str) -> None:
        """Ask after everything that happens here, and once a second; raises TimeoutError."""
        try:
            async with asyncio.timeout(seconds):
                while not is_true():
                    self._changed.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 1.0)
        except TimeoutError:
            raise TimeoutError(f"Waited {seconds:g} s in vain for {what}.") from None

    def _seen(self, person: Person, channel: Channel) -> list[Json]:
        if not channel.visible_to(person.id):
            return []
        found: list[Json] = seeing.messages(self._board.team, person, {"channel": channel.id, "limit": 40})["messages"]
        return found

    def _newest(self, channel: Channel) -> str:
        return channel.roots[-1] if channel.roots else ""

    def _person(self, name: str) -> Person:
        for person in self._board.team.people.values():
            if name.lower() in {person.id.lower(), person.name.lower(), person.first_name.lower()}:
                return person
        raise Refused("user_not_found", f"Nobody here is called {name}.")

    def _channel(self, name: str) -> Channel:
        found = self._board.team.channel_named(name)
        if found is None:
            raise Refused("channel_not_found", f"There is no channel {name}.")
        return found
