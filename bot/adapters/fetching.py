"""How do we read an address of the web, without waiting for ever and without reading without end?"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO

from bot.domain.failures import Outage

CALL_TIMEOUT_SECONDS = 5.0
LONGEST_SECONDS = 10.0
_PIECE_BYTES = 65_536


class _Staying(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: an address was checked, and where it leads was not."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow no redirect; it ends as an error of its code."""


def fetched(url: str, *, port: str, largest: int) -> bytes:
    """Return what is at an http or https address, at most so many bytes; no redirect is followed.

    Raises `Outage(port, …)`: `timeout`, `unreachable`, `failing` (HTTP 5xx), `rejected` (any other refusal, with the
    status as its detail) or `too_large`.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "liveness-bot"})  # noqa: S310 - whoever calls checked it
    opener = urllib.request.build_opener(_Staying)
    try:
        with opener.open(request, timeout=CALL_TIMEOUT_SECONDS) as answer:
            return _read(answer, port, largest)
    except urllib.error.HTTPError as error:
        with error:
            is_theirs = error.code >= 500  # noqa: PLR2004 - HTTP: server error
            reason = "failing" if is_theirs else "rejected"
            raise Outage(port, reason, retry=is_theirs, detail=f"HTTP {error.code}") from error
    except TimeoutError as error:
        raise Outage(port, "timeout") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = "timeout" if isinstance(getattr(error, "reason", None), TimeoutError) else "unreachable"
        raise Outage(port, reason, detail=str(error)[:300]) from error


def _read(answer: IO[bytes], port: str, largest: int) -> bytes:
    """Read piece by piece: each may take the timeout, and all of them together no longer than the longest."""
    until = time.monotonic() + LONGEST_SECONDS
    pieces = bytearray()
    while piece := answer.read1(_PIECE_BYTES):  # type: ignore[attr-defined]  # HTTPResponse has it; IO doesn't
        pieces += piece
        if len(pieces) > largest:
            raise Outage(port, "too_large", retry=False)
        if time.monotonic() > until:
            raise Outage(port, "timeout")
    return bytes(pieces)
