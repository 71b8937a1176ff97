"""How is an interaction answered at the address that came with it?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.adapters.slack.chat import shortened
from bot.adapters.slack.client import CALL_TIMEOUT_SECONDS, TOO_LARGE, repeating, tls
from bot.adapters.slack.pages import Rendered
from bot.domain.failures import Outage

CLOSED = frozenset({"expired_url", "used_url", "invalid_url"})


class ClosedAddressError(Exception):
    """The address was used five times or is older than half an hour: answer some other way."""


@dataclass(frozen=True, slots=True)
class Way:
    """An open way back: the address, whether everybody reads what is said there, and the thread it belongs to."""

    url: str
    to_all: bool
    thread_ts: str | None = None

    def say(self, rendered: Rendered, *, replaces: bool, whole: bool = False) -> None:
        """Answer here; a lost answer is sent again, so it may be seen twice but never not at all.

        `replaces` puts it in the place of what was said here before. Blocks that Slack refuses are left out and the
        plain text is said, unless it must be said `whole`. Raises ClosedAddressError when Slack doesn't take answers
        here any more, else an Outage.
        """
        said: dict[str, Any] = {
            "response_type": "in_channel" if self.to_all else "ephemeral",
            "replace_original": replaces,
            "text": shortened(rendered.text),
            "blocks": [dict(block) for block in rendered.blocks],
        }
        if self.thread_ts is not None and not replaces:
            said["thread_ts"] = self.thread_ts
        try:
            _send(self.url, said)
        except Outage as outage:
            if whole or outage.reason not in TOO_LARGE:
                raise
            _send(self.url, said | {"blocks": []})


def _send(url: str, said: Mapping[str, Any]) -> None:
    try:
        client = WebhookClient(url, timeout=CALL_TIMEOUT_SECONDS, ssl=tls(), retry_handlers=repeating())
        answer = client.send_dict(dict(said))
    except TimeoutError as error:
        raise Outage("slack", "timeout", detail="response_url") from error
    except (URLError, OSError, HTTPException) as error:
        raise Outage("slack", "unreachable", detail="response_url") from error
    _judge(answer)


def _judge(answer: WebhookResponse) -> None:
    """Read what Slack answered: `ok`, a word, or JSON with an `error`; 404 and 410 mean a closed address."""
    word = _word(answer.body)
    if answer.status_code < 300 and word in {"ok", ""}:  # noqa: PLR2004 - HTTP: success
        return
    if word in TOO_LARGE:
        raise Outage("slack", word, retry=False, detail="response_url")
    if answer.status_code in {404, 410} or word in CLOSED:
        raise ClosedAddressError(word)
    if answer.status_code == 429:  # noqa: PLR2004 - HTTP: too many requests
        waited = {key.lower(): value for key, value in answer.headers.items()}.get("retry-after", "1")
        raise Outage("slack", "ratelimited", retry_after=float(waited), detail="response_url")
    retry = answer.status_code >= 500  # noqa: PLR2004 - HTTP: server error
    raise Outage("slack", "server_error" if retry else word or "refused", retry=retry, detail="response_url")


def _word(body: str) -> str:
    text = body.strip()
    try:
        told = json.loads(text)
    except ValueError:
        return text[:100]
    if not isinstance(told, dict):
        return text[:100]
    return "ok" if told.get("ok") else str(told.get("error", "refused"))
