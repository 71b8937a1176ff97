"""What were we told, and how does a command say that it was told wrong?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import typer

from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.catalogue import BadConfigurationError, Catalogue, load
from bot.cli import WRONG_USE
from bot.domain.failures import Mistake
from bot.domain.service import Service
from bot.settings import Settings, WrongSettingError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """The environment, the configuration, and the words to speak with."""

    settings: Settings
    catalogue: Catalogue
    pages: Pages

    @property
    def locale(self) -> str:
        """The language that everybody reads."""
        return self.settings.liveness_bot_locale

    def service(self, name: str) -> Service:
        """Return a service by its name; ends the command with a sentence when there is none."""
        services: Mapping[str, Service] = self.catalogue.services
        if name not in services:
            facts = {"word": name, "known": sorted(services)}
            refuse(self.pages.sentence("failures/unknown_service", facts, self.locale))
        return services[name]

    def understood(self, act: Callable[[], T]) -> T:
        """Do something, and end the command with a sentence when it was asked for wrongly."""
        try:
            return act()
        except Mistake as mistake:
            facts = {**mistake.facts, "example": mistake.example}
            refuse(self.pages.sentence(f"failures/{mistake.key}", facts, self.locale))
            raise


def settings() -> Settings:
    """Read the environment; ends the command with a sentence for each wrong variable."""
    try:
        return Settings.load()
    except WrongSettingError as error:
        refuse(*error.sentences)
        raise


def told() -> Told:
    """Read environment and configuration; ends the command with a sentence for each fault."""
    environment = settings()
    try:
        catalogue = load(environment.config_dir)
    except BadConfigurationError as error:
        refuse(*(str(fault) for fault in error.faults))
        raise
    return Told(environment, catalogue, Pages(TEMPLATES, environment.liveness_bot_locale))


def refuse(*sentences: str) -> None:
    """Say on standard error what is wrong, and end the command with 2."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_USE)
