"""What does the service cost, in dollars an hour and a day? Pure: a moment and a runaway client's sessions in.

A healthy month comes to between 400 and 450 dollars, as the operations manual plans it: most of it Rekognition's price
of a liveness check, the rest much the same every hour. Times are UTC, as bills are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from workspace.cloud.traffic import HOUR, visits_per_hour

_HOURS = 24
# Price of a Face Liveness check in us-east-1, the first half million of a month.
_DOLLARS_A_CHECK = 0.015


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the bill: what Cost Explorer calls the service and its usage, and what AWS Billing's metric does.

    The usage types are AWS's own kind of names, but ours: nothing public says what a liveness check is billed as.
    """

    service: str
    usage: str
    metric: str
    dollars_a_day: float


REKOGNITION = "Amazon Rekognition"
CHECKS = Item(REKOGNITION, "USE1-FaceLivenessCheck", "AmazonRekognition", 0.0)
ITEMS = (
    CHECKS,
    Item("AmazonCloudWatch", "CW:MetricMonitorUsage", "AmazonCloudWatch", 2.05),
    Item("Amazon Simple Storage Service", "TimedStorage-ByteHrs", "AmazonS3", 1.15),
    Item("AWS Lambda", "Lambda-GB-Second", "AWSLambda", 0.95),
    Item("Amazon DynamoDB", "WriteRequestUnits", "AmazonDynamoDB", 0.70),
    Item("AWS Data Transfer", "USE1-DataTransfer-Out-Bytes", "AWSDataTransfer", 0.35),
)
# Cost Explorer knows half of an hour's costs at once, and all of them two days later.
KNOWN_AT_ONCE = 0.5
SETTLED_AFTER_HOURS = 48.0


@dataclass(frozen=True, slots=True)
class Bill:
    """What was spent by `now` (seconds since the epoch); `runaways` are a runaway client's sessions, by hour."""

    now: float
    runaways: Mapping[int, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Name the day that is."""
        return datetime.fromtimestamp(self.now, UTC).date()

    def spent(self, day: date, item: Item) -> float:
        """Give a day's dollars of an item; of today what has come up so far, of the future nothing."""
        if not self._is_recent(day):
            return self._past(day, item)
        return sum(self._hour(hour, item) for hour in hours_of(day))

    def known(self, day: date, item: Item) -> float:
        """Give as much of it as Cost Explorer has heard of."""
        if not self._is_recent(day):
            return self._past(day, item)
        return sum(self._hour(hour, item) * self._share(hour) for hour in hours_of(day))

    def total(self, days: Iterable[date], items: Iterable[Item] = ITEMS) -> float:
        """Add up what some days cost."""
        some = tuple(items)
        return sum(self.spent(day, item) for day in days for item in some)

    def month_to_date(self, item: Item) -> float:
        """Give what the month has cost so far, as AWS Billing's metric says it."""
        days = (self.today - self.today.replace(day=1)).days
        return self.total([self.today - timedelta(days=back) for back in range(days + 1)], [item])

    def is_settled(self, day: date) -> bool:
        """Say whether Cost Explorer won't correct the day any more."""
        return not self._is_recent(day)

    def _is_recent(self, day: date) -> bool:
        return day > self.today - timedelta(days=1 + SETTLED_AFTER_HOURS / _HOURS)

    def _past(self, day: date, item: Item) -> float:
        first = hours_of(day)[0]
        more = sum(self.runaways.get(hour, 0) for hour in hours_of(day)) if self.runaways else 0
        if item is CHECKS:
            return (_checks(first) + more) * _DOLLARS_A_CHECK
        return item.dollars_a_day

    def _hour(self, hour: int, item: Item) -> float:
        passed = min(1.0, max(0.0, self.now / HOUR - hour))
        if item is CHECKS:
            return (visits_per_hour(hour) * passed + self.runaways.get(hour, 0)) * _DOLLARS_A_CHECK
        return item.dollars_a_day / _HOURS * passed

    def _share(self, hour: int) -> float:
        age_hours = max(0.0, self.now / HOUR - hour)
        return min(1.0, KNOWN_AT_ONCE + (1 - KNOWN_AT_ONCE) * age_hours / SETTLED_AFTER_HOURS)


def hours_of(day: date) -> range:
    """Give a day's hours, counted since the epoch."""
    first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() // HOUR)
    return range(first, first + _HOURS)


@lru_cache(maxsize=512)
def _checks(first_hour: int) -> int:
    return sum(visits_per_hour(hour) for hour in range(first_hour, first_hour + _HOURS))
