"""How is a runbook written down: its steps, the causes they speak for, and what helps?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from bot.catalogue.kinds import NOT_EMPTY, AwsName, Name, Text, Url, wrong
from bot.catalogue.models import Number, Strict, WordsEntry
from bot.domain.runbooks.kinds import KINDS
from bot.domain.runbooks.kinds.log_search import RESERVED
from bot.domain.runbooks.scene import PLACEHOLDER


def _function(value: str) -> str:
    if value == PLACEHOLDER:
        return value
    if "{" in value:
        raise wrong("unknown_placeholder", found=value)
    return value


def _sign(value: str) -> str:
    step, dot, name = value.partition(".")
    if not (dot and step and name) or "." in name:
        raise wrong("bad_sign", found=value)
    return value


FunctionName = Annotated[str, AfterValidator(_function), Field(json_schema_extra={"minLength": 1})]
"""A function's name, or the place for that of the alarm's."""
FunctionNames = Annotated[tuple[FunctionName, ...], *NOT_EMPTY]
Texts = Annotated[tuple[Text, ...], *NOT_EMPTY]
SignName = Annotated[str, AfterValidator(_sign), Field(json_schema_extra={"pattern": r"^[^.]+\.[^.]+$"})]


class ClassEntry(Strict):
    """A kind of log line, known by any of some words in it."""

    id: Name
    title: WordsEntry
    contains: Texts

    @model_validator(mode="after")
    def _is_not_one_of_ours(self) -> Self:
        if self.id in RESERVED or self.id.startswith("mostly_"):
            raise wrong("reserved_id", name=self.id, at=("id",))
        return self


class LogSearchEntry(Strict):
    """Lines of some functions' logs that one of the patterns finds, and that hold one of `matching`."""

    functions: FunctionNames
    patterns: Texts
    matching: tuple[Text, ...] = ()
    classes: tuple[ClassEntry, ...] = ()


class HistoryEntry(Strict):
    """The alarm's own history; there is nothing to choose, so it is written `history: {}`."""


class QuotasEntry(Strict):
    """Quotas of an AWS product by words in their names; `calls` names for a word the figure that counts the calls."""

    product: Name
    words: tuple[Text, ...] = ()
    calls: dict[Text, Text] = Field(default_factory=dict)


class HealthEntry(Strict):
    """What AWS Health says of some products."""

    products: Texts


class ChangesEntry(Strict):
    """What was changed or deployed lately, of some functions and other resources by their names."""

    functions: tuple[FunctionName, ...] = ()
    resources: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.functions or self.resources):
            raise wrong("nothing_to_look_at")
        return self


class TableEntry(Strict):
    """A table's throttling."""

    table: AwsName


class BucketEntry(Strict):
    """A bucket's access."""

    bucket: AwsName


class DeedEntry(Strict):
    """Some actions on some resources."""

    actions: Texts
    resources: Texts = ("*",)


class RoleEntry(Strict):
    """What a role must be allowed."""

    role: AwsName
    may: Annotated[tuple[DeedEntry, ...], *NOT_EMPTY]


class ColdStartsEntry(Strict):
    """Cold starts of some functions."""

    functions: FunctionNames


class StepEntry(Strict):
    """One look; exactly one of the kinds is given."""

    id: Name
    title: WordsEntry
    figures: Texts | None = None
    log_search: LogSearchEntry | None = None
    functions: FunctionNames | None = None
    history: HistoryEntry | None = None
    quotas: QuotasEntry | None = None
    health: HealthEntry | None = None
    changes: ChangesEntry | None = None
    throttling: TableEntry | None = None
    bucket: BucketEntry | None = None
    role: RoleEntry | None = None
    cold_starts: ColdStartsEntry | None = None

    @model_validator(mode="after")
    def _looks_one_way(self) -> Self:
        given = [name for name in KINDS if getattr(self, name) is not None]
        if not given:
            raise wrong("no_step_kind", allowed=", ".join(KINDS))
        if len(given) > 1:
            raise wrong("two_step_kinds", found=", ".join(given), at=(given[1],))
        return self


class CauseEntry(Strict):
    """What may be behind it, the signs (`step.sign`) for and against it, and what helps then."""

    model_config = ConfigDict(populate_by_name=True)

    id: Name
    title: WordsEntry
    signs_for: Annotated[tuple[SignName, ...], *NOT_EMPTY, Field(alias="for")]
    signs_against: tuple[SignName, ...] = Field(default=(), alias="against")
    recommend: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _takes_sides(self) -> Self:
        for place, sign in enumerate(self.signs_against):
            if sign in self.signs_for:
                raise wrong("sign_on_both_sides", found=sign, at=("against", place))
        return self


class RunbookEntry(Strict):
    """What to look at when an alarm fires or somebody names a symptom."""

    id: Name
    title: WordsEntry
    url: Url | None = None
    steps: tuple[StepEntry, ...] = ()
    causes: tuple[CauseEntry, ...] = ()
    recommend: tuple[Name, ...] = ()


class RecommendationEntry(Strict):
    """Something that helps, and how; `actions` do it, each at a click."""

    id: Name
    title: WordsEntry
    how: WordsEntry | None = None
    actions: tuple[Name, ...] = ()


class EmergencyEntry(Strict):
    """Beyond this value of a figure, one recommendation comes first, whatever the cause."""

    figure: Text
    more_than: Number
    recommend: Name
