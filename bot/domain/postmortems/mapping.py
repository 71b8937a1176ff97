"""How do the causes that people named hang together? A map, where nobody drew another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from bot.domain.postmortems.outline import CauseKind, Causes, Edge, Node

LONGEST = 120


def mapped(causes: Causes, effect: str) -> Causes:
    """Return the causes with a map of them: systemic ones bring contributing ones about, those the direct one.

    Where a kind is missing, its arrows go on to the next. A map that people drew stays as it is.
    """
    if causes.nodes:
        return causes
    kinds: tuple[tuple[CauseKind, tuple[str, ...]], ...] = (
        ("systemic", causes.systemic),
        ("contributing", causes.contributing),
        ("direct", (causes.direct,) if causes.direct else ()),
    )
    columns = [tuple(_nodes(kind, labels)) for kind, labels in kinds if labels]
    if not columns:
        return causes
    columns.append((Node("effect", effect[:LONGEST], "effect"),))
    edges = [Edge(source.id, target.id) for left, right in pairwise(columns) for source in left for target in right]
    return replace(causes, nodes=tuple(node for column in columns for node in column), edges=tuple(edges))


def _nodes(kind: CauseKind, labels: Iterable[str]) -> Iterator[Node]:
    return (Node(f"{kind}-{n}", label[:LONGEST], kind) for n, label in enumerate(labels, 1))
