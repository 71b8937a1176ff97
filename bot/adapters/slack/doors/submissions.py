"""How is a submitted form answered while its sender still looks at it?"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.doors.desk import Desk
from bot.adapters.slack.origin import Call
from bot.domain.failures import Mistake
from bot.ports import Arrival
from bot.speech import Form, Reply

ANSWERED_WITHIN_SECONDS = 2.0
"""Slack waits three seconds (Slack docs, view submissions); one is left for the way."""

ERROR_LIMIT = 300

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission's outcome: what is said, and for a failure the acknowledgement that shows it in the form."""

    said: Reply | Form | Exception
    acknowledgement: dict[str, Any]


def submit(desk: Desk, arrival: Arrival, call: Call) -> dict[str, Any]:
    """Return the acknowledgement: the failure in the form, the next form, or nothing, which closes it.

    An answer that takes too long closes the form and is brought afterwards.
    """
    judging = desk.run(lambda: _judge(desk, arrival, call))
    try:
        judged = judging.result(timeout=ANSWERED_WITHIN_SECONDS)
    except TimeoutError:
        judging.add_done_callback(lambda done: _bring(desk, arrival, call, done))
        return {}
    if judged.acknowledgement:
        desk.run(lambda: desk.settle(arrival, tuple))
    else:
        _bring(desk, arrival, call, judging)
    return judged.acknowledgement


def errors(view: Json, sentence: str, field: str | None = None) -> dict[str, Any]:
    """Put a sentence under the field at fault, or the form's last one: what was typed stays either way."""
    inputs = [str(block["block_id"]) for block in view.get("blocks") or () if block.get("type") == "input"]
    named = [block_id for block_id in inputs if field and block_id.partition(":")[0] == field]
    chosen = (named or inputs[-1:])[:1]
    text = sentence if len(sentence) <= ERROR_LIMIT else sentence[: ERROR_LIMIT - 1] + "…"
    return {"response_action": "errors", "errors": {chosen[0]: text}} if chosen else {}


def _judge(desk: Desk, arrival: Arrival, call: Call) -> Judged:
    said = desk.judge(call)
    if isinstance(said, Form):
        return Judged(said, {"response_action": "update", "view": dict(desk.delivery.view(said, call.origin))})
    if isinstance(said, Exception):
        sentence = desk.delivery.rendered(desk.answers.explain(said), call.origin).text
        field = said.field if isinstance(said, Mistake) else None
        view = arrival.body.get("view")
        return Judged(said, errors(view if isinstance(view, Mapping) else {}, sentence, field))
    return Judged(said, {})


def _bring(desk: Desk, arrival: Arrival, call: Call, judging: Future[Judged]) -> None:
    def work() -> tuple[()]:
        desk.tell(judging.result().said, call.origin)
        return ()

    desk.run(lambda: desk.settle(arrival, work))
