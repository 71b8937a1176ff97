"""Does the web room answer as deployments rely on?"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, Counter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.adapters.web import WebServer, web_app
from bot.domain.failures import Outage


class _Site:
    """A running server whose reasons can be changed."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        registry = CollectorRegistry()
        Counter("liveness_bot_tried", "Tries.", registry=registry).inc(3)
        self.server = WebServer(
            web_app(reasons=lambda: self.reasons, registry=registry, posts={"/slack/events": _echo}), "127.0.0.1", 0
        )
        self.server.open()

    def get(self, path: str, body: bytes | None = None) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.server.address + path, data=body, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


async def _echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


@pytest.fixture
def site() -> Iterator[_Site]:
    site = _Site()
    yield site
    site.server.close()


def test_healthz_says_that_the_process_is_up_even_when_it_is_not_ready(site: _Site) -> None:
    site.reasons = ["not connected to Slack by Socket Mode"]
    assert site.get("/healthz") == (200, "ok\n")


def test_readyz_is_503_with_every_reason_until_there_is_none(site: _Site) -> None:
    site.reasons = ["not connected to Slack by Socket Mode", "the store does not answer"]
    status, body = site.get("/readyz")
    assert status == 503
    assert json.loads(body) == {"ready": False, "reasons": site.reasons}
    site.reasons = []
    assert site.get("/readyz") == (200, '{"ready":true,"reasons":[]}')


def test_metrics_are_prometheus_text_of_the_registry_that_was_given(site: _Site) -> None:
    status, body = site.get("/metrics")
    assert status == 200
    assert "liveness_bot_tried_total 3.0" in body


def test_only_what_was_given_takes_posts(site: _Site) -> None:
    assert site.get("/slack/events", b"hello") == (200, "hello")
    assert site.get("/hooks/alertmanager", b"{}")[0] == 404
    assert site.get("/healthz", b"{}")[0] == 405


def test_a_taken_address_is_an_outage_that_names_it(site: _Site) -> None:
    port = int(site.server.address.rpartition(":")[2])
    with pytest.raises(Outage) as refused:
        WebServer(web_app(reasons=list, registry=CollectorRegistry()), "127.0.0.1", port).open()
    assert (refused.value.port, refused.value.reason, refused.value.retry) == ("web", "address_in_use", False)
    assert refused.value.detail == f"127.0.0.1:{port}"
