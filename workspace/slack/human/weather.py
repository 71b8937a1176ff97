"""What is the weather over Slack, the liveness service and AWS, and how is it turned?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.trouble import WEATHERS

if TYPE_CHECKING:
    from workspace.slack.switchboard import Switchboard


class Cloud(Protocol):
    """What the panel needs of a pretend AWS; its calls may take a moment and are made in a thread."""

    @property
    def weather_now(self) -> str:
        """Name the service's weather."""

    @property
    def aws_now(self) -> str:
        """Name the weather of AWS itself."""

    def weather(self, name: str) -> None:
        """Turn the service's weather; ValueError with the choices where there is none of that name."""

    def aws(self, mode: str) -> None:
        """Turn the weather of AWS itself; ValueError with the choices."""

    def figures(self) -> dict[str, Any]:
        """Give the service's last hour in small."""


class WeatherPanel:
    """The three weathers behind ``/_workspace/weather``."""

    def __init__(
        self, board: Switchboard, cloud: Cloud | None, weathers: Sequence[str], aws_modes: Sequence[str]
    ) -> None:
        """Serve without a cloud too; then only Slack has weather."""
        self._board = board
        self._cloud = cloud
        self._weathers = list(weathers)
        self._aws_modes = list(aws_modes)

    async def read(self) -> Json:
        """Return all weathers with their choices and the service's figures."""
        found: Json = {"ok": True, "slack": {"mode": self._board.troubles.weather, "options": list(WEATHERS)}}
        if self._cloud is not None:
            figures = await asyncio.to_thread(self._cloud.figures)
            found["liveness"] = {"weather": self._cloud.weather_now, "options": self._weathers, "figures": figures}
            found["aws"] = {"mode": self._cloud.aws_now, "options": self._aws_modes}
        return found

    async def turn(self, wish: Json) -> Json:
        """Turn what was named, and tell every page."""
        if wish.get("slack"):
            self._board.troubles.turn(str(wish["slack"]))
        for name in ("liveness", "aws"):
            if wish.get(name):
                await self._turn_cloud(name, str(wish[name]))
        state = await self.read()
        self._board.team.tell(
            Happening("weather", facts={name: state[name] for name in ("slack", "liveness", "aws") if name in state})
        )
        return state

    async def _turn_cloud(self, name: str, wanted: str) -> None:
        if self._cloud is None:
            raise Refused("no_cloud", "The workspace runs without the pretend AWS.")
        turn = self._cloud.weather if name == "liveness" else self._cloud.aws
        try:
            await asyncio.to_thread(turn, wanted)
        except ValueError as wrong:
            raise Refused("invalid_weather", str(wrong)) from wrong
