"""What does a postmortem's card show? How far it is, what is missing, who agreed, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.failures import Outage
from bot.domain.postmortems.folding import fold
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.incidents import keeping as incidents
from bot.flows.postmortems.keeping import Known, named
from bot.flows.showing import Shown
from bot.ports import Store
from bot.speech import Place

COMPOSED_SECONDS = 1.0
"""How often we look whether it was composed by now."""


def card(stream: Stream, entries: Sequence[Recorded], service: Service, store: Store) -> Shown:
    """Show how a postmortem stands, as it was composed last."""
    postmortem = fold(entries)
    incident = incidents.look(postmortem.incident, store)
    assert incident is not None  # noqa: S101 - nothing is begun without one
    if not postmortem.seen:
        raise Outage(
            "store", "not_composed", retry_after=COMPOSED_SECONDS, detail=stream.id
        )  # its own effect does that
    known, seen = Known(stream.id, tuple(entries), postmortem, incident), postmortem.seen
    stage = seen["stage"]
    facts = {
        **named(known),
        **seen,
        "service_title": dict(service.title),
        "commit": postmortem.commit,
        "trouble": postmortem.trouble,
        "calls": [one for one in seen["board"] if one != "*"] if stage == "in_review" else [],
    }
    return Shown("postmortem/card", facts, stream.seq)


def place(entries: Sequence[Recorded], store: Store) -> Place | None:
    """Return where it belongs: in its incident's room; None: in the service's channel."""
    incident = incidents.look(fold(entries).incident, store)
    return None if incident is None else incidents.place_of(incident.incident)
