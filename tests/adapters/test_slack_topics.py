"""Do topics and purposes say what was written and nothing more, and fit?"""

from __future__ import annotations

import pytest

from bot.adapters.slack.topics import fitting, kept_marker, marked


def test_only_a_mention_of_somebody_keeps_its_meaning() -> None:
    assert fitting("a & b <!channel>\n <@U01BEN> <@U01BEN|x> <https://x|y>") == (
        "a &amp; b &lt;!channel&gt; <@U01BEN> &lt;@U01BEN|x&gt; &lt;https://x|y&gt;"
    )


@pytest.mark.parametrize("text", ["&" * 1_000, "<@U01BEN>" * 100, "<" * 249 + "&", "x" * 250])
def test_what_is_escaped_fits_as_well(text: str) -> None:
    assert 200 < len(fitting(text)) <= 250


def test_a_marker_is_read_only_at_the_end_and_survives_any_purpose() -> None:
    assert kept_marker(marked("&" * 1_000, "incident-000000007")) == "incident-000000007"
    assert len(marked("&" * 1_000, "incident-000000007")) <= 250
    assert kept_marker("[liveness-bot incident-000000007] is what I read") is None
    assert kept_marker(marked("", "m")) == "m"
    assert kept_marker(None) is None
