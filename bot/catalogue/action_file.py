"""How is an action written down: what it does, who may ask and agree, how it is looked after?

What a kind of action takes is read off its own parameters (`bot/domain/actions/kinds/`): a new kind is one file.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Annotated, Any, Self, cast, get_type_hints

from pydantic import BaseModel, Field, create_model, model_validator

from bot.catalogue.kinds import Duration, Name, Right, Text, wrong
from bot.catalogue.models import Number, Strict, WordsEntry
from bot.domain.actions.kinds import kinds

_TYPES: dict[object, Any] = {
    str: Text,
    str | None: Text | None,
    float: Number,
    float | None: Number | None,
    tuple[str, ...]: tuple[Text, ...],
}
"""What stricter type stands in a file for a parameter's; the others stand for themselves."""


def _entry_of(kind: Any) -> type[BaseModel]:
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {
        field.name: (
            _TYPES.get(hints[field.name], hints[field.name]),
            ... if field.default is dataclasses.MISSING else field.default,
        )
        for field in dataclasses.fields(kind)
    }
    summary = (kind.__doc__ or "").strip().splitlines()[0]
    model: type[BaseModel] = create_model(f"{kind.__name__}Entry", __base__=Strict, __doc__=summary, **fields)
    return model


class WatchEntry(Strict):
    """What is looked at after the change: a figure, an alarm, or both."""

    figure: Text | None = None
    alarm: Text | None = None
    lasting: Duration = timedelta(minutes=10)
    every: Duration = timedelta(minutes=1)

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if self.figure is None and self.alarm is None:
            raise wrong("watch_of_nothing")
        return self


class StandingEntry(Strict):
    """Agreed to beforehand, for one alarm, so many times an hour; the target is what the alarm's label says."""

    alarm: Text
    label: Text
    most_per_hour: Annotated[int, Field(ge=1, le=60)]


class ActionFrame(Strict):
    """One thing that may be done; exactly one of the kinds is given."""

    id: Name
    title: WordsEntry
    names: tuple[Text, ...] = ()
    ask: tuple[Right, ...] | None = None
    approve: tuple[Right, ...] | None = None
    approvals: Annotated[int, Field(ge=1, le=20)] | None = None
    watch: WatchEntry | None = None
    emergency: bool = False
    weakens: WordsEntry | None = None
    remind_every: Duration | None = None
    lasting: Duration | None = None
    standing: StandingEntry | None = None

    @property
    def kind_name(self) -> str:
        """Return the key of the kind that is given."""
        return next(name for name in kinds() if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = [name for name in kinds() if getattr(self, name) is not None]
        if not given:
            raise wrong("no_action_kind", allowed=", ".join(kinds()))
        if len(given) > 1:
            raise wrong("two_action_kinds", found=", ".join(given), at=(given[1],))
        if self.remind_every is not None and self.weakens is None:
            raise wrong("reminder_of_nothing", at=("remind_every",))
        return self


_KINDS: dict[str, Any] = {name: (_entry_of(kind) | None, None) for name, kind in kinds().items()}
ActionEntry = cast("type[ActionFrame]", create_model("ActionEntry", __base__=ActionFrame, **_KINDS))
"""An action as a file has it, with a key for every kind there is."""
