"""What should a team talk about at the end of a quarter? The rows of `reports.csv` against the quarter before."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.items import Detail
from bot.domain.postmortems.kpis import RATES, SPANS, Rate, Spread, quarter_of, rate, spread

_GUARD = "'"
_FORMULAS = tuple("=+-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b\t\r")
_ANSWERS = {"true": True, "false": False}
_CROWD = 3
"""From so many incidents on, one service that has more than half of them is worth a question."""
_SLOWER = 1.2
"""A median that grew to so many times what it was is worth a question; less is chance."""
_FEWEST = 2
"""So many values on both sides before two medians are compared at all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of `reports.csv`; None: the cell is empty."""

    id: str
    title: str
    service: str
    severity: str
    status: str
    discovered_at: str
    spans: Mapping[str, float | None]
    rates: Mapping[str, bool | None]
    open: int
    done: int
    overdue: int
    direct_cause: str


@dataclass(frozen=True, slots=True)
class Change:
    """A quarter's figure beside that of the quarter before."""

    now: Spread
    before: Spread


@dataclass(frozen=True, slots=True)
class Review:
    """A quarter: its postmortems, figures against the quarter `before`, what stands open, what to talk about.

    `standing` are the postmortems of any quarter, up to this one, that have open corrective actions.
    """

    quarter: str
    before: str
    lines: tuple[Line, ...]
    severities: Mapping[str, tuple[int, int]]
    spans: Mapping[str, Change]
    rates: Mapping[str, tuple[Rate, Rate]]
    standing: tuple[Line, ...]
    questions: tuple[Detail, ...]


def lines_of(content: bytes) -> tuple[Line, ...]:
    """Read `reports.csv`, drills left out. Raises ValueError for what is no such file (UnicodeDecodeError is one)."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        cells = [{name: _plain(cell) for name, cell in row.items() if name} for row in rows]
        return tuple(_line(one) for one in cells if one.get("drill") != "true")
    except (csv.Error, KeyError, IndexError) as error:
        raise ValueError(f"no reports.csv: {error}") from error


def quarter_before(quarter: str) -> str:
    """Return the quarter before (`2025-Q4` for `2026-Q1`)."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year - 1}-Q4" if number == 1 else f"{year}-Q{number - 1}"


def review(lines: Iterable[Line], quarter: str) -> Review:
    """Review a quarter (`2026-Q4`) from all rows there are."""
    known = sorted(lines, key=lambda one: one.id)
    before = quarter_before(quarter)
    now = [one for one in known if quarter_of(one.id) == quarter]
    then = [one for one in known if quarter_of(one.id) == before]
    counts = Counter(one.severity for one in now), Counter(one.severity for one in then)
    spans = {name: Change(*(spread(one.spans[name] for one in part) for part in (now, then))) for name in SPANS}
    standing = tuple(one for one in known if one.open and quarter_of(one.id) <= quarter)
    return Review(
        quarter=quarter,
        before=before,
        lines=tuple(now),
        severities={name: (counts[0][name], counts[1][name]) for name in sorted({*counts[0], *counts[1]})},
        spans=spans,
        rates={name: (rate(one.rates[name] for one in now), rate(one.rates[name] for one in then)) for name in RATES},
        standing=standing,
        questions=tuple(_questions(now, spans, standing)),
    )


def _questions(now: Sequence[Line], spans: Mapping[str, Change], standing: Sequence[Line]) -> list[Detail]:
    """Return what the figures ask, and at the end what they can't know."""
    found = []
    if not now:
        found.append(Detail("nothing_written", {}))
    for item in RATES:
        late = [one.id for one in now if one.rates[item] is False]
        found += [Detail(f"missed_{item}", {"postmortems": late})] if late else []
    for name, change in spans.items():
        if _is_slower(change):
            facts = {"figure": name, "now": change.now.median, "before": change.before.median}
            found.append(Detail("slower", facts))
    found += [Detail("same_cause", {"cause": cause, "postmortems": ids}) for cause, ids in _repeated(now)]
    service, count = (Counter(one.service for one in now).most_common(1) or [("", 0)])[0]
    if service and len(now) >= _CROWD and count * 2 > len(now):
        found.append(Detail("one_service", {"service": service, "n": count, "of": len(now)}))
    uncaused = [one.id for one in now if not one.direct_cause]
    found += [Detail("no_cause", {"postmortems": uncaused})] if uncaused else []
    unmeasured = [one.id for one in now if any(value is None for value in one.spans.values())]
    found += [Detail("not_measured", {"postmortems": unmeasured})] if unmeasured else []
    late = [one.id for one in standing if one.overdue]
    if late:
        found.append(Detail("overdue", {"n": sum(one.overdue for one in standing), "postmortems": late}))
    return [*found, Detail("lessons", {})]


def _is_slower(change: Change) -> bool:
    now, before = change.now, change.before
    if now.median is None or before.median is None or min(now.n, before.n) < _FEWEST:
        return False
    return now.median > before.median * _SLOWER


def _repeated(lines: Iterable[Line]) -> list[tuple[str, list[str]]]:
    """Return direct causes that stand in several postmortems; letters' case and spaces make no difference."""
    found: dict[str, list[Line]] = {}
    for one in lines:
        if one.direct_cause:
            found.setdefault(" ".join(one.direct_cause.casefold().split()), []).append(one)
    return [(" ".join(of[0].direct_cause.split()), [one.id for one in of]) for of in found.values() if len(of) > 1]


def _line(cells: Mapping[str, str]) -> Line:
    quarter_of(cells["id"])  # what isn't a postmortem's id raises here
    return Line(
        id=cells["id"],
        title=cells["title"],
        service=cells["service"],
        severity=cells["severity"],
        status=cells["status"],
        discovered_at=cells["discovered_at"],
        spans={name: _number(cells[name]) for name in SPANS},
        rates={name: _ANSWERS.get(cells[name].lower()) for name in RATES},
        open=int(cells["actions_open"] or 0),
        done=int(cells["actions_done"] or 0),
        overdue=int(cells["actions_overdue"] or 0),
        direct_cause=cells["direct_cause"].strip(),
    )


def _plain(cell: object) -> str:
    """Return a cell's own text; the quote that keeps a spreadsheet from reading a formula is not part of it."""
    if not isinstance(cell, str):
        raise ValueError("a row has other cells than the header")  # noqa: TRY004 - the file is wrong
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].lstrip(" ").startswith(_FORMULAS) else cell


def _number(cell: str) -> float | None:
    if not cell:
        return None
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(f"{cell} is no figure")
    return value
