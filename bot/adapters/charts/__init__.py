"""What do people see? Facts become a picture, drawn by a short-lived child process."""

from __future__ import annotations

from bot.adapters.charts.drawing import Charts

__all__ = ["Charts"]
