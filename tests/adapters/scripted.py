"""An AWS whose every answer a test writes, for what its stand-ins never say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Script = Callable[[str, Mapping[str, Any]], tuple[int, Mapping[str, Any] | str]]
SPACE = "FaceAuth/Liveness"
NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


class Scripted:
    """An AWS whose every answer is written by the test; calls are remembered by operation.

    An operation is known by its JSON target, by its `Action` in a form, or else by its path. `regions` are those that the
    calls were signed for.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.regions: list[str] = []
        self.script: Script = lambda _operation, _asked: (500, "<html>not written</html>")
        outer = self

        class Desk(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                form = dict(parse_qsl(body.decode())) if body.startswith(b"Action=") else {}
                operation = form.get("Action") or self.headers.get("X-Amz-Target", self.path).split(".")[-1]
                asked = json.loads(body) if body.startswith(b"{") else form
                outer.calls.append((operation, asked))
                outer.regions.append(self.headers.get("Authorization", "///").split("/")[2])
                code, told = outer.script(operation, asked)
                text = (told if isinstance(told, str) else json.dumps(told)).encode()
                self.send_response(code)
                self.send_header("Content-Type", "text/html" if isinstance(told, str) else "application/x-amz-json-1.0")
                if isinstance(told, dict) and "__type" in told:
                    self.send_header("x-amzn-ErrorType", str(told["__type"]))
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST  # noqa: N815 - http.server's own names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def count(self, operation: str) -> int:
        return sum(called == operation for called, _ in self.calls)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def refusal(code: str, message: str = "no") -> Mapping[str, Any]:
    return {"__type": code, "message": message}


def listing(*rows: tuple[str, Mapping[str, str]], namespace: str = SPACE) -> Mapping[str, Any]:
    return {
        "Metrics": [
            {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": k, "Value": v} for k, v in dims.items()],
            }
            for name, dims in rows
        ]
    }


def results(
    asked: Mapping[str, Any], values: Callable[[Mapping[str, Any]], Sequence[float]], **more: Any
) -> Mapping[str, Any]:
    """Answer every query: the values lie in the last minutes, the newest last."""
    rows = []
    for query in asked["MetricDataQueries"]:
        told = list(values(query["MetricStat"]))
        times = [(NOW - timedelta(minutes=len(told) - place)).timestamp() for place in range(len(told))]
        rows.append(
            {"Id": query["Id"], "Label": "x", "Timestamps": times, "Values": told, "StatusCode": "Complete", **more}
        )
    return {"MetricDataResults": rows}
