"""How does HTTP mode carry payloads, signed, to the app's request URL?"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, TCPConnector, TooManyRedirects

from workspace.slack.delivery.office import COMMANDS, EVENTS, Delivery
from workspace.slack.state.ids import new_secret

if TYPE_CHECKING:
    from workspace.slack.delivery.office import PostOffice
    from workspace.slack.refusals import Json
    from workspace.slack.state.team import AppIdentity

FORM = "application/x-www-form-urlencoded"
CONNECTIONS = 64


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return ``v0=`` and the hex HMAC-SHA256 of ``v0:timestamp:body`` (Slack docs, verifying requests)."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class SignedHttp:
    """Posts to one request URL; 2xx within three seconds acknowledges (Slack docs, Events API and request URLs)."""

    def __init__(self, office: PostOffice, app: AppIdentity, url: str, *, ack_seconds: float) -> None:
        """Take the address; the session is opened with the first post."""
        self._office = office
        self._app = app
        self.url = url
        self._ack_seconds = ack_seconds
        self._session: ClientSession | None = None
        self._posts: set[asyncio.Task[None]] = set()

    async def carry(self, delivery: Delivery) -> None:
        """Post one attempt in the background, so that a slow answer holds up nobody else."""
        post = asyncio.create_task(self._post(delivery, delivery.attempts))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    async def _post(self, delivery: Delivery, attempt: int) -> None:
        content_type, body = _as_body(delivery)
        headers = self._headers(content_type, body)
        if attempt > 1:
            headers |= {"X-Slack-Retry-Num": str(attempt - 1), "X-Slack-Retry-Reason": delivery.retry_reason}
        try:
            async with self._open_session().post(self.url, data=body, headers=headers) as response:
                text = await response.text()
                if 200 <= response.status < 300:  # noqa: PLR2004 - any 2xx
                    self._office.acknowledged(delivery, attempt, _as_answer(text))
                else:
                    may_retry = response.headers.get("x-slack-no-retry") != "1"
                    self._office.failed(delivery, attempt, "http_error", may_retry=may_retry)
        except TimeoutError:
            self._office.failed(delivery, attempt, "http_timeout")
        except TooManyRedirects:
            self._office.failed(delivery, attempt, "too_many_redirects")
        except ClientConnectionError:
            self._office.failed(delivery, attempt, "connection_failed")
        except ClientError:
            self._office.failed(delivery, attempt, "unknown_error")

    async def verify(self) -> bool:
        """Do what Slack does when a request URL is entered: send a challenge and want it back.

        Source: Slack docs, url_verification.
        """
        challenge = new_secret()
        body = json.dumps(
            {"token": self._app.verification_token, "challenge": challenge, "type": "url_verification"}
        ).encode()
        try:
            async with self._open_session().post(
                self.url, data=body, headers=self._headers("application/json", body)
            ) as response:
                return challenge in await response.text()
        except (TimeoutError, ClientError):
            return False

    def _open_session(self) -> ClientSession:
        if self._session is None:
            timeout = ClientTimeout(total=self._ack_seconds)
            self._session = ClientSession(timeout=timeout, connector=TCPConnector(limit=CONNECTIONS))
        return self._session

    def _headers(self, content_type: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._app.signing_secret, timestamp, body),
        }

    async def close(self) -> None:
        """Let go of what is still under way."""
        for post in list(self._posts):
            post.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)
        if self._session is not None:
            await self._session.close()


def _as_body(delivery: Delivery) -> tuple[str, bytes]:
    """Return the content type and bytes: JSON for events, flat form for commands, ``payload=`` for interactions."""
    if delivery.kind == EVENTS:
        return "application/json", json.dumps(delivery.payload).encode()
    if delivery.kind == COMMANDS:
        return FORM, urlencode(delivery.payload).encode()
    return FORM, urlencode({"payload": json.dumps(delivery.payload)}).encode()


def _as_answer(text: str) -> Json:
    """Return what the acknowledgement says: JSON, or plain text that stands for ``{"text": …}``."""
    if not text.strip():
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
