"""Which incident does somebody mean: that of the room they speak in, the one with this number, or the only one open?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.failures import Mistake, shortened
from bot.domain.incidents.incident import KIND, Incident
from bot.domain.stream import Stream
from bot.flows.incidents.keeping import LINE, Known, look
from bot.ports import Store
from bot.speech import Place

NUMBER = re.compile(r"#?(\d{1,6})")
LIVING = ("open", "mitigated", "resolved")
EVER = (*LIVING, "closed")


def find(word: str, where: Place, store: Store) -> Known:
    """Return the incident by its stream's name, its number (`#12`), its room, or as the only one that is not closed.

    A private one is only found in its own room: whoever can speak there may know of it, and nobody else.
    """
    named = NUMBER.fullmatch(word)
    stream = word if word.startswith(LINE) else f"{LINE}{int(named[1]):06d}" if named else None
    known = look(stream, store) if stream is not None else None
    if known is not None and _may_be_told(known.incident, where):
        return known
    if stream is not None:
        raise Mistake("no_such_incident", {"word": shortened(word)})
    here = of_room(where, store)
    living = [head for state in LIVING for head in store.find(kind=KIND, state=state)] if here is None else []
    living = [head for head in living if not head.summary["is_private"]]
    head = here or (living[0] if len(living) == 1 else None)
    known = look(head.id, store) if head is not None else None
    if known is None:
        raise Mistake("which_incident", {"open": [_told(one) for one in living[:10]]})
    return known


def of_room(where: Place, store: Store) -> Stream | None:
    """Return the incident whose channel or thread this is, the newest first."""
    for state in EVER:
        for head in store.find(kind=KIND, state=state):
            told = head.summary
            if told["channel"] == where.channel and told["root_ts"] in {None, where.thread_ts}:
                return head
    return None


def during(service: str, where: Place | None, store: Store) -> Known | None:
    """Return the incident during which something is done to a service: that of the room it is asked in, or the newest.

    None where none is being handled; a drill's only in its own room.
    """
    living = [head for state in LIVING for head in store.find(kind=KIND, service=service, state=state)]
    here = of_room(where, store) if where is not None else None
    chosen = [head for head in living if here is not None and head.id == here.id]
    chosen += sorted((one for one in living if not one.summary["is_drill"]), key=lambda one: one.id, reverse=True)
    return next((known for head in chosen if (known := look(head.id, store)) and known.incident.room is not None), None)


def parted(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Part an incident that is named first (`#12`) from what is said of it."""
    is_named = bool(words) and (words[0].startswith(LINE) or (words[0].startswith("#") and NUMBER.fullmatch(words[0])))
    return (words[0], tuple(words[1:])) if is_named else ("", tuple(words))


def _may_be_told(incident: Incident, where: Place) -> bool:
    return not incident.is_private or (incident.room is not None and incident.room.channel == where.channel)


def _told(head: Stream) -> dict[str, object]:
    kept = ("number", "title", "severity", "status", "is_private")
    return {name: head.summary[name] for name in kept}
