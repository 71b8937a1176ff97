"""Which kinds of question can AWS be asked? One module each, with the IAM actions it needs beside it.

Each module has `KIND = Kind(...)`; `kinds()` walks the folder, so adding a file is all it takes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.adapters.aws.dimensions import PublishedSets
from bot.adapters.aws.session import AwsSession
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Aws:
    """What a kind of question may use to find its answer."""

    session: AwsSession
    published: PublishedSets
    clock: Clock
    percentiles_refused_at: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of question is answered.

    `actions` are the IAM actions it needs, the one it stands or falls with first. `answer` gets the means, the question
    and the region; botocore's exceptions it lets through become a `Failed` that names that first action.
    """

    query: type[Query[Any]]
    actions: tuple[str, ...]
    answer: Callable[[Aws, Any, str], Answer[Any]]


def kinds() -> Mapping[type[Query[Any]], Kind]:
    """Return every kind of question by the question's type."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").KIND for name in names]
    return {kind.query: kind for kind in found}


def iam_actions() -> tuple[str, ...]:
    """Return every IAM action that reading needs, in alphabetical order."""
    return tuple(sorted({action for kind in kinds().values() for action in kind.actions}))
