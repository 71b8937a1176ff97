"""How is a stream redacted line by line, when a private key stands on many lines and a line may have no end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.adapters.redaction.keys import BEGIN, END, is_of_a_key
from bot.ports.redactor import Redaction

LONGEST_KEY_LINES = 400
LONGEST_LINE = 1 << 20
"""How many characters without an end of line are looked at together; a longer line is cut at its last space."""


def redacted_lines(lines: Iterable[str], redaction: Redaction) -> Iterator[str]:
    """Redact lines as they come, ends of line included; only the lines of a private key wait for each other."""
    held: list[str] = []
    for line in lines:
        if held and not is_of_a_key(line) and not END.search(line):
            yield redaction.redact("".join(held)).text
            held = []
        begins = list(BEGIN.finditer(line))
        is_open = bool(begins) and not END.search(line, begins[-1].end())
        if held or is_open:
            held.append(line)
            if (END.search(line) and not is_open) or len(held) >= LONGEST_KEY_LINES:
                yield redaction.redact("".join(held)).text
                held = []
            continue
        yield redaction.redact(line).text
    if held:
        yield redaction.redact("".join(held)).text


def cut_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Cut what is longer than the longest line, between words where that is possible."""
    rest = ""
    for piece in pieces:
        rest += piece
        while len(rest) >= LONGEST_LINE and not rest.endswith("\n"):
            at = rest.rfind(" ", LONGEST_LINE // 2) + 1 or len(rest)
            yield rest[:at]
            rest = rest[at:]
        if rest.endswith("\n"):
            yield rest
            rest = ""
    if rest:
        yield rest
