"""Can the causes be drawn, whatever somebody called them?"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postmortems.causal_map import KINDS, excalidraw, mermaid
from bot.domain.postmortems.document import document
from tests.postmortems import an_outline

NODE = re.compile(r"""  n\d+(?:\{\{"[^"`{}<>|;]*"\}\}|\("[^"`]*"\)|\["[^"`]*"\]|\(\["[^"`]*"\]\))\Z""")
EDGE = re.compile(r"  n\d+ --> n\d+\Z")
CODE = re.compile(r"#\d+;")
RAW = re.compile(r"""["`#;%{}<>|&\\:*_~$@!^=+\[\]()]""")
COMMON = {
    "id", "type", "x", "y", "width", "height", "angle", "strokeColor", "backgroundColor", "fillStyle", "strokeWidth",
    "strokeStyle", "roughness", "opacity", "groupIds", "frameId", "roundness", "seed", "version", "versionNonce",
    "isDeleted", "boundElements", "updated", "link", "locked",
}  # fmt: skip


def a_map(*labels: str, edges: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    nodes = [{"id": str(at), "label": label, "kind": KINDS[at % 4]} for at, label in enumerate(labels)]
    return {"nodes": nodes, "edges": [{"from": one, "to": other} for one, other in edges]}


def labels_in(drawn: str) -> list[str]:
    return re.findall(r'"([^"]*)"', drawn)


def test_the_map_reads_as_a_flowchart() -> None:
    drawn = mermaid(document(an_outline())["root_cause"]["causal_map"])

    assert drawn.splitlines() == [
        "flowchart LR",
        '  n1["LUT v12 in the bundle"]',
        '  n2("Cache key without a digest")',
        '  n3{{"LUT has no owner"}}',
        '  n4(["Brand colour is off"])',
        "  n3 --> n2",
        "  n2 --> n1",
        "  n1 --> n4",
    ]


@pytest.mark.parametrize(
    "label",
    [
        '"]; click n1 "javascript:alert(1)"',
        '%%{init: {"theme": "dark"}}%%',
        "```\n# heading",
        "<script>alert(1)</script>",
        "`**bold**`",
        "classDef a:b#35;",
        "1. one",
        "- item",
        "end",
        "$$x$$",
    ],
)
def test_a_label_means_nothing(label: str) -> None:
    """A hostile label leaves the grammar as it is. All of these also parse with Mermaid 11 itself."""
    lines = mermaid(a_map(label, "b", edges=(("0", "1"),))).splitlines()

    assert len(lines) == 4
    assert all(NODE.match(CODE.sub("", line)) for line in lines[1:3])
    assert EDGE.match(lines[3])
    assert not RAW.search(CODE.sub("", labels_in(lines[1])[0]))


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_label_is_one_line_of_the_grammar(labels: list[str]) -> None:
    lines = mermaid(a_map(*labels)).splitlines()

    assert len(lines) == len(labels) + 1
    assert all(not RAW.search(CODE.sub("", label)) and label for line in lines[1:] for label in labels_in(line))


def test_a_label_is_shortened_and_arrows_to_nowhere_are_left_out() -> None:
    drawn = mermaid(a_map("x" * 5_000, "b", edges=(("0", "9"), ("0", "1"), ("0", "1"), ("1", "1"))))

    assert len(labels_in(drawn)[0]) == 200
    assert drawn.count("-->") == 1


def test_a_map_without_nodes_is_nothing() -> None:
    assert mermaid({"nodes": [], "edges": []}) == ""


def test_the_drawing_has_all_that_excalidraw_reads() -> None:
    drawing = json.loads(excalidraw(document(an_outline())["root_cause"]["causal_map"], "PM-2026-11-22-01"))

    assert (drawing["type"], drawing["version"], drawing["files"]) == ("excalidraw", 2, {})
    elements = {one["id"]: one for one in drawing["elements"]}
    assert len(elements) == len(drawing["elements"]) == 4 + 4 + 3
    for one in elements.values():
        assert set(one) >= COMMON
        assert all(bound["id"] in elements for bound in one["boundElements"] or [])
        if one["type"] == "text":
            assert {"id": one["id"], "type": "text"} in elements[one["containerId"]]["boundElements"]
        if one["type"] == "arrow":
            for end in ("startBinding", "endBinding"):
                assert {"id": one["id"], "type": "arrow"} in elements[one[end]["elementId"]]["boundElements"]
            assert one["points"][0] == [0, 0]


def test_causes_stand_in_columns_from_the_deepest_to_the_effect_and_overlap_nowhere() -> None:
    drawing = json.loads(excalidraw(a_map(*["会場の設定が本番と異なっていた" * 4] * 12), "PM"))

    boxes = [one for one in drawing["elements"] if one["type"] == "rectangle"]
    assert len({one["x"] for one in boxes}) == 4
    for one in boxes:
        for other in boxes:
            if one is not other and one["x"] == other["x"]:
                assert one["y"] + one["height"] < other["y"] or other["y"] + other["height"] < one["y"]


def test_the_same_map_gives_the_same_bytes() -> None:
    held = document(an_outline())["root_cause"]["causal_map"]

    assert excalidraw(held, "PM") == excalidraw(held, "PM")
    assert excalidraw(held, "PM") != excalidraw(held, "PN")
