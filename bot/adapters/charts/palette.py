"""Which colours and sizes does a chart have? Every colour also differs in form, for those who can't tell them apart."""

from __future__ import annotations

INK, FAINT, GRID = "#1d1c1d", "#6b6f76", "#e4e6ea"
NOW, BEFORE, ALARM, NORMAL = "#0b5cad", "#8d939c", "#c4314b", "#2e7d32"
MARK = "#5b3a8c"
SPANS = {"firing": "#b45309"}
"""By a span's label; any other is `FAINT`."""

WIDTH, ROW, HEAD, FOOT = 8.0, 2.1, 0.72, 0.05
"""In inches. At 200 dots an inch the picture is 1,600 wide: twice what Slack shows on a desk, and sharp on a phone."""
WIDE_ROW = 2.5
"""The height of a panel that has the whole width for itself."""
LEFT, RIGHT = 0.09, 0.985
"""Where panels begin and end, as shares of the width."""
STRIP, NOTE = 0.24, 0.25
"""The height of the numbers above a panel with marks, and of one line of what they mean, in inches."""
DPI = 200
COLUMNS = 2
