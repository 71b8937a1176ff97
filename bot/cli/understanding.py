"""What would the bot take a chat message for? A filter, so that a team can try its own phrases; it needs no network."""

from __future__ import annotations

import json
import sys

import typer

from bot.cli import WRONG_USE
from bot.domain.incidents.understanding import understand as meant


def understand() -> int:
    """Answer each JSON line as it comes, in order; 2 when one wasn't a message, after all others were answered.

    A line is an object with `id` (text or a whole number) and `text`; other keys and empty lines are passed over.
    """
    has_failed = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            name, text = _message(line)
        except (ValueError, RecursionError):
            has_failed = True
            typer.echo(f'Line {number} is not a JSON object with "id" and "text"; it was left out.', err=True)
            continue
        intent = meant(text)
        typer.echo(json.dumps({"id": name, "intent": intent.kind, "value": intent.value}))
    return WRONG_USE if has_failed else 0


def _message(line: bytes) -> tuple[str | int, str]:
    """Read one line; a ValueError says that it is no message."""
    match json.loads(line.decode("utf-8-sig")):
        case {"id": str() | int() as name, "text": str(text)} if not isinstance(name, bool):
            return name, text
        case _:
            raise ValueError(line)
