"""How does Slack reach us over HTTP, where every request is signed?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.adapters.slack.doors.listeners import dispatch

LARGEST_BODY_BYTES = 5_000_000


def slack_events(app: App) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint for `POST /slack/events`; Bolt checks the signature and the clock (five minutes)."""

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        if len(body) > LARGEST_BODY_BYTES:
            return Response(status_code=413)
        try:
            asked = to_bolt_request(request, body)
        except ValueError:
            return Response(status_code=400)  # not text, or not what its content type says
        return to_starlette_response(await run_in_threadpool(dispatch, app, asked))

    return endpoint
