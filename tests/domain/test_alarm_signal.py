"""Is what was measured read from the sentence in which CloudWatch says it?"""

from __future__ import annotations

import pytest

from bot.domain.alarms.signal import measured


@pytest.mark.parametrize(
    ("reason", "figure"),
    [
        ("Threshold Crossed: 1 datapoint [83.3 (25/11/26 09:00:00)] was less than the threshold (95.0).", 83.3),
        ("Threshold Crossed: 2 out of the last 2 datapoints [10.0 (25/11/26 09:05:00), 12.0 (…)] were …", 10.0),
        ("Threshold Crossed: 1 datapoint [80.0] was less than the threshold (95.0).", 80.0),
        ("Threshold Crossed: 1 datapoint [-1.5E-4 (25/11/26 09:00:00)] was less than …", -0.00015),
        ("Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was …", None),
        ("alarm:a transitioned to ALARM at Sunday 22 November, 2026", None),
        ("1 datapoint [" + "9" * 5_000, None),
        ("", None),
    ],
)
def test_the_newest_datapoint_is_what_was_measured(reason: str, figure: float | None) -> None:
    assert measured(reason) == figure
