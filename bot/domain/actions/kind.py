"""What must every kind of action be able to tell? What it would do, whether it may, how far it is, how it is undone.

A kind is a frozen dataclass whose fields are its parameters, as a service's file gives them: `LambdaVariable(function=
…, variable=…, value="0")`. Everything it says is a pure function of what the cloud answered. Each is one file in
`kinds/`, and `kinds.KINDS` finds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from bot.domain.actions.call import Call, Json
from bot.domain.failures import Refusal
from bot.domain.items import Detail
from bot.domain.knowledge import Answer, Known, Missing
from bot.domain.queries import Query

Answers = Mapping[Query[Any], Answer[Any]]


@dataclass(frozen=True, slots=True)
class Scene:
    """The circumstances of one action: `token` is its own name, unique for ever, by which what it made is found again.

    `region` is where it happens, `functions` are all Lambda functions of the service. `results` are the answers to the
    calls that were made for it so far, by `Call.name`, as plain JSON values.
    """

    token: str
    now: datetime
    region: str
    functions: tuple[str, ...] = ()
    results: Mapping[str, Json] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan's diff; None: it isn't there. Values are as people may read them."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be asked in its place, or next: another choice of words for the same action, and why."""

    said: Detail
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a kind would do, in the order in which people read it.

    `before` is the state it rests on, as plain JSON without anything secret (see `fingerprint`): what is carried out is
    refused when it is another by then. `calls` are all requests it takes as far as they can be known now, `kept` the
    names of what stays as it is, `notes` what else whoever approves must know, in order of weight. `undo` are the
    parameters of the same kind that undo it; None where nothing can. `functions` are those whose traffic it touches.
    """

    lines: tuple[Line, ...]
    calls: tuple[Call, ...]
    before: Json = field(hash=False)
    kept: tuple[str, ...] = ()
    notes: tuple[Detail, ...] = ()
    undo: Json | None = field(default=None, hash=False)
    functions: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Make:
    """This call is the next; `shown` in it is what goes on record."""

    call: Call


@dataclass(frozen=True, slots=True)
class Wait:
    """The provider is still at it; `what` tells at what."""

    what: Detail


@dataclass(frozen=True, slots=True)
class Done:
    """It is as planned, read back; `notes` are what was compared, and what is left to do by hand."""

    notes: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """It is neither as it was nor as planned; `names` are what is different."""

    names: tuple[str, ...]


Progress = Make | Wait | Done | Otherwise


class ActionKind(Protocol):
    """One way to change the world."""

    NAME: ClassVar[str]
    """The key under which a service's file writes it."""
    READS: ClassVar[tuple[str, ...]]
    """The IAM actions that planning and reading back need."""
    CHANGES: ClassVar[tuple[str, ...]]
    """The IAM actions that carrying out needs."""

    @property
    def subject(self) -> str:
        """Return what it is done to, in a few characters: a function's name, a table's, a prefix."""
        ...

    @property
    def resources(self) -> tuple[str, ...]:
        """Return the ARNs of what it may touch, `{region}` standing for the region; for the IAM policy."""
        ...

    def chosen(self, words: Sequence[str]) -> Self:
        """Return it with what somebody chose in place of what the file says; none: as it is.

        Raises Mistake(field="value") for what can't be chosen.
        """
        ...

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Return what to ask to know how things stand; all of it is asked at once."""
        ...

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Say what it would do. Raises Mistake where there is nothing to do, Refusal where it must not be done."""
        ...

    def before(self, scene: Scene, answers: Answers) -> Json:
        """Return the state that `plan` put into its draft, as it is now. Raises Refusal where it can't be known."""
        ...

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Say what comes next on the way from `before` to what was planned; Done only for what was read back."""
        ...


def known(answers: Answers, query: Query[Any]) -> Any:
    """Return an answer's value; a Refusal where there is none says what is missing or who did not answer.

    Refusal keys: `action_subject_missing` (subject), `action_cannot_look` (source, reason, needs, detail).
    """
    answer = answers[query]
    match answer:
        case Known(value=value):
            return value
        case Missing():
            raise Refusal("action_subject_missing", {"subject": answer.subject})
        case failed:
            facts = {"source": failed.source, "reason": failed.reason, "needs": failed.needs, "detail": failed.detail}
            raise Refusal("action_cannot_look", facts)


def fingerprint(scene: Scene, name: str, value: str) -> str:
    """Return a short digest that tells whether a value is still the same, and not what it is.

    Salted with the action's own name, so that equal values of two actions can't be told to be equal.
    """
    return hashlib.sha256(f"{scene.token}\n{name}\n{value}".encode()).hexdigest()[:16]
