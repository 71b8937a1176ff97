"""What did a user see?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows import reports
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Write down what a user saw; without words, a form asks for it."""
    if not words and "text" not in ask.values:
        return Form("report/form", {"title": dict(service.title)}, command=service.command, words="report")
    text = ask.values.get("text", " ".join(words))
    return reports.take(text, service, by=ask.by, cause=ask.id, store=stories.ports.store, clock=stories.ports.clock)


verb = Verb(
    name="report",
    summary="Tell the team what a user saw",
    usage="report <what a user saw>",
    example="report the camera screen stays white",
    run=run,
)
