"""Does Alertmanager's hook let in only who holds the token, and answer so that nothing is lost?"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.adapters.alertmanager import AlertmanagerApi
from bot.adapters.hooks.alertmanager import LARGEST_BODY_BYTES, alertmanager_hook
from bot.domain.failures import Outage
from tests.adapters.alarm_desk import Desk, Hooked
from tests.adapters.alarm_forms import alert, webhook
from tests.adapters.waiting import until

TOKEN = "a-tøken-of-enough-length"
HEADER = "Bearer " + TOKEN.encode().decode("latin-1")


class Stage(Hooked):
    """The hook, served."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.endpoint = alertmanager_hook(
            token=TOKEN, take=self.desk.take, strange=self.desk.report, figures=self.figures
        )

    def post(self, told: object) -> tuple[int, str]:
        return self.send(json.dumps(told).encode(), Authorization=HEADER, Content_Type="application/json")[:2]


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    with stage.serving("/hooks/alertmanager", stage.endpoint):
        yield stage


def test_who_holds_the_token_is_heard(stage: Stage) -> None:
    assert stage.post(webhook(alert(), alert(fingerprint="b"))) == (200, "ok\n")
    assert [signal.identity for signal in stage.desk.taken] == ["687c10c9ff63f9ea", "b"]
    assert stage.accepted("alertmanager") == 1


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", TOKEN.encode().decode("latin-1"), f"Basic {HEADER[7:]}", HEADER[:-1], HEADER + "x"],
)  # fmt: skip
def test_a_wrong_or_missing_token_is_unauthorised_whatever_else_is_sent(stage: Stage, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    status, text, answered = stage.send(json.dumps(webhook(alert())).encode(), **headers)
    assert (status, text) == (401, "token\n")
    assert answered["www-authenticate"].startswith("Bearer")
    assert stage.desk.taken == []
    assert stage.refused("alertmanager", "token") == 1


def test_the_scheme_s_case_is_the_sender_s_own(stage: Stage) -> None:
    assert stage.send(json.dumps(webhook(alert())).encode(), Authorization=HEADER.replace("Bearer", "bearer"))[0] == 200


def test_a_token_is_judged_before_the_body_is_read(stage: Stage) -> None:
    """So that a stranger can't make us hold anything."""
    with contextlib.suppress(OSError):
        assert stage.send(b"x" * (LARGEST_BODY_BYTES + 1), Authorization="Bearer wrong")[0] == 401
    until(lambda: stage.refused("alertmanager", "token") == 1)
    assert stage.refused("alertmanager", "too_large") == 0


@pytest.mark.parametrize(
    ("told", "reason"),
    [(webhook(alert(), version="5"), "version"), ([], "not_an_object"), (webhook(alert(startsAt=None)), "time")],
)
def test_what_cannot_be_read_is_a_bad_request_and_kept_for_people_once(stage: Stage, told: object, reason: str) -> None:
    assert [stage.post(told), stage.post(told)] == [(400, f"{reason}\n")] * 2
    names = {name for _, name, _, _ in stage.desk.strange}
    assert len(names) == 1, "the same body goes by the same name, under which it is kept once"
    assert stage.desk.strange[0][0] == "alertmanager"
    assert stage.desk.strange[0][2] == reason
    assert stage.refused("alertmanager", reason) == 2


def test_one_strange_alert_does_not_hide_the_others(stage: Stage) -> None:
    assert stage.post(webhook(alert(status="odd"), alert())) == (200, "ok\n")
    assert [signal.identity for signal in stage.desk.taken] == ["687c10c9ff63f9ea"]
    assert [why for _, _, why, _ in stage.desk.strange] == ["state"]


def test_alerts_that_alertmanager_left_out_are_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    assert stage.post(webhook(alert(), truncatedAlerts=2)) == (200, "ok\n")
    (line,) = [record for record in caplog.records if "left alerts out" in record.getMessage()]
    assert line.__dict__["left_out"] == 2


def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    with contextlib.suppress(OSError):  # the connection may be closed on us before all is sent
        assert stage.send(b"x" * (LARGEST_BODY_BYTES + 1), Authorization=HEADER)[0] == 413
    until(lambda: stage.refused("alertmanager", "too_large") == 1)


def test_while_the_store_is_out_alertmanager_is_told_to_come_again(stage: Stage) -> None:
    stage.desk.fault = Outage("store", "unreachable")
    assert stage.post(webhook(alert())) == (503, "store_out\n")
    assert stage.post([]) == (503, "store_out\n"), "what is strange is not forgotten either"
    stage.desk.fault = None
    assert stage.post(webhook(alert())) == (200, "ok\n")


def test_a_refusal_is_logged_without_the_token_or_the_body(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stage.send(json.dumps(webhook(alert())).encode(), Authorization="Bearer almost-right")
    shown = " ".join(str(record.__dict__) for record in caplog.records)
    assert "a hook refused" in shown
    assert "almost-right" not in shown
    assert "deltaE-spike" not in shown


class Api:
    """An Alertmanager whose answer a test writes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status, self.body = 200, b"[]"
        api = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api.asked.append(self.path)
                self.send_response(api.status)
                self.send_header("Content-Length", str(len(api.body)))
                self.end_headers()
                self.wfile.write(api.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    yield api
    api.close()


def test_a_look_asks_for_everything_that_fires_below_the_address_given(api: Api) -> None:
    assert AlertmanagerApi(f"{api.address}/alertmanager/?receiver=liveness-bot").firing() == ()
    assert api.asked == [
        "/alertmanager/api/v2/alerts?receiver=liveness-bot&active=true&silenced=true&inhibited=true&unprocessed=true"
    ]


def test_a_look_tells_the_same_change_as_the_webhook(api: Api, stage: Stage) -> None:
    stage.post(webhook(alert()))
    api.body = json.dumps([{**alert(), "endsAt": "2026-11-22T00:46:09.385Z", "status": {"state": "active"}}]).encode()
    (signal,) = AlertmanagerApi(api.address).firing()
    assert signal.key == stage.desk.taken[0].key


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<html>a proxy</html>", "unreadable"),
        (200, b"{}", "unreadable"),
        (200, b"[{}]", "unreadable"),
        (500, b"[]", "failing"),
        (401, b"[]", "rejected"),
        (302, b"[]", "rejected"),
        (200, b"[" + b" " * 21_000_000 + b"]", "too_large"),
    ],
)
def test_a_look_that_fails_is_an_outage_and_never_an_empty_list(
    api: Api, status: int, body: bytes, reason: str
) -> None:
    """An empty list would mean that everything has ended."""
    api.status, api.body = status, body
    with pytest.raises(Outage) as out:
        AlertmanagerApi(api.address).firing()
    assert (out.value.port, out.value.reason) == ("alertmanager", reason)


def test_an_alertmanager_that_is_not_there_is_an_outage(api: Api) -> None:
    api.close()
    with pytest.raises(Outage) as out:
        AlertmanagerApi(api.address).firing()
    assert (out.value.port, out.value.reason) == ("alertmanager", "unreachable")
