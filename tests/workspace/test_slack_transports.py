"""Can none of slack_sdk's four WebSocket clients, nor Bolt over HTTP, tell the workspace from Slack?"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.workspace.transports import EVERY, SOCKETS, Heard
from workspace.slack import Workspace, serve

MANY = 2_000

# slack_sdk leaves sockets and tasks of closed clients to the collector, which meets them in whichever test comes next.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


HURRY = 600.0
"""A minute of the retry schedule passes in a tenth of a second."""

PATIENT_SECONDS = 60.0
"""For so long an acknowledgement is waited for, and not three seconds: the machine of a test may stand still for longer."""


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with serve(hurry=HURRY, ack_seconds=PATIENT_SECONDS) as workspace:
        yield workspace


@pytest.fixture(params=EVERY)
def heard(request: pytest.FixtureRequest, ws: Workspace) -> Iterator[Heard]:
    with EVERY[request.param](ws) as heard:
        yield heard
    gc.collect()
    assert ws.unknown == []


@pytest.fixture(params=SOCKETS)
def heard_by_socket(request: pytest.FixtureRequest, ws: Workspace) -> Iterator[Heard]:
    with SOCKETS[request.param](ws) as heard:
        yield heard
    gc.collect()


def arrive(ws: Workspace, heard: Heard, texts: list[str], seconds: float = 15) -> None:
    """Wait until all of them were heard, and see that each was heard once."""
    ws.wait_for(lambda: set(texts) <= set(heard.texts()), seconds, "all messages")
    counted = Counter(text for text in heard.texts() if text in texts)
    assert counted == Counter(texts)


def test_an_event_a_command_and_a_form_come_and_are_answered(ws: Workspace, heard: Heard) -> None:
    ben = ws.person("ben")
    ben.post("general", "over the wire")
    arrive(ws, heard, ["over the wire"])
    ben.command("general", "/liveness status")
    ws.wait_for(lambda: any("acknowledged status" in one["text"] for one in ben.whispers("general")), what="the answer")
    ben.command("general", "/liveness form")
    ws.wait_for(lambda: ben.view() is not None, what="the form")
    ben.submit({"title": {"title": "x"}})
    ws.wait_for(lambda: ben.form_errors() == {"title": "Say more."}, what="the refusal")
    ws.wait_for(lambda: {one["outcome"] for one in ws.deliveries()} == {"acknowledged"}, what="every acknowledgement")


def test_an_event_whose_acknowledgement_was_lost_comes_again_with_its_number(heard: Heard, ws: Workspace) -> None:
    ws.trouble("drop_next_ack")
    ws.person("ben").post("general", "said once, brought twice")
    ws.wait_for(lambda: heard.texts().count("said once, brought twice") == 2, 120, "the second delivery")
    first, second = (body["event_id"] for body in heard.bodies[-2:])
    assert first == second
    (delivery,) = [one for one in ws.deliveries("events_api") if one["attempts"] == 2]
    assert delivery["outcome"] == "acknowledged"


def test_a_refreshed_connection_loses_nothing_and_doubles_nothing(heard_by_socket: Heard, ws: Workspace) -> None:
    """Slack tells each connection to go now and then; what is said meanwhile goes by the old or the new one."""
    ben = ws.person("ben")
    texts = [f"refreshed {number}" for number in range(30)]
    for number, text in enumerate(texts):
        if number == 10:
            ws.trouble("disconnect")
        ben.post("general", text)
    arrive(ws, heard_by_socket, texts, 240)  # what a client loses twice comes a third time after a minute


def test_after_a_cut_the_app_comes_back_and_hears_what_was_said(heard_by_socket: Heard, ws: Workspace) -> None:
    ben = ws.person("ben")
    ws.trouble("drop_socket")
    ben.post("general", "said in the dark")
    ws.wait_for(lambda: "said in the dark" in heard_by_socket.texts(), 30, "what was said in the dark")


def test_thousands_in_a_burst_arrive_each_once_at_the_first_attempt(ws: Workspace) -> None:
    with SOCKETS["builtin"](ws) as heard:
        ben = ws.person("ben")
        texts = [f"burst {number}" for number in range(MANY)]
        for text in texts:
            ben.post("general", text)
        arrive(ws, heard, texts, 120)
        ws.wait_for(lambda: {one["outcome"] for one in ws.deliveries("events_api")} == {"acknowledged"}, 10, "the last")
        assert [one["attempts"] for one in ws.deliveries("events_api")][-MANY:] == [1] * MANY
