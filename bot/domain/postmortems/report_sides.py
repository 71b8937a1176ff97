"""How do a report as it was rendered and as it was found differ, section by section?"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.postmortems.report_fields import OUTCOMES, Field, Path, Placeholders, fields_of, placeholders_of
from bot.domain.postmortems.sheet import Piece, Section, sections_of


@dataclass(slots=True)
class Side:
    """One section as it was rendered and as it was found, with the fields of each by their path.

    `loose_ends` are the pieces that are neither ours nor a field's, with their numbers in `found`.
    """

    base: Section
    found: Section
    was: dict[Path, Field]
    now: dict[Path, Field]
    loose_ends: list[tuple[int, Piece]] = field(default_factory=list)


def compared(base: str, found: str) -> tuple[tuple[Section, ...], list[Side], list[tuple[str, Section]]]:
    """Return our sections, those of them that are found, and the others with the title of ours that they follow."""
    rendered = sections_of(base)
    ours = placeholders_of(base)
    known = {section.title: section for section in rendered}
    pairs: dict[str, Section] = {}
    others: list[tuple[str, Section]] = []
    last = ""
    for section in sections_of(found):
        if section.title in known and section.title not in pairs:
            pairs[section.title], last = section, section.title
        else:
            others.append((last, section))
    # A heading that was removed leaves our own pieces behind, in the section before it: nobody wrote those.
    orphans = {piece.source for title, one in known.items() if title not in pairs for piece in one.pieces}
    others = [(after, _without(one, orphans)) for after, one in others]
    sides = [_side(known[title], _without(one, orphans - _sources(known[title])), ours) for title, one in pairs.items()]
    return rendered, sides, others


def _side(base: Section, found: Section, ours: Placeholders) -> Side:
    side = Side(base, found, fields_of(base, ours), fields_of(found, ours))
    side.now = {path: one for path, one in side.now.items() if path in side.was}
    left = [piece.source for piece in base.pieces]
    taken = {number for one in side.now.values() for number in one.at}
    for path, one in side.now.items():
        before = side.was[path]
        if (one.value, one.words_beside) != (before.value, before.words_beside) and not may_be(path, one, before):
            taken -= set(one.at)  # these words have no field: they stay beside our line
    for number, piece in enumerate(found.pieces):
        if number in taken:
            continue
        if piece.source in left:
            left.remove(piece.source)
        elif piece.source not in ours:
            side.loose_ends.append((number, piece))
    return side


def may_be(path: Path, after: Field, before: Field) -> bool:
    """Say whether people may write that.

    Nothing in a deleted message, no unknown outcome, no empty title, and nothing in a line whose owner they changed.
    """
    if after.words_beside != before.words_beside:
        return False
    if path == ("root_cause", "hypotheses"):
        return all(one["outcome"] in (None, *OUTCOMES) for one in after.value)
    if path[0] == "timeline":
        return after.value is not None and not before.is_closed
    if path[0] == "corrective_actions":
        return after.value["title"] is not None
    return path != ("title",) or after.value is not None


def _without(section: Section, sources: set[str]) -> Section:
    return Section(section.heading, section.title, tuple(one for one in section.pieces if one.source not in sources))


def _sources(section: Section) -> set[str]:
    return {piece.source for piece in section.pieces}
