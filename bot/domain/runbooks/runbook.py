"""What is a runbook? Ordered looks at the world, the causes they speak for or against, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene
from bot.domain.words import Words


class StepKind(Protocol):
    """One way to look: what it asks, and how it reads the answers. Each is one file in `kinds/`."""

    @property
    def signs(self) -> frozenset[str]:
        """Every sign that a reading of this kind, as it is described, may give."""
        ...

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Return what to ask the cloud; all of it is asked at once."""
        ...

    def read(self, scene: Scene, answers: Mapping[Query[Any], Answer[Any]]) -> Reading:
        """Say what the answers mean; what can't be known is a gap, and never a sign."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One look of a runbook."""

    id: str
    title: Words
    kind: StepKind


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a step may show (`failures.mostly_low_light`)."""

    step: str
    name: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What may be behind it: the signs that speak for it and against it, and the recommendations that help then."""

    id: str
    title: Words
    signs_for: tuple[Sign, ...]
    signs_against: tuple[Sign, ...] = ()
    recommends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Something that helps; `how` is what to do or to say, `actions` the ids of what does it, where there are such."""

    id: str
    title: Words
    how: Words | None = None
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """Beyond this value of a figure, one recommendation is called out first, whatever the cause."""

    figure: str
    more_than: float
    recommends: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """What to look at when an alarm fires or somebody names a symptom; `url` is where people can read it too.

    `recommends` helps whatever the cause is.

    A runbook without steps is only that address. One that no alarm points at is for a symptom that people name.
    """

    id: str
    title: Words
    url: str | None = None
    steps: tuple[Step, ...] = ()
    causes: tuple[Cause, ...] = field(default=())
    recommends: tuple[str, ...] = ()
