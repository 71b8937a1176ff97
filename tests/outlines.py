"""Which postmortems could there be? Outlines of every kind for property tests, and a whole one that was published."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, get_args

from hypothesis import strategies as st

from bot.domain.incidents.capturing import StatedGap
from bot.domain.incidents.checklist import ITEMS
from bot.domain.incidents.corrective import SIZES, TYPES
from bot.domain.incidents.incident import MILESTONES, ROLES
from bot.domain.incidents.severities import SEVERITIES
from bot.domain.postmortems.document import document
from bot.domain.postmortems.outline import (
    Approval,
    CauseKind,
    Causes,
    CorrectiveAction,
    Edge,
    Exhibit,
    Hypothesis,
    Narrative,
    Node,
    Outcome,
    Outline,
    Row,
    RowKind,
    Source,
    Spell,
    Stage,
    Tick,
    Why,
)
from bot.domain.postmortems.reading import STATUSES

NARRATIVE = Narrative(
    summary="The logo was brown for 24 minutes.",
    trigger="Release 41",
    went_well=("The rollback took a minute.",),
    got_lucky=("It was a Sunday.", "Ben was awake."),
    review_meeting="2026-11-24, Aiko, Ben, Chie",
)

TEXTS = st.text(max_size=12)
WORDS = st.text(min_size=1, max_size=12)
MAYBE = st.none() | WORDS
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds bear none
COUNTS = st.integers(0, 10**9)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


def few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return up to three of something, as a tuple."""
    return st.lists(one, max_size=3).map(tuple)


def one_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return one of the values of a literal type."""
    return st.sampled_from(get_args(kind))


SEVERITY = st.sampled_from(tuple(SEVERITIES))
ROWS = st.builds(
    Row,
    MOMENTS,
    TEXTS,
    MAYBE,
    one_of(RowKind),
    one_of(Source),
    permalink=MAYBE,
    message_ts=MAYBE,
    edited=st.booleans(),
    deleted=st.booleans(),
    redactions=COUNTS,
)
CAUSES = st.builds(
    Causes,
    direct=TEXTS,
    contributing=few(WORDS),
    systemic=few(WORDS),
    whys=few(st.builds(Why, TEXTS, TEXTS)),
    model=TEXTS,
    data=TEXTS,
    operations=TEXTS,
    hypotheses=few(st.builds(Hypothesis, TEXTS, TEXTS, st.none() | one_of(Outcome))),
    nodes=few(st.builds(Node, TEXTS, TEXTS, one_of(CauseKind))),
    edges=few(st.builds(Edge, TEXTS, TEXTS)),
)
CORRECTIVES = st.builds(
    CorrectiveAction,
    WORDS,
    TEXTS,
    MAYBE,
    st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from(("", *SIZES)),
    st.sampled_from(("", *SIZES)),
    st.sampled_from(tuple(TYPES)),
    MAYBE,
    st.sampled_from(STATUSES),
    closed_by=MAYBE,
)
NARRATIVES = st.builds(
    Narrative,
    **{
        one.name: few(WORDS) if one.name in ("went_well", "went_badly", "got_lucky") else TEXTS
        for one in fields(Narrative)
    },
)
OUTLINES = st.builds(
    Outline,
    id=st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: f"PM-{day.isoformat()}-01"),
    title=TEXTS,
    service=TEXTS,
    severity=SEVERITY,
    stage=one_of(Stage),
    timezone=st.sampled_from(("UTC", "Asia/Tokyo", "America/New_York")),
    is_drill=st.booleans(),
    impact=TEXTS,
    stakeholders=few(WORDS),
    milestones=st.dictionaries(st.sampled_from(MILESTONES), MOMENTS),
    published_at=st.none() | MOMENTS,
    severities=few(st.builds(Spell, SEVERITY, MOMENTS, st.none() | MOMENTS)),
    roles=st.dictionaries(st.sampled_from(ROLES) | WORDS, WORDS, max_size=4),
    timeline=few(ROWS),
    messages_seen=st.none() | COUNTS,
    gaps=few(st.builds(StatedGap, MOMENTS, MOMENTS, st.booleans())),
    redactions=COUNTS,
    causes=CAUSES,
    correctives=few(CORRECTIVES),
    lessons=few(WORDS),
    checklist=few(st.builds(Tick, st.sampled_from(ITEMS), st.none() | st.booleans(), TEXTS)),
    evidence=few(st.builds(Exhibit, WORDS, st.just("") | DIGESTS, COUNTS, TEXTS)),
    approvals=few(st.builds(Approval, WORDS, MOMENTS)),
    narrative=NARRATIVES,
)
DOCUMENTS = OUTLINES.map(document)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where in a JSON value each of its parts stands."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in ((*at, key), *places(one, (*at, key)))]


def holder(value: Any, place: tuple[Any, ...]) -> Any:
    """Return what holds the part that stands there."""
    for key in place[:-1]:
        value = value[key]
    return value
