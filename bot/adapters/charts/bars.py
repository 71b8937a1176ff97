"""How are bars put on a picture? Each kind of bar has its colour and its hatching, and each bar its value in words."""

from __future__ import annotations

from typing import Any

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bot.adapters.charts.fitting import cut
from bot.adapters.charts.palette import ALARM, BEFORE, DPI, FAINT, FOOT, GRID, INK, LEFT, NOW, RIGHT, ROW, WIDTH

Json = dict[str, Any]

STYLES = {"kept": (NOW, ""), "over": (ALARM, "///"), "open": (BEFORE, ""), "overdue": (ALARM, "///")}
"""By a bar's kind: colour and hatching."""
FAR = 3.0
"""A bar is drawn up to so many times the limit: one that took days must not press all others flat."""
ROOMY = 8
"""With more bars than that, words are small."""


def figure_of(drawing: Json) -> Figure:
    """Draw the panels under one another, each with its own key."""
    panels = drawing["panels"]
    height = ROW * len(panels) + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(figure)
    sides = {"left": LEFT, "right": RIGHT, "top": 1 - 0.5 / height, "bottom": (FOOT + 0.3) / height}
    grid = figure.add_gridspec(len(panels), 1, hspace=0.62, **sides)
    for at, panel in enumerate(panels):
        axes = figure.add_subplot(grid[at, 0])
        title = axes.set_title(panel["title"], loc="left", pad=9, fontsize="large")
        cut(title, axes.get_window_extent().width - _explain(axes, panel["keys"]))
        _draw(axes, panel)
    return figure


def _explain(axes: Axes, keys: Json) -> float:
    """Say at the right of the title what the colours mean; return how wide that is, in dots."""
    if not keys:
        return 0.0
    look: Json = {"ncols": len(keys), "frameon": False, "labelcolor": FAINT, "borderaxespad": 0.0, "fontsize": "medium"}
    handles = [_key(kind, words) for kind, words in keys.items()]
    legend = axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.03), **look)
    return legend.get_window_extent().width


def _key(kind: str, words: str) -> Patch:
    color, hatch = STYLES[kind]
    return Patch(facecolor=color, hatch=hatch, edgecolor="white", linewidth=0, label=words)


def _draw(axes: Axes, panel: Json) -> None:
    for side in ("top", "right", "bottom" if panel["is_across"] else "left"):
        axes.spines[side].set_visible(False)
    axes.spines["left" if panel["is_across"] else "bottom"].set_color(GRID)
    axes.tick_params(colors=FAINT, length=0, labelsize="small")
    if panel["empty"]:
        axes.set(xticks=[], yticks=[], facecolor="#f5f6f8")
        middle: Json = {"ha": "center", "va": "center", "color": FAINT, "fontsize": "large"}
        axes.text(0.5, 0.5, panel["empty"], transform=axes.transAxes, **middle)
        return
    roof = _roof(panel)
    if panel["is_across"]:
        _across(axes, panel, roof)
    else:
        _upright(axes, panel, roof)


def _upright(axes: Axes, panel: Json, roof: float) -> None:
    bars = panel["bars"]
    # A lone bar as wide as the picture would look like a wall.
    axes.set(xlim=(-0.6, max(len(bars), 6) - 0.4), ylim=(0, roof * 1.16), yticks=[])
    size = "x-small" if len(bars) > ROOMY else "small"
    axes.set_xticks(range(len(bars)), [bar["label"] for bar in bars], fontsize=size)
    halo = [patheffects.withStroke(linewidth=3, foreground="white")]
    small: Json = {"fontsize": size, "ha": "center", "va": "bottom", "path_effects": halo}
    for at, bar in enumerate(bars):
        base = 0.0
        for kind, value in bar["parts"]:
            color, hatch = STYLES[kind]
            high = max(min(value, roof - base), roof * 0.01)
            axes.bar(at, high, 0.6, bottom=base, color=color, hatch=hatch, edgecolor="white", linewidth=0, zorder=3)
            base += high
        is_cut = sum(value for _, value in bar["parts"]) > roof
        words = f"{bar['said']} ↑" if is_cut else bar["said"]
        axes.text(at, base + roof * 0.03, words, color=INK if bar["parts"] else FAINT, zorder=5, **small)
    if panel["limit"] is not None:
        axes.axhline(panel["limit"]["at"], color=ALARM, linewidth=1.4, zorder=4)
        axes.set_yticks([panel["limit"]["at"]], [panel["limit"]["label"]])
        axes.tick_params(axis="y", colors=ALARM)


def _across(axes: Axes, panel: Json, roof: float) -> None:
    bars = panel["bars"]
    axes.set(ylim=(len(bars) - 0.4, -0.6), xlim=(0, roof * 1.08), xticks=[])
    axes.set_yticks(range(len(bars)), [bar["label"] for bar in bars])
    for at, bar in enumerate(bars):
        base = 0.0
        for kind, value in bar["parts"]:
            color, hatch = STYLES[kind]
            axes.barh(at, value, 0.6, left=base, color=color, hatch=hatch, edgecolor="white", linewidth=0, zorder=3)
            base += value
        axes.text(base + roof * 0.01, at, bar["said"], ha="left", va="center_baseline", color=INK, fontsize="small")


def _roof(panel: Json) -> float:
    """Return the highest value that is drawn in full."""
    highest = float(max(sum(value for _, value in bar["parts"]) for bar in panel["bars"]))
    if panel["limit"] is None:
        return highest
    limit = float(panel["limit"]["at"])
    return max(min(highest, limit * FAR), limit * 1.1)
