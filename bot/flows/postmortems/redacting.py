"""How do causes and corrective actions read without secrets and personal data?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.incidents.corrective import Corrective
from bot.domain.postmortems.outline import Causes, CorrectiveAction, Why

Take = Callable[[str], str]
"""Takes secrets and personal data out of a text."""


def redacted(causes: Causes, take: Take) -> Causes:
    """Redact every text of the causes, in the order in which people read them."""
    return replace(
        causes,
        direct=take(causes.direct),
        contributing=tuple(map(take, causes.contributing)),
        systemic=tuple(map(take, causes.systemic)),
        whys=tuple(Why(take(one.why), take(one.because)) for one in causes.whys),
        model=take(causes.model),
        data=take(causes.data),
        operations=take(causes.operations),
        hypotheses=tuple(
            replace(one, statement=take(one.statement), experiment=take(one.experiment)) for one in causes.hypotheses
        ),
        nodes=tuple(replace(one, label=take(one.label)) for one in causes.nodes),
    )


def corrective(one: Corrective, take: Take) -> CorrectiveAction:
    """Return a corrective action as the document holds it, redacted."""
    return CorrectiveAction(
        id=one.id,
        title=take(one.title),
        owner=one.owner,
        due=one.due,
        size=one.size,
        effect=one.effect,
        type=one.type,
        ticket=take(one.ticket) if one.ticket else None,
        status=one.status,
        closed_by=one.closed_by,
    )
