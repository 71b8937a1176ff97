"""Which files are committed whole?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Tick the files that are committed whole."""
    return stories.postmortems.writing.evidence(ask, words)


verb = Verb(
    name="postmortem_evidence",
    summary="Tick the files that are committed whole",
    usage="postmortem_evidence <postmortem>",
    example="postmortem_evidence postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.evidence",
    listed=False,
    run=run,
)
