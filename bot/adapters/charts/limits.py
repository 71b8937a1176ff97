"""How are a panel's limits drawn, each with its label where it hides the least?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from matplotlib import patheffects
from matplotlib.axes import Axes

from bot.adapters.charts.labels import Box, freest
from bot.adapters.charts.palette import ALARM, NORMAL

Json = dict[str, Any]


def mark(axes: Axes, panel: Json, low: float, high: float) -> None:
    """Draw a panel's limits on axes that reach from `low` to `high`: the alarm's bad side is shaded."""
    halo = [patheffects.withStroke(linewidth=3, foreground="white", alpha=0.9)]
    taken: list[Box] = []
    for line in panel["limits"]:
        is_alarm, at = line["kind"] == "alarm", line["at"]
        color = ALARM if is_alarm else NORMAL
        if is_alarm:
            bad = (low, at) if line["bad"] == "below" else (at, high)
            axes.axhspan(*bad, color=ALARM, alpha=0.07, linewidth=0)
        axes.axhline(at, color=color, linewidth=1.4, linestyle="-" if is_alarm else ":", zorder=2)
        box = freest((at - low) / (high - low), _shares(panel, axes.get_xlim(), (low, high)), taken)
        taken.append(box)
        axes.annotate(
            line["label"],
            (1 if box.is_right else 0, at),
            (-3 if box.is_right else 3, -3 if box.is_under else 3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right" if box.is_right else "left",
            va="top" if box.is_under else "bottom",
            color=color,
            fontsize="small",
            path_effects=halo,
            zorder=4,
        )


def _shares(panel: Json, across: tuple[float, float], up: tuple[float, float]) -> list[tuple[float, float]]:
    """Return where lines lie, as shares of the axes: every value and points on the way to the next, and the marks."""
    found = []
    for points in (panel["now"], panel["before"]):
        for (at, value), (then, following) in pairwise([*points, [0, None]]):
            if value is None:
                continue
            steps = (0.0, 0.25, 0.5, 0.75) if following is not None else (0.0,)
            places = [(at + step * (then - at), value + step * ((following or 0) - value)) for step in steps]
            found += [((x - across[0]) / (across[1] - across[0]), (y - up[0]) / (up[1] - up[0])) for x, y in places]
    marked = [(mark["at"] - across[0]) / (across[1] - across[0]) for mark in panel["marks"]]
    return found + [(share, step / 20) for share in marked for step in range(21)]
