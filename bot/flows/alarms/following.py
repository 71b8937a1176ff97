"""What does a change of an alarm deserve: a first look into it, a line in its thread, or only to be counted?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.alarms.attention import callees
from bot.domain.alarms.episode import FLAPPING, Episode
from bot.domain.alarms.placing import UNCLAIMED
from bot.domain.service import Service
from bot.domain.stream import Effect, effect_key
from bot.flows.actions.standing import set_off
from bot.flows.alarms.keeping import Step


def after_signal(step: Step, service: Service) -> Sequence[Effect]:
    """Say what follows from what a watcher told; what repeats itself is only counted, on the card."""
    before, after = step.before, step.after
    if after.firings == 0 or (before is not None and before.is_closed):
        return []
    if before is None or before.firings == 0:
        return _fired_first(step, service) if after.is_unresolved else []
    if after.firings > before.firings and after.is_unresolved:
        return [_fired_again(step, service)] if after.firings <= FLAPPING else []
    if before.is_unresolved and after.resolved_at is not None:
        return [step.line("alarm/over", ending(after, step.stream))] if after.firings < FLAPPING else []
    if after.state == "unsure" and before.state != "unsure":
        return [step.line("alarm/unsure", {"reason": after.turns[-1].reason})]
    return []


def _fired_first(step: Step, service: Service) -> Sequence[Effect]:
    """Look into it, and do what was agreed to beforehand, which waits for nobody: not even behind a storm."""
    is_looked_into = not step.after.about.group and service.name != UNCLAIMED
    return [*([look_into(step)] if is_looked_into else []), *set_off(step, service)]


def look_into(step: Step) -> Effect:
    """Run the alarm's runbook, beside everything else."""
    key = effect_key(step.stream, step.seq, "triage")
    return Effect(key, key, "triage", {"stream": step.stream, "cause": key})


def ending(episode: Episode, stream: str) -> dict[str, Any]:
    """Tell how it ended; whoever knows what fixed it is asked to say so."""
    resolved = episode.resolved_at
    return {
        "service": episode.about.service,
        "stream": stream,
        "resolved_at": resolved.isoformat() if resolved else None,
        "seconds": episode.seconds or 0.0,
        "firings": episode.firings,
    }


def _fired_again(step: Step, service: Service) -> Effect:
    after = step.after
    since = after.first_fired_at or step.at
    told: dict[str, Any] = {
        "firings": after.firings,
        "seconds": (after.turns[-1].at - since).total_seconds(),
        "reason": after.turns[-1].reason,
    }
    if after.firings == FLAPPING:
        return step.line("alarm/flapping", told)
    # Whoever answered already is at it.
    calls = callees(after, service, step.at) if after.acknowledged is None else ()
    return step.line("alarm/again", {**told, "calls": list(calls)})
