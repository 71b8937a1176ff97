"""What do we tell Slack, and people, about the commands we answer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.catalogue import Catalogue
from commands import verbs


class Wording(Protocol):
    """Finds sentences in the reader's language."""

    def sentence(self, template: str, facts: dict[str, object], locale: str) -> str:
        """Return a template's words."""
        ...

    def title(self, words: dict[str, str], locale: str) -> str:
        """Choose among words by locale."""
        ...


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as Slack's composer shows it."""

    name: str
    description: str
    usage_hint: str


def slash_commands(catalogue: Catalogue, words: Wording, locale: str) -> tuple[SlashCommand, ...]:
    """Describe the slash command of every service, by its name."""
    hint = " | ".join(verb.usage for verb in verbs().values())
    return tuple(
        SlashCommand(
            service.command,
            words.sentence("help/slash", {"title": dict(service.title)}, locale),
            hint,
        )
        for service in sorted(catalogue.services.values(), key=lambda one: one.command)
    )
