"""How does a message call people by name, when files name them by handle, e-mail address or id?

Facts may hold `calls` (names as a file gives them), which become `mentions`, and `contacts`, of whom each that Slack
knows gets a `mention`. Whoever can't be found is told by what the file says of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.failures import Outage
from bot.ports import Archive


def reached(facts: Mapping[str, Any], people: Archive) -> Mapping[str, Any]:
    """Return the facts with everybody in them found as far as Slack knows them."""
    more: dict[str, Any] = {}
    if "calls" in facts:
        more["mentions"] = _mentions(facts["calls"], people)
    if "contacts" in facts:
        more["contacts"] = [{**one, "mention": _first(one["reach"], people)} for one in facts["contacts"]]
    return {**facts, **more} if more else facts


def _mentions(names: Iterable[str], people: Archive) -> list[dict[str, str | None]]:
    """Return each once, also when two names are one person's."""
    found = {name: _resolved(name, people) for name in names}
    once = {identity or name: {"id": identity, "name": name} for name, identity in found.items()}
    return list(once.values())


def _first(names: Iterable[str], people: Archive) -> str | None:
    return next(filter(None, (_resolved(name, people) for name in names)), None)


def _resolved(name: str, people: Archive) -> str | None:
    try:
        return people.resolve(name)
    except Outage as outage:
        if outage.retry:
            raise
        return None  # a scope that we lack: better told without their name than not at all
