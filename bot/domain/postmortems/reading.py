"""Which postmortem does a JSON document tell of? What `document` writes is read back here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from bot.domain.incidents.capturing import StatedGap
from bot.domain.incidents.checklist import ITEMS
from bot.domain.incidents.corrective import TYPES
from bot.domain.incidents.incident import MILESTONES
from bot.domain.incidents.severities import SEVERITIES
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
from bot.domain.postmortems.parts import NotADocumentError, Part

SCHEMA_VERSION = 1
STATUSES = ("open", "done", "dropped")

__all__ = ["SCHEMA_VERSION", "STATUSES", "NotADocumentError", "outline_of"]


def outline_of(document: Mapping[str, Any]) -> Outline:
    """Return the outline that a document was made of.

    Keys that we don't know are passed over, `narrative` may be absent, and the seal isn't looked at. Why a gap wasn't
    refilled does not stand in a document, so it is lost. Raises NotADocumentError, a ValueError, naming the field for
    what is no such document.
    """
    whole = Part("", document)
    if whole.get("schema_version") != SCHEMA_VERSION:
        raise NotADocumentError("schema_version", f"is {whole.get('schema_version')!r:.40}, and not {SCHEMA_VERSION}")
    context, moments, told = whole.part("context"), whole.part("milestones"), whole.part("completeness")
    known = {name: moments.moment_or_none(f"{name}_at") for name in MILESTONES}
    roles = whole.part("roles")
    return Outline(
        id=whole.text("id"),
        title=whole.text("title"),
        service=whole.words("service"),
        severity=whole.one_of("severity", SEVERITIES),
        stage=whole.one_of("status", get_args(Stage)),
        timezone=whole.text("timezone"),
        is_drill=whole.truth("drill"),
        impact=context.words("impact"),
        stakeholders=context.texts("stakeholders"),
        milestones={name: at for name, at in known.items() if at},
        published_at=moments.moment_or_none("published_at"),
        severities=tuple(
            Spell(one.one_of("severity", SEVERITIES), one.moment("from_at"), one.moment_or_none("until_at"))
            for one in whole.parts("severities")
        ),
        roles={role: name for role in roles.value if (name := roles.text_or_none(role))},
        timeline=tuple(_row(one) for one in whole.parts("timeline")),
        messages_seen=told.count_or_none("messages_seen"),
        gaps=tuple(
            StatedGap(one.moment("from_at"), one.moment("until_at"), one.truth("refilled"))
            for one in told.parts("gaps")
        ),
        redactions=told.count("redactions_total"),
        causes=_causes(whole.part("root_cause")),
        correctives=tuple(_corrective(one) for one in whole.parts("corrective_actions")),
        lessons=whole.texts("lessons_learned"),
        narrative=_narrative(whole.part("narrative")) if whole.value.get("narrative") is not None else Narrative(),
        checklist=tuple(
            Tick(one.one_of("id", ITEMS), one.truth_or_none("met"), one.words("note"))
            for one in whole.parts("checklist")
        ),
        evidence=tuple(
            Exhibit(one.text("path"), one.words("sha256"), one.count("bytes"), one.words("description"))
            for one in whole.parts("evidence")
        ),
        approvals=tuple(Approval(one.text("by"), one.moment("at")) for one in whole.parts("approvals")),
    )


def _row(told: Part) -> Row:
    return Row(
        at=told.moment("at"),
        event=told.words("event"),
        owner=told.text_or_none("owner"),
        kind=told.one_of("kind", get_args(RowKind)),
        source=told.one_of("source", get_args(Source)),
        permalink=told.text_or_none("permalink"),
        message_ts=told.text_or_none("message_ts"),
        edited=told.truth("edited"),
        deleted=told.truth("deleted"),
        redactions=told.count("redactions"),
    )


def _causes(told: Part) -> Causes:
    views, drawn = told.part("perspectives"), told.part("causal_map")
    outcomes = (None, *get_args(Outcome))
    return Causes(
        direct=told.words("direct_cause"),
        contributing=told.texts("contributing_factors"),
        systemic=told.texts("systemic_factors"),
        whys=tuple(Why(one.words("why"), one.words("because")) for one in told.parts("five_whys")),
        model=views.words("model"),
        data=views.words("data"),
        operations=views.words("operations"),
        hypotheses=tuple(
            Hypothesis(one.words("statement"), one.words("experiment"), one.one_of("outcome", outcomes))
            for one in told.parts("hypotheses")
        ),
        nodes=tuple(
            Node(one.text("id"), one.words("label"), one.one_of("kind", get_args(CauseKind)))
            for one in drawn.parts("nodes")
        ),
        edges=tuple(Edge(one.text("from"), one.text("to")) for one in drawn.parts("edges")),
    )


def _narrative(told: Part) -> Narrative:
    return Narrative(
        summary=told.words("summary"),
        trigger=told.words("trigger"),
        detection=told.words("detection"),
        response=told.words("response"),
        resolution=told.words("resolution"),
        went_well=told.texts("went_well"),
        went_badly=told.texts("went_badly"),
        got_lucky=told.texts("got_lucky"),
        internal_message=told.words("internal_message"),
        external_message=told.words("external_message"),
        supporting_data=told.words("supporting_data"),
        review_meeting=told.words("review_meeting"),
    )


def _corrective(told: Part) -> CorrectiveAction:
    return CorrectiveAction(
        id=told.text("id"),
        title=told.text("title"),
        owner=told.text_or_none("owner"),
        due=told.day_or_none("due"),
        size=told.words("size"),
        effect=told.words("effect"),
        type=told.one_of("type", TYPES),
        ticket=told.text_or_none("ticket"),
        status=told.one_of("status", STATUSES),
        closed_by=told.text_or_none("closed_by"),
    )
