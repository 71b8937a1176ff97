"""What does the lead write: context, causes, whys, hypotheses, lessons, and which files are committed whole?

Each is one form, filled with what stands there now, whether it came from a form or from the Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.failures import Mistake
from bot.domain.postmortems.postmortem import REFLECTIONS
from bot.domain.stream import Entry
from bot.flows.postmortems.composing import Composing
from bot.flows.postmortems.keeping import Known, named
from bot.flows.postmortems.leading import Leading
from bot.speech import Ask, Form, Reply

LONGEST = 3000
"""Characters of a field (Slack docs, plain_text_input)."""

WHYS, HYPOTHESES = 5, 4
OUTCOMES = ("confirmed", "refuted", "insufficient_data")
_LISTED = re.compile(r"^[\s•*・-]+")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writing:
    """Shows forms, and takes what stands in them."""

    leading: Leading
    composing: Composing

    def context(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Say what it did, and whom it concerned."""

        def facts(known: Known) -> Json:
            told = self.composing.compose(known).document["context"]
            return {"impact": told["impact"] or "", "stakeholders": ", ".join(told["stakeholders"])}

        def read(values: Mapping[str, str]) -> Json:
            named = re.split(r"[,、\n]", values.get("stakeholders", ""))
            return {"impact": _text(values, "impact"), "stakeholders": [one.strip() for one in named if one.strip()]}

        return self._write(ask, words, "context", "context", facts, read)

    def causes(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Name direct, contributing and systemic causes, seen from model, data and operations."""

        def facts(known: Known) -> Json:
            told = self.composing.compose(known).document["root_cause"]
            seen = told["perspectives"]
            return {
                "direct": told["direct_cause"] or "",
                "contributing": "\n".join(told["contributing_factors"]),
                "systemic": "\n".join(told["systemic_factors"]),
                **{name: seen[name] or "" for name in ("model", "data", "operations")},
            }

        def read(values: Mapping[str, str]) -> Json:
            plain = {name: _text(values, name) for name in ("direct", "model", "data", "operations")}
            return {**plain, **{name: _lines(values, name) for name in ("contributing", "systemic")}}

        return self._write(ask, words, "causes", "caused", facts, read)

    def whys(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Ask why, five times."""

        def facts(known: Known) -> Json:
            told = self.composing.compose(known).document["root_cause"]["five_whys"]
            return {"whys": _padded(told, WHYS, {"why": "", "because": ""})}

        def read(values: Mapping[str, str]) -> Json:
            pairs = [(_text(values, f"why_{n}"), _text(values, f"because_{n}")) for n in range(1, WHYS + 1)]
            return {"whys": [{"why": why, "because": because} for why, because in pairs if why or because]}

        return self._write(ask, words, "whys", "asked_why", facts, read)

    def hypotheses(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Say what might be the cause, which experiment would refute it, and what came of that."""

        def facts(known: Known) -> Json:
            told = self.composing.compose(known).document["root_cause"]["hypotheses"]
            return {"hypotheses": _padded(told, HYPOTHESES, {"statement": "", "experiment": "", "outcome": ""})}

        def read(values: Mapping[str, str]) -> Json:
            made = [
                {
                    "statement": _text(values, f"statement_{n}"),
                    "experiment": _text(values, f"experiment_{n}"),
                    "outcome": values.get(f"outcome_{n}") if values.get(f"outcome_{n}") in OUTCOMES else None,
                }
                for n in range(1, HYPOTHESES + 1)
            ]
            return {"hypotheses": [one for one in made if one["statement"]]}

        return self._write(ask, words, "hypotheses", "supposed", facts, read)

    def lessons(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Say what was learned, where it was carried to, and how it went."""

        def facts(known: Known) -> Json:
            told = self.composing.compose(known).document
            narrative = told.get("narrative") or {}
            reflected = {name: "\n".join(narrative.get(name) or []) for name in REFLECTIONS}
            return {"lessons": "\n".join(told["lessons_learned"]), "shared": known.postmortem.shared, **reflected}

        def read(values: Mapping[str, str]) -> Json:
            plain = {name: _text(values, name) for name in ("shared", *REFLECTIONS)}
            return {"lessons": _lines(values, "lessons"), **plain}

        return self._write(ask, words, "lessons", "learned", facts, read)

    def evidence(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Tick the files that are committed whole though they are no text."""

        def held(known: Known) -> list[str]:
            pieces = self.leading.store.evidence(known.incident.stream)
            return [one.path for one in pieces if not one.missing]

        def facts(known: Known) -> Json:
            pieces = {one.path: one for one in self.leading.store.evidence(known.incident.stream)}
            return {
                "files": [
                    {
                        "n": str(n),
                        "name": pieces[path].description or path,
                        "bytes": pieces[path].bytes,
                        "type": "",
                        "is_ticked": path in known.postmortem.ticked,
                    }
                    for n, path in enumerate(held(known), 1)
                ]
            }

        known = self.leading.meant(ask, words)

        def read(values: Mapping[str, str]) -> Json:
            wanted, paths = values.get("ticked", "").split(","), held(known)
            return {"paths": [path for n, path in enumerate(paths, 1) if str(n) in wanted]}

        return self._write(ask, words, "evidence", "ticked", facts, read)

    def _write(
        self,
        ask: Ask,
        words: Sequence[str],
        name: str,
        kind: str,
        facts: Callable[[Known], Json],
        read: Callable[[Mapping[str, str]], Json],
    ) -> Reply | Form:
        """Show the form, or put on record what was written in it."""
        known = self.leading.meant(ask, words)
        if not ask.values:
            told = {**named(known), **facts(known)}
            return Form(f"postmortem/{name}_form", told, ask.command, f"postmortem_{name} {known.stream}")
        written = read(ask.values)

        def judge(_: Known, now: datetime) -> Entry:
            return Entry(kind, f"{kind}:{ask.id}", now, ask.by, written)

        return self.leading.do(ask, known.stream, judge)


def _text(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "").strip()
    if len(text) > LONGEST:
        raise Mistake("words_are_many", {"length": len(text), "longest": LONGEST}, field=name)
    return text


def _lines(values: Mapping[str, str], name: str) -> list[str]:
    """Read one point a line, whatever stands before it as a bullet."""
    lines = (_LISTED.sub("", line).strip() for line in _text(values, name).splitlines())
    return [line for line in lines if line]


def _padded(told: Sequence[Mapping[str, Any]], count: int, empty: Mapping[str, str]) -> list[Json]:
    filled = [{name: one[name] or "" for name in empty} for one in told[:count]]
    return [*filled, *(dict(empty) for _ in range(count - len(filled)))]
