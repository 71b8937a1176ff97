"""How are many questions put to the cloud at once, without waiting for one that hangs?"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.knowledge import Answer, Failed
from bot.domain.queries import Query
from bot.ports import Cloud

BUDGET_SECONDS = 8.0
"""The whole answer's patience: longer than one read's own limits, shorter than a person's."""


def ask_all(
    cloud: Cloud, questions: Sequence[Query[Any]], *, region: str, budget_seconds: float = BUDGET_SECONDS
) -> Mapping[Query[Any], Answer[Any]]:
    """Ask everything at the same time and return every answer; a question that outlives the budget has timed out.

    One thread a question: a hanging one holds up neither the others nor the end of the process. A fault of our own in
    a read is raised here.
    """
    answers: queue.SimpleQueue[tuple[Query[Any], Answer[Any] | BaseException]] = queue.SimpleQueue()

    def ask(question: Query[Any]) -> None:
        try:
            answers.put((question, cloud.read(question, region=region)))
        except BaseException as fault:  # noqa: BLE001 - carried over to the thread that asked, which raises it
            answers.put((question, fault))

    for question in questions:
        name = f"ask-{type(question).__name__.lower()}"
        threading.Thread(target=ask, args=(question,), name=name, daemon=True).start()
    found: dict[Query[Any], Answer[Any]] = {question: Failed("timeout", "") for question in questions}
    deadline = time.monotonic() + budget_seconds
    for _ in questions:
        try:
            question, answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if isinstance(answer, BaseException):
            raise answer
        found[question] = answer
    return found
