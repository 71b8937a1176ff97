"""What can I say?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb, verbs


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List every verb with its example, privately."""
    command = stories.permits.rules.incident_command
    told = [
        {"name": one.name, "summary": one.summary, "usage": one.usage, "example": f"{command} {one.example}"}
        for one in verbs("incident").values()
        if one.listed
    ]
    facts = {"command": command, "verbs": told}
    return Reply("incident/help", facts, audience="private")


verb = Verb(
    name="help",
    summary="Every command with an example",
    usage="help",
    example="help",
    run=run,
)
