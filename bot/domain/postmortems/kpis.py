"""How well do we respond? Figures over all postmortems, each with its sample size.

Every postmortem counts, whatever its status, but drills never do. Half of all values lie at or below the median, nine
in ten at or below the 90th percentile; between two neighbouring values both are interpolated linearly (type 7 of
Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996), so that MEDIAN and PERCENTILE of a spreadsheet over
`reports.csv` give the same. What isn't known is counted as missing and never as zero. A quarter is that of the day in
the postmortem's id, which is the day of detection in its time zone.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.postmortems.shelf import SEVERITIES
from bot.domain.postmortems.standing import Standing, overdue, standings

Json = Mapping[str, Any]
SPANS = ("minutes_to_acknowledge", "minutes_to_mitigate", "minutes_to_resolve", "hours_to_publish")
RATES = ("mitigated_30m", "published_48h")


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: median, 90th percentile, of how many, and how many aren't known."""

    median: float | None
    p90: float | None
    n: int
    missing: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something was done in time: `met` of `n`; of `unknown` more it can't be said."""

    met: int
    n: int
    unknown: int

    @property
    def percent(self) -> float | None:
        """Return the share of those of which it is known; None: of none."""
        return 100 * self.met / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Work:
    """How many corrective actions stand how; `overdue` are among the open ones."""

    open: int
    overdue: int
    done: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some postmortems."""

    incidents: int
    spans: Mapping[str, Spread]
    rates: Mapping[str, Rate]
    work: Work


@dataclass(frozen=True, slots=True)
class Kpis:
    """The figures of all of them, and of parts: by severity of the action, by quarter and by service.

    `stages` tells how many of the counted postmortems have which status; `drills` were left out. `late` are the
    corrective actions that are overdue, the gravest first.
    """

    today: date
    whole: Figures
    drills: int
    stages: Mapping[str, int]
    work: Mapping[str, Work]
    quarters: Mapping[str, Figures]
    services: Mapping[str, Figures]
    late: tuple[Standing, ...]


def kpis(documents: Iterable[Json], today: date, actions: Iterable[Json] = ()) -> Kpis:
    """Compute all figures; `actions` are the rows of `actions.json`, whose status is the current one.

    `today` is the day in the configured time zone, on which an action may be overdue.
    """
    known = list(documents)
    counted = [one for one in known if not one.get("drill")]
    stands = standings(known, actions)
    return Kpis(
        today=today,
        whole=_figures(counted, stands, today),
        drills=len(known) - len(counted),
        stages=dict(sorted(Counter(str(one.get("status") or "") for one in counted).items())),
        work={name: _work([one for one in stands if one.severity == name], today) for name in SEVERITIES},
        quarters=_parts(counted, stands, today, [quarter_of(str(one["id"])) for one in counted]),
        services=_parts(counted, stands, today, [str(one.get("service") or "") for one in counted]),
        late=overdue(stands, today),
    )


def quarter_of(postmortem: str) -> str:
    """Return the quarter (`2026-Q4`) of the day in a postmortem's id."""
    _, year, month, *_ = postmortem.split("-")
    return f"{year}-Q{(int(month) + 2) // 3}"


def spread(values: Iterable[object]) -> Spread:
    """Describe values; what is no number, not finite or negative is missing: no span runs backwards."""
    told = list(values)
    known = sorted(float(one) for one in told if _is_span(one))  # type: ignore[arg-type]
    return Spread(percentile(known, 0.5), percentile(known, 0.9), len(known), len(told) - len(known))


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return a percentile of values in ascending order, interpolated linearly; None of no values."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    # Multiplied out so that equal neighbours stay exactly what they are.
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def rate(answers: Iterable[object]) -> Rate:
    """Count what was in time (true), what wasn't (false), and what isn't known (anything else)."""
    told = list(answers)
    met, missed = sum(one is True for one in told), sum(one is False for one in told)
    return Rate(met, met + missed, len(told) - met - missed)


def _figures(documents: Sequence[Json], stands: Sequence[Standing], today: date) -> Figures:
    return Figures(
        incidents=len(documents),
        spans={name: spread(one.get("kpis", {}).get(name) for one in documents) for name in SPANS},
        rates={name: rate(_met(one, name) for one in documents) for name in RATES},
        work=_work(stands, today),
    )


def _parts(
    documents: Sequence[Json], stands: Sequence[Standing], today: date, names: Sequence[str]
) -> dict[str, Figures]:
    """Return the figures of each part; `names` says for each document to which it belongs."""
    found = {}
    for name in sorted(set(names)):
        own = [one for one, part in zip(documents, names, strict=True) if part == name]
        ids = {one["id"] for one in own}
        found[name] = _figures(own, [one for one in stands if one.postmortem in ids], today)
    return found


def _work(stands: Sequence[Standing], today: date) -> Work:
    count = Counter(one.status for one in stands)
    return Work(count["open"], len(overdue(stands, today)), count["done"], count["dropped"])


def _met(document: Json, item: str) -> object:
    return next((one.get("met") for one in document.get("checklist", ()) if one.get("id") == item), None)


def _is_span(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max
