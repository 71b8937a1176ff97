"""What is the weather over Slack, the liveness service and AWS, and how is it turned?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from workspace.slack.human import pulse
from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.trouble import DROPPED_EVERY_SECONDS, WEATHERS

if TYPE_CHECKING:
    from workspace.slack.switchboard import Switchboard

FAIR = {"slack": "fine", "liveness": "healthy", "aws": "fine"}


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

    def series(self) -> dict[str, Any]:
        """Give the course of the service's figures: name to unit, threshold, breaches and points."""

    def aws_figures(self) -> dict[str, Any]:
        """Give what became of the last hour's calls."""

    def aws_series(self) -> dict[str, Any]:
        """Give the same by the minute, in the form of `series`."""


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
        self._dropping: asyncio.Task[None] | None = None

    @property
    def choices(self) -> dict[str, list[str]]:
        """Name the parts of the world that have weather here, with all that each can have."""
        found = {"slack": list(WEATHERS)}
        if self._cloud is not None:
            found |= {"liveness": self._weathers, "aws": self._aws_modes}
        return found

    async def read(self) -> Json:
        """Return all weathers with their choices, figures and what their course was."""
        board, choices = self._board, self.choices
        slack: Json = {"mode": board.troubles.weather, "rate_tiers": board.rates.enabled, "options": choices["slack"]}
        found: Json = {"ok": True, "slack": {**slack, "figures": pulse.figures(board), "series": pulse.series(board)}}
        if self._cloud is not None:
            for name, part in (await asyncio.to_thread(_read, self._cloud)).items():
                found[name] = {**part, "options": choices[name]}
        return found

    async def turn(self, wish: Json) -> Json:
        """Turn what was named, and tell every page."""
        if wish.get("slack"):
            self._board.troubles.turn(str(wish["slack"]))
            self._drop_again_and_again(wanted=wish["slack"] == "dropping")
        if "rate_tiers" in wish:
            self._board.rates.enabled = bool(wish["rate_tiers"])
        for name in ("liveness", "aws"):
            if wish.get(name):
                await self._turn_cloud(name, str(wish[name]))
        state = await self.read()
        self._board.team.tell(Happening("weather", facts={name: state[name] for name in FAIR if name in state}))
        return state

    async def clear(self) -> None:
        """Make the weather fair everywhere."""
        await self.turn({name: sky for name, sky in FAIR.items() if name in self.choices})

    def close(self) -> None:
        """Leave nothing running."""
        self._drop_again_and_again(wanted=False)

    def _drop_again_and_again(self, *, wanted: bool) -> None:
        if wanted and self._dropping is None:
            self._dropping = asyncio.create_task(self._drop())
        elif not wanted and self._dropping is not None:
            self._dropping.cancel()
            self._dropping = None

    async def _drop(self) -> None:
        while True:
            self._board.sockets.drop()
            await asyncio.sleep(DROPPED_EVERY_SECONDS)

    async def _turn_cloud(self, name: str, wanted: str) -> None:
        if self._cloud is None:
            raise Refused("no_cloud", "The workspace runs without the pretend AWS.")
        turn = self._cloud.weather if name == "liveness" else self._cloud.aws
        try:
            await asyncio.to_thread(turn, wanted)
        except ValueError as wrong:
            raise Refused("invalid_weather", str(wrong)) from wrong


def _read(cloud: Cloud) -> Json:
    return {
        "liveness": {"weather": cloud.weather_now, "figures": cloud.figures(), "series": cloud.series()},
        "aws": {"mode": cloud.aws_now, "figures": cloud.aws_figures(), "series": cloud.aws_series()},
    }
