"""Does Slack's bad weather look as it does outside: 429 with a time to wait, 5xx, silence?"""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from workspace.slack import Workspace, serve


def limited(web: WebClient, method: str) -> str:
    """Return the error of a call that is refused."""
    with pytest.raises(SlackApiError) as caught:
        web.api_call(method)
    return str(caught.value.response["error"])


def test_rate_tiers_answer_429_and_the_sdk_waits(ws: Workspace) -> None:
    """Source: Slack docs, rate limits: HTTP 429, Retry-After, ratelimited."""
    web = WebClient(token=ws.bot_token, base_url=ws.api_url)
    ws.trouble("fail_next", method="auth.test", status=429, retry_after=1)
    with pytest.raises(SlackApiError) as caught:
        web.auth_test()
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "1"
    patient = WebClient(
        token=ws.bot_token, base_url=ws.api_url, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)]
    )
    ws.trouble("fail_next", method="auth.test", status=429, retry_after=0)
    assert patient.auth_test()["ok"]
    with serve(rate_tiers=True) as strict:
        hasty = WebClient(token=strict.bot_token, base_url=strict.api_url)
        answers = [hasty.conversations_list()["ok"] for _ in range(20)]
        assert all(answers)
        assert limited(hasty, "conversations.list") == "ratelimited"


def test_bad_weather_comes_and_goes(ws: Workspace, web: WebClient) -> None:
    ws.weather(slack="failing")
    with pytest.raises(SlackApiError) as caught:
        web.auth_test()
    assert caught.value.response.status_code == 503
    ws.weather(slack="hanging")
    hasty = WebClient(token=ws.bot_token, base_url=ws.api_url, timeout=1)
    with pytest.raises(TimeoutError):
        hasty.auth_test()
    ws.weather(slack="rate_limited")
    web.auth_test()
    assert limited(web, "auth.test") == "ratelimited"
    ws.weather(slack="fine")
    assert web.auth_test()["ok"]
