"""Are the figures right, and do they say of how many they speak?"""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postmortems.kpis import Rate, Spread, Work, kpis, percentile, quarter_of, spread
from tests.reports import TODAY, action, report, row

SPAN = st.one_of(st.none(), st.floats(0, 10_000), st.integers(0, 10_000))
LATE, IN_TIME = TODAY - timedelta(days=1), TODAY


def test_median_and_90th_percentile_are_those_of_a_spreadsheet() -> None:
    """PERCENTILE.INC of Excel and LibreOffice over 15, 20, 35, 40, 50 gives 46 for 0.9 and 35 for 0.5."""
    assert spread([50, 20, None, 15, 40, 35]) == Spread(35.0, 46.0, 5, 1)


def test_of_nothing_nothing_is_known() -> None:
    assert spread([None, None]) == Spread(None, None, 0, 2)
    assert spread([]) == Spread(None, None, 0, 0)
    assert Rate(0, 0, 3).percent is None


@given(st.lists(SPAN, max_size=40))
def test_the_spread_is_that_of_the_known_values(values: list[float | None]) -> None:
    known = sorted(float(one) for one in values if one is not None)

    found = spread(values)

    assert (found.n, found.missing) == (len(known), len(values) - len(known))
    if not known:
        assert found.median is found.p90 is None
        return
    assert found.median is not None
    assert found.p90 is not None
    assert math.isclose(found.median, statistics.median(known), rel_tol=1e-9, abs_tol=1e-9)
    if len(known) > 1:  # the nine cut points of ten parts, counted as a spreadsheet does
        assert math.isclose(
            found.p90, statistics.quantiles(known, n=10, method="inclusive")[8], rel_tol=1e-9, abs_tol=1e-9
        )
    assert known[0] <= found.median <= found.p90 <= known[-1]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_at_least_nine_in_ten_lie_at_or_below_the_value_above_the_90th_percentile(values: list[float]) -> None:
    ordered = sorted(values)
    found = percentile(ordered, 0.9)
    assert found is not None

    above = min((one for one in ordered if one >= found), default=ordered[-1])

    assert sum(one <= above for one in ordered) >= 0.9 * len(ordered)


def test_what_is_no_span_of_time_is_missing_and_never_zero() -> None:
    odd: list[Any] = [-1, math.nan, math.inf, 10**400, True, "7", None, [1]]

    assert spread([*odd, 12]) == Spread(12.0, 12.0, 1, len(odd))


def test_times_and_rates_stand_with_their_sample_sizes() -> None:
    found = kpis(
        [
            report("PM-2026-10-01-01", (2, 10, 20), 30, met=(True, True)),
            report("PM-2026-11-01-01", (4, 40, None), 60, met=(False, False)),
            report("PM-2026-11-02-01", (None, None, None), None, met=(None, None)),
        ],
        TODAY,
    ).whole

    assert found.incidents == 3
    assert found.spans["minutes_to_acknowledge"] == Spread(3.0, 3.8, 2, 1)
    assert found.spans["minutes_to_mitigate"] == Spread(25.0, 37.0, 2, 1)
    assert found.spans["minutes_to_resolve"] == Spread(20.0, 20.0, 1, 2)
    assert found.spans["hours_to_publish"] == Spread(45.0, 57.0, 2, 1)
    assert found.rates["mitigated_30m"] == Rate(met=1, n=2, unknown=1)
    assert found.rates["published_48h"].percent == 50


def test_drills_count_nowhere_but_as_left_out() -> None:
    drill = report("PM-2026-11-23-01", (1, 99, 99), is_drill=True, service="other", actions=[action(due=LATE)])

    alone, both = kpis([report()], TODAY), kpis([report(), drill], TODAY, [row("PM-2026-11-23-01", due="2026-01-01")])

    assert both.drills == 1
    assert (both.whole, both.work, both.late) == (alone.whole, alone.work, alone.late)
    assert (both.quarters, both.services) == (alone.quarters, alone.services)


def test_every_other_status_counts_and_is_told() -> None:
    found = kpis([report(), report("PM-2026-11-20-01", hours=None)], TODAY)

    assert found.whole.incidents == 2
    assert found.stages == {"draft": 1, "published": 1}


def test_an_action_is_overdue_when_its_day_is_over() -> None:
    document = report(actions=[action("1", LATE), action("2", IN_TIME), action("3"), action("4", LATE, "done")])

    found = kpis([document], TODAY)

    assert found.whole.work == Work(open=3, overdue=1, done=1, dropped=0)
    assert [one.id for one in found.late] == ["1"]


def test_the_current_status_of_an_action_is_that_of_the_actions_file() -> None:
    document = report(actions=[action("1", LATE), action("2", LATE)])

    found = kpis(
        [document], TODAY, [row(id="1", status="done"), row("PM-2026-01-01-01", "9", severity="S0", due="2026-01-02")]
    )

    assert [(one.postmortem, one.id, one.severity) for one in found.late] == [
        ("PM-2026-01-01-01", "9", "S0"),  # its document isn't there, and it still has to be done
        ("PM-2026-11-22-01", "2", "S1"),
    ]
    assert found.work["S1"] == Work(open=1, overdue=1, done=1, dropped=0)


def test_quarters_and_services_have_their_own_figures() -> None:
    found = kpis(
        [
            report("PM-2025-12-31-01", (1, 5, 9)),
            report("PM-2026-01-01-01", (1, 7, 9), service="image-pipeline", actions=[action(due=LATE)]),
            report("PM-2026-03-31-02", (1, 9, 9)),
        ],
        TODAY,
    )

    assert {
        name: (part.incidents, part.spans["minutes_to_mitigate"].median) for name, part in found.quarters.items()
    } == {
        "2025-Q4": (1, 5.0),
        "2026-Q1": (2, 8.0),
    }
    assert {name: (part.incidents, part.work.overdue) for name, part in found.services.items()} == {
        "image-pipeline": (1, 1),
        "liveness": (2, 0),
    }


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_quarter_has_the_day_of_the_id(day: date) -> None:
    year, number = quarter_of(f"PM-{day.isoformat()}-01").split("-Q")

    assert int(year) == day.year
    assert 3 * int(number) - 2 <= day.month <= 3 * int(number)


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans(), SPAN, st.sampled_from([True, False, None])), max_size=12))
def test_the_parts_make_the_whole(given: list[tuple[int, bool, float | None, bool | None]]) -> None:
    documents = [
        report(f"PM-2026-{month:02d}-01-{at:02d}", (None, minutes, None), is_drill=is_drill, met=(met, None))
        for at, (month, is_drill, minutes, met) in enumerate(given, 1)
    ]

    found = kpis(documents, TODAY)

    for parts in (found.quarters, found.services):
        assert sum(one.incidents for one in parts.values()) == found.whole.incidents == len(given) - found.drills
        assert (
            sum(one.spans["minutes_to_mitigate"].n for one in parts.values())
            == found.whole.spans["minutes_to_mitigate"].n
        )
        assert sum(one.rates["mitigated_30m"].met for one in parts.values()) == found.whole.rates["mitigated_30m"].met
