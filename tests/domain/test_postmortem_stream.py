"""A postmortem is a fold over what people decided; which entries of the record are rows is data."""

from __future__ import annotations

from typing import Any

from bot.domain.postmortems.folding import fold
from bot.domain.postmortems.happenings import Streams, happened, keys
from bot.domain.postmortems.mapping import mapped
from bot.domain.postmortems.outline import Causes
from bot.domain.postmortems.postmortem import Postmortem
from bot.domain.stream import Entry, Recorded
from tests.alarms import at
from tests.incidents import recorded

NAME = "postmortem-2026-11-22-01"


def read(*told: tuple[str, str, dict[str, Any]]) -> Postmortem:
    every = [("started", "U1", {"id": "PM-2026-11-22-01", "incident": "incident-000001"}), *told]
    return fold(
        [
            Recorded(NAME, n, Entry(kind, f"{kind}:{n}", at(n), by, facts), at(n), "")
            for n, (kind, by, facts) in enumerate(every, 1)
        ]
    )


def test_an_approval_is_for_what_stood_there_and_for_nothing_else() -> None:
    one = read(("submitted", "U1", {"code": "a"}), ("approved", "U2", {"code": "a"}), ("approved", "U3", {"code": "a"}))
    assert (one.stage("a", 2), one.stage("b", 2), one.stage("a", 3)) == ("approved", "in_review", "in_review")


def test_who_approves_again_counts_once_and_what_is_sent_back_is_a_draft() -> None:
    told = (("submitted", "U1", {"code": "a"}), ("approved", "U2", {"code": "a"}), ("approved", "U2", {"code": "b"}))
    assert [consent.by for consent in read(*told).consents] == ["U2"]
    assert read(*told).stage("a", 1) == "in_review"
    assert read(*told, ("sent_back", "U3", {"reason": "x"})).stage("b", 1) == "draft"


def test_published_is_what_was_published_and_the_first_moment_counts() -> None:
    out = {"code": "a", "commit": "c1", "statuses": {"1": ["open", None]}}
    one = read(("submitted", "U1", {"code": "a"}), ("released", "U1", {"code": "a"}), ("published", "U1", out))
    again = read(
        ("published", "U1", out),
        ("submitted", "U1", {"code": "b"}),
        ("published", "U1", {**out, "code": "b", "commit": "c2"}),
    )
    assert (one.stage("a", 2), one.stage("b", 2), one.released) == ("published", "draft", None)
    assert again.published is not None
    assert (again.published.at, again.published.code, again.commit) == (at(2), "b", "c2")


def test_what_was_written_by_hand_stays_until_a_form_says_something_else() -> None:
    by_hand = {
        "fields": [
            {"path": ["root_cause", "direct_cause"], "value": "x"},
            {"path": ["context", "impact"], "value": "y"},
        ]
    }
    caused = dict.fromkeys(("direct", "model", "data", "operations"), "") | {"contributing": [], "systemic": []}
    assert [one.value for one in read(("by_hand", "git", by_hand)).by_hand] == ["x", "y"]
    assert [one.value for one in read(("by_hand", "git", by_hand), ("caused", "U1", caused)).by_hand] == ["y"]


def test_what_was_taken_back_is_no_row_and_after_the_end_alarms_tell_nothing_more() -> None:
    rows = recorded(
        ("severity", {"severity": "S0", "before": "S2", "reason": ""}),
        ("undone", {"seq": 2, "kind": "severity"}),
        ("role", {"role": "scribe", "to": "U9"}),
        ("role", {"role": "incident_commander", "to": None}),
        ("role", {"role": "incident_commander", "to": "U9"}),
        ("reminded", {"names": []}),
        ("mitigated", {}),
    )
    told = happened(Streams(rows))
    assert [one.key for one in told] == ["incident_declared", "incident_role", "incident_mitigated"]
    assert told[1].owner == "U9"
    assert {one.key for one in told} <= set(keys())
    assert [one.at for one in told] == sorted(one.at for one in told)


def test_the_map_of_causes_leads_from_what_lies_deepest_to_what_was_felt() -> None:
    whole = mapped(
        Causes(direct="hook", contributing=("no test", "hurry"), systemic=("nobody owns it",)), "colours drift"
    )
    assert [(one.source, one.target) for one in whole.edges] == [
        ("systemic-1", "contributing-1"),
        ("systemic-1", "contributing-2"),
        ("contributing-1", "direct-1"),
        ("contributing-2", "direct-1"),
        ("direct-1", "effect"),
    ]
    assert mapped(Causes(), "colours drift").nodes == ()
    assert mapped(whole, "another").nodes == whole.nodes
