"""How is a map of causes drawn: as Mermaid text for the Markdown, and as a file that Excalidraw opens?

Both read `root_cause.causal_map` of the document: nodes with a label and a kind, and edges from what brought about to
what came of it. Edges of nodes that aren't there are left out. The same map gives the same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.domain.postmortems.markdown import settled

CausalMap = Mapping[str, Any]

KINDS = ("systemic", "contributing", "direct", "effect")
"""The columns of the drawing, from what lies deepest to what people felt."""
LONGEST_LABEL = 200
_SHAPES = {"systemic": '{{"%s"}}', "contributing": '("%s")', "direct": '["%s"]', "effect": '(["%s"])'}
"""Mermaid's hexagon, round edges, box and stadium: kinds differ in shape, not in colour."""
_SPECIAL = re.compile(r"[!-&(-+:-@\[-`{-~]|^\d*[.-]")
"""ASCII punctuation but `' , - . /`, and what begins a list (mermaid.js.org/syntax/flowchart.html, entity codes)."""

_COLOURS = {"systemic": "#d0bfff", "contributing": "#ffec99", "direct": "#ffc9c9", "effect": "#a5d8ff"}
_WIDTH, _COLUMN, _BETWEEN = 240, 340, 40
_FONT, _LINE, _PADDING = 16, 20, 20
_LETTERS = 26
"""So many narrow letters fit into a box at that font; wide ones count twice."""


@dataclass(frozen=True, slots=True)
class _Box:
    id: str
    label: str
    kind: str
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PADDING


def mermaid(causal_map: CausalMap) -> str:
    """Return a flowchart without its fence; empty for a map without nodes. No label can mean anything in it."""
    nodes = _nodes(causal_map)
    if not nodes:
        return ""
    names = {node["id"]: f"n{at}" for at, node in enumerate(nodes, 1)}
    lines = ["flowchart LR"]
    lines += [f"  {names[one['id']]}{_SHAPES[one['kind']] % _coded(_label(one))}" for one in nodes]
    lines += [f"  {names[source]} --> {names[target]}" for source, target in _edges(causal_map, names)]
    return "\n".join(lines)


def excalidraw(causal_map: CausalMap, name: str) -> str:
    """Return a drawing, version 2 of Excalidraw's JSON schema: a column of boxes for each kind, bound by arrows.

    `name` (the postmortem's id) makes element ids differ among drawings that are pasted into one.
    """
    boxes = {box.id: box for box in _boxes(_nodes(causal_map))}
    edges = _edges(causal_map, boxes)
    arrows = {edge: f"{name}-arrow-{at}" for at, edge in enumerate(edges, 1)}
    elements: list[dict[str, Any]] = []
    for at, box in enumerate(boxes.values(), 1):
        bound = [{"id": f"{name}-text-{at}", "type": "text"}]
        bound += [{"id": arrow, "type": "arrow"} for edge, arrow in arrows.items() if box.id in edge]
        elements += [_rectangle(box, f"{name}-box-{at}", bound), _text(box, f"{name}-text-{at}", f"{name}-box-{at}")]
    numbers = {id_: f"{name}-box-{at}" for at, id_ in enumerate(boxes, 1)}
    for (source, target), arrow in arrows.items():
        elements.append(_arrow(boxes[source], boxes[target], arrow, (numbers[source], numbers[target])))
    drawing = {
        "type": "excalidraw",
        "version": 2,
        "source": "liveness-bot",
        "elements": elements,
        "appState": {"gridSize": None, "viewBackgroundColor": "#ffffff"},
        "files": {},
    }
    return json.dumps(drawing, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _nodes(causal_map: CausalMap) -> list[Mapping[str, Any]]:
    """Return the nodes, each id once."""
    found: dict[str, Mapping[str, Any]] = {}
    for node in causal_map["nodes"]:
        found.setdefault(node["id"], node)
    return list(found.values())


def _edges(causal_map: CausalMap, known: Mapping[str, object]) -> list[tuple[str, str]]:
    found = dict.fromkeys((edge["from"], edge["to"]) for edge in causal_map["edges"])
    return [(source, target) for source, target in found if source in known and target in known and source != target]


def _label(node: Mapping[str, Any]) -> str:
    label = " ".join(settled(node["label"] or "").split())
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _coded(label: str) -> str:
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(one)};" for one in found[0]), label) or "?"


# --- the drawing ----------------------------------------------------------------------------------------------------


def _boxes(nodes: Iterable[Mapping[str, Any]]) -> list[_Box]:
    below = dict.fromkeys(KINDS, 0)
    found: list[_Box] = []
    for node in nodes:
        box = _Box(
            node["id"],
            _label(node),
            node["kind"],
            KINDS.index(node["kind"]) * _COLUMN,
            below[node["kind"]],
            _lines(node),
        )
        below[box.kind] += box.height + _BETWEEN
        found.append(box)
    return found


def _lines(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Break a label into lines: between words where there are any, else anywhere (Japanese has no spaces)."""
    lines, line, taken = [], "", 0
    for word in re.findall(r"[!-~]+ ?|.", _label(node)):
        width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
        if line and taken + width > _LETTERS:
            lines.append(line.rstrip())
            line, taken = "", 0
        line, taken = line + word, taken + width
    return (*lines, line.rstrip())


def _element(kind: str, id_: str, **own: Any) -> dict[str, Any]:
    """Return what every element has (excalidraw, packages/element/src/types.ts: _ExcalidrawElementBase)."""
    digest = sha256(id_.encode()).digest()
    shared = {
        "angle": 0,
        "backgroundColor": "transparent",
        "boundElements": None,
        "fillStyle": "solid",
        "frameId": None,
        "groupIds": [],
        "isDeleted": False,
        "link": None,
        "locked": False,
        "opacity": 100,
        "roughness": 1,
        "roundness": None,
        "seed": int.from_bytes(digest[:4]) >> 1,
        "strokeColor": "#1e1e1e",
        "strokeStyle": "solid",
        "strokeWidth": 2,
        "updated": 1,
        "version": 1,
        "versionNonce": int.from_bytes(digest[4:8]) >> 1,
    }
    return shared | {"id": id_, "type": kind} | own


def _rectangle(box: _Box, id_: str, bound: list[dict[str, str]]) -> dict[str, Any]:
    place = {"x": box.x, "y": box.y, "width": _WIDTH, "height": box.height}
    look = {"backgroundColor": _COLOURS[box.kind], "roundness": {"type": 3}}
    return _element("rectangle", id_, boundElements=bound, **look, **place)


def _text(box: _Box, id_: str, container: str) -> dict[str, Any]:
    return _element(
        "text",
        id_,
        x=box.x + 5,
        y=box.y + _PADDING,
        width=_WIDTH - 10,
        height=len(box.lines) * _LINE,
        text="\n".join(box.lines),
        originalText=box.label,
        fontSize=_FONT,
        fontFamily=2,
        lineHeight=_LINE / _FONT,
        textAlign="center",
        verticalAlign="middle",
        containerId=container,
        autoResize=True,
    )


def _arrow(source: _Box, target: _Box, id_: str, bound: tuple[str, str]) -> dict[str, Any]:
    start, end = _ends(source, target)
    across, down = end[0] - start[0], end[1] - start[1]
    return _element(
        "arrow",
        id_,
        x=start[0],
        y=start[1],
        width=abs(across),
        height=abs(down),
        points=[[0, 0], [across, down]],
        lastCommittedPoint=None,
        startBinding={"elementId": bound[0], "focus": 0, "gap": 1},
        endBinding={"elementId": bound[1], "focus": 0, "gap": 1},
        startArrowhead=None,
        endArrowhead="arrow",
        elbowed=False,
    )


def _ends(source: _Box, target: _Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where an arrow leaves and arrives: at the sides that face each other."""
    if source.x == target.x:
        middle = source.x + _WIDTH // 2
        above, below = (source, target) if source.y < target.y else (target, source)
        ends = (middle, above.y + above.height), (middle, below.y)
        return ends if above is source else (ends[1], ends[0])
    middles = [box.y + box.height // 2 for box in (source, target)]
    if source.x < target.x:
        return (source.x + _WIDTH, middles[0]), (target.x, middles[1])
    return (source.x, middles[0]), (target.x + _WIDTH, middles[1])
