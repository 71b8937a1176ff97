"""Which story carries out which kind of effect?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.failures import Outage
from bot.domain.service import Service
from bot.flows import telling
from bot.ports import Ports
from bot.speech import Chart

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Performing:
    """Carries out effects by their kind; raises Outage while the world is out, and for good for an unknown kind."""

    services: Mapping[str, Service]
    ports: Ports
    draw: Callable[[Chart, str], bytes]
    locale: str

    def perform(self, kind: str, facts: Facts) -> None:
        """Carry out one effect; doing it again does nothing more."""
        ports = self.ports
        match kind:
            case "say":
                telling.say(
                    facts,
                    store=ports.store,
                    chat=ports.chat,
                    services=self.services,
                    draw=lambda chart: self.draw(chart, self.locale),
                )
            case "card":
                telling.card(facts, store=ports.store, chat=ports.chat, services=self.services)
            case _:
                raise Outage("bot", "unknown_effect", retry=False, detail=kind)
