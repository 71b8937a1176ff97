"""Which kinds of action are there? By the key under which a service's file writes each."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from bot.domain.actions.kind import ActionKind


@cache
def kinds() -> Mapping[str, type[ActionKind]]:
    """Return every kind by its name: the one public class with a NAME in each module of this folder."""
    found: dict[str, type[ActionKind]] = {}
    for module in pkgutil.iter_modules(__path__):
        classes = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        for one in classes:
            if inspect.isclass(one) and dataclasses.is_dataclass(one) and "NAME" in vars(one):
                found[str(vars(one)["NAME"])] = cast("type[ActionKind]", one)
    return found


def parameters(kind: ActionKind) -> dict[str, Any]:
    """Return a kind's parameters as plain values, as they are kept on record."""
    return dataclasses.asdict(cast("Any", kind))


def remade(name: str, told: Mapping[str, Any]) -> ActionKind:
    """Make a kind from what is on record; lists become tuples again. Raises KeyError for a kind that there is not."""
    made = {field: tuple(value) if isinstance(value, list) else value for field, value in told.items()}
    make: Any = kinds()[name]
    kind: ActionKind = make(**made)
    return kind
