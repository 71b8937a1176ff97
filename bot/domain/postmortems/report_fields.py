"""Which words of a report are fields that people may write, and where in the JSON does each belong?

The headings and labels are those of templates/postmortem/report.md.j2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.postmortems.markdown import read_back
from bot.domain.postmortems.sheet import Piece, Section

Path = tuple[str, ...]
Placeholders = frozenset[str]
"""What we write in italics where nobody wrote yet, and beside events (`*(edited in Slack)*`)."""

OUTCOMES = ("confirmed", "refuted", "insufficient_data")
_ITALIC = re.compile(r"(?<![\\*])\*[^*\n]+(?<!\\)\*(?!\*)")
_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]*(?:\[[ xX]?\][ \t]+)?")
_CELL = re.compile(r"((?:\\.|[^\\|])*)(?:\||\Z)", re.DOTALL)
_RULE = re.compile(r"\|[\s:|-]+\Z")
_ADDRESS = re.compile(r"\]\((\S+)\)")
_CLOCK = re.compile(r"\d\d:\d\d:\d\d(?: [+-]\d{4})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"`([^`\n]+)`\s*\Z")
_ANSWER = re.compile(r"\n[ \t]*[-*+][ \t]+")
_COMMA = re.compile(r"(?<!\\),|、")


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in one field: `at` are the numbers of its pieces.

    Values are texts, lists of texts, or objects as in the JSON; None: nobody wrote anything. `words_beside` and `marks`
    are what of its pieces is the record's own: times and owners, ticks and notes.
    """

    path: Path
    value: Any
    at: tuple[int, ...]
    words_beside: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def frame(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All that is the record's own."""
        return self.words_beside, self.marks

    @property
    def is_closed(self) -> bool:
        """Say whether a mark stands where the words would be: the message was deleted."""
        return self.value is None and bool(self.marks)


Reader = Callable[[Sequence[Piece], Placeholders], Iterable[Field]]


def placeholders_of(rendered: str) -> Placeholders:
    """Return our own italics in a text that we rendered; in what people said no star is left bare."""
    return frozenset(_ITALIC.findall(rendered))


def fields_of(section: Section, ours: Placeholders) -> dict[Path, Field]:
    """Return the fields of a section by their path; a section that people can't write in has none."""
    reader = _title if section.title.startswith("Incident ") else _READERS.get(section.title)
    return {field.path: field for field in reader(section.pieces, ours)} if reader else {}


# --- the kinds of sections ------------------------------------------------------------------------------------------


def _title(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
    source = pieces[0].source if pieces else ""
    if source in ours:
        yield Field(("title",), None, (0,))
    elif source.startswith("**") and source.endswith("**"):
        yield Field(("title",), _text(source[2:-2], ours), (0,))


def _prose(*path: str) -> Reader:
    def read(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
        at = tuple(number for number, piece in enumerate(pieces) if piece.source not in ours)
        told = "".join(("\n\n" if pieces[number].is_loose else "\n") + pieces[number].source for number in at)
        yield Field(path, _text(told, ours), at)

    return read


def _points(*path: str) -> Reader:
    def read(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
        at = tuple(number for number, piece in enumerate(pieces) if piece.source not in ours and _is_said(piece))
        texts = [_text(_MARKER.sub("", pieces[number].source, count=1), ours) for number in at]
        yield Field(path, [one for one in texts if one], at)

    return read


def _labelled(labels: Mapping[str, Path]) -> Reader:
    def read(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
        for number, piece in enumerate(pieces):
            label, colon, told = _MARKER.sub("", piece.source, count=1).partition(":")
            if piece.is_item and colon and label in labels:
                path = labels[label]
                named = label == "Stakeholders"
                yield Field(path, _names(told, ours) if named else _text(told, ours), (number,))

    return read


def _whys(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
    at = tuple(number for number, piece in enumerate(pieces) if piece.is_item)
    found = []
    for number in at:
        why, *because = _ANSWER.split(_MARKER.sub("", pieces[number].source, count=1), maxsplit=1)
        found.append({"why": _text(why, ours), "because": _text("".join(because), ours)})
    yield Field(("root_cause", "five_whys"), found, at)


def _hypotheses(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
    at, found = [], []
    for number, cells in _rows(pieces):
        if len(cells) == 3:  # noqa: PLR2004 - statement, experiment, outcome
            told = _text(cells[2].strip("`"), ours)
            outcome = told.casefold().replace(" ", "_") if told else None
            found.append({"statement": _text(cells[0], ours), "experiment": _text(cells[1], ours), "outcome": outcome})
            at.append(number)
    yield Field(("root_cause", "hypotheses"), found, tuple(at))


def _timeline(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
    counted: dict[str, int] = {}
    for number, cells in _rows(pieces):
        key = row_key(cells[0], counted)
        if len(cells) == 3 and key is not None:  # noqa: PLR2004 - time, event, owner
            event, marks = cells[1], []
            while (
                end := next((one for one in ours if one.startswith("*(") and event.endswith(one)), None)
            ) is not None:
                event = event.removesuffix(end).rstrip()
                marks.append(end)
            yield Field(("timeline", key), _text(event, ours), (number,), (cells[0], cells[2]), tuple(marks))


def row_key(when: str, counted: dict[str, int]) -> str | None:
    """Return what a row of the timeline is known by: its permalink, else its time and which of that time it is."""
    linked = _ADDRESS.search(when)
    if linked:
        return linked[1]
    clock = _CLOCK.search(when)
    if clock is None:
        return None
    counted[clock[0]] = counted.get(clock[0], 0) + 1
    return f"{clock[0]} {counted[clock[0]]}"


def _correctives(pieces: Sequence[Piece], ours: Placeholders) -> Iterable[Field]:
    for number, piece in enumerate(pieces):
        told, dash, rest = piece.source.rpartition(" — ")
        named = _CODE.search(rest)
        if not piece.is_item or not dash or named is None:
            continue
        mark = _MARKER.match(told)
        title = _text(told[mark.end() :] if mark else told, ours)
        owner, _, due = rest.partition(" · ")[0].rpartition(", ")
        day = _DAY.fullmatch(due.strip())
        beside = (owner, rest.partition(" · ")[2], "" if day or due.strip() in ours else due)
        value = {"title": title, "due": day[0] if day else None}
        yield Field(("corrective_actions", named[1]), value, (number,), beside, (mark[0] if mark else "",))


# --- the small parts ------------------------------------------------------------------------------------------------


def _text(source: str, ours: Placeholders) -> str | None:
    told = source.strip()
    return None if told in ours else read_back(told) or None


def _names(source: str, ours: Placeholders) -> list[str]:
    return [name for one in _COMMA.split(source) if (name := _text(one, ours))]


def _is_said(piece: Piece) -> bool:
    return not piece.is_row and not piece.source.startswith(("```", "~~~", "<!--", "!["))


def _rows(pieces: Sequence[Piece]) -> Iterable[tuple[int, list[str]]]:
    """Return the cells of a table's rows below its rule."""
    rule = next((at for at, piece in enumerate(pieces) if _RULE.match(piece.source)), len(pieces))
    for number, piece in enumerate(pieces):
        if number > rule and piece.is_row:
            cells = _CELL.findall(piece.source[1:].strip())
            yield number, [one.strip() for one in cells[:-1]]


_READERS: Mapping[str, Reader] = {
    "Context": _labelled(
        {"Impact": ("context", "impact"), "Stakeholders": ("context", "stakeholders")},
    ),
    "Timeline": _timeline,
    "Direct cause": _prose("root_cause", "direct_cause"),
    "Contributing factors": _points("root_cause", "contributing_factors"),
    "Systemic factors": _points("root_cause", "systemic_factors"),
    "5 Whys": _whys,
    "Perspectives": _labelled(
        {name.title(): ("root_cause", "perspectives", name) for name in ("model", "data", "operations")}
    ),
    "Hypotheses": _hypotheses,
    "Corrective Actions": _correctives,
    "Lessons Learned": _points("lessons_learned"),
    "Summary": _prose("narrative", "summary"),
    "Trigger": _prose("narrative", "trigger"),
    "Detection": _prose("narrative", "detection"),
    "Response": _prose("narrative", "response"),
    "Resolution": _prose("narrative", "resolution"),
    "What Went Well": _points("narrative", "went_well"),
    "What Went Badly": _points("narrative", "went_badly"),
    "Where We Got Lucky": _points("narrative", "got_lucky"),
    "Internal Message": _prose("narrative", "internal_message"),
    "External Message": _prose("narrative", "external_message"),
    "Supporting Data": _prose("narrative", "supporting_data"),
    "Review Meeting and Attendees": _prose("narrative", "review_meeting"),
}
