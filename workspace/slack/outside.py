"""What else is reachable over HTTP: the page, uploads, private files, response URLs?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from workspace.slack.api.files import may_read
from workspace.slack.api.method import Call
from workspace.slack.json_in import read_json
from workspace.slack.refusals import Json, Refused
from workspace.slack.responses import respond

if TYPE_CHECKING:
    from workspace.slack.api.door import WebApi
    from workspace.slack.switchboard import Switchboard

PAGE = Path(__file__).parent.parent / "page"
PAGE_POLICY = (
    "default-src 'self'; img-src * data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'self'"
)
NO_PAGE = "The workspace is running. Its page is not here; the Web API is at /api/ and the control API at /_workspace/."


class Outside:
    """Addresses that are neither methods of the Web API nor acts of people."""

    def __init__(self, board: Switchboard, api: WebApi, page: Path = PAGE) -> None:
        """Serve one workspace and one folder with a page."""
        self._board = board
        self._api = api
        self._page = page

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._index)
        app.router.add_get("/beside", self._beside)
        app.router.add_get("/archives/{channel}", self._index)
        app.router.add_get("/archives/{channel}/{message}", self._index)
        if self._page.is_dir():
            app.router.add_static("/static/", self._page)
        app.router.add_post("/upload/v1/{ticket}", self._upload)
        app.router.add_get("/files-pri/{key}/{name}", self._private_file)
        app.router.add_get("/files-pri/{key}/download/{name}", self._private_file)
        for kind in ("commands", "actions"):
            app.router.add_post(f"/{kind}/{{team}}/{{key}}", self._respond)

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return self._document("index.html")

    async def _beside(self, _request: web.Request) -> web.StreamResponse:
        """Give two frames of the page; only this server's own page may put it into a frame."""
        return self._document("beside.html")

    def _document(self, name: str) -> web.StreamResponse:
        document = self._page / name
        headers = {
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": PAGE_POLICY,
        }
        return web.FileResponse(document, headers=headers) if document.is_file() else web.Response(text=NO_PAGE)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file's bytes: a raw body, whatever its content type says (Slack docs, working with files)."""
        return await self._api.under_weather(request, "upload", {}, lambda: self._receive(request))

    async def _receive(self, request: web.Request) -> web.Response:
        file = self._board.team.files.awaiting(request.match_info["ticket"])
        if file is None:
            return web.Response(status=404, text="not found")
        content = await request.read()
        if request.content_type == "multipart/form-data":
            return web.Response(status=415, text="send the bytes as they are")
        if len(content) != file.expected_length:
            return web.Response(status=400, text=f"expected {file.expected_length} bytes, got {len(content)}")
        self._board.team.files.receive(file, content)
        return web.Response(text=f"OK - {len(content)}")

    async def _private_file(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the app's token with ``files:read``; everybody else is sent to sign in.

        Source: Slack docs, url_private.
        """
        team = self._board.team
        file = team.files.finished(request.match_info["key"].rpartition("-")[2])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        allowed = token == team.app.bot_token and "files:read" in team.manifest.scopes
        if file is None or not allowed or not may_read(Call(self._board, {}), file):
            raise web.HTTPFound("/?redir=" + request.path)
        return web.Response(
            body=file.content, content_type=file.mimetype, headers={"X-Content-Type-Options": "nosniff"}
        )

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """Take what the app says to a response URL (Slack docs, message responses)."""
        return await self._api.under_weather(request, "response_url", {}, lambda: self._hear(request))

    async def _hear(self, request: web.Request) -> web.Response:
        body: Json = {}
        try:
            leave = self._board.passes.use_response(request.match_info["key"])
            body = _json_body(await request.read())
            respond(self._board.team, leave, body)
        except Refused as refusal:
            answer = refusal.as_answer()
            self._board.record_call("response_url", body, answer)
            self._board.office.on_change()
            return web.json_response(answer, status=404 if refusal.error in {"used_url", "expired_url"} else 500)
        self._board.record_call("response_url", body, {"ok": True})
        self._board.office.on_change()
        return web.json_response({"ok": True})


def _json_body(raw: bytes) -> Json:
    body = read_json(raw, "invalid_payload")
    if not isinstance(body, dict):
        raise Refused("invalid_payload")
    return body
