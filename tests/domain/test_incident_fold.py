"""Does an incident stand as its entries tell, those taken back excepted?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incidents.folding import fold
from bot.domain.incidents.incident import COMMANDER
from tests.incidents import (
    AIKO,
    BEN,
    CLOSED,
    MITIGATED,
    NOON,
    REOPENED,
    RESOLVED,
    Told,
    after,
    at,
    given_to,
    graver,
    recorded,
    undone,
)

WHOLE: tuple[Told, ...] = (graver("S1"), MITIGATED, given_to(AIKO), RESOLVED, REOPENED, RESOLVED, CLOSED)


def test_whoever_declares_it_leads_and_detected_is_not_declared() -> None:
    incident = after(started_at=at(-9).isoformat())

    assert (incident.commander, incident.status, incident.severity) == (BEN, "open", "S2")
    assert incident.detected_at == at(-5)
    assert incident.declared_at == NOON
    assert incident.milestones["started"] == at(-9)


def test_a_severity_is_held_until_the_next_and_the_highest_governs() -> None:
    incident = after(graver("S0"), graver("S3"))

    assert (incident.severity, incident.highest) == ("S3", "S0")
    assert [(one.severity, one.since, one.until) for one in incident.spells] == [
        ("S2", NOON, at(1)),
        ("S0", at(1), at(2)),
        ("S3", at(2), None),
    ]


def test_a_severity_said_by_mistake_was_never_so() -> None:
    incident = after(graver("S0"), undone(2), graver("S3"))

    assert (incident.severity, incident.highest) == ("S3", "S2")
    assert [one.severity for one in incident.spells] == ["S2", "S3"]


def test_mitigated_then_resolved_keeps_both_moments() -> None:
    incident = after(MITIGATED, RESOLVED)

    assert incident.status == "resolved"
    assert (incident.milestones["mitigated"], incident.milestones["resolved"]) == (at(1), at(2))


def test_what_is_resolved_at_once_is_mitigated_with_it() -> None:
    assert after(RESOLVED).milestones["mitigated"] == at(1)


def test_resolved_taken_back_leaves_the_mitigation() -> None:
    incident = after(MITIGATED, RESOLVED, undone(3))

    assert incident.status == "mitigated"
    assert "resolved" not in incident.milestones


def test_reopened_it_is_neither_mitigated_nor_resolved_nor_closed() -> None:
    incident = after(graver("S1"), MITIGATED, RESOLVED, CLOSED, REOPENED)

    assert (incident.status, incident.closed_at, dict(incident.closing)) == ("open", None, {})
    assert set(incident.milestones) == {"detected"}
    assert incident.highest == "S1", "how bad it was is not forgotten"


def test_a_milestone_is_corrected_and_taken_out_and_the_correction_taken_back() -> None:
    earlier = ("milestone", {"name": "mitigated", "at": at(-1).isoformat()})

    assert after(MITIGATED, earlier).milestones["mitigated"] == at(-1)
    assert after(MITIGATED, earlier, undone(3)).milestones["mitigated"] == at(1)
    assert "mitigated" not in after(MITIGATED, ("milestone", {"name": "mitigated", "at": None})).milestones


def test_a_corrected_detection_moves_from_when_the_clocks_count() -> None:
    assert after(("milestone", {"name": "detected", "at": at(-30).isoformat()})).detected_at == at(-30)


def test_a_role_is_given_handed_on_and_given_up() -> None:
    assert after(given_to(AIKO)).commander == AIKO
    assert after(given_to(AIKO), undone(2)).commander == BEN
    assert after(given_to(None)).commander is None
    assert dict(after(given_to(AIKO, "scribe")).roles) == {COMMANDER: BEN, "scribe": AIKO}


def test_updates_reminders_snoozes_and_links_pile_up_in_their_order() -> None:
    words = {"conditions": "half fail", "actions": "rolling back", "needs": "the CDN people"}
    snooze = ("snoozed", {"clock": "update", "until": at(60).isoformat(), "reason": "deploying"})
    incident = after(
        ("updated", words),
        ("reminded", {"names": ["a", "b"]}),
        ("reminded", {"names": ["b", "c"]}),
        snooze,
        ("linked", {"stream": "alarm-000007"}),
    )

    assert (incident.updates[-1].needs, incident.updates[-1].at) == ("the CDN people", at(1))
    assert incident.said == {"a", "b", "c"}
    assert (incident.snoozes["update"].until, incident.snoozes["update"].reason) == (at(60), "deploying")
    assert incident.links == ("alarm-000007",)


def test_its_room_is_a_channel_or_a_thread() -> None:
    channel = after(("room_opened", {"channel": "C1", "root_ts": None, "name": "inc-x", "is_private": True})).room
    thread = after(("room_opened", {"channel": "C1", "root_ts": "1.2", "name": "", "is_private": False})).room

    assert channel is not None
    assert thread is not None
    assert (channel.root_ts, channel.name, channel.is_private) == (None, "inc-x", True)
    assert thread.root_ts == "1.2"


@pytest.mark.parametrize("kind", ["note", "marked", "no such kind, of a newer version"])
def test_what_says_nothing_of_its_state_changes_nothing(kind: str) -> None:
    before, now = after(), after((kind, {"text": "x"}))

    assert (now.status, now.severity, now.milestones, now.roles) == (
        before.status, before.severity, before.milestones, before.roles,
    )  # fmt: skip


@given(seqs=st.sets(st.integers(2, len(WHOLE) + 1)))
def test_whatever_is_taken_back_it_stands_as_if_it_had_never_been(seqs: set[int]) -> None:
    """Left-out entries and undone ones come to the same; moments stay, as they lie in the entries."""
    whole = recorded(*WHOLE)
    kept = [row for row in whole if row.seq not in seqs]
    taken_back = fold(recorded(*WHOLE, *(undone(seq) for seq in sorted(seqs))))

    assert taken_back == fold(kept)
