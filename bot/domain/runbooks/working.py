"""How is a runbook worked through? All its questions at once, then each step read, then everything weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.figures import series_of
from bot.domain.knowledge import Answer, Known
from bot.domain.panels import Panel, panel_of
from bot.domain.queries import Measured, Metrics, Query, Series
from bot.domain.runbooks.answers import Answers
from bot.domain.runbooks.by_hand import MOST, by_hand
from bot.domain.runbooks.finding import Finding, Mark
from bot.domain.runbooks.kinds.figures import HOUR, figures_of, items_of, metrics_for, series_for
from bot.domain.runbooks.runbook import Step
from bot.domain.runbooks.scene import Scene
from bot.domain.runbooks.target import Target
from bot.domain.runbooks.verdict import Verdict, weigh
from bot.domain.service import Figure, Service


@dataclass(frozen=True, slots=True)
class Triage:
    """A runbook that was worked through. `panel` is the alarm's own figure, where it has one."""

    service: Service
    target: Target
    at: datetime
    findings: tuple[Finding, ...]
    verdict: Verdict
    panel: Panel | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A runbook to be worked through at a moment."""

    target: Target
    scene: Scene

    @property
    def questions(self) -> tuple[Query[Any], ...]:
        """All that must be asked, each once; whatever is read from metrics over the same time is one question."""
        own = [query for step in self.target.runbook.steps for query in step.kind.questions(self.scene)]
        own += self._besides()
        return (*_merged(own).values(), *dict.fromkeys(one for one in own if not isinstance(one, Metrics)))

    def judge(self, told: Mapping[Query[Any], Answer[Any]]) -> Triage:
        """Read every step and weigh what they found."""
        answers = self._spread(told)
        findings = tuple(self._find(step, answers) for step in self.target.runbook.steps)
        service = self.scene.service
        verdict = weigh(
            self.target.runbook,
            findings,
            recommendations=service.recommendations,
            emergency=service.emergency,
            emergency_value=self._emergency_value(answers),
        )
        marks = {mark: None for one in findings for mark in one.reading.marks}
        in_order = tuple(sorted(marks, key=lambda mark: (mark.at, mark.words)))
        return Triage(service, self.target, self.scene.now, findings, verdict, self._panel(answers), in_order)

    def _find(self, step: Step, answers: Answers) -> Finding:
        calls = [call for one in step.kind.questions(self.scene) for call in by_hand(one, self.scene.service.region)]
        reading = replace(step.kind.read(self.scene, answers), asked=tuple(dict.fromkeys(calls))[:MOST])
        return Finding(step.id, step.title, reading)

    def _besides(self) -> list[Query[Any]]:
        """Return what is asked for the chart, and to know whether it is an emergency."""
        wanted = [figures for figures in (self._charted(), self._emergency()) if figures]
        return [metrics_for(series_for(figures), self.scene.now) for figures in wanted]

    def _charted(self) -> tuple[Figure, ...]:
        alarm = self.target.alarm
        found = figures_of(self.scene, [alarm.figure]) if alarm is not None and alarm.figure else ()
        return tuple(replace(one, charted=True) for one in found)

    def _emergency(self) -> tuple[Figure, ...]:
        emergency = self.scene.service.emergency
        return figures_of(self.scene, [emergency.figure]) if emergency is not None else ()

    def _emergency_value(self, answers: Answers) -> float | None:
        items = items_of(self.scene.service, self._emergency(), self.scene.now, answers) if self._emergency() else ()
        return next((item.value for item in items if item.verdict != "unknown"), None)

    def _panel(self, answers: Answers) -> Panel | None:
        """Draw the alarm's figure as a status would; without any data there is nothing to draw."""
        for figure in self._charted():
            answer = answers.get(metrics_for(series_for([figure]), self.scene.now))
            if isinstance(answer, Known):
                measured: dict[Series, Measured] = {one: answer.value[one] for one in series_of(figure, HOUR)}
                panel = panel_of(figure, measured, HOUR, HOUR.until(self.scene.now))
                return None if panel.is_empty else panel
        return None

    def _spread(self, told: Answers) -> Answers:
        """Give every question about metrics the answer of the one that it became a part of."""
        own = [query for step in self.target.runbook.steps for query in step.kind.questions(self.scene)]
        merged = _merged([*own, *self._besides()])
        parts = [one for one in (*own, *self._besides()) if isinstance(one, Metrics)]
        return {**told, **{one: told[merged[one.start, one.end]] for one in parts}}


def _merged(queries: Sequence[Query[Any]]) -> dict[tuple[datetime, datetime], Metrics]:
    series: dict[tuple[datetime, datetime], dict[Series, None]] = {}
    for query in queries:
        if isinstance(query, Metrics):
            series.setdefault((query.start, query.end), {}).update(dict.fromkeys(query.series))
    return {(start, end): Metrics(tuple(found), start, end) for (start, end), found in series.items()}


def work(service: Service, target: Target, now: datetime, fired_at: datetime | None = None) -> Work:
    """Set a runbook about."""
    return Work(target, Scene(service, now, target.name if target.is_alarm else None, target.function, fired_at))
