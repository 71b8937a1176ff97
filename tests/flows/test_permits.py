"""Are people held to `bot.yaml`, and is nobody refused, or let in, because Slack is silent?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.failures import Outage, Refusal
from bot.domain.rules import Rights, Rules
from bot.flows.permits import Permits
from bot.ports import Person
from tests.slack_fakes import FakeArchive

AIKO = Person("U01AIKO", "Aiko", "ja", "Asia/Tokyo", email="aiko@face-auth.example")
BEN = Person("U01BEN", "Ben", "en", "UTC", email="ben@face-auth.example")
IVY = Person("U01IVY", "Ivy", "en", "UTC", is_guest=True)
DEPLOY = Person("U01DEPLOY", "deploybot", "en", "UTC", is_bot=True)
SILENCE = Outage("slack", "unreachable")


def archive() -> FakeArchive:
    groups = {"S01ONCALL": ("oncall", ("U01AIKO", "U01DEPLOY")), "S01BOARD": ("board", ("U01BEN",))}
    return FakeArchive(AIKO, BEN, IVY, DEPLOY, groups=groups)


def may(user: str, *right: str, people: FakeArchive | None = None) -> bool:
    permits = Permits(Rules(Rights(approve_actions=right)), people or archive())
    try:
        permits.require(user, "approve_actions")
    except Refusal:
        return False
    return True


def test_a_refusal_names_the_right_and_who_has_it_by_name() -> None:
    permits = Permits(Rules(Rights(approve_actions=("oncall", "U01BEN"))), archive())
    with pytest.raises(Refusal) as refused:
        permits.require("U01IVY", "approve_actions")
    assert refused.value.key == "not_allowed"
    assert refused.value.facts == {"right": "approve_actions", "by_name": ["oncall", "U01BEN"]}


def test_each_right_has_its_own_list() -> None:
    permits = Permits(Rules(Rights(operate=("*",), approve_postmortems=("U01BEN",))), archive())
    permits.require("U01AIKO", "operate")
    permits.require("U01BEN", "approve_postmortems")
    with pytest.raises(Refusal):
        permits.require("U01AIKO", "approve_postmortems")
    with pytest.raises(Refusal):
        permits.require("U01BEN", "approve_actions")


@pytest.mark.parametrize(
    ("right", "allowed"),
    [
        (("*",), {"U01AIKO", "U01BEN"}),
        (("oncall",), {"U01AIKO"}),
        (("@oncall",), {"U01AIKO"}),
        (("S01BOARD", "oncall"), {"U01AIKO", "U01BEN"}),
        (("ben@face-auth.example",), {"U01BEN"}),
        (("U01IVY", "U01DEPLOY"), {"U01IVY"}),
        (("no-such-group", "S0NOBODY"), set()),
        ((), set()),
    ],
)
def test_groups_are_read_as_slack_has_them_and_bots_are_never_meant(right: tuple[str, ...], allowed: set[str]) -> None:
    assert {one.id for one in (AIKO, BEN, IVY, DEPLOY) if may(one.id, *right)} == allowed


def test_slack_is_asked_no_more_than_the_list_makes_necessary() -> None:
    people = archive()
    assert not may("U01AIKO", people=people)
    assert not may("U01AIKO", "U01BEN", people=people)
    assert people.asked == []
    assert may("U01AIKO", "oncall", "*", people=people)
    assert people.asked == ["person"]


def test_while_slack_is_silent_ids_still_decide_and_nothing_else_does() -> None:
    """An alarm at night can be answered while Slack's own methods fail; nobody is let in on a guess."""
    people = archive()
    people.refusing = SILENCE
    assert may("U01AIKO", "U01AIKO", "oncall", people=people)
    assert not may("U01AIKO", "U01BEN", people=people)
    assert not may("U01AIKO", people=people)
    for right in (("*",), ("oncall",), ("aiko@face-auth.example",), ("U01BEN", "S01ONCALL")):
        with pytest.raises(Outage) as silent:
            may("U01AIKO", *right, people=people)
        assert silent.value is SILENCE


def test_somebody_whom_slack_does_not_know_is_not_let_in_by_id() -> None:
    """A retry won't help: this is Slack's answer, not its silence."""
    people = archive()
    people.refusing = replace(SILENCE, reason="user_not_found", retry=False)
    with pytest.raises(Outage):
        may("U01AIKO", "U01AIKO", people=people)


class _HalfSilent(FakeArchive):
    """An archive that can't read one of the groups."""

    def members(self, group: str) -> frozenset[str]:
        if group == "S01BOARD":
            raise SILENCE
        return super().members(group)


def test_a_group_that_cannot_be_read_hides_none_of_the_others_and_refuses_nobody() -> None:
    groups = {"S01ONCALL": ("oncall", ("U01AIKO",)), "S01BOARD": ("board", ("U01BEN",))}
    people = _HalfSilent(AIKO, BEN, groups=groups)
    assert may("U01AIKO", "board", "oncall", people=people)
    with pytest.raises(Outage):
        may("U01BEN", "board", "oncall", people=people)
