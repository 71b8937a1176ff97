"""Is a value judged by its limits, and is it known which way is worse?"""

from __future__ import annotations

import pytest

from bot.domain.items import ItemVerdict, SinceLast
from bot.domain.service import Range
from bot.domain.verdicts import since, verdict_of, worst

Limits = tuple[Range | None, Range | None]
SUCCESS = (Range(more_than=95), Range(less_than=95))
CONFIDENCE = (Range(more_than=90), Range(less_than=92))
SLOW = (Range(less_than=10), Range(more_than=9))


@pytest.mark.parametrize(
    ("value", "limits", "verdict"),
    [
        (95.1, SUCCESS, "ok"),
        (95, SUCCESS, "warn"),  # not more than 95, but not below it either
        (94.9, SUCCESS, "fail"),
        (92, CONFIDENCE, "ok"),
        (91, CONFIDENCE, "warn"),
        (90, CONFIDENCE, "fail"),
        (9, SLOW, "ok"),
        (9.5, SLOW, "warn"),
        (10, SLOW, "fail"),
        (5, (None, Range(more_than=5)), "ok"),
        (6, (None, Range(more_than=5)), "fail"),
        (0, (Range(at_most=0), None), "ok"),
        (1, (Range(at_most=0), None), "fail"),
        (12345, (None, None), "ok"),
    ],
)
def test_a_value_warns_when_one_limit_is_broken_and_fails_when_all_are(
    value: float, limits: Limits, verdict: ItemVerdict
) -> None:
    assert verdict_of(value, *limits) == verdict


def test_unknown_is_worse_than_warn_and_better_than_fail() -> None:
    assert worst(["ok", "warn", "unknown"]) == "unknown"
    assert worst(["unknown", "fail", "ok"]) == "fail"
    assert worst([]) == "unknown"


@pytest.mark.parametrize(
    ("value", "previous", "limits", "expected"),
    [
        (96, 96.2, SUCCESS, "same"),
        (96, 94, SUCCESS, "better"),
        (94, 96, SUCCESS, "worse"),
        (97, 99, SUCCESS, "worse"),
        (3.2, 3, SLOW, "same"),
        (60, 70, SUCCESS, "worse"),
        (20, 8, SLOW, "worse"),
        (2, 8, SLOW, "better"),
        (500, 700, (Range(at_least=100, at_most=1000), None), "same"),
        (20, 90, (Range(at_least=100, at_most=1000), None), "worse"),
        (5, 0, (Range(at_most=0), None), "worse"),
        (96, None, SUCCESS, "new"),
        (None, 96, SUCCESS, None),
        (3, 9, (None, None), None),
    ],
)
def test_a_figure_is_worse_when_it_moves_towards_its_limit(
    value: float | None, previous: float | None, limits: Limits, expected: SinceLast | None
) -> None:
    assert since(value, previous, *limits) == expected
