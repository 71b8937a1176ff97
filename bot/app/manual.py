"""What do we tell Slack, and people, about the commands we answer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

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

    def translated(self, sentence: str, locale: str) -> str:
        """Return a sentence of the catalogues by its English."""
        ...


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as Slack's composer shows it."""

    name: str
    description: str
    usage_hint: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut as a message's menu shows it; its name has at most 24 characters (Slack docs, manifest schema)."""

    name: str
    callback_id: str
    description: str
    kind: Literal["message", "global"] = "message"


def slash_commands(catalogue: Catalogue, words: Wording, locale: str) -> tuple[SlashCommand, ...]:
    """Describe the slash command for incidents, and that of every service by its name."""
    incidents = " | ".join(verb.usage for verb in verbs("incident").values() if verb.listed)
    told = words.sentence("help/slash_incidents", {}, locale)
    hint = " | ".join(verb.usage for verb in verbs().values() if verb.listed)
    return (
        SlashCommand(catalogue.rules.incident_command, told, incidents),
        *(
            SlashCommand(service.command, words.sentence("help/slash", {"title": dict(service.title)}, locale), hint)
            for service in sorted(catalogue.services.values(), key=lambda one: one.command)
        ),
    )


def shortcuts(words: Wording, locale: str) -> tuple[Shortcut, ...]:
    """Describe the message shortcuts that verbs can be said by."""
    return tuple(
        Shortcut(words.translated(name, locale), callback_id, words.translated(verb.summary, locale))
        for verb in (*verbs().values(), *verbs("incident").values())
        if verb.shortcut is not None
        for callback_id, name in (verb.shortcut,)
    )
