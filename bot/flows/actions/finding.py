"""Which action does somebody mean, and what of it did they choose?"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.actions.action import Action
from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.flows.alarms.finding import as_typed

BECAUSE = frozenset({"because", "理由", "理由:", "理由："})
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done: an action, what they chose in it, and why."""

    action: Action
    chosen: tuple[str, ...]
    reason: str


def wish(words: Sequence[str], service: Service) -> Wish:
    """Read `rollout 10 because the error rate rises`; a Mistake names what there is."""
    ends = next((at for at, word in enumerate(words) if word.lower() in BECAUSE), len(words))
    target, *chosen = words[:ends] or [""]
    return Wish(action_named(target, service), tuple(chosen), bounded(" ".join(words[ends + 1 :])))


def bounded(reason: str) -> str:
    """Return a reason; a Mistake for more than whoever approves would read."""
    if len(reason) > LONGEST_REASON:
        raise Mistake("reason_is_long", {"length": len(reason), "longest": LONGEST_REASON}, field="reason")
    return reason


def action_named(word: str, service: Service) -> Action:
    """Return the action with this id, name or title; or the only one whose id holds the word."""
    wanted = as_typed(word)
    called = {as_typed(name): one for one in service.actions for name in (*one.title.values(), *one.names, one.id)}
    if wanted in called:
        return called[wanted]
    holding = {one.id: one for name, one in called.items() if wanted and wanted in name}
    if len(holding) == 1:
        return next(iter(holding.values()))
    known = [one.id for one in service.actions]
    if not known:
        raise Mistake("no_actions", {"title": dict(service.title)})
    near = difflib.get_close_matches(word, [*known, *(name for one in service.actions for name in one.names)], n=1)
    raise Mistake(
        "unknown_action",
        {"word": shortened(word), "known": known, "nearest": near[0] if near else None},
        field="action",
    )
