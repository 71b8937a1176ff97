"""What shall be done about it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb

BUTTON = "action.ask"


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Plan an action, for others to agree to; without words a form asks which."""
    # A button names only the action; what is chosen in it lies in its value.
    return stories.asking.ask(ask, service, words[:1] if ask.command == BUTTON else words)


verb = Verb(
    name="rollback",
    summary="Plan a rollback or another action; somebody else approves it",
    usage="rollback [target] [value] [because …]",
    example="rollback rollout 0 because errors rise",
    needs="operate",
    button=BUTTON,
    run=run,
)
