"""What do the strict models have in common, and which small things occur in many places of the files?"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.catalogue.kinds import Text, wrong

Number = Annotated[float, Field(allow_inf_nan=False)]


class Strict(BaseModel):
    """A part of a file in which an unknown key, a wrong type or a blank is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WordsEntry(Strict):
    """The same words in both languages."""

    en: Text
    ja: Text


class RangeEntry(Strict):
    """Where a value may lie."""

    more_than: Number | None = None
    at_least: Number | None = None
    less_than: Number | None = None
    at_most: Number | None = None
    per_day: bool = False

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        lower = {"more_than": self.more_than, "at_least": self.at_least}
        upper = {"less_than": self.less_than, "at_most": self.at_most}
        lowest = [(bound, name) for name, bound in lower.items() if bound is not None]
        highest = [(bound, name) for name, bound in upper.items() if bound is not None]
        if len(lowest) > 1:
            raise wrong("two_lower_bounds")
        if len(highest) > 1:
            raise wrong("two_upper_bounds")
        if not lowest and not highest:
            raise wrong("empty_range")
        if lowest and highest:
            (least, lower_name), (most, upper_name) = lowest[0], highest[0]
            touches = (lower_name, upper_name) == ("at_least", "at_most")
            if least > most or (least == most and not touches):
                raise wrong("contradictory_range", lower=f"{lower_name} {least:g}", upper=f"{upper_name} {most:g}")
        return self

    def covers(self, other: RangeEntry) -> bool:
        """Say whether every value of the other range lies in this one."""
        return _reaches(self.more_than, self.at_least, other.more_than, other.at_least, sign=1) and _reaches(
            self.less_than, self.at_most, other.less_than, other.at_most, sign=-1
        )


def _reaches(
    open_: float | None, closed: float | None, other_open: float | None, other_closed: float | None, *, sign: int
) -> bool:
    """Say whether one end of a range lies at or beyond the same end of another; `sign` is 1 for the lower end."""
    if open_ is None and closed is None:
        return True
    if other_open is None and other_closed is None:
        return False
    mine = sign * (open_ if open_ is not None else closed or 0.0)
    theirs = sign * (other_open if other_open is not None else other_closed or 0.0)
    return mine < theirs or (mine == theirs and (open_ is None or other_open is not None))


class MetricEntry(Strict):
    """A CloudWatch metric; its name is the key it stands under unless given."""

    namespace: Text
    name: Text | None = None
    dimensions: dict[Text, Text] | None = None
    sparse: bool = False


Period = Literal["daily", "weekly", "monthly", "quarterly"]
