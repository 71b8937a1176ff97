"""Which runbook does somebody mean, by an alarm's name, a runbook's, or a symptom in their own words?"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.alarms.rules import Alarm
from bot.domain.alarms.surges import ALARM as USER_REPORTS
from bot.domain.failures import Mistake, shortened
from bot.domain.runbooks.generic import generic
from bot.domain.runbooks.runbook import Runbook
from bot.domain.service import Service

MOST_KNOWN = 20
"""So many names are told to somebody who asked for another."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is worked through: a runbook, for an alarm (a described one, or only a name that a watcher told) or none."""

    name: str
    runbook: Runbook
    alarm: Alarm | None = None
    is_alarm: bool = False

    @property
    def function(self) -> str | None:
        """The function that it is about."""
        return self.alarm.function if self.alarm else None


def target_of(service: Service, word: str, *, is_alarm: bool = False) -> Target:
    """Find what is meant: exactly, whatever the case, or by a part that only one has. Raises Mistake for none.

    With `is_alarm` it is the name of an alarm that a watcher told of, which no file need describe.
    """
    targets = _targets(service)
    found = targets.get(word)
    if found is None and is_alarm:
        return _undescribed(service, word)
    if found is None:
        found = _alike(targets, word)
    if found is None:
        near = difflib.get_close_matches(_plain(word), {_plain(name): name for name in targets}, n=1, cutoff=0.4)
        nearest = next((name for name in targets if near and _plain(name) == near[0]), None)
        facts = {"word": shortened(word), "nearest": nearest, "known": list(targets)[:MOST_KNOWN]}
        raise Mistake("unknown_alarm", facts)
    return found


def _targets(service: Service) -> dict[str, Target]:
    """Return all by their names: the alarms, and the runbooks that no more than one alarm points at."""
    runbooks = {one.id: one for one in service.runbooks}
    targets: dict[str, Target] = {}
    pointing: dict[str, list[Alarm]] = {}
    for alarm in service.alarms:
        known = runbooks.get(alarm.runbook or "")
        pointing.setdefault(alarm.runbook or "", []).append(alarm)
        targets[alarm.name] = Target(alarm.name, _with_steps(known, service, alarm), alarm, is_alarm=True)
    for runbook in service.runbooks:
        alarms = pointing.get(runbook.id, [])
        if not alarms and runbook.steps:
            targets.setdefault(runbook.id, Target(runbook.id, runbook))
        elif len(alarms) == 1:
            targets.setdefault(runbook.id, targets[alarms[0].name])
    return targets


def _with_steps(runbook: Runbook | None, service: Service, alarm: Alarm) -> Runbook:
    """Return a runbook that looks somewhere; one that is only an address keeps it."""
    return runbook if runbook is not None and runbook.steps else generic(service, alarm, known=runbook)


def _undescribed(service: Service, name: str) -> Target:
    surge = service.surge.runbook if service.surge and name == USER_REPORTS else None
    known = next((one for one in service.runbooks if one.id == surge and one.steps), None)
    return Target(name, known or generic(service, None), is_alarm=True)


def _alike(targets: Mapping[str, Target], word: str) -> Target | None:
    """Find by the plain form of names and titles: all of it, or a part that only one holds."""
    wanted = _plain(word)
    if not wanted:
        return None
    named = [(plain, target) for name, target in targets.items() for plain in _names(name, target)]
    exact = [target for plain, target in named if plain == wanted]
    if exact:
        return exact[0]
    holding = {target.name: target for plain, target in named if wanted in plain}
    return next(iter(holding.values())) if len(holding) == 1 else None


def _names(name: str, target: Target) -> Iterable[str]:
    yield _plain(name)
    if target.alarm is None:
        yield from (_plain(title) for title in target.runbook.title.values())


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-")
