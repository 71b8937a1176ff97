"""How does the page talk to the workspace? The control API under ``/_workspace/``."""

from __future__ import annotations

import asyncio
import inspect
import io
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from workspace.slack.export import export
from workspace.slack.human import commanding, furnishing, searching, seeing, sharing, talking, touching
from workspace.slack.human.acting import Act
from workspace.slack.json_in import read_json
from workspace.slack.refusals import Json, Refused
from workspace.slack.trouble import AT_ONCE

if TYPE_CHECKING:
    from workspace.slack.human.weather import WeatherPanel
    from workspace.slack.scenario.player import Player
    from workspace.slack.state.people import Person
    from workspace.slack.switchboard import Switchboard

ACTS: dict[str, Callable[[Act], Any]] = {
    **talking.ACTS,
    **sharing.ACTS,
    **furnishing.ACTS,
    **commanding.ACTS,
    **touching.ACTS,
}
HEARTBEAT_SECONDS = 15
HOSTS = {"127.0.0.1", "localhost", "[::1]"}
Work = Callable[[web.Request], Awaitable[Json]]


async def perform(board: Switchboard, body: Json) -> Json:
    """Do what one person does; refusals come back as answers, with a sentence."""
    try:
        done = ACTS.get(str(body.get("do", "")), _unknown_act)(Act.of(board, body))
        answer: Json = await done if inspect.isawaitable(done) else done
    except Refused as refusal:
        return {**refusal.as_answer(), "sentence": refusal.sentence}
    return answer


def _unknown_act(_act: Act) -> Json:
    raise Refused("unknown_act", f"`do` is one of {', '.join(sorted(ACTS))}.")


async def make_trouble(board: Switchboard, wish: Json) -> Json:
    """Do a one-off fault: at once for connections, with the next chance for everything else."""
    if wish.get("do") == "disconnect":
        await board.sockets.refresh()
    elif wish.get("do") == "drop_socket":
        board.sockets.drop()
    else:
        board.troubles.ask_for(wish)
    return {"ok": True, "at_once": wish.get("do") in AT_ONCE}


class ControlApi:
    """The routes of the control API."""

    def __init__(self, board: Switchboard, panel: WeatherPanel, player: Player) -> None:
        """Serve one workspace."""
        self._board = board
        self._panel = panel
        self._player = player

    def add_routes(self, app: web.Application) -> None:
        """Add everything under ``/_workspace/``."""
        get, post = app.router.add_get, app.router.add_post
        get("/_workspace/boot", self._json(self._boot))
        get("/_workspace/messages", self._json(self._messages))
        get("/_workspace/search", self._json(self._search))
        get("/_workspace/stream", self._stream)
        post("/_workspace/act", self._json(self._act))
        get("/_workspace/weather", self._json(lambda _request: self._panel.read()))
        post("/_workspace/weather", self._json(self._turn))
        post("/_workspace/slack/trouble", self._json(self._trouble))
        get("/_workspace/scenario", self._json(self._scenarios))
        post("/_workspace/scenario", self._json(self._play))
        post("/_workspace/slack/request_url", self._json(self._request_url))
        get("/_workspace/calls", self._json(self._calls))
        get("/_workspace/unknown", self._json(self._unknown))
        get("/_workspace/deliveries", self._json(self._deliveries))
        get("/_workspace/export.zip", _from_here(self._export))
        get("/_workspace/files/{id}/{name}", _from_here(self._file))

    def _json(self, work: Work) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                _check_origin(request)
                answer = await work(request)
            except Refused as refusal:
                answer = {**refusal.as_answer(), "sentence": refusal.sentence}
            return web.Response(text=json.dumps(answer, ensure_ascii=False), content_type="application/json")

        return serve

    def _viewer(self, request: web.Request) -> Person:
        """Return who looks; without a name, the first person there is."""
        people = self._board.team.people
        return self._board.team.person(request.query.get("as") or next(iter(people)))

    async def _boot(self, request: web.Request) -> Json:
        person = self._viewer(request)
        views = [
            seeing.with_images(self._board.team, self._board.views.as_json(view))
            for view in self._board.views.stack(person.id)
        ]
        return {
            **seeing.boot(self._board.team, person),
            "views": views,
            "scenario": self._player.now,
            **self._home(person),
        }

    def _home(self, person: Person) -> Json:
        view = self._board.views.home(person.id)
        shown = seeing.with_images(self._board.team, self._board.views.as_json(view)) if view is not None else None
        return {"home": {"enabled": self._board.team.manifest.home_enabled, "view": shown}}

    async def _messages(self, request: web.Request) -> Json:
        return seeing.messages(self._board.team, self._viewer(request), dict(request.query))

    async def _search(self, request: web.Request) -> Json:
        return searching.search(self._board.team, self._viewer(request), dict(request.query))

    async def _act(self, request: web.Request) -> Json:
        return await perform(self._board, await _body(request))

    async def _turn(self, request: web.Request) -> Json:
        return await self._panel.turn(await _body(request))

    async def _trouble(self, request: web.Request) -> Json:
        return await make_trouble(self._board, await _body(request))

    async def _scenarios(self, _request: web.Request) -> Json:
        told = [script.as_json() for script in self._player.scripts.values()]
        return {"ok": True, "scenarios": told, "now": self._player.now}

    async def _play(self, request: web.Request) -> Json:
        wish = await _body(request)
        await (self._player.stop() if wish.get("stop") else self._player.start(str(wish.get("name", ""))))
        return {"ok": True}

    async def _request_url(self, request: web.Request) -> Json:
        way = self._board.use_request_url(str((await _body(request)).get("url", "")))
        return {"ok": True, "verified": await way.verify()}

    async def _calls(self, request: web.Request) -> Json:
        wanted = request.query.get("method")
        return {"ok": True, "calls": [call for call in self._board.calls if wanted in (None, "", call["method"])]}

    async def _unknown(self, _request: web.Request) -> Json:
        return {"ok": True, "unknown": list(self._board.unknown)}

    async def _deliveries(self, _request: web.Request) -> Json:
        return {"ok": True, "deliveries": [delivery.as_json() for delivery in self._board.office.log]}

    async def _export(self, request: web.Request) -> web.StreamResponse:
        packed = io.BytesIO()
        export(self._board.team, packed, everything=request.query.get("all") == "1")
        name = f"{self._board.team.domain}-slack-export.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=packed.getvalue(), content_type="application/zip", headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._board.team.files.files.get(request.match_info["id"])
        if file is None or not file.is_uploaded:
            return web.Response(status=404, text="There is no such file.")
        safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if not file.is_image:
            safe["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, content_type=file.mimetype, headers=safe)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Send what one person sees happening over a WebSocket, a JSON text each, until the page goes.

        Of server-sent events a browser keeps six connections to one server at most; of WebSockets, hundreds.
        """
        try:
            _check_origin(request)
            viewer = self._viewer(request)
            stream = seeing.Stream(self._board.team, viewer.id)
        except Refused as refusal:
            return web.json_response({**refusal.as_answer(), "sentence": refusal.sentence})
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS)
        self._board.team.listeners.append(stream.hear)
        try:
            await socket.prepare(request)
            sending = asyncio.create_task(_send_all(stream, socket))
            self._board.team.presence.arrive(viewer)
            try:
                async for _frame in socket:
                    pass  # the page acts over HTTP, here it only listens
            finally:
                sending.cancel()
                self._board.team.presence.leave(viewer)
        finally:
            self._board.team.listeners.remove(stream.hear)
        return socket


async def _send_all(stream: seeing.Stream, socket: web.WebSocketResponse) -> None:
    """Send update after update; a page that is too far behind is cut off, and loads anew."""
    try:
        while not stream.is_lost:
            await socket.send_str(await stream.next())
    except ConnectionError:
        return  # the page went
    await socket.close()


async def _body(request: web.Request) -> Json:
    body = read_json(await request.read())
    if not isinstance(body, dict):
        raise Refused("invalid_json", "The request's body is not a JSON object.")
    return body


def _from_here(give: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Callable[..., Any]:
    """Give a file only to this machine's own page."""

    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            _check_origin(request)
        except Refused as refusal:
            return web.json_response({**refusal.as_answer(), "sentence": refusal.sentence}, status=403)
        return await give(request)

    return serve


def _check_origin(request: web.Request) -> None:
    """Refuse other web sites' pages: only this machine's own page may act for people."""
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    origin = request.headers.get("Origin")
    if host not in HOSTS or (origin is not None and origin != f"http://{request.host}"):
        raise Refused("foreign_origin", "Only the workspace's own page may do that.")
