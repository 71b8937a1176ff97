"""Does a picture of bars say what is known, what isn't, and which bars are over the limit?"""

from __future__ import annotations

from typing import Any

from bot.adapters.charts import Charts
from bot.adapters.charts.bars_plan import plan_bars
from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.speech import Chart

PAGES = Pages(TEMPLATES, "en")


def chart(*bars: tuple[str, list[list[Any]]], limit: int | None = 30) -> Chart:
    panel = {"id": "mitigate", "unit": "minutes", "is_across": False, "limit": limit}
    told = [{"label": label, "parts": parts} for label, parts in bars]
    return Chart("kpi/chart", {"panels": [{**panel, "bars": told}], "left_out": 0})


def planned(*bars: tuple[str, list[list[Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = plan_bars(chart(*bars), PAGES, locale="en", zone="UTC")["panels"][0]
    return found


def test_what_is_not_known_is_said_and_no_bar() -> None:
    known, unknown = planned(("11-01", [["kept", 12]]), ("11-02", []))["bars"]

    assert (known["said"], unknown["said"], unknown["parts"]) == ("12 min", "not known", [])


def test_nothing_mitigated_at_once_is_still_a_bar() -> None:
    assert planned(("11-01", [["kept", 0]]))["empty"] == ""


def test_a_panel_without_anything_known_says_so() -> None:
    assert planned(("11-01", []))["empty"] == "no time to mitigate is known"


def test_only_kinds_that_are_there_are_explained() -> None:
    assert planned(("11-01", [["over", 31]]))["keys"] == {"over": "over 30 min"}


def test_a_bar_of_days_beside_minutes_is_drawn() -> None:
    picture = Charts(PAGES).draw(chart(("11-01", [["over", 100_000]]), ("11-02", [["kept", 1]])), "ja")

    assert int.from_bytes(picture[16:20]) == 1600
