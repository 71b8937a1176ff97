"""How is the whole workspace put on a loopback port, and taken off it again?"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from workspace.slack.api.door import WebApi
from workspace.slack.human.door import ControlApi
from workspace.slack.outside import Outside

if TYPE_CHECKING:
    from workspace.slack.human.weather import WeatherPanel
    from workspace.slack.scenario.player import Player
    from workspace.slack.switchboard import Switchboard

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 128 * 1024 * 1024
SHUTDOWN_SECONDS = 1.0


class Site:
    """One running server: routes, listeners and the queue's worker, on the current event loop."""

    def __init__(self, board: Switchboard, panel: WeatherPanel, player: Player) -> None:
        """Put the routes together; nothing listens yet."""
        self._board = board
        self._panel = panel
        self._player = player
        self._app = web.Application(client_max_size=LARGEST_BODY)
        api = WebApi(board)
        self._app.router.add_route("GET", "/api/{method}", api.serve)
        self._app.router.add_route("POST", "/api/{method}", api.serve)
        self._app.router.add_get("/link", board.sockets.link)
        ControlApi(board, panel, player).add_routes(self._app)
        Outside(board, api).add_routes(self._app)
        self._runner = web.AppRunner(
            self._app, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_SECONDS
        )
        self._worker: asyncio.Task[None] | None = None

    async def start(self, port: int) -> int:
        """Listen on loopback and return the port; raises OSError where it is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        bound = int(self._runner.addresses[0][1])
        self._board.team.base_url = f"http://{LOOPBACK}:{bound}"
        self._board.team.listeners.append(self._board.events.hear)
        self._worker = asyncio.create_task(self._board.office.run())
        return bound

    async def stop(self) -> None:
        """End deliveries, close connections, stop listening."""
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
        await self._player.stop()
        self._panel.close()
        await self._board.sockets.close()
        for way in self._board.ways:
            await way.close()
        await self._runner.cleanup()
