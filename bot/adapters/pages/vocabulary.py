"""Which functions and filters may a template use?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.adapters.pages.faces import Code, Emoji, Link, Mention, Moment, Phrase, Row, show
from bot.adapters.pages.gathering import (
    Item,
    arrow,
    because,
    by_detail,
    by_function,
    inside,
    oldest,
    shape_of,
    usual_age,
    worst,
)
from bot.adapters.pages.kit import Page
from bot.adapters.pages.numbers import Bounds, Numbers, says_the_same
from bot.adapters.pages.sheet import Caller


def install(environment: Environment) -> None:
    """Teach an environment our words; escaping happens in `finalize`, for every value that is inserted anywhere."""
    environment.finalize = _inserted
    environment.globals = {
        "_": _gettext,
        "ngettext": _ngettext,
        "says_the_same": says_the_same,
        "by_function": by_function,
        "by_detail": by_detail,
        "worst": worst,
        "because": because,
        "oldest": oldest,
        "usual_age": usual_age,
        "shape_of": shape_of,
        "arrow": arrow,
        "link": Link,
        "emoji": Emoji,
        **{name: _piece(name) for name in _PIECES},
        **{name: _enclosing(name) for name in _ENCLOSING},
    }
    environment.filters |= {
        "words": _words,
        "code": _code,
        "codes": lambda values: [Code((value,)) for value in values],
        "one_line": lambda value: Markup(" ".join(value.split())),  # noqa: S704 - it was safe before
        "mention": lambda value: Mention(str(value)),
        "listed": _listed,
        "commas": _commas,
        "dotted": lambda values: Row(tuple(values), " · ", " · "),
        "number": _number,
        "value": _value,
        "limits": _limits,
        "requirement": _requirement,
        "inside": inside,
        "span": _span,
        "ago": _ago,
        "old": _old,
        "moment": _moment,
        "clock": _clock,
        "day": _day,
    }


_PIECES = (
    "header",
    "divider",
    "quote",
    "preformatted",
    "image",
    "button",
    "link_button",
    "text_input",
    "select_input",
    "checks_input",
    "person_input",
    "date_input",
    "form",
)
_ENCLOSING = ("text", "section", "row", "lines", "context", "actions")


def _page(context: Context) -> Page:
    return cast("Page", context["page"])


def _numbers(context: Context) -> Numbers:
    return cast("Numbers", context["numbers"])


@pass_context
def _inserted(context: Context, value: object) -> object:
    # What a piece or a comment leaves behind is empty and safe; everything else is shown for the face at hand.
    if value == "" or isinstance(value, Markup):
        return value
    return Markup(show(value, _page(context).face))  # noqa: S704 - `show` is the escaping


def _piece(name: str) -> Callable[..., Markup]:
    @pass_context
    def piece(context: Context, *values: Any, **named: Any) -> Markup:
        return Markup(getattr(_page(context), name)(*values, **named))  # noqa: S704 - pieces leave nothing behind

    return piece


def _enclosing(name: str) -> Callable[..., Markup]:
    @pass_context
    def piece(context: Context, *, caller: Caller) -> Markup:
        return Markup(getattr(_page(context), name)(caller))  # noqa: S704 - pieces leave nothing behind

    return piece


@pass_context
def _gettext(context: Context, sentence: str, **facts: object) -> Phrase:
    return Phrase(_numbers(context).words.gettext(sentence), facts)


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int, **facts: object) -> Phrase:
    numbers = _numbers(context)
    return Phrase(numbers.words.ngettext(one, many, n), {"n": numbers.number(n), **facts})


def _code(value: object) -> Code:
    return Code(tuple(value) if isinstance(value, (list, tuple)) else (value,))


@pass_context
def _words(context: Context, by_locale: Mapping[str, str]) -> str:
    return str(context["choose"](by_locale))


@pass_context
def _listed(context: Context, values: Iterable[object]) -> Row:
    words = _numbers(context).words
    return Row(tuple(values), words.gettext(", "), words.gettext(" and "))


@pass_context
def _commas(context: Context, values: Iterable[object]) -> Row:
    comma = _numbers(context).words.gettext(", ")
    return Row(tuple(values), comma, comma)


@pass_context
def _number(context: Context, value: float, digits: int = 0) -> str:
    return _numbers(context).number(value, digits)


@pass_context
def _value(context: Context, value: float | None, unit: str) -> str:
    return _numbers(context).value(value, unit)


@pass_context
def _limits(context: Context, given: Bounds | None, unit: str) -> str:
    return _numbers(context).limits(given, unit)


@pass_context
def _requirement(context: Context, item: Item) -> str:
    return _numbers(context).requirement(item["value"], item["normal"], item["alarm"], item["unit"])


@pass_context
def _span(context: Context, seconds: float) -> str:
    return _numbers(context).span(seconds)


@pass_context
def _ago(context: Context, seconds: float) -> str:
    return _numbers(context).ago(seconds)


@pass_context
def _old(context: Context, seconds: float) -> str:
    return _numbers(context).old(seconds)


@pass_context
def _moment(context: Context, at: str) -> Moment:
    return _numbers(context).moment(at)


@pass_context
def _clock(context: Context, at: str) -> Moment:
    return _numbers(context).clock(at)


@pass_context
def _day(context: Context, at: str) -> str:
    return _numbers(context).day(at)
