"""Why need nobody else be called?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Hold the escalation ladder of an alarm, with a reason."""
    return stories.answering.hold(ask, service, words)


verb = Verb(
    name="hold",
    summary="Hold the escalation of an alarm, with a reason",
    usage="hold <alarm> <reason>",
    example="hold LowSuccessRate the developers are on it",
    needs="operate",
    button="alarm.hold",
    run=run,
)
