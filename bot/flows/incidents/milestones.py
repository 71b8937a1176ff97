"""When was that really? Milestones are corrected, one or all at once; what they were before is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.failures import Mistake, shortened
from bot.domain.incidents.incident import MILESTONES, Incident, Milestone
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import rightful
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Known, Step, named
from bot.flows.incidents.moments import moment
from bot.speech import Ask, Form, Reply

WRITTEN = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Milestones:
    """Corrects milestones, for whoever commands."""

    commanding: Commanding

    def correct(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Correct what the words say (`started 03:05`), or what the form holds of all five; without either it opens.

        What the form leaves as it was, or empty, stays as it was.
        """
        target, rest = parted(words)
        typed = " ".join(rest[1:]).strip()
        submitted = {name: word.strip() for name in MILESTONES if (word := ask.values.get(name)) is not None}
        if not submitted and not typed:
            return self._form(ask, target)
        wanted = submitted or {_named(rest[0]): typed}

        def judge(known: Known, now: datetime) -> Sequence[Entry] | Reply:
            rightful.only_commander(known.incident, ask.by)
            changed = self._changed(known.incident, wanted, now)
            if not changed:
                facts = named(known.stream, known.incident)
                return Reply("incident/is_so", {**facts, "what": "milestones", "value": ""}, audience="private")
            _in_order({**known.incident.milestones, **changed})
            return [_corrected(ask, name, at, known.incident, now) for name, at in changed.items()]

        return self.commanding.do(ask, target, judge, follow=lambda step: _said(ask, step))

    def _changed(
        self, incident: Incident, wanted: Mapping[Milestone, str], now: datetime
    ) -> Mapping[Milestone, datetime]:
        """Return the moments that are meant to be others; one that only lost its seconds in the form is none."""
        changed = {}
        for name, word in wanted.items():
            before = incident.milestones.get(name)
            if not word or (before is not None and word == before.astimezone(self._zone).strftime(WRITTEN)):
                continue
            changed[name] = moment(word, now, self._zone, field=name)
        return changed

    def _form(self, ask: Ask, target: str) -> Form:
        known = find(target, ask.where, self.commanding.store)
        told = {name: at.astimezone(self._zone).strftime(WRITTEN) for name, at in known.incident.milestones.items()}
        asked: list[dict[str, Any]] = [{"name": name, "at": told.get(name, "")} for name in MILESTONES]
        facts = {**named(known.stream, known.incident), "milestones": asked, "zone": self.commanding.rules.timezone}
        return Form("incident/milestone_form", facts, ask.command, f"milestone {known.stream}")

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.commanding.rules.timezone)


def _named(word: str) -> Milestone:
    name = next((one for one in MILESTONES if one == word.lower()), None)
    if name is None:
        raise Mistake("no_such_milestone", {"word": shortened(word), "known": list(MILESTONES)})
    return name


def _corrected(ask: Ask, name: Milestone, at: datetime, incident: Incident, now: datetime) -> Entry:
    before = incident.milestones.get(name)
    facts = {"name": name, "at": at.isoformat(), "before": before.isoformat() if before else None}
    return Entry("milestone", f"milestone:{name}:{ask.id}", now, ask.by, facts)


def _said(ask: Ask, step: Step) -> list[Effect]:
    """Say each correction in a line of its own, with its own undo."""
    before: Mapping[Milestone, datetime] = step.before.milestones if step.before else {}
    changed = [name for name in MILESTONES if step.after.milestones.get(name) != before.get(name)]
    first = step.seq - len(changed) + 1
    return [
        step.line(
            "incident/change",
            {
                "what": "milestone",
                "name": name,
                "at": step.after.milestones[name].isoformat(),
                "before": moment_before.isoformat() if (moment_before := before.get(name)) else None,
                "by": ask.by,
                "seq": first + place,
            },
            place=place,
        )
        for place, name in enumerate(changed)
    ]


def _in_order(milestones: Mapping[Milestone, datetime]) -> None:
    """Refuse moments that would run backwards: a negative span is a fault, never a figure."""
    known = [(name, milestones[name]) for name in MILESTONES if name in milestones and name != "acknowledged"]
    for (name, at), (after, later) in pairwise(known):
        if later < at:
            raise Mistake("milestones_cross", {"earlier": name, "later": after}, field=after)
