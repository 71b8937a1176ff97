"""How does a chart's name and facts become a picture?

The bot itself never loads the drawing library: it would cost 60 MB for ever and is not safe for threads. A child draws
one picture and ends; one that is late is killed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bot.adapters.charts.bars_plan import is_of_bars, plan_bars
from bot.adapters.charts.plan import Words, plan
from bot.domain.failures import Outage
from bot.speech import Chart

TIMEOUT_SECONDS = 20.0
"""A chart takes half a second; the first one ever on a machine also builds the library's list of fonts."""

_ROOT = Path(__file__).resolve().parents[3]
_PNG = b"\x89PNG\r\n\x1a\n"


class Charts:
    """Draws charts of panels (`status/chart`, `kpi/chart`); `zone` is what times on the axis are written in."""

    def __init__(self, words: Words, *, zone: str = "UTC", timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._words = words
        self._zone = zone
        self._timeout_seconds = timeout_seconds

    def draw(self, chart: Chart, locale: str) -> bytes:
        """Return a PNG. Raises Outage when it could not be drawn, or not in time; the child is gone either way."""
        planned = plan_bars if is_of_bars(chart) else plan
        drawing = json.dumps(planned(chart, self._words, locale=locale, zone=self._zone), ensure_ascii=False)
        command = [sys.executable, "-m", "bot.adapters.charts.draw"]
        try:
            done = subprocess.run(  # noqa: S603 - our own module; the facts go in as data
                command,
                input=drawing.encode(),
                capture_output=True,
                timeout=self._timeout_seconds,
                cwd=_ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Outage("charts", "timeout", retry=False, detail=f"{self._timeout_seconds} s") from late
        except OSError as refused:
            raise Outage("charts", "not_started", retry=False, detail=str(refused)) from refused
        if done.returncode or not done.stdout.startswith(_PNG):
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Outage("charts", "failed", retry=False, detail=said[-1] if said else f"exit {done.returncode}")
        return done.stdout
