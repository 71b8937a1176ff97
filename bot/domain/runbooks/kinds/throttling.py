"""Does a DynamoDB table refuse requests for want of capacity?

Not by UserErrors, which the manual looks at: that metric has no table and counts no throttling (AWS docs, DynamoDB
metrics and dimensions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import TableConfiguration, TableReading
from bot.domain.items import Detail, ignorance
from bot.domain.knowledge import Answer, Failed, Known
from bot.domain.queries import Measured, Metrics, Query, Series
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.kinds.figures import metrics_for
from bot.domain.runbooks.scene import Scene
from bot.domain.service import Metric

OPERATIONS = ("PutItem", "GetItem", "UpdateItem", "Query")
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Throttling:
    """A table's throttles over the last hour, and how it is billed.

    The metrics of throttling exist only when something was throttled: their silence counts only where something was
    consumed. Signs: `throttled`, `none`, `provisioned`, `on_demand`.
    """

    table: str

    @property
    def signs(self) -> frozenset[str]:
        """Whether it was throttled, and how it is billed."""
        return frozenset({"throttled", "none", "provisioned", "on_demand"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the throttles, what was consumed, and the configuration."""
        return self._metrics(scene), TableConfiguration(self.table)

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Add up what was refused; on-demand tables can be throttled as well."""
        counts = answer_to(answers, self._metrics(scene))
        table = answer_to(answers, TableConfiguration(self.table))
        refused, consumed = self._refused(scene, counts), self._points(counts, scene, self._consumed())
        total = fsum(refused.get(name, 0.0) for name in ("ReadThrottleEvents", "WriteThrottleEvents"))
        total = max(total, fsum(value for name, value in refused.items() if name in OPERATIONS))
        gap = first_gap([counts, table]) or _unmeasured(counts)
        if gap is None and not total and not consumed:
            gap = Detail("nothing_measured", {"subject": self.table})
        facts = {
            "table": self.table,
            "throttled": total if isinstance(counts, Known) else None,
            "by": {name: value for name, value in refused.items() if value},
            "peak_write_units": round(max(consumed) / MINUTE, 2) if consumed else None,
            **_billing(table),
        }
        return Reading(
            signs=self._signs(facts, is_known=gap is None),
            answer=facts,
            said=Detail("throttling", facts),
            links=(consoles.of_table(scene.service.region, self.table),),
            gap=gap,
        )

    def _metrics(self, scene: Scene) -> Metrics:
        return metrics_for((*self._throttles().values(), self._consumed()), scene.now)

    def _consumed(self) -> Series:
        return Series(self._metric("ConsumedWriteCapacityUnits"), "Sum", MINUTE)

    def _throttles(self) -> dict[str, Series]:
        """Return the series by the name under which they are told."""
        events = {name: self._metric(name, sparse=True) for name in ("ReadThrottleEvents", "WriteThrottleEvents")}
        requests = {one: self._metric("ThrottledRequests", sparse=True, Operation=one) for one in OPERATIONS}
        return {name: Series(metric, "Sum", MINUTE) for name, metric in (events | requests).items()}

    def _metric(self, name: str, *, sparse: bool = False, **more: str) -> Metric:
        return Metric("AWS/DynamoDB", name, {"TableName": self.table, **more}, sparse)

    def _refused(self, scene: Scene, counts: Answer[Mapping[Series, Measured]]) -> dict[str, float]:
        return {name: fsum(self._points(counts, scene, one)) for name, one in self._throttles().items()}

    def _points(self, counts: Answer[Mapping[Series, Measured]], scene: Scene, series: Series) -> list[float]:
        measured = counts.value.get(series) if isinstance(counts, Known) else None
        return [point.value for point in measured.points if point.at >= scene.start] if measured else []

    def _signs(self, facts: Mapping[str, Any], *, is_known: bool) -> dict[str, Detail]:
        told = {"table": self.table, "n": facts["throttled"]}
        signs = {"throttled": Detail("table_throttled", told)} if facts["throttled"] else {}
        if is_known and not facts["throttled"]:
            signs["none"] = Detail("table_not_throttled", {"table": self.table})
        if facts["is_on_demand"] is True:
            signs["on_demand"] = Detail("table_on_demand", {"table": self.table})
        elif facts["is_on_demand"] is False:
            signs["provisioned"] = Detail("table_provisioned", {"table": self.table, "n": facts["write_units"]})
        return signs


def _unmeasured(counts: Answer[Mapping[Series, Measured]]) -> Detail | None:
    values: Iterable[Measured] = counts.value.values() if isinstance(counts, Known) else ()
    failed: Failed | None = next((one.failed for one in values if one.failed is not None), None)
    return ignorance(failed) if failed else None


def _billing(table: Answer[TableReading]) -> dict[str, Any]:
    if not isinstance(table, Known):
        return dict.fromkeys(("is_on_demand", "read_units", "write_units", "status", "last_to_on_demand_at"))
    found = table.value
    return {
        "is_on_demand": found.is_on_demand,
        "read_units": found.read_units,
        "write_units": found.write_units,
        "status": found.status,
        "last_to_on_demand_at": moment(found.last_to_on_demand_at) if found.last_to_on_demand_at else None,
    }
