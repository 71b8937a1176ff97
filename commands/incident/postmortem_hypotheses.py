"""What might be the cause, and what would refute it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Write down hypotheses and their experiments."""
    return stories.postmortems.writing.hypotheses(ask, words)


verb = Verb(
    name="postmortem_hypotheses",
    summary="Write down hypotheses and their experiments",
    usage="postmortem_hypotheses <postmortem>",
    example="postmortem_hypotheses postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.hypotheses",
    listed=False,
    run=run,
)
