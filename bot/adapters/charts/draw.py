"""How is a planned drawing put on a picture?

Run as a child process: the plan as JSON on standard input, the PNG on standard output.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.adapters.charts import marks
from bot.adapters.charts.bars import figure_of
from bot.adapters.charts.fitting import cut, fit_names
from bot.adapters.charts.limits import mark
from bot.adapters.charts.palette import (
    BEFORE,
    COLUMNS,
    DPI,
    FAINT,
    FOOT,
    GRID,
    HEAD,
    INK,
    LEFT,
    NOW,
    RIGHT,
    ROW,
    STRIP,
    WIDE_ROW,
    WIDTH,
)

Json = dict[str, Any]

FAR = 4.0
"""A normal range's end is drawn up to so many times the largest value."""
EDGE = 0.06
"""A time closer to an end of the axis, as a share of it, would stick out with half of its label."""
JAPANESE = "IPAexGothic"


def main() -> None:
    """Draw what standard input asks for."""
    drawing = json.loads(sys.stdin.buffer.read())
    _choose_fonts(drawing["locale"])
    figure = figure_of(drawing) if drawing.get("form") == "bars" else _figure(drawing)
    # The same drawing gives the same bytes: no moment and no version of a library stands in the picture.
    figure.savefig(sys.stdout.buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})


def _choose_fonts(locale: str) -> None:
    """Use the font file that matplotlib-fontja brings, whatever fonts the system has.

    The package is not imported: importing it changes settings by itself.
    """
    spec = importlib.util.find_spec("matplotlib_fontja")
    folder = Path((spec.submodule_search_locations or [""])[0]) if spec else Path()
    font_manager.fontManager.addfont(str(folder / "fonts" / "ipaexg.ttf"))
    families = [JAPANESE, "DejaVu Sans"] if locale.startswith("ja") else ["DejaVu Sans", JAPANESE]
    size = 13.0 if locale.startswith("ja") else 12.0
    mpl.rcParams.update({"font.family": families, "font.size": size, "text.color": INK, "axes.unicode_minus": False})
    mpl.rcParams["text.parse_math"] = False  # a dollar in somebody's name is a dollar


def _figure(drawing: Json) -> Figure:
    panels = drawing["panels"]
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    foot = FOOT + marks.height_of(drawing["notes"])
    head = HEAD + (STRIP if drawing["notes"] else 0.0)
    height = head + (WIDE_ROW if columns == 1 else ROW) * rows + foot
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        rows,
        columns,
        left=LEFT,
        right=RIGHT,
        top=1 - (head + 0.36) / height,
        bottom=(foot + 0.3) / height,
        hspace=0.62,
        wspace=0.2,
    )
    names = []
    for at, panel in enumerate(panels):
        axes = figure.add_subplot(grid[at // columns, at % columns])
        names.append((axes, *_name(axes, panel)))
        _draw(axes, panel, drawing)
    fit_names(names)
    _head(figure, drawing, height)
    marks.explain(figure, drawing["notes"], height)
    return figure


def _head(figure: Figure, drawing: Json, height: float) -> None:
    top = 1 - 0.3 / height
    title = figure.text(0.015, top, drawing["title"], fontsize="large", va="center")
    now = Line2D([], [], color=NOW, linewidth=2.6, label=drawing["now"])
    before = Line2D([], [], color=BEFORE, linewidth=1.8, linestyle=(0, (3, 2)), label=drawing["before"])
    keys = [now, *([before] if drawing["before"] else []), *marks.keys(drawing["spans"])]
    legend = figure.legend(
        handles=keys,
        loc="center right",
        bbox_to_anchor=(1.0, top),
        ncols=len(keys),
        frameon=False,
        handlelength=2.2,
        columnspacing=1.4,
        labelcolor=FAINT,
        title=None,
    )
    cut(title, figure.bbox.width * 0.95 - legend.get_window_extent().width)


def _draw(axes: Axes, panel: Json, drawing: Json) -> None:
    axes.set_xlim(drawing["start"], drawing["end"])
    _name_times(axes, drawing["ticks"])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=FAINT, length=0, labelsize="small")
    marks.shade(axes, panel["spans"])
    marks.number(axes, panel["marks"])
    measured = [value for _, value in (*panel["now"], *panel["before"]) if value is not None]
    if not measured:
        _say_empty(axes, drawing["empty"])
        return
    low, high = _reach(measured, panel)
    axes.set_ylim(low, high)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}{panel['suffix']}"))
    mark(axes, panel, low, high)
    _line(axes, panel["before"], color=BEFORE, linewidth=1.6, linestyle=(0, (3, 2)))
    _line(axes, panel["now"], color=NOW, linewidth=2.4)
    if not any(value is not None for _, value in panel["now"]):
        _say_empty(axes, drawing["empty"], whole=False)


def _name_times(axes: Axes, ticks: list[list[Any]]) -> None:
    """Write the times under the axis; one at an end stays inside, for beside it stand the next panel or the edge."""
    axes.set_xticks([at for at, _ in ticks], [label for _, label in ticks])
    start, end = axes.get_xlim()
    for (at, _), label in zip(ticks, axes.get_xticklabels(), strict=True):
        share = (at - start) / (end - start)
        label.set_horizontalalignment("left" if share < EDGE else "right" if share > 1 - EDGE else "center")


def _name(axes: Axes, panel: Json) -> tuple[Text, Text]:
    """Write the title at the left and the newest value at the right."""
    color = FAINT if panel["is_silent"] else NOW
    pad = 7 + (STRIP * 72 if panel["marks"] else 0)
    return (
        axes.set_title(panel["title"], loc="left", pad=pad, fontsize="large"),
        axes.set_title(panel["newest"], loc="right", pad=pad, fontsize="medium", color=color),
    )


def _line(axes: Axes, points: list[list[Any]], **style: Any) -> None:
    """Draw a line that breaks where nothing was measured; a value alone between gaps is shown as a dot."""
    times = [at for at, _ in points]
    values = [float("nan") if value is None else value for _, value in points]
    axes.plot(times, values, solid_capstyle="round", clip_on=False, zorder=3, **style)
    known = [value is not None for _, value in points]
    alone = [
        at
        for at, is_known in enumerate(known)
        if is_known and not (at and known[at - 1]) and not (at + 1 < len(known) and known[at + 1])
    ]
    axes.plot(
        [times[at] for at in alone], [values[at] for at in alone], ".", color=style["color"], markersize=7, zorder=3
    )


def _reach(measured: list[float], panel: Json) -> tuple[float, float]:
    """Return what the vertical axis spans: the values and their limits, with some air.

    A normal range that ends far above all values would press them flat, and is left out.
    """
    roof = max(measured) * FAR if max(measured) > 0 else float("inf")
    panel["limits"] = [line for line in panel["limits"] if line["kind"] == "alarm" or line["at"] <= roof]
    marks = [*measured, *(line["at"] for line in panel["limits"])]
    low, high = min(marks), max(marks)
    air = (high - low) * 0.18 or abs(high) * 0.1 or 1.0
    ceiling = panel["ceiling"]
    top = high + air if ceiling is None or high > ceiling else min(high + air, ceiling + air * 0.15)
    return (max(low - air, 0.0 if low >= 0 else low - air), top)


def _say_empty(axes: Axes, words: str, *, whole: bool = True) -> None:
    if whole:
        axes.set_yticks([])
        axes.set_facecolor("#f5f6f8")
    axes.text(
        0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=FAINT, fontsize="large", zorder=5
    )


if __name__ == "__main__":
    main()
