"""How much does each sign of a message speak for it, or against it?

The weights are log odds. They were fitted to the development half of the labelled incidents (`tests/suggestions/`),
with a penalty for straying from one half, or from zero for signs that nobody reads, and rounded to tenths. That of
another bot's alert was raised by hand, so that it is enough where nothing else is known.
"""

from __future__ import annotations

from collections.abc import Mapping

START = -1.8
"""The log odds of a message that shows no sign."""

READ: Mapping[str, float] = {
    "other_bot_alerted": 1.9,
    "names_a_part": 1.8,
    "changed_right_after": 1.3,
    "names_a_figure": 1.3,
    "names_a_time": 1.1,
    "first_report": 1.1,
    "reactions": 1.1,
    "changed_just_before": 1.0,
    "decision": 1.0,
    "has_a_file": 1.0,
    "tells_a_symptom": 0.9,
    "names_an_action": 0.8,
    "tells_the_public": 0.8,
    "takes_command": 0.7,
    "asks_others_for_help": 0.6,
    "links_to_evidence": 0.6,
    "rules_out_a_cause": 0.6,
    "sees_a_recovery": 0.6,
    "customers_affected": 0.5,
    "long_thread": 0.5,
    "on_call_said": 0.5,
    "after_a_gap": 0.3,
    "names_a_cause": 0.3,
    "suspects_a_cause": 0.3,
    "commander_said": 0.2,
}
"""Signs that people read as reasons."""

COUNTED: Mapping[str, float] = {
    "tells_plainly": 0.8,
    "is_long": 0.8,
    "is_very_long": 0.6,
    "amuses": -0.2,
    "is_short": -0.3,
    "says_little": -0.3,
    "is_for_later": -0.4,
    "tells_of_other_times": -0.5,
    "only_asks": -0.7,
    "is_about_oneself": -0.7,
    "also_asks": -0.8,
    "is_a_plea": -0.8,
    "is_endless": -0.8,
    "tells_a_tale": -0.8,
    "is_unsure": -1.1,
    "tells_nothing": -1.2,
    "is_very_short": -1.3,
    "is_chatter": -1.4,
}
"""Signs that only count: those for it can't reach the threshold alone, so that no suggestion is without a reason."""

REASONS = frozenset(READ)
WEIGHTS: Mapping[str, float] = {**READ, **COUNTED}
