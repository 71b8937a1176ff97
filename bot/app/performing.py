"""Which story carries out which kind of effect?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.failures import Outage
from bot.flows.stories import Stories
from bot.flows.teller import Teller
from bot.speech import Chart

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Performing:
    """Carries out effects by their kind; raises Outage while the world is out, and for good for an unknown kind."""

    stories: Stories
    draw: Callable[[Chart, str], bytes]
    locale: str

    def perform(self, kind: str, facts: Facts) -> None:
        """Carry out one effect; doing it again does nothing more."""
        match kind:
            case "say":
                self._teller.say(facts)
            case "card":
                if "member" in facts:  # we may have died right before it joined the group whose card shows it
                    self.stories.taking.share(str(facts["member"]))
                self._teller.card(facts)
            case "room":
                guests: Any = facts.get("guests", ())
                self.stories.rooming.carry_out(str(facts["stream"]), self._teller, guests)
            case "triage":
                self.stories.triaging.carry_out(facts)
            case "copy":
                self.stories.capturing.copy(facts)
            case "refill":
                self.stories.refilling.refill(facts)
            case "change":
                self._change(str(facts["stream"]), str(facts["do"]), facts)
            case "publish":
                self._publish(str(facts["stream"]), str(facts["do"]))
            case _:
                raise Outage("bot", "unknown_effect", retry=False, detail=kind)

    def _change(self, stream: str, what: str, facts: Facts) -> None:
        match what:
            case "carry":
                self.stories.doing.carry_out(stream)
            case "watch":
                self.stories.looking_after.watch(stream, datetime.fromisoformat(str(facts["at"])))
            case "remind":
                self.stories.looking_after.remind(stream, datetime.fromisoformat(str(facts["at"])))
            case "restore":
                self.stories.looking_after.restore(stream, datetime.fromisoformat(str(facts["at"])))
            case "stand":
                self.stories.standing.carry_out(facts)
            case _:
                raise Outage("bot", "unknown_effect", retry=False, detail=what)

    def _publish(self, stream: str, what: str) -> None:
        match what:
            case "compose":
                self.stories.postmortems.publishing.compose(stream)
            case "commit":
                self.stories.postmortems.publishing.commit(stream)
            case _:
                raise Outage("bot", "unknown_effect", retry=False, detail=what)

    @property
    def _teller(self) -> Teller:
        ports = self.stories.ports
        return Teller(
            store=ports.store,
            chat=ports.chat,
            people=ports.people,
            services=self.stories.everywhere,
            draw=lambda chart: self.draw(chart, self.locale),
        )
