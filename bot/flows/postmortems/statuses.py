"""How do the corrective actions of our postmortems stand now? They live on after the report."""

from __future__ import annotations

from bot.domain.postmortems.postmortem import KIND
from bot.domain.postmortems.reports import Current
from bot.flows.postmortems.keeping import look
from bot.ports import Redactor, Store


def statuses(store: Store, redactor: Redactor) -> dict[tuple[str, str], Current]:
    """Return the status of each, by the postmortem's id and their own."""
    found: dict[tuple[str, str], Current] = {}
    for head in store.find(kind=KIND):
        known = look(head.id, store)
        if known is None:
            continue
        redaction = redactor.begin()
        for one in known.incident.incident.correctives.values():
            evidence = redaction.redact(one.evidence).text if one.evidence else None
            ticket = redaction.redact(one.ticket).text if one.ticket else None
            found[known.postmortem.id, one.id] = Current(one.status, one.closed_by, evidence, ticket)
    return found
