"""What does an action in a file mean, as the domain's values?"""

from __future__ import annotations

from bot.catalogue.action_file import ActionFrame, StandingEntry, WatchEntry
from bot.catalogue.runbook_meaning import words
from bot.domain.actions.action import Action, StandingApproval, Watch
from bot.domain.actions.kinds import remade


def action(entry: ActionFrame) -> Action:
    """Return the action."""
    name = entry.kind_name
    return Action(
        id=entry.id,
        title=words(entry.title),
        kind=remade(name, getattr(entry, name).model_dump()),
        names=entry.names,
        ask=entry.ask,
        approve=entry.approve,
        approvals=entry.approvals,
        watch=_watch(entry.watch),
        is_emergency=entry.emergency,
        weakens=words(entry.weakens) if entry.weakens else None,
        remind_every=entry.remind_every,
        lasting=entry.lasting,
        standing=_standing(entry.standing),
    )


def _watch(entry: WatchEntry | None) -> Watch | None:
    return Watch(entry.lasting, entry.every, entry.figure, entry.alarm) if entry else None


def _standing(entry: StandingEntry | None) -> StandingApproval | None:
    return StandingApproval(entry.alarm, entry.label, entry.most_per_hour) if entry else None
