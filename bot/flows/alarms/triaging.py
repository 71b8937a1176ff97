"""An alarm fired: work its runbook through, put what was found on record, and say it in the thread.

With it come the alarms that looked alike, and what fixed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.alarms.episode import KIND, Episode
from bot.domain.failures import Outage
from bot.domain.incidents.incident import KIND as INCIDENT
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.domain.terms import terms_of
from bot.flows import triage
from bot.flows.alarms.keeping import Known, Step, keep, look
from bot.flows.recording import until_recorded
from bot.ports import Clock, Cloud, Store
from bot.speech import Chart

ALIKE = 3
"""How many alarms of the past are told."""

LOOKED_THROUGH = 20
"""Of those that look alike most, some still fire: they are no experience yet."""

SAME = 2
"""How many of them may be earlier episodes of the same alarm, before others that only look alike."""

NUMBERED = 6
"""Digits of the number at the end of an episode's name."""


@dataclass(frozen=True, slots=True)
class Triaging:
    """Carries out the effect `triage`; doing it again for the same cause does nothing more."""

    services: Mapping[str, Service]
    cloud: Cloud
    store: Store
    clock: Clock

    def carry_out(self, facts: Mapping[str, object]) -> None:
        """Look into an alarm's episode."""
        # Look.
        stream, key = str(facts["stream"]), f"triaged:{facts['cause']}"
        known = self._look(stream)
        if any(row.entry.key == key for row in known.entries):
            return
        about = known.begun.about
        found = triage.triage(
            known.service, about.alarm, cloud=self.cloud, clock=self.clock, fired_at=known.begun.stretch_began_at
        )

        # Judge.
        told = triage.facts(found)
        terms = _terms(known.begun, told)
        found_alike = self.store.alike(terms, kind=KIND, besides=stream, limit=LOOKED_THROUGH)
        alike = _past((*self._earlier(stream), *found_alike))[:ALIKE]
        incidents = self._incidents(known, alike)

        # Act.
        def attempt() -> None:
            now_known = self._look(stream)

            def lines(step: Step) -> list[Effect]:
                chart = _chart(found, step.after)
                said = [step.line("triage/card", told, chart=chart)]
                experience = {"alike": _told(alike), "incidents": incidents}
                return [*said, step.line("alarm/alike", experience, place=1)] if alike or incidents else said

            # What was drawn is evidence too, and can't be asked for again in a month.
            facts = {**told, "chart": triage.chart_facts(found)}
            entry = Entry("triaged", key, self.clock.now(), "bot", facts)
            keep(now_known, [entry], store=self.store, now=self.clock.now(), follow=lines, terms=terms)

        until_recorded(attempt)

    def _earlier(self, stream: str) -> list[Stream]:
        """Return the last episodes of the same alarm: where it comes often, its words would find nothing."""
        number = int(stream[-NUMBERED:])
        names = [f"{stream[:-NUMBERED]}{one:0{NUMBERED}d}" for one in range(number - 1, max(0, number - 1 - SAME), -1)]
        heads = self.store.heads(names)
        return [heads[name] for name in names if name in heads and heads[name].summary["firings"]]

    def _incidents(self, known: Known, alike: Sequence[Stream]) -> list[dict[str, Any]]:
        """Tell the past incidents that such alarms led to, and those that sound like it; nothing of private ones."""
        alarms, words = {head.id for head in alike}, terms_of(known.begun.about.alarm, known.service.name)
        ended = [head for state in ("closed", "resolved") for head in self.store.find(kind=INCIDENT, state=state)]
        led_to = [head for head in ended if head.summary["alarm"] in alarms]
        found = {head.id: head for head in (*led_to, *self.store.alike(words, kind=INCIDENT, limit=ALIKE))}
        told = ("number", "title", "severity", "declared_at", "detected_at", "mitigated_at", "channel")
        return [
            {name: head.summary[name] for name in told}
            for head in found.values()
            if head.state in {"closed", "resolved"}
            and not (head.summary["is_private"] or head.summary["is_drill"])
            and head.service == known.service.name
        ][:ALIKE]

    def _look(self, stream: str) -> Known:
        known = look(stream, self.services, self.store)
        if known is None:
            raise Outage("store", "no_such_stream", retry=False, detail=stream)
        return known


def _past(heads: Iterable[Stream]) -> list[Stream]:
    return list({head.id: head for head in heads if head.state in {"resolved", "closed"}}.values())


def _chart(found: triage.Triage, episode: Episode) -> Chart | None:
    """Draw the alarm's figure with its limits, when it fired, and what was changed."""
    drawn = triage.chart_facts(found)
    if drawn is None:
        return None
    spans = [
        {"from": began.isoformat(), "until": over.isoformat() if over else None, "label": "firing"}
        for began, over in episode.spans
    ]
    panels = [{**panel, "spans": spans} for panel in drawn["panels"]]
    return Chart("alarm/chart", {**drawn, "panels": panels})


def _terms(episode: Episode, told: Mapping[str, Any]) -> frozenset[str]:
    """Return the words by which another alarm may be found to be like this one."""
    about, cause = episode.about, (told.get("verdict") or {}).get("cause")
    titles = list(cause["title"].values()) if cause else []
    return terms_of(about.alarm, about.summary, *(about.condition or {}).values(), *titles)


def _told(heads: Sequence[Stream]) -> list[dict[str, Any]]:
    kept = ("alarm", "began_at", "seconds", "cause", "fix", "state")
    return [{name: head.summary.get(name) for name in kept} | {"stream": head.id} for head in heads]
