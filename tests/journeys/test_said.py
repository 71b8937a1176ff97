"""Is what the bot says really looked at?"""

from __future__ import annotations

import json

import pytest

from tests.journeys.said import check_everything_said

LOUD = [{"type": "section", "text": {"type": "mrkdwn", "text": "<!channel> look", "verbatim": True}}]
QUIET = [{"type": "section", "text": {"type": "mrkdwn", "text": "look", "verbatim": True}}]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"])
@pytest.mark.parametrize("form", [lambda blocks: blocks, json.dumps], ids=["as JSON", "as a form"])
def test_a_message_that_calls_everybody_is_found(method, form):
    """Whichever way it went out, and however the call was encoded."""
    with pytest.raises(AssertionError, match="calls everybody"):
        check_everything_said([{"method": method, "args": {"text": "x", "blocks": form(LOUD)}}])
    assert check_everything_said([{"method": method, "args": {"text": "x", "blocks": form(QUIET)}}]) == 1


def test_a_form_that_slack_would_refuse_is_found():
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": QUIET}
    with pytest.raises(AssertionError, match="title: 25 characters"):
        check_everything_said([{"method": "views.open", "args": {"view": json.dumps(view)}}])


def test_what_is_no_message_is_left_alone():
    calls = [{"method": "auth.test", "args": {}}, {"method": "chat.postMessage", "args": {"text": "plain"}}]
    assert check_everything_said(calls) == 0
