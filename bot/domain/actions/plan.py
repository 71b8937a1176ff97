"""What exactly is agreed to? A plan as plain values: what people read, what is carried out, and the hash of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.actions.action import Action
from bot.domain.actions.call import Json
from bot.domain.actions.kind import ActionKind, Draft
from bot.domain.actions.kinds import parameters

CODE_LENGTH = 8
"""So many digits of the hash are shown and carried by buttons; who finds another plan with the same is not hurried."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is agreed to: why, when it must have begun, how many must agree, and how the service fares now.

    `token` names the action in AWS. `approvers` are the names of those who may agree, as the files give them; whether
    somebody may is judged anew then. `words` are what was chosen, by which it can be asked again. `undoes` is the
    action this one takes back, `redoes` that it does again what that one had undone, `about` the alarm in whose thread
    it was asked, `incident` the one during which it is, `room` where that is handled: there the plan is shown. `seen`
    are figures as they stand, in plain values; `touches` how often each function it reaches was called in the last
    hour. `region` is where it happens.
    """

    token: str
    expires_at: datetime
    approvals: int
    approvers: Sequence[str] = ()
    reason: str = ""
    words: str = ""
    undoes: str | None = None
    about: str | None = None
    incident: str | None = None
    room: Json | None = None
    seen: Sequence[Json] = ()
    touches: Sequence[Json] = ()
    redoes: bool = False
    region: str = ""

    @property
    def is_way_back(self) -> bool:
        """Whether it brings back what was before something was done."""
        return self.undoes is not None and not self.redoes


def plan_of(action: Action, kind: ActionKind, draft: Draft, given: Circumstances) -> dict[str, Any]:
    """Return the plan as it is kept, shown and hashed: plain JSON values, nothing secret in them."""
    watch = action.watch
    told: dict[str, Any] = {
        "token": given.token,
        "action": action.id,
        "title": dict(action.title),
        "kind": kind.NAME,
        "parameters": parameters(kind),
        "subject": kind.subject,
        "lines": [asdict(line) for line in draft.lines],
        "kept": list(draft.kept),
        "notes": [asdict(note) for note in draft.notes],
        "offers": [asdict(offer) for offer in draft.offers],
        "calls": [{"name": call.name, "arguments": dict(call.shown or call.arguments)} for call in draft.calls],
        "before": dict(draft.before),
        "undo": None if draft.undo is None else dict(draft.undo),
        "reason": given.reason,
        "words": given.words,
        "undoes": given.undoes,
        "redoes": given.redoes,
        "region": given.region,
        "about": given.about,
        "incident": given.incident,
        "room": given.room,
        "seen": list(given.seen),
        "touches": list(given.touches),
        "approvals": given.approvals,
        "approvers": list(given.approvers),
        "expires_at": given.expires_at.isoformat(),
        "is_emergency": action.is_emergency,
        "weakens": _weakens(action, draft, given),
        "remind_seconds": _seconds(action.remind_every if _weakens(action, draft, given) else None),
        "lasting_seconds": _seconds(None if given.is_way_back else action.lasting),
        "watch": watch
        and {
            "figure": watch.figure,
            "alarm": watch.alarm,
            "seconds": watch.lasting.total_seconds(),
            "every_seconds": watch.every.total_seconds(),
        },
    }
    return {**told, "hash": hash_of(told)}


def hash_of(plan: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of all that a plan says."""
    told = {name: value for name, value in plan.items() if name != "hash"}
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def code_of(plan: Mapping[str, Any]) -> str:
    """Return what names a plan where people and buttons do."""
    return str(plan["hash"])[:CODE_LENGTH]


def _weakens(action: Action, draft: Draft, given: Circumstances) -> Json | None:
    """Return which protection goes; what takes an action back, or leads away from what it would do, brings it again."""
    if action.weakens is None or given.is_way_back or _leads_away(action, draft):
        return None
    return dict(action.weakens)


def _leads_away(action: Action, draft: Draft) -> bool:
    """Say whether a chosen number moves a variable away from what the action would set it to."""
    line, end = draft.lines[0] if draft.lines else None, parameters(action.kind).get("value")
    try:
        before, after, declared = (float(str(one)) for one in (line and line.before, line and line.after, end))
    except ValueError:
        return False
    return (after - before) * (declared - before) <= 0


def _seconds(lasts: timedelta | None) -> float | None:
    return None if lasts is None else lasts.total_seconds()
