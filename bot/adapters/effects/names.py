"""By which names does the durable work know itself, across restarts and versions?

They lie in the database beside unfinished work, so none of them may ever change.
"""

from __future__ import annotations

import logging

from bot.domain.stream import EffectKind

APPLICATION = "liveness-bot"
VERSION = "1"
"""Pinned: DBOS gives work only to the version that enqueued it, and the workflow's body never changes."""

WORKFLOW = "carry_out"
SLACK, WORLD = "slack", "world"
_SPOKEN: frozenset[EffectKind] = frozenset({"say", "card", "room"})


def queue_for(kind: EffectKind) -> str:
    """Name the queue of an effect's kind: what speaks in Slack, and everything else, don't wait for each other."""
    return SLACK if kind in _SPOKEN else WORLD


def hush() -> None:
    """Leave DBOS's words to the process's own logging, warnings only; by itself it would add a handler of its own."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
