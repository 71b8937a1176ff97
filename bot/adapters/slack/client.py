"""How do we call Slack's Web API, and what do its refusals mean?"""

from __future__ import annotations

import functools
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    HttpRequest,
    HttpResponse,
    RateLimitErrorRetryHandler,
    RetryHandler,
    RetryState,
)
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler

from bot.domain.failures import Outage

SLACK_API_URL = "https://slack.com/api/"
CALL_TIMEOUT_SECONDS = 10
REPEATED = 2
"""How often a call that may be made twice is made again after a passing refusal, before it is left for later."""

WAITED_OUT_SECONDS = 3
"""A longer `Retry-After` than this is not slept through but reported: whoever called has a durable place to wait."""

TOO_LARGE = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
"""Refusals of a message's form, after which its plain text may still be accepted (Slack docs, chat.postMessage)."""

PASSING = frozenset({
    "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
    "team_added_to_org", "accesslimited", "rollup_error", "server_error", "unreachable", "timeout",
})  # fmt: skip
"""Errors after which Slack's docs say, or the network suggests, that the same call may succeed later."""


class ShortRateLimit(RateLimitErrorRetryHandler):
    """Wait out a 429 only when it is short; a request that was rate-limited was certainly not carried out."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error) or response is None:
            return False
        return (retry_after(response.headers) or 0.0) <= WAITED_OUT_SECONDS


@functools.cache
def tls() -> ssl.SSLContext:
    """Return the process's one TLS context: by itself the SDK reads all certificates anew for every call."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class SlackClients:
    """Two ways to call.

    `reading` repeats a call whose answer was lost; `speaking` never does, so that nothing is said twice.
    """

    reading: WebClient
    speaking: WebClient


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the workspace; `scopes` are those granted to the token, None when Slack does not say."""

    team: str
    user: str
    bot: str
    url: str = ""
    scopes: frozenset[str] | None = None


def repeating() -> list[RetryHandler]:
    """Return fresh retry rules for calls that may be made twice without harm."""
    return [
        ConnectionErrorRetryHandler(),
        ShortRateLimit(max_retry_count=REPEATED),
        ServerErrorRetryHandler(max_retry_count=REPEATED),
    ]


def slack_clients(token: str, api_url: str | None = None, *, timeout: int = CALL_TIMEOUT_SECONDS) -> SlackClients:
    """Make the clients; no call is made. The SDK takes proxies from the environment, `NO_PROXY` included."""
    url = api_url or SLACK_API_URL
    return SlackClients(
        reading=WebClient(token=token, base_url=url, timeout=timeout, ssl=tls(), retry_handlers=repeating()),
        speaking=WebClient(token=token, base_url=url, timeout=timeout, ssl=tls(), retry_handlers=[ShortRateLimit()]),
    )


@contextmanager
def outages() -> Iterator[None]:
    """Turn every failure of a Slack call into an `Outage("slack", …)`."""
    try:
        yield
    except SlackApiError as error:
        raise outage_of(error) from error
    except SlackClientError as error:
        raise Outage("slack", "unusable_answer", detail=str(error)) from error
    except TimeoutError as error:
        raise Outage("slack", "timeout", detail=str(error)) from error
    except (URLError, OSError, HTTPException) as error:
        reason = "timeout" if isinstance(getattr(error, "reason", None), TimeoutError) else "unreachable"
        raise Outage("slack", reason, detail=str(error)) from error


def outage_of(error: SlackApiError) -> Outage:
    """Read Slack's refusal: its own error word, the scope it names, and how long it asks us to wait."""
    response = error.response
    body = response.data if hasattr(response, "data") and isinstance(response.data, dict) else {}
    status = getattr(response, "status_code", 200)
    reason = str(body.get("error", "unknown_error"))
    if status == 429:  # noqa: PLR2004 - HTTP: too many requests
        reason = "ratelimited"
    elif status >= 500 or " " in reason:  # noqa: PLR2004 - HTTP; the SDK puts a sentence there when the body is not JSON
        reason = "server_error"
    needed = body.get("needed")
    return Outage(
        "slack",
        reason,
        needs=str(needed) if needed else None,
        retry=reason in PASSING,
        retry_after=retry_after(getattr(response, "headers", {})),
        detail=str(getattr(response, "api_url", "")).rsplit("/", 1)[-1],
    )


def verify(clients: SlackClients) -> Identity:
    """Ask Slack who the token belongs to.

    Raises Outage: `wrong_token_type` when it isn't a bot's (needs `xoxb-`), Slack's own `invalid_auth`,
    `token_revoked`, … when it is refused, a retryable one when Slack can't be reached.
    """
    if not (clients.reading.token or "").startswith("xoxb-"):
        raise Outage("slack", "wrong_token_type", needs="xoxb-", retry=False, detail="SLACK_BOT_TOKEN")
    with outages():
        answer = clients.reading.auth_test()
    bot = answer.get("bot_id")
    if not bot:
        raise Outage("slack", "wrong_token_type", needs="xoxb-", retry=False, detail="SLACK_BOT_TOKEN")
    return Identity(
        team=str(answer.get("team_id", "")),
        user=str(answer.get("user_id", "")),
        bot=str(bot),
        url=str(answer.get("url", "")),
        scopes=_scopes(answer.headers),
    )


class Ourselves:
    """Who we are, asked for once, when it matters."""

    def __init__(self, clients: SlackClients) -> None:
        self._clients = clients
        self._known: Identity | None = None

    def known(self) -> Identity:
        """Return it; raises what `verify` raises for as long as it can't be known."""
        if self._known is None:
            self._known = verify(self._clients)
        return self._known


def require_scopes(identity: Identity, wanted: frozenset[str]) -> None:
    """Raise a non-retryable Outage that names every scope the installed app lacks; silent when Slack tells none."""
    missing = sorted(wanted - identity.scopes) if identity.scopes is not None else []
    if missing:
        raise Outage("slack", "missing_scope", needs=", ".join(missing), retry=False, detail="auth.test")


def said_at(headers: object) -> float | None:
    """Return when Slack answered, by its own clock, in seconds since the epoch (RFC 9110, Date); None when unsaid."""
    value = _header(headers, "date")
    try:
        return None if value is None else parsedate_to_datetime(value).timestamp()
    except ValueError:
        return None


def retry_after(headers: object) -> float | None:
    """Return how many seconds an answer asks us to wait (RFC 9110, Retry-After); None when it doesn't."""
    value = _header(headers, "retry-after")
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def _scopes(headers: object) -> frozenset[str] | None:
    """Read the response header in which Slack lists a token's scopes (Slack docs, OAuth)."""
    value = _header(headers, "x-oauth-scopes")
    return None if value is None else frozenset(scope.strip() for scope in value.split(",") if scope.strip())


def _header(headers: object, name: str) -> str | None:
    for key, value in getattr(headers, "items", dict)():
        if str(key).lower() == name:
            return str(value[0] if isinstance(value, list) and value else value)
    return None
