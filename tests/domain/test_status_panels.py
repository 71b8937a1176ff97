"""Do the panels show the window and the one before it, with their limits and their gaps?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.service import Range
from bot.domain.windows import WINDOWS
from tests.fakes import FixedClock
from tests.liveness import seen, well


@pytest.mark.parametrize("window", list(WINDOWS))
def test_panels_cover_the_window_and_the_one_before_and_leave_gaps_where_nobody_came(window: str) -> None:
    cloud = well(minutes=60)
    status = seen(cloud, window=WINDOWS[window])
    rate = next(panel for panel in status.panels if panel.id == "success_rate")
    span = WINDOWS[window].until(cloud.clock.now())
    assert (rate.points[0][0], rate.since) == (span.before, span.start)
    assert len(rate.points) == 2 * WINDOWS[window].seconds // WINDOWS[window].chart_seconds
    assert rate.points[0][1] is None
    assert rate.points[-1][1] == 100
    sessions = next(panel for panel in status.panels if panel.id == "sessions_created")
    assert sum(value or 0 for _, value in sessions.points) == 20
    assert sessions.normal == Range(
        at_least=100 * WINDOWS[window].chart_seconds / 86400, at_most=1000 * WINDOWS[window].chart_seconds / 86400
    )


def test_every_window_is_cut_at_bucket_boundaries_and_reaches_to_now() -> None:
    now = FixedClock().now()
    for window in WINDOWS.values():
        span = window.until(now)
        assert span.start < now < span.end
        assert span.end - span.start == span.start - span.before == window.length
        assert int(span.before.timestamp()) % window.bucket_seconds == 0
        assert span.end - now <= timedelta(seconds=window.bucket_seconds)
