"""What exactly is to be drawn where there is a bar for each thing, and no time runs from left to right?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.charts.plan import Voice, Words, zone_of
from bot.speech import Chart

Json = dict[str, Any]


def is_of_bars(chart: Chart) -> bool:
    """Say whether a chart's panels have bars."""
    panels: Any = chart.facts["panels"]
    return all("bars" in panel for panel in panels)


def plan_bars(chart: Chart, words: Words, *, locale: str, zone: str) -> Json:
    """Turn a chart's facts into a drawing: finished words and numbers.

    A panel is `{"id", "unit", "bars": […], "limit": 30 or None, "is_across": bool}`, a bar `{"label", "parts":
    [[kind, value], …]}`; without parts it isn't known. Sentences: `<template>_<panel id>`, `_<kind>`, `_limit`,
    `_value`, `_unknown` and `_empty`.
    """
    facts: Mapping[str, Any] = chart.facts
    voice = Voice(words, chart, locale, zone_of(zone))
    return {
        "form": "bars",
        "locale": locale,
        "panels": [_panel(panel, voice) for panel in facts["panels"]],
    }


def _panel(panel: Mapping[str, Any], voice: Voice) -> Json:
    limit, unit = panel["limit"], panel["unit"]
    parts = [(kind, value) for bar in panel["bars"] for kind, value in bar["parts"]]
    kinds = dict.fromkeys(kind for kind, value in parts if value or limit is not None)
    return {
        "title": voice.say(panel["id"]),
        "keys": {kind: voice.say(kind) for kind in kinds},
        "is_across": panel["is_across"],
        "bars": [_bar(bar, unit, voice) for bar in panel["bars"]],
        "limit": None if limit is None else {"at": limit, "label": voice.say("limit", value=limit, unit=unit)},
        "empty": voice.say("empty", panel=panel["id"]) if not kinds else "",
    }


def _bar(bar: Mapping[str, Any], unit: str, voice: Voice) -> Json:
    total = sum(value for _, value in bar["parts"])
    said = voice.say("value", value=total, unit=unit) if bar["parts"] else voice.say("unknown")
    return {"label": bar["label"], "parts": [[kind, value] for kind, value in bar["parts"]], "said": said}
