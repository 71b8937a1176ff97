"""Is it up, and how do we know?"""

from __future__ import annotations

import unicodedata

from bot.domain.service import Service
from bot.flows import status
from bot.flows.stories import Stories
from bot.speech import Ask, Chart, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Answer with the status card for the channel; a click on refresh, and a mention, read anew."""
    window = unicodedata.normalize("NFKC", words[0]) if words else status.WINDOWS[0]
    found = stories.statuses.of(service, window, fresh=ask.message_ts is not None)
    facts = {**status.facts(found), "command": service.command}
    chart = Chart("status/chart", status.chart_facts(found))
    return Reply("status/card", facts, chart=None if all(panel.is_empty for panel in found.panels) else chart)


verb = Verb(
    name="status",
    summary="Is it up? Figures, functions and alarms, with thresholds and trends",
    usage="status [1h|24h|7d]",
    example="status 1h",
    run=run,
    button="status.refresh",
)
