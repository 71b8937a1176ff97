"""Does the checklist tick what the record knows, ask for the rest, and stand in the way only of what was grave?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.incidents.checklist import ITEMS, Item, ItemId, checklist, hindrances
from tests.incidents import MITIGATED, RESOLVED, Told, after, at, graver, undone

YES: dict[str, Any] = {"causes_identified": {"met": True}, "knowledge_shared": {"met": True}}
TICKETED: Told = (
    "corrective_added",
    {"id": "1", "title": "alert", "owner": "U01BEN", "due": "2026-12-01", "ticket": "OPS-1"},
)
PUBLISHED: Told = ("published", {})
WHOLE = (MITIGATED, RESOLVED, PUBLISHED, TICKETED)


def items(*told: Told, answers: dict[str, Any] | None = None, **declared: Any) -> dict[ItemId, Item]:
    return {one.id: one for one in checklist(after(*told, **declared), answers or {})}


def missing(*told: Told, answers: dict[str, Any] | None = None, severity: str = "S1") -> tuple[ItemId, ...]:
    incident = after(*told, severity=severity)
    return hindrances(incident, checklist(incident, answers or {}))


def test_there_are_the_articles_five_in_their_order() -> None:
    assert tuple(items()) == ITEMS


def test_with_everything_done_nothing_stands_in_the_way() -> None:
    assert missing(*WHOLE, answers=YES) == ()


def test_what_the_record_can_not_know_is_asked_for() -> None:
    assert items(*WHOLE)["causes_identified"].met is None
    assert missing(*WHOLE) == ("causes_identified", "knowledge_shared")


@pytest.mark.parametrize(("minutes", "is_met"), [(30, True), (30.01, False)])
def test_mitigated_in_time_counts_from_detection_and_to_the_second(minutes: float, *, is_met: bool) -> None:
    corrected = ("milestone", {"name": "mitigated", "at": (at(-5) + timedelta(minutes=minutes)).isoformat()})
    item = items(MITIGATED, corrected)["mitigated_30m"]

    assert (item.met, item.is_lost) == (is_met, not is_met)


def test_what_can_not_be_met_any_more_needs_a_reason_and_no_more() -> None:
    late = ("milestone", {"name": "detected", "at": at(-60).isoformat()})

    assert missing(*WHOLE, late, answers=YES) == ("mitigated_30m",)
    assert missing(*WHOLE, late, answers={**YES, "mitigated_30m": {"note": "  "}}) == ("mitigated_30m",)
    assert missing(*WHOLE, late, answers={**YES, "mitigated_30m": {"met": True}}) == ("mitigated_30m",)
    assert missing(*WHOLE, late, answers={**YES, "mitigated_30m": {"note": "paged late"}}) == ()


def test_a_postmortem_that_came_late_needs_a_reason_too() -> None:
    late = ("milestone", {"name": "detected", "at": at(-49 * 60).isoformat()})

    assert items(*WHOLE, late)["published_48h"].is_lost
    assert "published_48h" in missing(*WHOLE, late, answers=YES)


def test_one_that_can_still_be_met_is_not_talked_away() -> None:
    """An action without a ticket can still get one: a reason does not help."""
    unticketed = ("corrective_added", {"id": "1", "title": "alert"})
    answers = {**YES, "actions_ticketed": {"met": True, "note": "later"}}

    assert missing(MITIGATED, RESOLVED, PUBLISHED, unticketed, answers=answers) == ("actions_ticketed",)
    assert missing(RESOLVED, PUBLISHED, answers=answers) == ("actions_ticketed",), "there must be one"


def test_every_action_needs_its_ticket_but_those_dropped() -> None:
    second = ("corrective_added", {"id": "2", "title": "drill"})
    dropped = ("corrective_dropped", {"id": "2", "reason": "done by another team"})

    assert missing(*WHOLE, second, answers=YES) == ("actions_ticketed",)
    assert missing(*WHOLE, second, dropped, answers=YES) == ()


def test_no_is_an_answer_only_with_a_reason() -> None:
    no = {**YES, "knowledge_shared": {"met": False}}
    why = {**YES, "knowledge_shared": {"met": False, "note": "the training is in January"}}

    assert missing(*WHOLE, answers=no) == ("knowledge_shared",)
    assert missing(*WHOLE, answers=why) == ()


@pytest.mark.parametrize("severity", ["S2", "S3"])
def test_what_was_never_grave_closes_without_any_of_it(severity: str) -> None:
    assert missing(RESOLVED, severity=severity) == ()


def test_what_was_grave_once_stays_so_unless_that_was_a_mistake() -> None:
    assert missing(graver("S0"), graver("S3"), RESOLVED, severity="S2") != ()
    assert missing(graver("S0"), undone(2), RESOLVED, severity="S2") == ()
