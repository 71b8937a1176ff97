"""May a role do what the service asks it to do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import RoleSimulation, Simulated
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene

MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """Some actions on some resources (ARNs, or `*` where IAM knows none)."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Role:
    """What IAM would decide of a role's own policies, inline and attached alike; a bucket's or key's own may yet deny.

    Signs: `denied` (any of it), `allowed` (all of it).
    """

    name: str
    deeds: tuple[Deed, ...]

    @property
    def signs(self) -> frozenset[str]:
        """Whether it may."""
        return frozenset({"denied", "allowed"})

    def questions(self, _: Scene) -> tuple[Query[Any], ...]:
        """Let IAM try each deed."""
        return tuple(self._question(one) for one in self.deeds)

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Name what is denied."""
        told = [answer_to(answers, self._question(one)) for one in self.deeds]
        tried = [one for answer in told if isinstance(answer, Known) for one in answer.value]
        denied = [_row(one) for one in tried if one.decision != "allowed"]
        gap = first_gap(told)
        signs = {"denied": Detail("role_denied", {"role": self.name, **denied[0]})} if denied else {}
        if tried and not denied and gap is None:
            signs["allowed"] = Detail("role_allowed", {"role": self.name})
        facts = {"role": self.name, "tried": len(tried), "denied": denied[:MOST_TOLD]}
        return Reading(
            signs=signs,
            answer=facts,
            said=Detail("role", facts),
            links=(consoles.of_role(scene.service.region, self.name),),
            gap=gap,
        )

    def _question(self, deed: Deed) -> RoleSimulation:
        return RoleSimulation(self.name, deed.actions, deed.resources)


def _row(one: Simulated) -> dict[str, str]:
    return {"action": one.action, "resource": one.resource, "decision": one.decision}
