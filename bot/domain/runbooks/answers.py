"""What was answered to a step's questions, and what wasn't?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.domain.items import Detail, ignorance
from bot.domain.knowledge import Answer, Failed, Known
from bot.domain.queries import Query

T = TypeVar("T")
Answers = Mapping[Query[Any], Answer[Any]]

GAPS = ("not_subscribed", "not_all_read", "no_alarm", "no_runs", "nothing_measured", "no_such_figure")
"""Gaps that only a step can have, each with a sentence in `templates/triage/`; the others are those of `DETAILS`."""


def answer_to(answers: Answers, query: Query[T]) -> Answer[T]:
    """Return the answer to a question; one that nobody answered is a failure."""
    return answers.get(query, Failed("timeout", ""))


def first_gap(answers: Iterable[Answer[Any]]) -> Detail | None:
    """Say why the first of some questions has no answer; None when all have one."""
    return next((ignorance(one) for one in answers if not isinstance(one, Known)), None)


def moment(at: datetime) -> str:
    """Write a moment as it is kept and told to programs."""
    return at.isoformat().replace("+00:00", "Z")
