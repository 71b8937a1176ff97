"""What has the service spent since it began, with what a runaway client adds? Kept by the hour, told to AWS Billing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from workspace.cloud.costs import ITEMS, Bill
from workspace.cloud.measures import Datum
from workspace.cloud.publisher import Publisher
from workspace.cloud.traffic import HOUR, Visit

# AWS Billing publishes a few times a day; while somebody spends a month's money in a day, a demo can't wait for it.
_TOLD_EVERY_SECONDS = 8 * HOUR
_TOLD_IN_HASTE_EVERY_SECONDS = 60.0
_CROWD = 100
_DAYS_BACK = 14
_CURRENCY = {"Name": "Currency", "Value": "USD"}


class Ledger:
    """Counts a runaway client's sessions, and publishes the month's charges as AWS/Billing does."""

    def __init__(self, publisher: Publisher, born_at: float) -> None:
        self._publisher = publisher
        self._runaways: Counter[int] = Counter()
        self._told_at = born_at

    def backfill(self) -> None:
        """Publish the charges of the last two weeks, once for each day."""
        moments = [self._told_at - 24 * HOUR * back for back in range(_DAYS_BACK, -1, -1)]
        self._publisher.charge([datum for at in moments for datum in charges(Bill(at))])

    def note(self, visits: Iterable[Visit], now: float) -> None:
        """Count those that a program made, and publish the charges when it is time."""
        came = Counter(int(visit.at // HOUR) for visit in visits if visit.is_runaway)
        self._runaways.update(came)
        is_crowd = came.total() >= _CROWD
        if is_crowd or now - self._told_at >= (_TOLD_IN_HASTE_EVERY_SECONDS if came else _TOLD_EVERY_SECONDS):
            self._told_at = now
            self._publisher.charge(charges(self.bill(now)))

    def bill(self, now: float) -> Bill:
        """Give what was spent by now."""
        return Bill(now, dict(self._runaways))


def charges(bill: Bill) -> list[Datum]:
    """Give EstimatedCharges, the month's dollars so far, in all and by service, as AWS Billing publishes them."""
    about: Datum = {"MetricName": "EstimatedCharges", "Timestamp": bill.now, "Unit": "None"}
    by_service = {item.metric: bill.month_to_date(item) for item in ITEMS}
    named = [([_CURRENCY], sum(by_service.values()))]
    named += [([{"Name": "ServiceName", "Value": name}, _CURRENCY], dollars) for name, dollars in by_service.items()]
    return [{**about, "Dimensions": dimensions, "Value": round(dollars, 2)} for dimensions, dollars in named]
