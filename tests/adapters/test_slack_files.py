"""Is a file's content read whole or not at all, and does our token go to nobody but Slack?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk import WebClient

from bot.adapters.slack.files import is_slacks, read_file
from bot.adapters.slack.manifest import manifest
from bot.domain.failures import Outage
from tests.adapters.slack_world import chat_on
from workspace.slack import serve

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Serve on loopback; yield the origin and the tokens that were brought."""
    tokens: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tokens.append(self.headers["Authorization"] or "")
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", tokens
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def says(status: int, content: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def client(origin: str) -> WebClient:
    return WebClient(token="xoxb-1", base_url=f"{origin}/api/")


def outage(answer: Answer, path: str = "/files-pri/T1-F1/a.bin", most_bytes: int = 1_000) -> Outage:
    with server(answer) as (origin, _), pytest.raises(Outage) as refused:
        read_file(client(origin), origin + path, most_bytes=most_bytes)
    return refused.value


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/files-pri/T1-F1/a.txt",
        "https://evilslack.com/files-pri/T1-F1/a.txt",
        "https://slack.com@evil.example/files-pri/T1-F1/a.txt",
        "https://evil.example@files.slack.com/a.txt",
        "http://files.slack.com/files-pri/T1-F1/a.txt",
        "http://127.0.0.1:9/files-pri/T1-F1/a.txt",
        "https://127.0.0.1:8/files-pri/T1-F1/a.txt",
        "file:///etc/passwd",
        "https://files.slack.com:port/a.txt",
        "",
    ],
)
def test_an_address_that_is_not_slacks_is_never_asked(url: str) -> None:
    with pytest.raises(Outage) as refused:
        read_file(client("http://127.0.0.1:8"), url, most_bytes=1)
    assert (refused.value.reason, refused.value.retry) == ("not_slacks_address", False)


@pytest.mark.parametrize(
    "url", ["https://files.slack.com/a.txt", "https://slack.com/a.txt", "https://files.slack-gov.com/a.txt"]
)
def test_slacks_own_hosts_may_be_asked_whatever_api_address_is_configured(url: str) -> None:
    assert is_slacks(url, "http://127.0.0.1:8/api/")


def test_a_redirection_elsewhere_is_not_followed_and_one_within_is() -> None:
    with server(says(200, b"stolen")) as (elsewhere, tokens):
        refused = outage(says(302, Location=f"{elsewhere}/a.bin"))
    assert (refused.reason, refused.retry, tokens) == ("not_slacks_address", False, [])

    def moved(handler: BaseHTTPRequestHandler) -> None:
        (says(200, b"here") if handler.path == "/moved" else says(302, Location="/moved"))(handler)

    with server(moved) as (origin, tokens):
        assert read_file(client(origin), f"{origin}/a.bin", most_bytes=4) == b"here"
        assert tokens == ["Bearer xoxb-1"] * 2
    assert outage(says(302, Location="/again")).reason == "file_not_readable"


def test_the_sign_in_page_is_not_taken_for_the_file() -> None:
    for answer in (
        says(302, Location="/?redir=%2Ffiles-pri"),
        says(200, b"<html>", Content_Type="text/html; charset=utf-8"),
    ):
        refused = outage(answer)
        assert (refused.reason, refused.needs, refused.retry) == ("file_not_readable", "files:read", False)
    with server(says(200, b"<html>", Content_Type="text/html")) as (origin, _):
        assert read_file(client(origin), f"{origin}/files-pri/T1-F1/report.html", most_bytes=9) == b"<html>"


def test_a_file_of_a_channel_where_we_are_not_is_not_read() -> None:
    with serve(manifest([])) as workspace:
        file = workspace.person("ben").upload("ops", "trace.txt", b"trace", "see")["file_id"]
        _, archive = chat_on(workspace)
        with pytest.raises(Outage) as refused:
            archive.file(workspace.board.team.files.files[file].for_api()["url_private"], most_bytes=99)
        assert (refused.value.reason, refused.value.retry) == ("file_not_readable", False)


def test_a_size_that_is_not_said_or_said_wrongly_does_not_fill_our_memory() -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while len(sent) < 10_000:
                handler.wfile.write(b"x" * 65_536)
                sent.append(65_536)
        except OSError:
            pass

    assert outage(endless).reason == "file_too_large"
    assert len(sent) < 1_000
    assert outage(says(200, b"x" * 10, Content_Length="5000")).reason == "file_too_large"


@pytest.mark.parametrize(
    ("answer", "reason", "retry"),
    [
        (says(404), "file_not_found", False),
        (says(410), "file_not_found", False),
        (says(403), "file_not_readable", False),
        (says(429, Retry_After="7"), "ratelimited", True),
        (says(500), "server_error", True),
        (says(200, b"cut", Content_Length="500"), "unreachable", True),
    ],
    ids=["404", "410", "403", "429", "500", "cut"],
)
def test_what_went_wrong_is_told_and_whether_it_may_pass(answer: Answer, reason: str, retry: bool) -> None:  # noqa: FBT001 - a column of the table
    refused = outage(answer)
    assert (refused.reason, refused.retry) == (reason, retry)
    assert refused.retry_after == (7.0 if reason == "ratelimited" else None)


def test_where_nobody_answers_it_may_be_tried_again() -> None:
    with pytest.raises(Outage) as silent:
        read_file(client("http://127.0.0.1:9"), "http://127.0.0.1:9/a.bin", most_bytes=1)
    assert (silent.value.reason, silent.value.retry) == ("unreachable", True)
