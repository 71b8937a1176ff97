"""Does an alarm's chart show when it fired and what was changed meanwhile, each where it was and readable?"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.charts import Charts
from bot.adapters.charts.labels import spread
from bot.adapters.charts.plan import plan
from bot.adapters.pages import Pages
from bot.speech import Chart

ROOT = Path(__file__).parents[2]
PAGES = Pages(ROOT / "templates", "en")
FELL = [97.0, 96.5, 96.0, 88.3, 87.9, 86.0, 85.0, 87.0, 88.0, 90.0, 92.0, 94.0]
FIRING, MARK, BEFORE = (0xB4, 0x53, 0x09), (0x5B, 0x3A, 0x8C), (0x8D, 0x93, 0x9C)


def at(minute: int) -> str:
    return f"2026-11-22T{9 + minute // 60:02d}:{minute % 60:02d}:00+00:00"


def since(minute: int) -> float:
    """Return seconds from 09:00, when the axis begins, to be compared with those of a plan."""
    return minute * 60.0


def span(start: int, end: int | None, label: str = "firing") -> dict[str, Any]:
    return {"from": at(start), "until": None if end is None else at(end), "label": label}


def mark(minute: int, words: str = "UpdateAlias · deploybot") -> dict[str, Any]:
    return {"at": at(minute), "words": words}


def chart(values: Sequence[float | None] = FELL, *, window: str = "1h", **more: Any) -> Chart:
    title = {"en": "Face liveness: low success rate", "ja": "顔のライブネス検出：成功率の低下"}
    panel = {
        "id": "success_rate",
        "title": {"en": "Success rate", "ja": "成功率"},
        "unit": "percent",
        "points": [[at(5 * place), value] for place, value in enumerate(values)],
        "since": at(0),
        "normal": {"more_than": 95},
        "alarm": {"less_than": 95},
    } | more
    return Chart("alarm/chart", {"service": "liveness", "title": title, "window": window, "panels": [panel]})


def planned(locale: str = "en", zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return plan(chart(**more), PAGES, locale=locale, zone=zone)


def spans(**more: Any) -> list[tuple[float, float]]:
    found = planned(**more)
    return [(one["from"] - found["start"], one["until"] - found["start"]) for one in found["panels"][0]["spans"]]


def colours(picture: bytes) -> dict[tuple[int, ...], int]:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return {colour: count for count, colour in image.getcolors(1 << 24) or []}


# --- spans -------------------------------------------------------------------------------------------------------------


def test_a_span_that_goes_on_reaches_the_end_of_the_axis() -> None:
    found = planned(spans=[span(15, None)])
    (one,) = found["panels"][0]["spans"]

    assert one == {"label": "firing", "from": found["start"] + since(15), "until": found["end"]}


def test_of_a_span_what_lies_on_the_axis_is_shown() -> None:
    assert spans(spans=[span(-30, 5), span(-30, -5), span(20, 30)]) == [(0.0, since(5)), (since(20), since(30))]


def test_an_alarm_that_fired_after_the_newest_point_is_still_on_the_axis() -> None:
    """Metrics are some minutes late; the axis goes on for it, and a bucket further, so that it is seen."""
    assert spans(spans=[span(62, None)]) == [(since(62), since(67))]


def test_what_comes_long_after_the_last_point_does_not_stretch_the_axis() -> None:
    found = planned(spans=[span(200, None)], marks=[mark(200)])

    assert found["end"] - found["start"] == since(60)
    assert (found["panels"][0]["spans"], found["notes"]) == ([], [])


@pytest.mark.parametrize(("locale", "words"), [("en", "firing"), ("ja", "発報中")])
def test_the_legend_names_the_span_once_and_only_where_there_is_one(locale: str, words: str) -> None:
    assert planned(locale, spans=[span(5, 10), span(20, None)])["spans"] == {"firing": words}
    assert planned(locale, spans=[span(-30, -20)])["spans"] == {}


def test_without_the_window_before_nothing_is_said_of_it() -> None:
    with_before = planned(since=at(30))

    assert planned()["before"] == ""
    assert with_before["before"] == "the hour before"


# --- marks -------------------------------------------------------------------------------------------------------------


def test_marks_are_numbered_in_the_order_of_time_and_explained_with_theirs() -> None:
    found = planned(zone="Asia/Tokyo", marks=[mark(20, "UpdateAlias · deploybot"), mark(5, "PutRolePolicy · 田中")])

    assert found["panels"][0]["marks"] == [
        {"number": 1, "at": found["start"] + since(5)},
        {"number": 2, "at": found["start"] + since(20)},
    ]
    assert found["notes"] == [
        {"number": 1, "words": "18:05  PutRolePolicy · 田中"},
        {"number": 2, "words": "18:20  UpdateAlias · deploybot"},
    ]


def test_what_is_marked_twice_has_one_number() -> None:
    assert [note["number"] for note in planned(marks=[mark(5), mark(5), mark(6)])["notes"]] == [1, 2]


def test_over_days_a_note_says_the_day() -> None:
    week = [[f"2026-11-{day:02d}T00:00:00+00:00", 97.0] for day in range(15, 22)]
    found = planned(
        window="7d", points=week, since=week[0][0], marks=[{"at": "2026-11-20T09:20:00+00:00", "words": "x"}]
    )

    assert found["notes"][0]["words"] == "Nov 20 09:20  x"


def test_of_very_many_marks_the_newest_are_shown_and_the_others_counted() -> None:
    found = planned(marks=[mark(minute, f"Change{minute}") for minute in range(30)])

    assert [note["number"] for note in found["notes"]] == [*range(1, 13), None]
    assert found["notes"][0]["words"] == "09:18  Change18"
    assert found["notes"][-1]["words"] == "18 earlier changes are not shown"
    assert [one["number"] for one in found["panels"][0]["marks"]] == list(range(1, 13))


def test_somebody_elses_words_are_only_letters() -> None:
    (note,) = planned(marks=[mark(5, "a\x1b[31m\n\u202eb" + "x" * 500)])["notes"]

    assert note["words"].startswith("09:05  a[31mbxx")
    assert len(note["words"]) == len("09:05  ") + 120


@given(
    wanted=st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=12).map(sorted),
    gap=st.floats(min_value=0.01, max_value=0.08),
)
def test_numbers_never_hide_one_another_and_stay_beside_their_lines_where_there_is_room(
    wanted: list[float], gap: float
) -> None:
    found = spread(wanted, gap)

    assert all(0 <= place <= 1 + 1e-9 for place in found)
    assert all(second - first >= gap - 1e-9 for first, second in pairwise(found))
    apart = all(second - first > gap for first, second in pairwise(wanted))
    if apart:
        assert found == pytest.approx(wanted)


def test_a_plan_with_everything_is_plain_json() -> None:
    found = planned(spans=[span(5, None)], marks=[mark(minute) for minute in range(30)])

    assert json.loads(json.dumps(found)) == found


# --- the picture -------------------------------------------------------------------------------------------------------


def test_the_picture_shows_what_fired_and_what_was_changed() -> None:
    bare = colours(Charts(PAGES).draw(chart(), "en"))
    told = colours(Charts(PAGES).draw(chart(spans=[span(15, 45)], marks=[mark(12)]), "en"))

    assert (bare.get(FIRING, 0), bare.get(MARK, 0), bare.get(BEFORE, 0)) == (0, 0, 0)
    # A bar over half of the axis, 17 dots high, and a key; a dashed line and two numbers in circles.
    assert told[FIRING] > 700 * 15
    assert told[MARK] > 1500


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("count", [0, 1, 6, 30])
def test_a_picture_of_an_alarm_is_as_wide_as_others_and_as_high_as_its_notes_need(count: int, locale: str) -> None:
    hostile = "$\\frac{$ <b>&amp; " + "長い名前" * 40
    picture = Charts(PAGES).draw(
        chart(
            spans=[span(-5, 3), span(30, 30), span(61, None)], marks=[mark(m, f"{m} {hostile}") for m in range(count)]
        ),
        locale,
    )
    width, height = Image.open(io.BytesIO(picture)).size

    assert width == 1600
    assert 600 < height < 1200
    assert (height > 700) == (count > 0)


@pytest.mark.parametrize("values", [[], [None] * 12, [97.0]])
def test_an_alarm_without_data_still_shows_when_it_fired(values: list[float | None]) -> None:
    picture = Charts(PAGES).draw(chart(values, spans=[span(0, None)], marks=[mark(0)]), "en")

    assert colours(picture)[FIRING] > 1000
