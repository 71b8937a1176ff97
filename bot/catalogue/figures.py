"""How is a figure of a service written down?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot.catalogue.kinds import NOT_EMPTY, AwsName, Duration, Name, Rank, Text, wrong
from bot.catalogue.models import Number, RangeEntry, Strict, WordsEntry
from bot.domain.service import Unit

FORMULAS = ("total", "ratio", "mean", "percentile", "maximum", "worst_sum")


def _whole_minutes(value: timedelta) -> timedelta:
    if value % timedelta(minutes=1):
        raise wrong("uneven_period", found=f"{value.total_seconds():g}s")
    return value


def _variable(value: str) -> str:
    # Lambda's rule for the names of environment variables.
    if not re.fullmatch("[A-Za-z][A-Za-z0-9_]+", value):
        raise wrong("bad_aws_name", found=value)
    return value


Variable = Annotated[str, AfterValidator(_variable)]


class TotalEntry(Strict):
    """The sum over the window."""

    metric: Text


class RatioEntry(Strict):
    """100 · part / whole, in percent."""

    part: Text
    whole: Annotated[tuple[Text, ...], *NOT_EMPTY]


class ScaledEntry(Strict):
    """The mean or the largest of all samples, times `scale`."""

    metric: Text
    scale: Annotated[Number, Field(gt=0)] = 1.0


class PercentileEntry(ScaledEntry):
    """A percentile of the samples, times `scale`."""

    rank: Rank


class WorstSumEntry(Strict):
    """The largest sum of any period of this length."""

    metric: Text
    period: Annotated[Duration, AfterValidator(_whole_minutes)] = timedelta(minutes=5)


class LimitsEntry(Strict):
    """Limits that are a function's own."""

    normal: RangeEntry | None = None
    alarm: RangeEntry | None = None


class ShareEntry(Strict):
    """What the value may be as a percentage of the sum of another metric."""

    of: Text
    normal: RangeEntry


def _never_well(normal: RangeEntry | None, alarm: RangeEntry | None) -> bool:
    return normal is not None and alarm is not None and alarm.covers(normal)


class FigureEntry(Strict):
    """One figure, or with `for_each: functions` one for each function (`<id>:<function>`)."""

    id: Name
    title: WordsEntry
    unit: Unit
    for_each: Literal["functions"] | None = None
    total: TotalEntry | None = None
    ratio: RatioEntry | None = None
    mean: ScaledEntry | None = None
    percentile: PercentileEntry | None = None
    maximum: ScaledEntry | None = None
    worst_sum: WorstSumEntry | None = None
    normal: RangeEntry | None = None
    alarm: RangeEntry | None = None
    limits: dict[AwsName, LimitsEntry] = Field(default_factory=dict)
    share: ShareEntry | None = None
    traffic: Text | None = None
    charted: bool = False

    @model_validator(mode="after")
    def _is_computed_one_way(self) -> Self:
        given = [name for name in FORMULAS if getattr(self, name) is not None]
        if not given:
            raise wrong("no_formula", allowed=", ".join(FORMULAS))
        if len(given) > 1:
            raise wrong("two_formulas", found=", ".join(given), at=(given[1],))
        if self.ratio and self.unit != "percent":
            raise wrong("ratio_not_percent", found=self.unit, at=("unit",))
        return self

    @model_validator(mode="after")
    def _repeats_only_what_it_says(self) -> Self:
        if self.limits and self.for_each is None:
            raise wrong("limits_without_for_each", at=("limits",))
        for locale, words in (("en", self.title.en), ("ja", self.title.ja)):
            allowed = {"{function}"} if self.for_each else set()
            if strange := [found for found in re.findall(r"\{[^}]*\}?", words) if found not in allowed]:
                raise wrong("unknown_placeholder", found=strange[0], at=("title", locale))
        return self

    @model_validator(mode="after")
    def _can_be_well(self) -> Self:
        if _never_well(self.normal, self.alarm):
            raise wrong("alarm_covers_normal", at=("alarm",))
        for function, limits in self.limits.items():
            if _never_well(limits.normal or self.normal, limits.alarm or self.alarm):
                raise wrong("alarm_covers_normal", at=("limits", function))
        return self


class SettingEntry(Strict):
    """A figure that is read from a function's environment."""

    id: Name
    title: WordsEntry
    unit: Unit
    function: AwsName
    variable: Variable
    normal: RangeEntry | None = None
