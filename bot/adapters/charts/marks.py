"""How does it show when an alarm fired and when something was changed?

A span is a shade behind the line with a bar on the time axis. A mark is a dashed line with a number above the panel;
what the numbers mean is listed under the chart, for words beside the lines would hide one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from bot.adapters.charts.fitting import cut
from bot.adapters.charts.labels import spread
from bot.adapters.charts.palette import DPI, FAINT, FOOT, INK, LEFT, MARK, NOTE, RIGHT, SPANS, STRIP

Json = dict[str, Any]

ONE_COLUMN = 6
"""So many notes stand under one another; more of them in two columns."""
THINNEST = 0.004
"""The share of the axis that even a moment's span takes, to be seen."""
GAP = 0.25
"""Between the middles of two numbers, in inches."""
_BADGE = {"boxstyle": "circle,pad=0.22", "facecolor": MARK, "edgecolor": "none"}


def height_of(notes: Sequence[str]) -> float:
    """Return how many inches the notes take under the chart."""
    return NOTE * _rows(notes) + 0.08 if notes else 0.0


def shade(axes: Axes, spans: Iterable[Json]) -> None:
    """Shade the spans."""
    start, end = axes.get_xlim()
    for span in spans:
        color = SPANS.get(span["label"], FAINT)
        since = min(span["from"], end - THINNEST * (end - start))
        until = max(span["until"], since + THINNEST * (end - start))
        axes.axvspan(since, until, color=color, alpha=0.13, linewidth=0, zorder=0.6)
        bar = Line2D([since, until], [0, 0], color=color, linewidth=6, solid_capstyle="butt", zorder=2.7)
        bar.set(transform=axes.get_xaxis_transform(), clip_on=False)
        axes.add_artist(bar)


def keys(spans: Json) -> list[Artist]:
    """Return what the legend says of the spans, by label."""
    return [Patch(facecolor=SPANS.get(label, FAINT), label=words) for label, words in spans.items()]


def number(axes: Axes, marks: Sequence[Json]) -> None:
    """Draw the marks, each with its number above the panel, beside one another where the lines are close."""
    start, end = axes.get_xlim()
    wide, high = axes.get_window_extent().width / DPI, axes.get_window_extent().height / DPI
    shares = [(mark["at"] - start) / (end - start) for mark in marks]
    for mark, share, place in zip(marks, shares, spread(shares, GAP / wide), strict=True):
        axes.axvline(mark["at"], color=MARK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2.6)
        axes.annotate(
            str(mark["number"]),
            (share, 1.0),
            (place, 1 + STRIP * 0.55 / high),
            xycoords="axes fraction",
            textcoords="axes fraction",
            ha="center",
            va="center_baseline",
            color="white",
            fontsize="x-small",
            bbox=_BADGE,
            arrowprops={"arrowstyle": "-", "color": MARK, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0},
            annotation_clip=False,
            zorder=6,
        )


def explain(figure: Figure, notes: Sequence[Json], height: float) -> None:
    """List what the marks mean, column by column."""
    rows, columns = _rows(notes), 1 if len(notes) <= ONE_COLUMN else 2
    room = (RIGHT - LEFT) / columns
    for at, note in enumerate(notes):
        left = LEFT + room * (at // rows)
        bottom = (FOOT + 0.06 + NOTE * (rows - 0.5 - at % rows)) / height
        if note["number"] is not None:
            _badge(figure, str(note["number"]), left + 0.012, bottom)
        text = figure.text(left + 0.03, bottom, note["words"], fontsize="small", va="center_baseline", color=INK)
        cut(text, (room - 0.04) * figure.bbox.width)


def _badge(figure: Figure, words: str, left: float, bottom: float) -> Text:
    return figure.text(
        left, bottom, words, ha="center", va="center_baseline", color="white", fontsize="x-small", bbox=_BADGE
    )


def _rows(notes: Sequence[object]) -> int:
    return len(notes) if len(notes) <= ONE_COLUMN else -(-len(notes) // 2)
