"""What do we answer over HTTP: are we up, are we ready, how are we doing; and Slack, where it calls us?"""

from __future__ import annotations

import errno
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from threading import Thread

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.failures import Outage

Endpoint = Callable[[Request], Awaitable[Response]]

SERVICE_UNAVAILABLE = 503
CLOSED_WITHIN_SECONDS = 5


def web_app(
    *, reasons: Callable[[], Sequence[str]], registry: CollectorRegistry, posts: Mapping[str, Endpoint] | None = None
) -> Starlette:
    """Put the application together.

    `reasons` says why we are not ready, in words for operators, and nothing once we are; it may take its time, but
    should not. `posts` are further endpoints by path, such as `/slack/events`; what isn't given answers 404.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        found = list(await run_in_threadpool(reasons))
        return JSONResponse({"ready": not found, "reasons": found}, SERVICE_UNAVAILABLE if found else 200)

    async def metrics(_: Request) -> Response:
        figures = await run_in_threadpool(generate_latest, registry)
        return Response(figures, media_type=CONTENT_TYPE_LATEST)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    routes += [Route(path, endpoint, methods=["POST"]) for path, endpoint in (posts or {}).items()]
    return Starlette(routes=routes)


class WebServer:
    """The application, served by uvicorn in a thread of its own."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Take what is needed; nothing is bound. Port 0 takes any free one."""
        self._host = host
        self._port = port
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=CLOSED_WITHIN_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread: Thread | None = None
        self._socket: socket.socket | None = None

    @property
    def address(self) -> str:
        """Return where we listen, as `http://host:port`; only true once open."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        port = self._socket.getsockname()[1] if self._socket else self._port
        return f"http://{host}:{port}"

    def open(self) -> None:
        """Bind and serve. Connections are taken from now on, even before the thread has got going.

        Raises a non-retryable Outage, `address_in_use` or `address_unusable`, whose detail is the address.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._host, self._port))
            listening.listen(128)
        except OSError as error:
            listening.close()
            reason = "address_in_use" if error.errno == errno.EADDRINUSE else "address_unusable"
            raise Outage("web", reason, retry=False, detail=f"{self._host}:{self._port}") from error
        self._socket = listening
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish what is being answered, within five seconds, and stop."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()
