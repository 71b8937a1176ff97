"""Under which sets of dimensions is a metric published?

CloudWatch answers nothing for a metric that isn't named with its exact dimensions, and nothing looks like good news. So
we look them up, remember them, and look again soon: without anybody waiting while what we remember will do.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.aws.session import AwsSession
from bot.domain.queries import Series
from bot.domain.service import Metric
from bot.ports import Clock

Dimensions = frozenset[tuple[str, str]]

ACTION = "cloudwatch:ListMetrics"
KEPT_FOR = timedelta(hours=1)
LOOKED_AGAIN_AFTER = timedelta(seconds=60)
MISSED_AGAIN_AFTER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one lookup lists: a namespace, whole or only what carries certain dimensions."""

    region: str
    namespace: str
    carrying: Dimensions

    @classmethod
    def of(cls, metric: Metric, region: str) -> Shelf:
        """Return where a metric is listed."""
        return cls(region, metric.namespace, frozenset((metric.dimensions or {}).items()))


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found on a shelf: the dimension sets of each metric."""

    sets: Mapping[str, frozenset[Dimensions]]
    read_at: datetime

    def of(self, metric: Metric) -> frozenset[Dimensions]:
        """Return the sets a metric is to be read under; empty when it was never published (in the last two weeks)."""
        found = self.sets.get(metric.name, frozenset())
        return found if metric.dimensions is None else found & {frozenset(metric.dimensions.items())}


class PublishedSets:
    """Remembers what ListMetrics told; safe between threads."""

    def __init__(self, session: AwsSession, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self._lock = threading.Lock()
        self._listings: dict[Shelf, Listing] = {}

    def known(self, shelf: Shelf) -> Listing | None:
        """Return what is remembered and not too old to be used."""
        with self._lock:
            listing = self._listings.get(shelf)
        return listing if listing is not None and self._clock.now() - listing.read_at <= KEPT_FOR else None

    def wants_a_look(self, shelf: Shelf, series: Iterable[Series]) -> bool:
        """Say whether it is time to look again, sooner when a metric that should be there wasn't."""
        listing = self.known(shelf)
        if listing is None:
            return True
        age = self._clock.now() - listing.read_at
        missed = any(not one.metric.sparse and not listing.of(one.metric) for one in series)
        return age > (MISSED_AGAIN_AFTER if missed else LOOKED_AGAIN_AFTER)

    def look(self, shelf: Shelf) -> Listing:
        """Ask CloudWatch, to the last page; raises botocore's exceptions. The same row may come more than once."""
        read_at = self._clock.now()
        pages = self._session.client("cloudwatch", shelf.region).get_paginator("list_metrics")
        wanted = [{"Name": name, "Value": value} for name, value in sorted(shelf.carrying)]
        found: dict[str, set[Dimensions]] = defaultdict(set)
        for page in pages.paginate(Namespace=shelf.namespace, **({"Dimensions": wanted} if wanted else {})):
            for row in page.get("Metrics", []):
                if row.get("Namespace") == shelf.namespace:
                    found[row["MetricName"]].add(frozenset((one["Name"], one["Value"]) for one in row["Dimensions"]))
        listing = Listing({name: frozenset(sets) for name, sets in found.items()}, read_at)
        with self._lock:
            self._listings[shelf] = listing
        return listing
