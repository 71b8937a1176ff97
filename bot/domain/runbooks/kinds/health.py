"""Does AWS itself say that something is wrong?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import HealthEvent, HealthEvents
from bot.domain.items import Detail
from bot.domain.knowledge import Known, Missing
from bot.domain.masking import excerpt
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene

LOOKED_BACK = timedelta(hours=24)
PUBLIC_PAGE = "https://health.aws.amazon.com/health/status"
"""What everybody may read, also without a support plan."""

MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class AwsHealth:
    """What AWS Health tells of some products (`REKOGNITION`) now and of the last day.

    Signs: `open_event`, `none` (nothing is open). An account without a support plan may not ask; that is a gap.
    """

    products: tuple[str, ...]

    @property
    def signs(self) -> frozenset[str]:
        """Whether something is open."""
        return frozenset({"open_event", "none"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask once."""
        return (self._question(scene),)

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Look for what is open; what is over is told, and is no sign."""
        answer = answer_to(answers, self._question(scene))
        events = answer.value if isinstance(answer, Known) else ()
        rows = [_row(one) for one in events[:MOST_TOLD]]
        is_open = [row for row, event in zip(rows, events, strict=False) if event.status == "open"]
        gap = first_gap([answer])
        page = consoles.of_health(scene.service.region)
        if isinstance(answer, Missing) and answer.reason == "not_subscribed":
            page, gap = PUBLIC_PAGE, Detail("not_subscribed", {"page": PUBLIC_PAGE})
        signs = {"open_event": Detail("health_event_open", is_open[0])} if is_open else {}
        if not is_open and isinstance(answer, Known):
            signs["none"] = Detail("no_health_event", {"products": list(self.products)})
        return Reading(
            signs=signs,
            answer={"events": rows if isinstance(answer, Known) else None},
            said=Detail(
                "health",
                {"products": list(self.products), "events": rows, "is_known": isinstance(answer, Known)},
            ),
            links=(page,),
            gap=gap,
        )

    def _question(self, scene: Scene) -> HealthEvents:
        return HealthEvents(self.products, scene.now - LOOKED_BACK)


def _row(event: HealthEvent) -> dict[str, Any]:
    return {
        "product": event.product,
        "code": event.code,
        "status": event.status,
        "started_at": moment(event.started_at),
        "ended_at": moment(event.ended_at) if event.ended_at else None,
        "description": excerpt(" ".join(event.description.split())),
    }
