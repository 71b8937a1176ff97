"""What did people write into the report by hand, and how does it survive?

`base` is what we rendered last, from the committed JSON; `found` is the Markdown as it stands in the repository now;
what differs was written by hand. In a field that the JSON knows it comes back as a value (`edits`); everything else
stays where it stands (`woven`), and so do the very characters of a field while its value is what the record says. Where
people and the record changed the same field, the people's words win. What can't be taken back is kept as it is and told
as a fault.

The rule is explained in docs/decisions/0026-what-people-write-in-the-report-comes-back.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.domain.postmortems.markdown import settled
from bot.domain.postmortems.report_fields import Field, Path, Placeholders, fields_of, placeholders_of
from bot.domain.postmortems.report_places import Place, place_of, put
from bot.domain.postmortems.report_sides import Side, compared, may_be
from bot.domain.postmortems.sheet import Piece, Section, sections_of, written

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that did not come back as written: a sentence's key and its facts.

    `section_missing` (`section`): its heading is gone, so it is written anew. `field_missing` (`section`, `words`): a
    line of ours is gone, and is written anew. `not_taken` (`section`, `words`): only the record may say that. `added`
    (`section`, `words`): kept, but in no field. `conflict` (`section`, `words`, `instead`): the record had changed it,
    too, to `instead`.
    """

    key: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that people changed: its path in the JSON, and its value before and after."""

    path: Path
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edits:
    """What came back: the document with it, each change, the words that are in no field, and what went wrong."""

    document: Json
    changes: tuple[Change, ...] = ()
    kept: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def edits(base: str, found: str, document: Json) -> Edits:
    """Return a document with what people wrote by hand; `document`, the record's as it is today, isn't changed."""
    told, changes, faults = deepcopy(document), [], []
    rendered, sides, others = compared(base, found)
    there = {side.base.title for side in sides}
    faults += [Fault("section_missing", {"section": one.title}) for one in rendered if one.title not in there]
    for side in sides:
        title = side.base.title
        for path, before in side.was.items():
            after = side.now.get(path)
            words = _source(side.found, after) if after else ""
            if after is None:
                faults.append(Fault("field_missing", {"section": title, "words": _source(side.base, before)}))
            elif after.frame != before.frame:
                faults.append(Fault("not_taken", {"section": title, "words": words}))
            if after is None or after.value == before.value:
                continue
            place = place_of(told, path, before.value)
            if place is None or not may_be(path, after, before):
                if after.frame == before.frame:
                    faults.append(Fault("not_taken", {"section": title, "words": words}))
                continue
            value = _with_ids(after.value, before.value, place)
            if _plain(place.value) not in (_plain(before.value), _plain(after.value)) and not place.is_named:
                facts = {"section": title, "words": words, "instead": _said(place.value)}
                faults.append(Fault("conflict", facts))
            changes.append(Change(path, place.value, value))
            put(place, value)
        faults += [
            Fault("added", {"section": title, "words": piece.source})
            for number, piece in side.loose_ends
            if (piece.is_row or (title == "Corrective Actions" and piece.is_item))
            and not any(piece.source in one.facts.get("words", "") for one in faults)
        ]
    kept = [piece.source for side in sides for _, piece in side.loose_ends]
    kept += [written([one]).strip("\n") for _, one in others]
    return Edits(told, tuple(changes), tuple(kept), tuple(faults))


def woven(base: str, found: str, rendered: str) -> str:
    """Return the report as rendered anew, with what people wrote in `found` that `base` doesn't have."""
    ours = placeholders_of(rendered) | placeholders_of(base)
    _, sides, others = compared(base, found)
    by_title = {side.base.title: side for side in sides}
    # What stands before the first heading belongs there; the heading itself may have changed with the id.
    result: list[Section] = []
    for section in sections_of(rendered):
        side = by_title.get(section.title)
        result.append(_woven(side, section, ours) if side else section)
        result += [one for after, one in others if after == section.title]
    known = {section.title for section in result}
    result += [one for after, one in others if after not in known]
    return written(result)


# --- small parts ----------------------------------------------------------------------------------------------------


def _with_ids(after: Any, before: Any, place: Place) -> Any:
    """Return names as the record has them: who was there before may be a Slack user id, shown as a role."""
    if not place.is_named or len(place.value) != len(before):
        return after
    known = dict(zip(before, place.value, strict=True))
    return [known.get(one, one) for one in after]


# --- weaving --------------------------------------------------------------------------------------------------------


def _woven(side: Side, section: Section, ours: Placeholders) -> Section:
    pieces: list[tuple[Any, Piece]] = [(piece.source, piece) for piece in section.pieces]
    told = fields_of(section, ours)
    anchors: dict[int, Any] = {number: piece.source for number, piece in enumerate(side.found.pieces)}
    for path, here in sorted(told.items(), key=lambda one: one[1].at, reverse=True):  # from the end: numbers hold
        theirs = side.now.get(path)
        if not here.at or theirs is None:
            continue
        is_same = _plain(theirs.value) == _plain(here.value) and theirs.frame == here.frame
        own = [side.found.pieces[number] for number in theirs.at] if is_same else [pieces[at][1] for at in here.at]
        for number in theirs.at:
            anchors[number] = (path, min(theirs.at.index(number), max(len(own) - 1, 0)))
        for at in reversed(here.at):
            del pieces[at]
        pieces[here.at[0] : here.at[0]] = [((path, at), piece) for at, piece in enumerate(own)]
    loose = dict(side.loose_ends)
    for number, piece in side.loose_ends:
        before = next((one for one in reversed(range(number)) if one not in loose), None)
        at = _after(pieces, None if before is None else anchors[before]) if before is not None else 0
        while at < len(pieces) and pieces[at][0] is None:
            at += 1  # behind what was put there already, so that the order stays
        pieces.insert(at, (None, piece))
        if at + 1 < len(pieces) and number + 1 < len(side.found.pieces):
            tag, following = pieces[at + 1]
            pieces[at + 1] = (tag, Piece(following.source, side.found.pieces[number + 1].is_loose))
    return Section(section.heading, section.title, tuple(piece for _, piece in pieces))


def _after(pieces: list[tuple[Any, Piece]], anchor: Any) -> int:
    return next((at + 1 for at, (tag, _) in enumerate(pieces) if tag == anchor), len(pieces))


# --- small parts ----------------------------------------------------------------------------------------------------


def _source(section: Section, of: Field) -> str:
    return "\n".join(section.pieces[number].source for number in of.at)


def _plain(value: Any) -> Any:
    """Return a value as it would read after it was written and read back."""
    if isinstance(value, str):
        return settled(value) or None
    if isinstance(value, list):
        return [one for one in map(_plain, value) if one is not None]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _said(value: Any) -> str:
    return "; ".join(_words(value))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _words(one)
