"""What was changed or deployed shortly before, and by whom?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import Change, Deployment, Deployments, RecentChanges
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.masking import excerpt
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Mark, Reading
from bot.domain.runbooks.scene import CHANGED_WITHIN, Scene

LATE = timedelta(minutes=15)
"""CloudTrail tells of an event after some 5 minutes on average (AWS docs); for so long its silence says nothing."""

MOST_TOLD = 8
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to some functions and other resources in the three hours before, as CloudTrail and Lambda tell it.

    Signs: `changed`, `deployed` (a version was published, as Lambda tells at once), `none`: only where all was read,
    and the moment lies far enough back for CloudTrail to know. What was tried in vain changed nothing.
    """

    functions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    @property
    def signs(self) -> frozenset[str]:
        """Whether something is new."""
        return frozenset({"changed", "deployed", "none"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask CloudTrail once for all, and Lambda for each function."""
        return (self._trail(scene), *self._deployments(scene).values())

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Put both together, newest first."""
        trail = answer_to(answers, self._trail(scene))
        told = {name: answer_to(answers, one) for name, one in self._deployments(scene).items()}
        start = scene.moment - CHANGED_WITHIN
        changes = [one for one in trail.value if one.error is None] if isinstance(trail, Known) else []
        deployed = [
            (name, one)
            for name, answer in told.items()
            if isinstance(answer, Known)
            for one in answer.value
            if start <= one.published_at <= scene.now
        ]
        deployed.sort(key=lambda pair: (-pair[1].published_at.timestamp(), pair[0]))
        gap = first_gap([trail, *told.values()])
        is_late = scene.now - scene.moment < LATE
        facts = {
            "hours": round(CHANGED_WITHIN / timedelta(hours=1)),
            "changes": [_change(one) for one in changes[:MOST_TOLD]],
            "deployments": [_deployment(name, one) for name, one in deployed[:MOST_TOLD]],
            "more": max(0, len(changes) - MOST_TOLD),
            "is_late": is_late,
            "is_known": gap is None,
        }
        return Reading(
            signs=_signs(facts, is_silent=gap is None and not is_late),
            answer=facts,
            said=Detail("changes", facts),
            links=tuple(consoles.of_trail(scene.service.region, one) for one in self._names(scene)[:2]),
            marks=_marks(changes, deployed),
            gap=gap,
        )

    def _names(self, scene: Scene) -> tuple[str, ...]:
        return scene.named((*self.functions, *self.resources))

    def _trail(self, scene: Scene) -> RecentChanges:
        return RecentChanges(self._names(scene), scene.moment - CHANGED_WITHIN, scene.now)

    def _deployments(self, scene: Scene) -> dict[str, Deployments]:
        return {name: Deployments(name) for name in scene.named(self.functions)}


def _change(one: Change) -> dict[str, Any]:
    by, resource = excerpt(one.by, LONGEST_WORDS), excerpt(one.resource, LONGEST_WORDS)
    return {"at": moment(one.at), "event": one.event, "resource": resource, "by": by}


def _deployment(name: str, one: Deployment) -> dict[str, Any]:
    return {
        "at": moment(one.published_at),
        "function": name,
        "version": one.version,
        "aliases": list(one.aliases),
        "description": excerpt(one.description, LONGEST_WORDS),
    }


def _signs(facts: dict[str, Any], *, is_silent: bool) -> dict[str, Detail]:
    signs: dict[str, Detail] = {}
    if facts["changes"]:
        signs["changed"] = Detail("something_changed", facts["changes"][0])
    if facts["deployments"]:
        signs["deployed"] = Detail("something_deployed", facts["deployments"][0])
    if not signs and is_silent:
        signs["none"] = Detail("nothing_changed", {"hours": facts["hours"]})
    return signs


def _marks(changes: Iterable[Change], deployed: Iterable[tuple[str, Deployment]]) -> tuple[Mark, ...]:
    """Mark what happened on the chart, oldest first; names only, so that the words need no language."""
    made = [Mark(one.at, excerpt(f"{one.event} {one.resource} ({one.by})", LONGEST_WORDS)) for one in changes]
    made += [Mark(one.published_at, excerpt(f"{name} v{one.version}", LONGEST_WORDS)) for name, one in deployed]
    return tuple(sorted(dict.fromkeys(made), key=lambda mark: (mark.at, mark.words)))
