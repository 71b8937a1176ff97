"""What may be done to a service, as its file declares it: by whom, with whose consent, and how is it looked after?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.actions.kind import ActionKind
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at after the change, how often and for how long: a figure, an alarm, or both, by their names."""

    lasting: timedelta = timedelta(minutes=10)
    every: timedelta = timedelta(minutes=1)
    figure: str | None = None
    alarm: str | None = None


@dataclass(frozen=True, slots=True)
class StandingApproval:
    """Approved beforehand, so many times an hour, when this alarm fires: its target is what the alarm's label says."""

    alarm: str
    label: str
    most_per_hour: int


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that may be done, whose `kind` holds what it does unless somebody chooses otherwise.

    `names` are what people may call it besides its id. `ask` and `approve` are lists like a right's, and None where the
    company's own rights hold; so is `approvals`, how many must agree. `is_emergency`: one holder of the approving right
    may do it alone when the house burns. `weakens` says which protection is gone while it is done; it is said anew
    every `remind_every` until it is undone. `lasting`: it is restored after so long.
    """

    id: str
    title: Words
    kind: ActionKind
    names: tuple[str, ...] = ()
    ask: tuple[str, ...] | None = None
    approve: tuple[str, ...] | None = None
    approvals: int | None = None
    watch: Watch | None = None
    is_emergency: bool = False
    weakens: Words | None = None
    remind_every: timedelta | None = None
    lasting: timedelta | None = None
    standing: StandingApproval | None = None
