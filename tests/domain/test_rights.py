"""Does a right's list mean exactly those whom the company meant?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rights import allows, groups_of
from bot.ports import Person

AIKO = Person("U01AIKO", "Aiko", "ja", "Asia/Tokyo", email="aiko@face-auth.example")
GUEST = replace(AIKO, is_guest=True)
STRANGER = replace(AIKO, is_stranger=True)
BOT = replace(AIKO, is_bot=True)
ONCALL = {"oncall": ["U01AIKO"], "S01ONCALL": ["U01AIKO"]}


@pytest.mark.parametrize(
    ("right", "member", "guest", "stranger"),
    [
        ((), False, False, False),
        (("*",), True, False, False),
        (("U01AIKO",), True, True, True),
        (("W01AIKO",), False, False, False),
        (("aiko@face-auth.example",), True, True, False),
        (("Aiko@Face-Auth.Example",), True, True, False),
        (("ben@face-auth.example",), False, False, False),
        (("oncall",), True, True, False),
        (("S01ONCALL",), True, True, False),
        (("board",), False, False, False),
        (("U01BEN", "board", "U01AIKO"), True, True, True),
    ],
)
def test_a_list_is_read_the_same_for_members_guests_and_strangers(
    right: tuple[str, ...], *, member: bool, guest: bool, stranger: bool
) -> None:
    """Guests count when they are named; of strangers only the id is our own Slack's word."""
    assert allows(right, AIKO, ONCALL) is member
    assert allows(right, GUEST, ONCALL) is guest
    assert allows(right, STRANGER, ONCALL) is stranger
    assert not allows(right, BOT, ONCALL)


def test_somebody_without_an_address_is_not_named_by_any() -> None:
    assert not allows(("aiko@face-auth.example",), replace(AIKO, email=None), {})


def test_ids_addresses_and_everybody_are_no_groups() -> None:
    assert groups_of(("*", "U01AIKO", "W01BEN", "a@b.example", "S01ONCALL", "oncall", "@board")) == (
        "S01ONCALL",
        "oncall",
        "@board",
    )


NAMES = st.sampled_from(
    ["*", "U01AIKO", "U01BEN", "aiko@face-auth.example", "ben@face-auth.example", "oncall", "board", "S01ONCALL"]
)
PEOPLE = st.builds(
    Person,
    id=st.sampled_from(["U01AIKO", "U01BEN"]),
    name=st.just("x"),
    locale=st.just("en"),
    zone=st.just("UTC"),
    is_bot=st.booleans(),
    is_guest=st.booleans(),
    is_stranger=st.booleans(),
    email=st.sampled_from([None, "aiko@face-auth.example", "ben@face-auth.example"]),
)
MEMBERS = st.dictionaries(
    st.sampled_from(["oncall", "board", "S01ONCALL"]), st.sets(st.sampled_from(["U01AIKO", "U01BEN"]))
)


@given(st.lists(NAMES), NAMES, PEOPLE, MEMBERS)
def test_a_list_gives_what_its_names_give_and_nothing_more(
    right: list[str], more: str, person: Person, members: dict[str, set[str]]
) -> None:
    """No combination of names opens what none of them opens, and no further name takes a right away."""
    assert allows(right, person, members) == any(allows([name], person, members) for name in right)
    assert allows([*right, more], person, members) >= allows(right, person, members)


@given(st.lists(NAMES), PEOPLE, MEMBERS)
def test_whoever_is_nowhere_named_has_a_right_only_as_a_full_member_under_everybody(
    right: list[str], person: Person, members: dict[str, set[str]]
) -> None:
    named = {person.id, person.email, *(name for name, ids in members.items() if person.id in ids)}
    is_full_member = not (person.is_bot or person.is_guest or person.is_stranger)
    if allows(right, person, members) and not named & set(right):
        assert "*" in right
        assert is_full_member
