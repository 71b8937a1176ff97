"""Is a severity read as people write it, and do effects and severities add up to the gravest?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incidents.severities import (
    DEFAULT,
    EFFECTS,
    GRAVE,
    RULES,
    SEVERITIES,
    Severity,
    gravest,
    is_graver,
    proposed,
    severity_named,
)


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("S1", "S1"),
        ("s0", "S0"),
        (" s3 ", "S3"),
        ("sev1", "S1"),
        ("SEV-2", "S2"),
        ("sev_2", "S2"),
        ("Severity:3", "S3"),
        ("Ｓ１", "S1"),
        ("ｓｅｖ－２", "S2"),
        ("S１", "S1"),
        ("重大度1", "S1"),
        ("重大度Ｓ０", "S0"),
        ("重大度：２", "S2"),
    ],
)
def test_a_severity_is_read_in_any_script_and_width(word: str, severity: Severity) -> None:
    assert severity_named(word) == severity


@pytest.mark.parametrize(
    "word", ["", "S", "S4", "S10", "S-", "1", "sign-ins", "several", "SS", "重大", "S1!", "P1", "S①0"]
)
def test_anything_else_is_no_severity(word: str) -> None:
    assert severity_named(word) is None


@given(word=st.text(max_size=12))
def test_any_word_can_be_asked_about(word: str) -> None:
    found = severity_named(word)
    assert found is None or found[1] in "0123"


def test_the_gravest_of_some_counts_and_the_default_of_none() -> None:
    assert gravest(["S3", "S1", "S2"]) == "S1"
    assert gravest([]) == DEFAULT == "S2"


def test_graver_is_a_lower_number_and_nothing_is_graver_than_itself() -> None:
    assert is_graver("S0", "S1")
    assert not is_graver("S2", "S1")
    assert not any(is_graver(one, one) for one in SEVERITIES)


def test_the_gravest_effect_makes_the_severity_and_unknown_ones_count_for_nothing() -> None:
    assert proposed(["slow", "leak"]) == "S0"
    assert proposed(["inside_only"]) == "S3"
    assert proposed(["no such effect", "inside_only"]) == "S3"
    assert proposed([]) == DEFAULT


def test_every_severity_has_a_rule_and_an_effect_that_makes_it() -> None:
    assert set(RULES) == set(SEVERITIES) == {one.severity for one in EFFECTS}
    assert {"S0", "S1"} == GRAVE


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_clocks_are_the_articles_for_every_severity(severity: Severity) -> None:
    """Mitigated within 30 minutes, postmortem within 48 hours; both from detection."""
    rule = RULES[severity]
    assert (rule.mitigate_within.total_seconds(), rule.publish_within.total_seconds()) == (30 * 60, 48 * 3600)
