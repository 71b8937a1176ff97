"""What did a user see?"""

from __future__ import annotations

from bot.domain.reports import LONGEST
from bot.domain.service import Service
from bot.flows import reports
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Write down what a user saw; without words, and from a message, a form asks for it."""
    service = stories.services.get(ask.values.get("service", ""), service)
    is_submitted = "text" in ask.values and ask.command.startswith("/")
    if not words and not is_submitted:
        known = [{"name": one.name, "title": dict(one.title)} for one in stories.services.values()]
        facts = {"title": dict(service.title), "service": service.name, "services": known}
        facts["text"] = ask.values.get("text", "")[:LONGEST]
        return Form("report/form", facts, command=service.command, words="report")
    text = ask.values.get("text", " ".join(words))
    return reports.take(text, service, by=ask.by, cause=ask.id, taking=stories.taking)


verb = Verb(
    name="report",
    summary="Tell the team what a user saw",
    usage="report <what a user saw>",
    example="report the camera screen stays white",
    run=run,
    shortcut=("report", "Report what a user saw"),
)
