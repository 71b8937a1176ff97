"""How grave is an event, what follows from that, and which effects speak for it?"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.domain.words import Words

Severity = Literal["S0", "S1", "S2", "S3"]
SEVERITIES: tuple[Severity, ...] = ("S0", "S1", "S2", "S3")
"""The gravest first."""

GRAVE: frozenset[Severity] = frozenset({"S0", "S1"})
"""Those that can't be closed before the checklist holds, and of which the control board is told."""

DEFAULT: Severity = "S2"
"""What an incident is until somebody says more (product's word for `declare` without a severity)."""


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """What a severity means and which clocks it starts, all counted from detection.

    `update_every`: how often the commander is to say how it goes, until it is resolved; None: as they like.
    """

    severity: Severity
    definition: Words
    mitigate_within: timedelta = timedelta(minutes=30)
    publish_within: timedelta = timedelta(hours=48)
    update_every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that an event does to people, and how grave that is at least."""

    id: str
    title: Words
    severity: Severity


RULES: Mapping[Severity, SeverityRule] = {
    "S0": SeverityRule(
        "S0",
        {"en": "Emergency: a leak, or a breach of regulation", "ja": "緊急：情報漏えい・規制違反"},
        update_every=timedelta(minutes=30),
    ),
    "S1": SeverityRule(
        "S1",
        {
            "en": "Major: the brand is damaged, or the service badly hurt",
            "ja": "重大：ブランド毀損・サービスの重大な障害",
        },
        update_every=timedelta(hours=1),
    ),
    "S2": SeverityRule(
        "S2",
        {"en": "Limited: some users or functions", "ja": "限定的：一部の利用者・機能"},
        update_every=timedelta(hours=4),
    ),
    "S3": SeverityRule("S3", {"en": "Minor: nobody is kept from anything", "ja": "軽微：利用に支障なし"}),
}
"""The article's four, with its two clocks; how often updates are due is ours."""

EFFECTS: tuple[Effect, ...] = (
    Effect("leak", {"en": "Personal or secret data got out", "ja": "個人情報・機密情報の漏えい"}, "S0"),
    Effect("regulation", {"en": "A law, regulation or contract is broken", "ja": "法令・規制・契約の違反"}, "S0"),
    Effect("brand", {"en": "What customers see damages the brand", "ja": "ブランドを損なう表示・品質"}, "S1"),
    Effect("most_users", {"en": "Most users can't do what they came for", "ja": "大半の利用者が使えない"}, "S1"),
    Effect("some_users", {"en": "Some users, or one function, are hit", "ja": "一部の利用者・機能に影響"}, "S2"),
    Effect("slow", {"en": "Slower or poorer, but it works", "ja": "遅い・品質低下（利用は可能）"}, "S2"),
    Effect("inside_only", {"en": "Only our own people notice", "ja": "社内だけの影響"}, "S3"),
)
"""What the form offers; which of them make which severity is ours, after the article's definitions."""


def gravest(severities: Collection[Severity]) -> Severity:
    """Return the gravest of some, or the default of none."""
    return min(severities, key=SEVERITIES.index, default=DEFAULT)


def is_graver(one: Severity, than: Severity) -> bool:
    """Say whether one severity is graver than another."""
    return SEVERITIES.index(one) < SEVERITIES.index(than)


def proposed(chosen: Collection[str], effects: Sequence[Effect] = EFFECTS) -> Severity:
    """Return what the chosen effects (ids) make of it; unknown ones count for nothing."""
    return gravest([one.severity for one in effects if one.id in chosen])


def severity_named(word: str) -> Severity | None:
    """Read `S1`, `s1`, `sev1`, `SEV-1`, `重大度1`, full-width or not; None for anything else."""
    flat = unicodedata.normalize("NFKC", word).strip().upper()
    for prefix in ("SEVERITY", "SEV", "重大度", "S"):
        if flat.startswith(prefix):
            number = flat.removeprefix(prefix).lstrip(" -:：_")
            number = number.removeprefix("S") if prefix != "S" else number
            named = f"S{number}"
            return next((one for one in SEVERITIES if one == named), None)
    return None
