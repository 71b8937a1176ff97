"""How does a postmortem stand, in plain values, and what is still missing in it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.domain.incidents.incident import LEAD, MILESTONES
from bot.domain.postmortems.outline import Outline
from bot.flows.postmortems.choosing import undecided
from bot.flows.postmortems.composing import Composed, Composing
from bot.flows.postmortems.keeping import Known


def standing(known: Known, composed: Composed, composing: Composing) -> dict[str, Any]:
    """Tell what its card shows."""
    outline, postmortem, incident = composed.outline, known.postmortem, known.incident.incident
    deadline = incident.detected_at + composing.clocks.severities[incident.highest].publish_within
    in_time = next(one.met for one in outline.checklist if one.id == "published_48h")
    return {
        "service": outline.service,
        "stage": outline.stage,
        "lead": outline.roles[LEAD],
        "code": composed.code,
        "rows": len(outline.timeline),
        "suggested": len(undecided(known, composed.material)),
        "edited_by_hand": bool(postmortem.by_hand),
        "missing": list(missing(outline)),
        "faults": composed.faults,
        "correctives": {
            "total": len(outline.correctives),
            "open": sum(one.status == "open" for one in outline.correctives),
            "unticketed": sum(not one.is_ticketed for one in incident.open_correctives),
        },
        "deadline": None if outline.published_at else deadline.isoformat(),
        "is_over": in_time is False,
        "wanted": composing.rules.postmortem_approvals,
        "agreed": [one.by for one in outline.approvals],
        "submitted_by": postmortem.submitted.by if postmortem.submitted else None,
        "redactions": outline.redactions,
        "board": list(composing.rules.rights.approve_postmortems),
    }


def missing(outline: Outline) -> Iterator[str]:
    """Name what nobody wrote yet."""
    causes = outline.causes
    for name, is_there in (
        ("impact", outline.impact),
        ("direct_cause", causes.direct),
        ("contributing", causes.contributing),
        ("systemic", causes.systemic),
        ("whys", causes.whys),
        ("lessons", outline.lessons),
        ("correctives", outline.correctives),
    ):
        if not is_there:
            yield name
    yield from (f"milestone_{name}" for name in MILESTONES if name not in outline.milestones)
