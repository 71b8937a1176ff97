"""What do the stories about postmortems share? The world; without a report repository they refuse."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.failures import Refusal
from bot.flows.permits import Permits
from bot.flows.postmortems.choosing import Choosing
from bot.flows.postmortems.composing import Composing
from bot.flows.postmortems.consenting import Consenting
from bot.flows.postmortems.drafting import Drafting
from bot.flows.postmortems.filing import Filing
from bot.flows.postmortems.leading import Leading
from bot.flows.postmortems.publishing import Publishing
from bot.flows.postmortems.reviewing import Reviewing
from bot.flows.postmortems.telling_timeline import TellingTimeline
from bot.flows.postmortems.writing import Writing
from bot.ports import Ports


@dataclass(frozen=True, slots=True)
class PostmortemStories:
    """The stories, each made when it is asked for."""

    ports: Ports
    permits: Permits

    @property
    def leading(self) -> Leading:
        """Finds the postmortem that is meant."""
        return Leading(self.permits.rules, self.ports.store, self.ports.clock)

    @property
    def composing(self) -> Composing:
        """Composes postmortems; a Refusal where there is no report repository."""
        ports, rules = self.ports, self.permits.rules
        if ports.redactor is None or ports.writer is None:
            raise Refusal("no_reports")
        return Composing(rules, rules.clocks, ports.store, ports.chat, ports.redactor, ports.writer)

    @property
    def drafting(self) -> Drafting:
        """Begins postmortems."""
        return Drafting(self.leading, self.ports.publisher)

    @property
    def choosing(self) -> Choosing:
        """Takes which messages belong in the timeline."""
        return Choosing(self.leading)

    @property
    def writing(self) -> Writing:
        """Takes what the lead writes."""
        return Writing(self.leading, self.composing)

    @property
    def consenting(self) -> Consenting:
        """Takes what is decided on postmortems."""
        return Consenting(self.leading, self.composing, self.permits)

    @property
    def telling_timeline(self) -> TellingTimeline:
        """Tells what happened in an incident."""
        return TellingTimeline(self.composing)

    @property
    def publishing(self) -> Publishing:
        """Commits postmortems; a Refusal where there is no report repository."""
        ports, composing = self.ports, self.composing
        if ports.publisher is None:
            raise Refusal("no_reports")
        filing = Filing(composing, composing.redactor, composing.writer, ports.store, ports.people, ports.clock)
        return Publishing(composing, filing, ports.publisher, ports.store, ports.clock)

    @property
    def reviewing(self) -> Reviewing:
        """Tells how well we respond."""
        return Reviewing(self.ports.publisher, self.ports.clock, self.permits.rules.timezone)
