"""Does a message in Slack's mrkdwn read plainly, with people by their id and no name?"""

from __future__ import annotations

import pytest

from bot.domain.mrkdwn import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<!channel> <!here|here> <@U1|alice> <@U2>", "@channel @here @U1 @U2"),
        ("<!subteam^S1|@ops> <!subteam^S2>", "@ops @S2"),
        ("<#C1|ops> <#C2>", "#ops #C2"),
        ("<https://a.example/x?a=1&amp;b=2> <https://a.example|a.example>", "https://a.example/x?a=1&b=2 https://a.example"),
        ("<https://a.example|the log> <mailto:a@b.example|a@b.example>", "the log (https://a.example) a@b.example"),
        ("<!date^1795348800^{time}|noon> a &lt; b &amp;amp;", "noon a < b &amp;"),
        ("5 < 6 > 4, <broken", "5 < 6 > 4, <broken"),
    ],
)  # fmt: skip
def test_marks_become_plain(text: str, read: str) -> None:
    assert plain(text) == read
