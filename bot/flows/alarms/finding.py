"""Which alarm does somebody mean: the one of the button, of the thread, by its name, or the only one that fires?"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from bot.domain.alarms.episode import KIND
from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.domain.stream import Stream
from bot.flows.alarms.keeping import Known, look
from bot.ports import Store
from bot.speech import Place

CARD = "card:"
FIRING = ("firing",)
EVER = ("firing", "resolved", "closed")


def find(
    word: str,
    service: Service,
    where: Place,
    *,
    services: Mapping[str, Service],
    store: Store,
    states: Collection[str] = FIRING,
) -> Known:
    """Return the episode that is meant, in the first of these states in which there is one; a Mistake names what fires.

    An episode's own name, and its thread, tell it in whatever state it is.
    """
    known = look(word, services, store) if word.startswith("alarm-") else None
    if known is None and not word:
        known = of_thread(where, services=services, store=store)
    if known is not None:
        return known
    heads = {state: store.find(kind=KIND, service=service.name, state=state) for state in states}
    found = next((one for among in heads.values() if (one := _meant(word, among)) is not None), None)
    if found is None:
        names = sorted({str(head.summary["alarm"]) for head in heads.get("firing", ())})
        near = difflib.get_close_matches(word, names, n=1, cutoff=0.4) if word else []
        facts = {"word": shortened(word), "firing": names, "nearest": near[0] if near else None}
        raise Mistake("no_such_alarm_firing" if word else "which_alarm", facts)
    known = look(found.id, services, store)
    if known is None:
        raise Mistake("no_such_alarm_firing", {"word": shortened(word), "firing": [], "nearest": None})
    return known


def parted(
    words: Sequence[str], service: Service, where: Place, *, services: Mapping[str, Service], store: Store
) -> tuple[str, str]:
    """Part the alarm that is named first, which may be several words, from what is said of it.

    In an alarm's own thread it needn't be named: `hold the developers are on it` is not about an alarm called `the…`.
    """
    heads = [head for state in EVER for head in store.find(kind=KIND, service=service.name, state=state)]
    names = {as_typed(str(head.summary["alarm"])) for head in heads} | {head.id for head in heads}
    for ends in range(len(words), 0, -1):
        if as_typed(" ".join(words[:ends])) in names:
            return " ".join(words[:ends]), " ".join(words[ends:])
    thread = of_thread(where, services=services, store=store)
    return (thread.stream, " ".join(words)) if thread is not None else ("".join(words[:1]), " ".join(words[1:]))


def of_thread(where: Place, *, services: Mapping[str, Service], store: Store) -> Known | None:
    """Return the episode whose thread this is."""
    root = store.sent_at(where.channel, where.thread_ts) if where.thread_ts else None
    if root is None or not root.marker.startswith(CARD):
        return None
    return look(root.marker.removeprefix(CARD), services, store)


def as_typed(name: str) -> str:
    """Return a name as it is compared with what people type: in any case, full-width or not, however it is spaced."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _meant(word: str, heads: Sequence[Stream]) -> Stream | None:
    """Return the newest alarm with this name, or the only one whose name holds the word; without one, the only."""
    if not word:
        return heads[0] if len(heads) == 1 else None
    wanted = as_typed(word)
    named = [(as_typed(str(head.summary["alarm"])), head) for head in heads]
    exact = next((head for name, head in named if name == wanted), None)
    holding = [head for name, head in named if wanted in name]
    return exact or (holding[0] if len({str(head.summary["alarm"]) for head in holding}) == 1 else None)
