"""What does a YAML file say, and on which line?

Less than all of YAML is understood, on purpose: only `true`, `false` and plain decimal numbers are more than text (so
`on`, `yes`, `010` and `12:30` are what they look like), a key stands once, nothing is left blank, and nobody can make
us build Python objects or unfold one anchor into millions of values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

import yaml

from bot.catalogue.faults import Complaint, Path

LARGEST_FILE = 256 * 1024
MOST_VALUES = 20_000
DEEPEST = 24

_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_BLANK = ("", "~", "null", "Null", "NULL")
_NAMED = {"true": True, "false": False, ".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says: plain values (`None` when nothing could be read), their lines, and what is wrong already."""

    value: object
    lines: Mapping[Path, int]
    complaints: tuple[Complaint, ...] = ()


class _UnreadableError(Exception):
    """The file can't be read any further."""

    def __init__(self, key: str, line: int = 0, **facts: object) -> None:
        super().__init__(key)
        self.complaint = Complaint((), key, facts, line)


def read(file: FilePath) -> Written:
    """Read a file; what is wrong with it is in the answer, nothing is raised."""
    try:
        text = _text(file)
    except _UnreadableError as error:
        return Written(None, {}, (error.complaint,))
    try:
        _look_through(text)
        builder = _Builder()
        node = yaml.compose(text, Loader=_Loader)
        value = builder.build(node, ()) if node else None
    except _UnreadableError as error:
        return Written(None, {}, (error.complaint,))
    except yaml.YAMLError as error:
        return Written(None, {}, (_not_yaml(error, text),))
    return Written(value, builder.lines, tuple(builder.complaints))


def _text(file: FilePath) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _UnreadableError("file_missing") from None
    except OSError as error:
        raise _UnreadableError("unreadable", reason=error.strerror or type(error).__name__) from error
    if len(content) > LARGEST_FILE:
        raise _UnreadableError("file_too_large", limit=LARGEST_FILE // 1024)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _UnreadableError("not_utf8", line, byte=f"0x{content[error.start]:02X}") from None
    if odd := _FORBIDDEN.search(text):
        raise _UnreadableError("control_character", text.count("\n", 0, odd.start()) + 1, code=f"U+{ord(odd[0]):04X}")
    return text


def _look_through(text: str) -> None:
    """Refuse, before anything is built, what is too deep, is several documents or asks for Python objects."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.StreamEndEvent) and not documents:
            raise _UnreadableError("empty_file")
        if documents > 1:
            raise _UnreadableError("several_documents", line)
        if depth > DEEPEST:
            raise _UnreadableError("too_deep", line, limit=DEEPEST)
        if tag := getattr(event, "tag", None):
            raise _UnreadableError("tag", line, tag=tag)


def _not_yaml(error: yaml.YAMLError, text: str) -> Complaint:
    """Say what the parser stumbled over; the two characters that names of people begin with have their own sentence."""
    mark = getattr(error, "problem_mark", None)
    rest = text.splitlines()[mark.line][mark.column :] if mark and mark.line < len(text.splitlines()) else ""
    line = mark.line + 1 if mark else 0
    if getattr(error, "context", None) == "while scanning an alias":
        return Complaint((), "star_without_quotes", {}, line)
    if rest.startswith("@"):
        return Complaint((), "at_without_quotes", {}, line)
    return Complaint((), "not_yaml", {"problem": getattr(error, "problem", None) or error}, line)


class _Builder:
    """Turns nodes into plain values, noting where each stands."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.complaints: list[Complaint] = []
        self._values = 0

    def build(self, node: yaml.Node, path: Path) -> object:
        """Return the value of a node; raises when there are too many, or they lie too deep (in themselves)."""
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        self._values += 1
        if self._values > MOST_VALUES:
            raise _UnreadableError("too_many_values", line, limit=MOST_VALUES)
        if len(path) > DEEPEST:
            raise _UnreadableError("too_deep", line, limit=DEEPEST)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.complaints.append(Complaint(path, "key_not_text", {}, line))
                continue
            key = key_node.value
            if (*path, key) in self.lines:
                facts = {"name": key, "first": self.lines[*path, key]}
                self.complaints.append(Complaint((*path, key), "written_twice", facts, line))
                continue
            self.lines[*path, key] = line
            value = self.build(value_node, (*path, key))
            if value is None:
                self.complaints.append(Complaint((*path, key), "left_blank", {"name": key}))
            else:
                values[key] = value
        return values

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> tuple[object, ...]:
        # A tuple, because the strict models want what they keep.
        values = [self.build(item, (*path, place)) for place, item in enumerate(node.value)]
        for place, value in enumerate(values):
            if value is None:
                self.complaints.append(Complaint((*path, place), "left_blank_item"))
        return tuple("" if value is None else value for value in values)


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    if text in _BLANK:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return _NAMED.get(text.lower(), text)
