"""Has this alarm fired before, and how often within a day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import AlarmHistory
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene

LOOKED_BACK = timedelta(hours=24)
FLAPPING = 4
"""So many firings in a day are one that comes and goes. Ours."""

MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class History:
    """The alarm's own changes of state over 24 hours, as CloudWatch tells them.

    Signs: `first_time` (one firing), `repeated` (two or more), `flapping` (four or more).
    """

    @property
    def signs(self) -> frozenset[str]:
        """How often it fired."""
        return frozenset({"first_time", "repeated", "flapping"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the changes, where there is an alarm."""
        return (_question(scene, scene.alarm),) if scene.alarm else ()

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Count the firings."""
        if scene.alarm is None:
            return Reading({}, {"firings": None}, Detail("history", {"firings": None, "hours": 24}), gap=_NO_ALARM)
        answer = answer_to(answers, _question(scene, scene.alarm))
        changes = answer.value if isinstance(answer, Known) else ()
        fired = [one for one in changes if one.after == "ALARM"]
        count = len(fired) if isinstance(answer, Known) else None
        rows = [{"at": moment(one.at), "from": one.before, "to": one.after} for one in changes[:MOST_TOLD]]
        told = {"firings": count, "hours": 24, "first_at": moment(fired[-1].at) if fired else None}
        return Reading(
            signs=_signs(count or 0),
            answer={"firings": count, "changes": rows},
            said=Detail("history", told),
            links=(consoles.of_alarm(scene.service.region, scene.alarm),),
            gap=first_gap([answer]),
        )


_NO_ALARM = Detail("no_alarm")


def _question(scene: Scene, alarm: str) -> AlarmHistory:
    return AlarmHistory(alarm, scene.now - LOOKED_BACK, scene.now + timedelta(seconds=1))


def _signs(firings: int) -> dict[str, Detail]:
    signs = {"first_time": Detail("fired_once")} if firings == 1 else {}
    if firings > 1:
        signs["repeated"] = Detail("fired_often", {"n": firings})
    if firings >= FLAPPING:
        signs["flapping"] = Detail("flapping", {"n": firings})
    return signs
