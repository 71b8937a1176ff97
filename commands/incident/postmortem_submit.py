"""Is it ready to be read?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Give it to the control board."""
    return stories.postmortems.consenting.submit(ask, words)


verb = Verb(
    name="postmortem_submit",
    summary="Give it to the control board",
    usage="postmortem_submit <postmortem>",
    example="postmortem_submit postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.submit",
    listed=False,
    run=run,
)
