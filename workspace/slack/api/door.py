"""How does one HTTP request become a call of a method, and its answer a response?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from workspace.slack.api.arguments import read_arguments
from workspace.slack.api.method import Call, Method
from workspace.slack.api.registry import METHODS
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.switchboard import Switchboard
    from workspace.slack.trouble import Fault

TOO_MANY = 429
Work = Callable[[], Awaitable[web.StreamResponse]]


class WebApi:
    """The door ``/api/<method>``.

    Weather comes first, then token, method, scope, rate, arguments, and only then the method itself.
    """

    def __init__(self, board: Switchboard) -> None:
        """Serve one workspace."""
        self._board = board

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; application errors are HTTP 200 with ``ok: false`` (Slack docs, evaluating responses)."""
        name = request.match_info["method"]
        try:
            given = await read_arguments(request)
        except Refused as refusal:
            return self._answered(name, {}, refusal.as_answer())

        async def work() -> web.StreamResponse:
            try:
                answer = self._call(name, given, _token(request, given))
            except _TooMany as limit:
                return self._limited(name, given, limit.seconds)
            except Refused as refusal:
                answer = refusal.as_answer()
            return self._answered(name, given, answer)

        return await self.under_weather(request, name, given, work)

    def _call(self, name: str, given: Json, token: str) -> Json:
        board = self._board
        method = METHODS.get(name)
        if method is None:
            board.unknown.append({"method": name, "arguments": sorted(given)})
            raise Refused("unknown_method", req_method=name)
        self._admit(method, token)
        strangers = method.unknown(given)
        if strangers and name != "api.test":
            board.unknown.append({"method": name, "arguments": strangers})
        bad_weather = board.troubles.weather == "rate_limited"
        seconds = board.rates.wait_for(name, method.tier, str(given.get("channel", "")), bad_weather=bad_weather)
        if seconds:
            raise _TooMany(seconds)
        return method.answer(Call(board, method.read(given)))

    def _admit(self, method: Method, token: str) -> None:
        """Check the token and its scopes.

        Source: Slack docs, not_authed, invalid_auth, not_allowed_token_type, missing_scope.
        """
        app = self._board.team.app
        if method.token == "none":  # noqa: S105 - the kind of token
            return
        if not token:
            raise Refused("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise Refused("invalid_auth")
        if (token == app.app_token) != (method.token == "app"):  # noqa: S105 - the kind of token
            raise Refused("not_allowed_token_type")
        Call(self._board, {}).need_scope(*method.scopes)

    async def under_weather(self, request: web.Request, name: str, given: Json, work: Work) -> web.StreamResponse:
        """Do the work of a request as far as the weather, or a one-off fault, lets it happen and be heard of."""
        fault = self._board.troubles.fault_for(name)
        answered = await self._storm(name, given, fault) or await work()
        if fault is not None and fault.loses_reply and request.transport is not None:
            request.transport.abort()  # what was asked is done, and the app can't know it
        return answered

    async def _storm(self, name: str, given: Json, fault: Fault | None) -> web.Response | None:
        troubles = self._board.troubles
        if fault is not None and fault.hangs:
            await asyncio.Event().wait()  # until the caller gives up, or the server ends
        if fault is not None and not fault.loses_reply:
            return (
                self._limited(name, given, fault.retry_after)
                if fault.status == TOO_MANY
                else self._broken(name, given, fault.status)
            )
        await troubles.moving.wait()  # the weather may turn while the caller waits
        return self._broken(name, given, 503) if troubles.weather == "failing" else None

    def _limited(self, name: str, given: Json, seconds: int) -> web.Response:
        answer = {"ok": False, "error": "ratelimited"}
        self._board.record_call(name, given, answer)
        return web.json_response(answer, status=TOO_MANY, headers={"Retry-After": str(seconds)})

    def _broken(self, name: str, given: Json, status: int) -> web.Response:
        self._board.record_call(name, given, {"ok": False, "error": f"http_{status}"})
        return web.Response(status=status, text="<html><body>Server Error</body></html>", content_type="text/html")

    def _answered(self, name: str, given: Json, answer: Json) -> web.Response:
        self._board.record_call(name, given, answer)
        self._board.office.on_change()
        method = METHODS.get(name)
        headers = {"x-oauth-scopes": ",".join(sorted(self._board.team.manifest.scopes))}
        if method is not None:
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        return web.Response(
            text=json.dumps(answer, ensure_ascii=False), content_type="application/json", headers=headers
        )


class _TooMany(Exception):  # noqa: N818 - it is an answer, not a fault
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _token(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(given.get("token", ""))
