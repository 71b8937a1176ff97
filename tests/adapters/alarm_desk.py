"""What stands behind the ways in of alarms in their tests: a desk that takes signals, and hooks served for real."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry

from bot.adapters.hooks.figures import HookFigures
from bot.adapters.web import Endpoint, WebServer, web_app
from bot.domain.alarms.signal import Signal


class Desk:
    """Takes signals and strange messages, and can be out."""

    def __init__(self) -> None:
        self.taken: list[Signal] = []
        self.strange: list[tuple[str, str, str, str]] = []
        self.tries = 0
        self.fault: Exception | None = None
        self.bug_in = ""

    def take(self, signals: Sequence[Signal]) -> None:
        self.tries += 1
        if self.fault is not None:
            raise self.fault
        if any(signal.alarm == self.bug_in for signal in signals):
            raise ZeroDivisionError
        self.taken += signals

    def report(self, source: str, name: str, why: str, excerpt: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.strange.append((source, name, why, excerpt))


class Hooked:
    """A web server with one hook; `send` posts to it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.figures = HookFigures(self.registry)
        self.address = ""

    @contextmanager
    def serving(self, path: str, endpoint: Endpoint) -> Iterator[str]:
        server = WebServer(web_app(reasons=list, registry=self.registry, posts={path: endpoint}), "127.0.0.1", 0)
        server.open()
        self.address = server.address + path
        try:
            yield self.address
        finally:
            server.close()

    def send(self, body: bytes | Iterator[bytes], **headers: str) -> tuple[int, str, Mapping[str, str]]:
        """Return the answer's status, text and headers; `_` in a header's name stands for `-`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address, data=body, headers=told, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)

    def refused(self, hook: str, reason: str) -> float:
        return self.registry.get_sample_value("liveness_bot_hook_refused_total", {"hook": hook, "reason": reason}) or 0

    def accepted(self, hook: str) -> float:
        return self.registry.get_sample_value("liveness_bot_hook_accepted_total", {"hook": hook}) or 0
