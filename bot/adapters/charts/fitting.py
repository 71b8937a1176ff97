"""How do words fit into their room? They become smaller together, or a long one is cut."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.text import Text


def fit_names(names: list[tuple[Axes, Text, Text]]) -> None:
    """Make the titles of all panels as small as the one with the least room needs."""
    rooms = [
        axes.get_window_extent().width * 0.96 / (title.get_window_extent().width + newest.get_window_extent().width)
        for axes, title, newest in names
    ]
    share = min(1.0, *rooms)
    for _, *texts in names:
        for text in texts:
            text.set_fontsize(float(text.get_fontsize()) * share)


def cut(text: Text, room: float) -> None:
    """Cut a text with an ellipsis until it takes no more than so many dots."""
    kept = text.get_text()
    while len(kept) > 1 and (taken := text.get_window_extent().width) > room:
        kept = kept[: min(int(len(kept) * room / taken), len(kept) - 1)]
        text.set_text(f"{kept.rstrip()}…")
