"""Which sections does a Markdown text have, and which pieces stand in each?

A piece is a list's item with all that belongs to it, a table's row, or a block (a paragraph, a fence). Nothing of a
text is lost: `written(sections_of(text))` is the text again, but for its line ends, its byte order mark, spaces at the
end of lines, and how many empty lines stand together, and for fences without an end, which become plain text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """An item, row or block; `is_loose`: an empty line stands before it."""

    source: str
    is_loose: bool

    @property
    def is_item(self) -> bool:
        """Say whether it is a list's."""
        return _ITEM.match(self.source) is not None

    @property
    def is_row(self) -> bool:
        """Say whether it is a table's."""
        return self.source.startswith("|")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what follows it until the next; before the first heading it has none."""

    heading: str
    title: str
    pieces: tuple[Piece, ...]


def sections_of(text: str) -> tuple[Section, ...]:
    """Take a text apart; the first section is what stands before the first heading, often nothing."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced = _fenced(lines)
    starts = [at for at, line in enumerate(lines) if at not in fenced and _HEADING.match(line)]
    found = [Section("", "", _pieces(lines, fenced, range(starts[0] if starts else len(lines))))]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        match = _HEADING.match(lines[start])
        title = " ".join(match[1].split()) if match else ""
        found.append(Section(lines[start].rstrip(), title, _pieces(lines, fenced, range(start + 1, end))))
    return tuple(found)


def written(sections: Iterable[Section]) -> str:
    """Put a text together again; pieces that would become one get an empty line between them."""
    parts: list[str] = []
    for section in sections:
        whole = section.heading
        before: Piece | None = None
        for piece in section.pieces:
            source = piece.source.lstrip() if before and before.is_item else piece.source
            is_apart = piece.is_loose or before is None or _would_join(before, piece)
            whole += ("\n\n" if is_apart else "\n") + source if whole else source
            before = piece
        if whole:
            parts.append(whole)
    return "\n\n".join(parts) + "\n"


def _fenced(lines: Sequence[str]) -> dict[int, bool]:
    """Return the numbers of lines in fences, each with whether it opens one; a fence without an end is none."""
    found: dict[int, bool] = {}
    marks = {at: match for at, line in enumerate(lines) if (match := _FENCE.match(line))}
    ends = [at for at, match in marks.items() if not lines[at][match.end() :].strip()]
    until = -1
    for at, match in marks.items():
        if at <= until:
            continue
        later = ends[bisect_right(ends, at) :]
        end = next((one for one in later if marks[one][1].startswith(match[1])), None)
        if end is not None:
            found |= {one: one == at for one in range(at, end + 1)}
            until = end
    return found


def _pieces(lines: Sequence[str], fenced: dict[int, bool], numbers: range) -> tuple[Piece, ...]:
    found: list[tuple[list[str], bool]] = []
    is_loose = False
    is_open = False  # whether the next plain line belongs to the last piece
    for at in numbers:
        line = lines[at].rstrip()
        held = found[-1][0] if found else []
        inside = bool(held) and bool(_ITEM.match(held[0])) and line.startswith(("  ", "\t"))
        if not line and at not in fenced:
            is_loose, is_open = True, False
        elif inside or (at in fenced and not fenced[at]) or (is_open and _goes_on(line) and not fenced.get(at)):
            held += ["", line] if is_loose and at not in fenced else [line]
            is_loose = False
        else:
            found.append(([line], is_loose))
            is_loose, is_open = False, not line.startswith("|")
        if at in fenced and fenced.get(at + 1, True):
            is_open = inside  # a fence at the margin ends its piece
    return tuple(Piece(_shut(held), loose) for held, loose in found)


def _shut(lines: Sequence[str]) -> str:
    """Return a piece with fences that have no end in it made plain text: they would swallow what stands below."""
    inside = _fenced(lines)
    return "\n".join(line if at in inside else _FENCE.sub(_as_text, line, count=1) for at, line in enumerate(lines))


def _would_join(before: Piece, piece: Piece) -> bool:
    ends = _FENCE.match(before.source.rpartition("\n")[2])
    return _goes_on(piece.source) and not before.is_row and not ends and not _FENCE.match(piece.source)


def _as_text(found: re.Match[str]) -> str:
    return found[0].replace("`", "\\`").replace("~", "\\~")


def _goes_on(line: str) -> bool:
    return not _ITEM.match(line) and not line.startswith("|")
