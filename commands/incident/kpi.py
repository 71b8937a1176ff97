"""How well do we respond?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Show the figures of all postmortems in the report repository."""
    return stories.postmortems.reviewing.card()


verb = Verb(
    name="kpi",
    summary="Times to respond, on-time rates and open corrective actions",
    usage="kpi",
    example="kpi",
    needs="operate",
    run=run,
)
