"""Who answers an Ask, and what does a failure look like to the person?"""

from __future__ import annotations

import dataclasses
import logging
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.failures import Mistake, Outage, Refusal, shortened
from bot.domain.service import Service
from bot.flows.home import home
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb, chosen, verbs

log = logging.getLogger(__name__)

HOME = frozenset({"home", "home.refresh"})
"""Opening our own page, and its button; it is one person's, in their language."""

MENTION = "mention"
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Answers:
    """Finds the service and the verb that an Ask is about, and runs it."""

    stories: Stories

    def answer(self, ask: Ask) -> Reply | Form:
        """Answer; raises Mistake, Refusal or Outage, and whatever our own bugs raise."""
        if ask.command in HOME:
            told = home(self.stories, ask.by, fresh=ask.command == "home.refresh")
            return Reply("home/home", told, audience="private")
        service, verb, words = self._understood(ask)
        if verb.needs is not None:
            self.stories.permits.require(ask.by, verb.needs)
        try:
            return verb.run(ask, service, words, self.stories)
        except Mistake as mistake:
            if mistake.example is None:
                command = service.command if service is not self.stories.nobodys else ask.command
                mistake.example = f"{command} {verb.example}" if command.startswith("/") else None
            raise

    def _understood(self, ask: Ask) -> tuple[Service, Verb, tuple[str, ...]]:
        incidents = self._of_incidents(ask)
        if incidents is not None:
            return self.stories.nobodys, *incidents
        words, known = tuple(ask.words.split()), verbs()
        button = next((verb for verb in known.values() if verb.button and verb.button == ask.command), None)
        if button is not None:
            return self._named(words[0] if words else ""), button, words[1:]
        shortcut = _by_shortcut(ask.command, known)
        if shortcut is not None:
            return self._of_channel(ask.where.channel), shortcut, ()
        if ask.command == MENTION:
            service, words = self._mentioned(words, ask.where.channel)
        elif ask.command.startswith("/"):
            service = self._commanded(ask.command)
        else:
            raise Mistake("stale_button")
        word = plain(words[0]) if words else "help"
        return service, chosen(word, known, service.command), words[1:]

    def _of_incidents(self, ask: Ask) -> tuple[Verb, tuple[str, ...]] | None:
        """Return what is said of incidents, or None: services have verbs of their own, which go first in a mention."""
        words, known = tuple(ask.words.split()), verbs("incident")
        button = next((verb for verb in known.values() if verb.button and verb.button == ask.command), None)
        if button is not None:
            return button, words
        shortcut = _by_shortcut(ask.command, known)
        if shortcut is not None:
            return shortcut, ()
        word = plain(words[0]) if words else "help"
        if ask.command == self.stories.permits.rules.incident_command:
            return chosen(word, known, ask.command), words[1:]
        if ask.command == MENTION and words and word in known and word not in verbs():
            return known[word], words[1:]
        return None

    def _named(self, name: str) -> Service:
        """Find the service a button is about: messages outlive the configuration that they were made from."""
        if name not in self.stories.everywhere:
            raise Mistake("unknown_service", {"word": shortened(name), "known": sorted(self.stories.services)})
        return self.stories.everywhere[name]

    def _of_channel(self, channel: str) -> Service:
        """Find the service whose channel this is, or any of them: who asks can still choose."""
        services = list(self.stories.services.values())
        here = (one for one in services if self.stories.ports.chat.channel_named(one.channel) == channel)
        return next(here, services[0])

    def _commanded(self, command: str) -> Service:
        """Find the service of a slash command: Slack's list of ours is only as new as the manifest installed there."""
        commands = {service.command: service for service in self.stories.everywhere.values()}
        if command not in commands:
            known = sorted(service.command for service in self.stories.services.values())
            raise Mistake("unknown_service", {"word": command, "known": known})
        return commands[command]

    def _mentioned(self, words: tuple[str, ...], channel: str) -> tuple[Service, tuple[str, ...]]:
        """Find the service a mention is about: named first, or whose channel this is, or the only one there is."""
        named = plain(words[0]).lstrip("/") if words else ""
        for service in self.stories.services.values():
            if named in {service.name, service.command.lstrip("/")}:
                return service, words[1:]
        for service in self.stories.services.values():
            if len(self.stories.services) == 1 or self.stories.ports.chat.channel_named(service.channel) == channel:
                return service, words
        known = sorted(self.stories.services)
        raise Mistake(
            "which_service", {"known": known}, example=f"{known[0]} {named if named in verbs() else 'status'}"
        )


def _by_shortcut(callback_id: str, among: Mapping[str, Verb]) -> Verb | None:
    return next((verb for verb in among.values() if verb.shortcut and verb.shortcut[0] == callback_id), None)


def plain(word: str) -> str:
    """Return a word as it was meant: a Japanese keyboard easily types it full-width (`ｓｔａｔｕｓ`)."""
    return unicodedata.normalize("NFKC", word).lower()


def explain(failure: BaseException, *, reference: Callable[[], str] | None = None) -> Reply:
    """Put a failure into a private reply's facts; our own bugs are logged with the reference that the person sees."""
    match failure:
        case Mistake():
            log.info("mistake", extra={"key": failure.key, "facts": dict(failure.facts)})
            return Reply(f"failures/{failure.key}", {**failure.facts, "example": failure.example}, audience="private")
        case Refusal():
            log.info("refusal", extra={"key": failure.key})
            return Reply(f"failures/{failure.key}", dict(failure.facts), audience="private")
        case Outage():
            facts = dataclasses.asdict(failure)
            log.warning("outage", extra={key: value for key, value in facts.items() if value})
            return Reply("failures/outage", facts, audience="private")
        case _:
            name = (reference or _reference)()
            log.error("bug", extra={"reference": name}, exc_info=failure)
            return Reply("failures/bug", {"reference": name}, audience="private")


def _reference() -> str:
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(5))
