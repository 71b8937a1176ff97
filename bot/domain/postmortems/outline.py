"""What does a postmortem hold? Plain values; `document.py` makes the JSON of them, templates the Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.domain.incidents.capturing import StatedGap
from bot.domain.incidents.incident import Milestone
from bot.domain.incidents.severities import Severity

RowKind = Literal["alert", "command", "action", "status", "message", "note"]
Source = Literal["slack", "cloudwatch", "alertmanager", "bot", "import"]
Stage = Literal["draft", "in_review", "approved", "published"]
CauseKind = Literal["direct", "contributing", "systemic", "effect"]
Outcome = Literal["confirmed", "refuted", "insufficient_data"]
CorrectiveType = Literal["prevent", "detect", "mitigate", "process"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the timeline. `owner` is a Slack user id, or a word for what did it (`cloudwatch`); None: unknown.

    Of a deleted message only the fact is left: `event` is empty. `redactions` counts what was taken out of `event`.
    """

    at: datetime
    event: str
    owner: str | None
    kind: RowKind
    source: Source
    permalink: str | None = None
    message_ts: str | None = None
    edited: bool = False
    deleted: bool = False
    redactions: int = 0


@dataclass(frozen=True, slots=True)
class Spell:
    """How grave it was held to be from one moment until another; None: until the end."""

    severity: Severity
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """One of the five whys: the question and its answer."""

    why: str
    because: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What might be the cause, the experiment that would refute it, and what came of that; None: not yet tried."""

    statement: str
    experiment: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A cause, or the effect, in the causal map."""

    id: str
    label: str
    kind: CauseKind


@dataclass(frozen=True, slots=True)
class Edge:
    """Node `source` brought node `target` about."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Causes:
    """Why it happened. Empty strings and tuples: nobody said so yet."""

    direct: str = ""
    contributing: tuple[str, ...] = ()
    systemic: tuple[str, ...] = ()
    whys: tuple[Why, ...] = ()
    model: str = ""
    data: str = ""
    operations: str = ""
    hypotheses: tuple[Hypothesis, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrative:
    """How it is told, beyond the causes. Empty: nobody wrote it yet; most of it is written in the Markdown by hand."""

    summary: str = ""
    trigger: str = ""
    detection: str = ""
    response: str = ""
    resolution: str = ""
    went_well: tuple[str, ...] = ()
    went_badly: tuple[str, ...] = ()
    got_lucky: tuple[str, ...] = ()
    internal_message: str = ""
    external_message: str = ""
    supporting_data: str = ""
    review_meeting: str = ""


@dataclass(frozen=True, slots=True)
class CorrectiveAction:
    """What is to be done so that it does not happen again; `closed_by` is who reported it done or dropped."""

    id: str
    title: str
    owner: str | None
    due: date | None
    size: str
    effect: str
    type: CorrectiveType
    ticket: str | None
    status: Literal["open", "done", "dropped"]
    closed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the article's checklist: met, not met, or not known."""

    id: str
    met: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence as committed: its path in the repository; `sha256` is hex, empty where only it is named."""

    path: str
    sha256: str
    bytes: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody of the control board agreed."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole postmortem, redacted. All moments are aware; `timezone` is the zone in which people read them.

    `milestones` lacks what isn't known. `messages_seen` None: nobody counted. `redactions` counts all that was taken
    out, in every text of it. `roles` are Slack user ids by role.
    """

    id: str
    title: str
    service: str
    severity: Severity
    stage: Stage
    timezone: str
    is_drill: bool = False
    impact: str = ""
    stakeholders: tuple[str, ...] = ()
    milestones: Mapping[Milestone, datetime] = field(default_factory=dict)
    published_at: datetime | None = None
    severities: tuple[Spell, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[Row, ...] = ()
    messages_seen: int | None = None
    gaps: tuple[StatedGap, ...] = ()
    redactions: int = 0
    causes: Causes = field(default_factory=Causes)
    correctives: tuple[CorrectiveAction, ...] = ()
    lessons: tuple[str, ...] = ()
    checklist: tuple[Tick, ...] = ()
    evidence: tuple[Exhibit, ...] = ()
    approvals: tuple[Approval, ...] = ()
    narrative: Narrative = field(default_factory=Narrative)
