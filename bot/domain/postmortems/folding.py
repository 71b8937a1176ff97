"""What does each entry mean for a postmortem? A fold over them, from its beginning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.postmortems.outline import Edge, Hypothesis, Node, Why
from bot.domain.postmortems.postmortem import REFLECTIONS, ByHand, Choice, Consent, Postmortem, Said
from bot.domain.stream import Entry, Recorded


def fold(entries: Sequence[Recorded]) -> Postmortem:
    """Read a postmortem from its entries, the first of which begins it."""
    first = entries[0].entry
    postmortem = Postmortem(str(first.facts["id"]), str(first.facts["incident"]), _said(first))
    for row in entries[1:]:
        take = PARTS.get(row.entry.kind)
        postmortem = postmortem if take is None else take(postmortem, row.entry)
    return postmortem


def _said(entry: Entry) -> Said:
    return Said(entry.by, entry.at, str(entry.facts.get("code", "")))


def _chosen(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Any = entry.facts["choices"]
    made = {str(one["message"]): Choice(bool(one["is_in"]), one.get("text")) for one in told}
    return replace(postmortem, choices={**postmortem.choices, **made})


def _context(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Mapping[str, Any] = entry.facts
    postmortem = _without(postmortem, ("context",))
    return replace(postmortem, impact=str(told["impact"]), stakeholders=tuple(told["stakeholders"]))


def _caused(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Mapping[str, Any] = entry.facts
    named = ("direct_cause", "contributing_factors", "systemic_factors", "perspectives")
    postmortem = _without(postmortem, *(("root_cause", name) for name in named))
    causes = replace(
        postmortem.causes,
        direct=str(told["direct"]),
        contributing=tuple(told["contributing"]),
        systemic=tuple(told["systemic"]),
        model=str(told["model"]),
        data=str(told["data"]),
        operations=str(told["operations"]),
    )
    return replace(postmortem, causes=causes)


def _asked_why(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Any = entry.facts["whys"]
    postmortem = _without(postmortem, ("root_cause", "five_whys"))
    whys = tuple(Why(str(one["why"]), str(one["because"])) for one in told)
    return replace(postmortem, causes=replace(postmortem.causes, whys=whys))


def _supposed(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Any = entry.facts["hypotheses"]
    postmortem = _without(postmortem, ("root_cause", "hypotheses"))
    made = tuple(Hypothesis(str(one["statement"]), str(one["experiment"]), one["outcome"]) for one in told)
    return replace(postmortem, causes=replace(postmortem.causes, hypotheses=made))


def _mapped(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Mapping[str, Any] = entry.facts
    nodes = tuple(Node(str(one["id"]), str(one["label"]), one["kind"]) for one in told["nodes"])
    edges = tuple(Edge(str(one["from"]), str(one["to"])) for one in told["edges"])
    return replace(postmortem, causes=replace(postmortem.causes, nodes=nodes, edges=edges))


def _learned(postmortem: Postmortem, entry: Entry) -> Postmortem:
    told: Mapping[str, Any] = entry.facts
    postmortem = _without(postmortem, ("lessons_learned",), *(("narrative", name) for name in REFLECTIONS))
    reflections = {name: str(told[name]) for name in REFLECTIONS if told.get(name)}
    lessons, shared = tuple(told["lessons"]), str(told["shared"])
    return replace(postmortem, lessons=lessons, shared=shared, reflections=reflections)


def _by_hand(postmortem: Postmortem, entry: Entry) -> Postmortem:
    """Take what somebody wrote in the Markdown: it has the last word over what forms said before."""
    told: Any = entry.facts["fields"]
    new = tuple(ByHand(tuple(one["path"]), one["value"]) for one in told)
    paths = {one.path for one in new}
    return replace(postmortem, by_hand=(*(one for one in postmortem.by_hand if one.path not in paths), *new))


def _without(postmortem: Postmortem, *begun: tuple[str, ...]) -> Postmortem:
    """Let a form have the last word again over what stands under these paths."""
    kept = tuple(one for one in postmortem.by_hand if not any(one.path[: len(path)] == path for path in begun))
    return replace(postmortem, by_hand=kept)


def _ticked(postmortem: Postmortem, entry: Entry) -> Postmortem:
    paths: Any = entry.facts["paths"]
    return replace(postmortem, ticked=frozenset(paths))


def _submitted(postmortem: Postmortem, entry: Entry) -> Postmortem:
    return replace(postmortem, submitted=_said(entry), released=None)


def _approved(postmortem: Postmortem, entry: Entry) -> Postmortem:
    consent = Consent(entry.by, entry.at, str(entry.facts["code"]))
    others = tuple(one for one in postmortem.consents if one.by != entry.by)
    return replace(postmortem, consents=(*others, consent))


def _sent_back(postmortem: Postmortem, _: Entry) -> Postmortem:
    return replace(postmortem, submitted=None, consents=(), released=None)


def _published(postmortem: Postmortem, entry: Entry) -> Postmortem:
    """Note that it is out; the moment of the first time counts, whatever was changed later."""
    said = Said(entry.by, postmortem.published.at if postmortem.published else entry.at, str(entry.facts["code"]))
    told: Any = entry.facts
    out = replace(postmortem, published=said, released=None, submitted=None)
    return replace(out, commit=str(told["commit"]), statuses=dict(told["statuses"]))


PARTS: Mapping[str, Callable[[Postmortem, Entry], Postmortem]] = {
    "chosen": _chosen,
    "context": _context,
    "caused": _caused,
    "asked_why": _asked_why,
    "supposed": _supposed,
    "mapped": _mapped,
    "learned": _learned,
    "by_hand": _by_hand,
    "ticked": _ticked,
    "submitted": _submitted,
    "approved": _approved,
    "sent_back": _sent_back,
    "composed": lambda postmortem, entry: replace(postmortem, seen=dict(entry.facts)),
    "committed": lambda postmortem, entry: replace(postmortem, commit=str(entry.facts["commit"]), trouble=None),
    "troubled": lambda postmortem, entry: replace(postmortem, trouble=dict(entry.facts)),
    "withheld": lambda postmortem, _: replace(postmortem, released=None),
    "released": lambda postmortem, entry: replace(postmortem, released=_said(entry)),
    "published": _published,
}
"""What each kind of entry means for a postmortem."""
