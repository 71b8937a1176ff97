"""What must be changed?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Ask for changes."""
    return stories.postmortems.consenting.send_back(ask, words)


verb = Verb(
    name="postmortem_send_back",
    summary="Ask for changes",
    usage="postmortem_send_back <postmortem>",
    example="postmortem_send_back postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.send_back",
    listed=False,
    run=run,
)
