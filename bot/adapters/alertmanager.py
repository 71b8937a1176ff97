"""Which alerts does Prometheus's Alertmanager hold active now? The Alerting port, by its API v2."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.adapters.alarms.alertmanager import active_of
from bot.adapters.alarms.values import UnreadableError, parsed
from bot.adapters.fetching import fetched
from bot.domain.alarms.signal import Signal
from bot.domain.failures import Outage

LARGEST_ANSWER_BYTES = 20_000_000
"""Some ten thousand alerts."""

ALL = {"active": "true", "silenced": "true", "inhibited": "true", "unprocessed": "true"}
"""Whatever Alertmanager itself does not pass on is firing all the same."""


class AlertmanagerApi:
    """Asks `GET /api/v2/alerts`, which lists what has not ended."""

    def __init__(self, url: str) -> None:
        """Take Alertmanager's address; nothing is asked.

        What stands in its query narrows each look: `?receiver=liveness-bot` to what is routed to us.
        """
        parts = urlsplit(url)
        query = urlencode([*parse_qsl(parts.query), *ALL.items()])
        self._url = urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/api/v2/alerts", query, ""))

    def firing(self) -> tuple[Signal, ...]:
        """Return every alert that is active now; an Outage rather than a part of them."""
        answer = fetched(self._url, port="alertmanager", largest=LARGEST_ANSWER_BYTES)
        try:
            return active_of(parsed(answer))
        except UnreadableError as error:
            raise Outage("alertmanager", "unreadable", detail=error.why) from error
