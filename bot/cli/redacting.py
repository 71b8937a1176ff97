"""What is left of a text when secrets and personal data are taken out of it? A filter; it needs no network.

One redaction serves the whole run, so what is equal anywhere in it has the same number.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

import typer

from bot.adapters.redaction import PatternRedactor, cut_lines, redacted_lines
from bot.cli import WRONG_USE
from bot.ports.redactor import Redaction

_PIECE_BYTES = 1 << 18
_ASCII_END, _FIRST_OF_SEVERAL = 0x80, 0xC0
"""In UTF-8 (RFC 3629) ASCII ends before the one, and the first byte of a longer character is not below the other."""


def redact(*, json_lines: bool) -> int:
    """Copy standard input to standard output, redacted, line by line as it comes.

    With JSON lines, 2 when one wasn't a message, after all others were answered.
    """
    redaction = PatternRedactor().begin()
    return _json_lines(redaction) if json_lines else _text(redaction)


def _text(redaction: Redaction) -> int:
    """Bytes that are no UTF-8 pass through as they are."""
    out = sys.stdout.buffer
    for text in redacted_lines(cut_lines(_pieces(sys.stdin.buffer)), redaction):
        out.write(text.encode("utf-8", "surrogateescape"))
        out.flush()
    return 0


def _pieces(stream: BinaryIO) -> Iterator[str]:
    """Read lines; one that is longer than a piece comes in several, cut between characters."""
    rest = b""
    while line := stream.readline(_PIECE_BYTES):
        line = rest + line
        whole = len(line) if line.endswith(b"\n") else _whole_characters(line)
        rest = line[whole:]
        yield line[:whole].decode("utf-8", "surrogateescape")
    yield rest.decode("utf-8", "surrogateescape")


def _whole_characters(line: bytes) -> int:
    """Return how many bytes of the beginning don't end within a character of UTF-8."""
    for back in range(1, min(4, len(line)) + 1):
        if line[-back] >= _FIRST_OF_SEVERAL:  # the first byte of a character of several
            return len(line) - back
        if line[-back] < _ASCII_END:
            return len(line)
    return len(line)


def _json_lines(redaction: Redaction) -> int:
    """Answer objects with `id` (text or a whole number) and `text`.

    Other keys don't come out, since nobody redacted them; empty lines are passed over.
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
        redacted = redaction.redact(text)
        typer.echo(json.dumps({"id": name, "text": redacted.text, "redactions": redacted.total}))
    return WRONG_USE if has_failed else 0


def _message(line: bytes) -> tuple[str | int, str]:
    """Read one line; a ValueError says that it is no message."""
    match json.loads(line.decode("utf-8-sig")):
        case {"id": str() | int() as name, "text": str(text)} if not isinstance(name, bool):
            return name, text
        case _:
            raise ValueError(line)
