"""Is the picture drawn as planned, in time, and does the plan say what is true?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.charts import Charts
from bot.adapters.charts.labels import freest
from bot.adapters.charts.plan import plan
from bot.adapters.pages import Pages
from bot.domain.failures import Outage
from bot.speech import Chart

ROOT = Path(__file__).parents[2]
PAGES = Pages(ROOT / "templates", "en")
WELL = [97.0, 97.5, 98.0, 97.2, 97.9, 97.1, 97.4, 98.1, 97.7, 97.3, 97.6, 97.8]
PNG = b"\x89PNG\r\n\x1a\n"


def panel(values: Sequence[float | None], *, before: Sequence[float | None] = WELL, **more: Any) -> dict[str, Any]:
    points = [
        [f"2026-11-22T{8 + at // 12:02d}:{at % 12 * 5:02d}:00Z", value] for at, value in enumerate((*before, *values))
    ]
    titles = {"en": "Success rate", "ja": "成功率"}
    limits = {"normal": {"more_than": 95}, "alarm": {"less_than": 95}}
    return {
        "id": "success_rate",
        "title": titles,
        "unit": "percent",
        "points": points,
        "since": "2026-11-22T09:00:00Z",
        **limits,
    } | more


def chart(*panels: dict[str, Any], window: str = "1h") -> Chart:
    title = {"en": "Face liveness", "ja": "顔のライブネス検出"}
    return Chart("status/chart", {"service": "liveness", "title": title, "window": window, "panels": list(panels)})


def planned(*panels: dict[str, Any], locale: str = "en", zone: str = "UTC") -> dict[str, Any]:
    return plan(chart(*panels), PAGES, locale=locale, zone=zone)


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_a_chart_is_a_png_wide_enough_for_a_sharp_screen(locale: str) -> None:
    picture = Charts(PAGES).draw(
        chart(panel(WELL), panel([None] * 12, before=[None] * 12), panel([*WELL[:6], *[None] * 6])), locale
    )

    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20]) == 1600


def test_a_chart_that_is_late_is_given_up() -> None:
    with pytest.raises(Outage) as late:
        Charts(PAGES, timeout_seconds=0.001).draw(chart(panel(WELL)), "en")

    assert (late.value.port, late.value.reason, late.value.retry) == ("charts", "timeout", False)


def test_a_chart_that_cannot_be_drawn_says_why() -> None:
    with pytest.raises(Outage) as failed:
        Charts(PAGES).draw(chart(panel(WELL, before=["many"] * 12)), "en")  # type: ignore[list-item]

    assert failed.value.reason == "failed"
    assert failed.value.detail


def test_the_window_before_lies_under_the_window() -> None:
    drawn = planned(panel(WELL))["panels"][0]

    assert [at for at, _ in drawn["now"]] == [at for at, _ in drawn["before"]]


def test_a_gap_stays_a_gap() -> None:
    drawn = planned(panel([*WELL[:4], None, None, *WELL[6:]]))["panels"][0]

    assert [value for _, value in drawn["now"]][3:7] == [WELL[3], None, None, WELL[6]]


def test_limits_are_marked_and_named_on_their_bad_side() -> None:
    both = {"unit": "score", "normal": {"more_than": 90}, "alarm": {"less_than": 92}}
    lines = planned(panel([94] * 12, before=[94] * 12, **both), locale="ja")["panels"][0]["limits"]

    assert lines == [
        {"kind": "alarm", "at": 92, "label": "閾値 < 92", "bad": "below"},
        {"kind": "normal", "at": 90, "label": "正常範囲 > 90", "bad": "below"},
    ]


def test_an_old_value_does_not_pass_for_the_present() -> None:
    drawn = planned(panel([*WELL[:4], *[None] * 8]))["panels"][0]

    assert drawn["newest"] == "no data since 09:20 UTC"
    assert drawn["is_silent"]


def test_a_bucket_or_two_that_are_late_are_not_called_silence() -> None:
    assert planned(panel([*WELL[:10], None, None]))["panels"][0]["newest"] == "latest 97.3%"


def test_times_are_those_of_the_stated_zone() -> None:
    drawn = planned(panel(WELL), zone="Asia/Tokyo")

    assert [label for _, label in drawn["ticks"]] == ["18:00", "18:15", "18:30", "18:45", "19:00"]
    assert drawn["now"] == "last hour (JST)"


def test_a_plan_is_plain_json() -> None:
    drawn = planned(panel(WELL), panel([None] * 12))

    assert json.loads(json.dumps(drawn)) == drawn


def test_a_label_stands_where_it_hides_no_value() -> None:
    crowded_left_above = [(0.1, 0.55), (0.2, 0.6), (0.3, 0.55)]
    place = freest(0.5, [*crowded_left_above, (0.1, 0.4), (0.9, 0.4)], [])

    assert (place.is_right, place.is_under) == (True, False)
