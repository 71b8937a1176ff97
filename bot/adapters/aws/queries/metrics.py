"""What did CloudWatch count and measure?

Usually one request: the dimension sets are remembered, and looked up again beside the request when it is time. What
such a look finds to be new is read at once, so that an answer never rests on what we happened to remember.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.adapters.aws import dimensions, metric_data
from bot.adapters.aws.dimensions import Dimensions, Listing, Shelf
from bot.adapters.aws.errors import AWS_FAULTS, failed
from bot.adapters.aws.metric_data import Line
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.session import ONCE
from bot.adapters.aws.together import together
from bot.domain.knowledge import Answer, Failed, Known
from bot.domain.queries import Measured, Metrics, Point, Series

ACTION = metric_data.ACTION
PERCENTILES_TRIED_AGAIN_AFTER = timedelta(minutes=2)

_HOPELESS = ("unreachable", "timeout", "no_credentials", "expired_credentials", "rejected")
"""When a first look fails for these, the numbers behind the same door will too, and somebody is waiting."""

_JOINED: Mapping[str, Callable[[Sequence[float]], float]] = {"Sum": math.fsum, "SampleCount": math.fsum, "Minimum": min}
"""How several dimension sets become one; all others by their largest: exact for maxima, the worst of percentiles."""


Listings = dict[Shelf, Listing | Failed]


def _answer(aws: Aws, query: Metrics, region: str) -> Answer[Mapping[Series, Measured]]:
    read_at = aws.clock.now()
    shelves: dict[Shelf, list[Series]] = defaultdict(list)
    for series in query.series:
        shelves[Shelf.of(series.metric, region)].append(series)
    listings = _remembered(aws, shelves)
    lost = next((one for one in listings.values() if isinstance(one, Failed) and one.reason in _HOPELESS), None)
    if lost is not None:
        return replace(lost, source=ACTION)
    found = _read(aws, query, region, listings, shelves)
    measured = {one: _measured(one, listings[Shelf.of(one.metric, region)], found) for one in query.series}
    return Known(measured, read_at, ACTION)


def _remembered(aws: Aws, shelves: Iterable[Shelf]) -> Listings:
    """Return what we know of dimension sets; only where none are given must they be looked up before all else."""
    listings: Listings = {}
    for shelf in shelves:
        listing = aws.published.known(shelf)
        if listing is not None:
            listings[shelf] = listing
    cold = [shelf for shelf in shelves if not shelf.carrying and shelf not in listings]
    return listings | dict(zip(cold, together([partial(_looked, aws, one) for one in cold]), strict=True))


def _read(
    aws: Aws, query: Metrics, region: str, listings: Listings, shelves: Mapping[Shelf, Sequence[Series]]
) -> metric_data.Found:
    """Read the numbers, and beside them look again where it is time; then read what such a look found to be new."""
    asked = _lines(query.series, region, listings)
    due = [shelf for shelf, series in shelves.items() if _is_due(aws, shelf, series, listings.get(shelf))]
    found: dict[Line, tuple[Point, ...] | Failed] = {}

    def fetch() -> None:
        found.update(_fetched(aws, asked, query, region))

    def look(shelf: Shelf) -> None:
        listing = _looked(aws, shelf)
        if isinstance(listing, Listing) or shelf not in listings:
            listings[shelf] = listing

    calls: list[Callable[[], None]] = [partial(look, shelf) for shelf in due]
    together([*calls, fetch])
    late = [line for line in _lines(query.series, region, listings) if line not in found]
    return {**found, **(_fetched(aws, late, query, region) if late else {})}


def _is_due(aws: Aws, shelf: Shelf, series: Sequence[Series], listing: Listing | Failed | None) -> bool:
    """Say whether to look (again). What we have no listing of is looked up, even if somebody else learnt it since."""
    if listing is None:
        return True
    return isinstance(listing, Listing) and aws.published.wants_a_look(shelf, series)


def _looked(aws: Aws, shelf: Shelf) -> Listing | Failed:
    try:
        return aws.published.look(shelf)
    except AWS_FAULTS as fault:
        return failed(fault, dimensions.ACTION)


def _lines(series: Sequence[Series], region: str, listings: Mapping[Shelf, Listing | Failed]) -> list[Line]:
    """Return what to ask for: every published set, and where dimensions are given those, published or not."""
    lines: list[Line] = []
    for one in series:
        if one.metric.dimensions is not None:
            lines.append(Line(one, frozenset(one.metric.dimensions.items())))
            continue
        listing = listings.get(Shelf.of(one.metric, region))
        if isinstance(listing, Listing):
            lines += [Line(one, found) for found in sorted(listing.of(one.metric), key=sorted)]
    return lines


def _fetched(aws: Aws, lines: Sequence[Line], query: Metrics, region: str) -> metric_data.Found:
    """Read the lines; a request that fails with percentiles in it is made without them, lest they take all else along.

    CloudWatch knows no percentiles of some metrics (published as sets of statistics), and some stand-ins for it none.
    """
    client = aws.session.client("cloudwatch", region)
    plain = [line for line in lines if not line.series.statistic.startswith("p")]
    if len(plain) == len(lines):
        return metric_data.fetch(client, lines, query.start, query.end)
    refused_at = aws.percentiles_refused_at.get(region)
    if refused_at is None or aws.clock.now() - refused_at > PERCENTILES_TRIED_AGAIN_AFTER:
        try:
            return metric_data.fetch(aws.session.client("cloudwatch", region, ONCE), lines, query.start, query.end)
        except AWS_FAULTS as fault:
            if failed(fault, ACTION).reason not in {"failing", "rejected"}:
                return metric_data.fetch(client, lines, query.start, query.end)
            refused_at = None
    found = metric_data.fetch(client, plain, query.start, query.end)
    aws.percentiles_refused_at[region] = refused_at or aws.clock.now()
    refused = Failed("failing", ACTION, detail="percentiles")
    return {**found, **{line: refused for line in lines if line not in plain}}


def _measured(series: Series, listing: Listing | Failed, found: metric_data.Found) -> Measured:
    lines = {line.dimensions: told for line, told in found.items() if line.series == series}
    broken = next((told for told in lines.values() if isinstance(told, Failed)), None)
    points = _joined(series.statistic, {key: told for key, told in lines.items() if not isinstance(told, Failed)})
    if points and broken is None:
        return Measured(True, points)
    if isinstance(listing, Failed):
        return Measured(False, failed=broken or listing)
    return Measured(bool(listing.of(series.metric)), failed=broken)


def _joined(statistic: str, told: Mapping[Dimensions, tuple[Point, ...]]) -> tuple[Point, ...]:
    """Join the sets of one metric that are parts of one whole.

    A metric may be published several times over, as a total and by parts (with more dimensions); adding those up would
    count everything twice. So only sets with the same names of dimensions are joined: those with the newest sample, and
    among these the coarsest.
    """
    families: dict[tuple[str, ...], list[tuple[Point, ...]]] = defaultdict(list)
    for key, points in told.items():
        if points:
            families[tuple(sorted(name for name, _ in key))].append(points)
    if not families:
        return ()
    newest = {names: max(points[-1].at for points in members) for names, members in families.items()}
    chosen = min(families, key=lambda names: (-newest[names].timestamp(), len(names), names))
    buckets = defaultdict(list)
    for points in families[chosen]:
        for point in points:
            buckets[point.at].append(point.value)
    return tuple(Point(at, _JOINED.get(statistic, max)(values)) for at, values in sorted(buckets.items()))


KIND = Kind(Metrics, (ACTION, dimensions.ACTION), _answer)
