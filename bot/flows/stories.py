"""What do the stories share while the process lives? The world, and the status answers just read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.alarms.placing import UNCLAIMED
from bot.domain.service import Service
from bot.flows.actions.asking import Asking
from bot.flows.actions.attending import Attending
from bot.flows.actions.deciding import Deciding
from bot.flows.actions.doing import Doing
from bot.flows.actions.looking_after import LookingAfter
from bot.flows.actions.planning import Planning
from bot.flows.actions.standing import Standing
from bot.flows.alarms.answering import Answering
from bot.flows.alarms.reconciling import Reconciling
from bot.flows.alarms.silencing import Silencers
from bot.flows.alarms.strange import Strange
from bot.flows.alarms.taking import Taking
from bot.flows.alarms.triaging import Triaging
from bot.flows.audits.costs import RecentCosts
from bot.flows.capturing import Capturing
from bot.flows.incidents.attending import IncidentClocks
from bot.flows.incidents.closing import Closing
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.correcting import Correcting
from bot.flows.incidents.declaring import Declaring
from bot.flows.incidents.escalating import Escalating
from bot.flows.incidents.happening import Happening
from bot.flows.incidents.hearing import Hearing
from bot.flows.incidents.marking import Marking
from bot.flows.incidents.milestones import Milestones
from bot.flows.incidents.reading_in import ReadingIn
from bot.flows.incidents.rooming import Rooming
from bot.flows.incidents.telling_of import Telling
from bot.flows.permits import Permits
from bot.flows.postmortems.stories import PostmortemStories
from bot.flows.refilling import Refilling
from bot.flows.status import Statuses
from bot.ports import Ports


@dataclass(frozen=True, slots=True)
class Stories:
    """The services we look after, the world, and answers a few seconds old that everybody who asks may share.

    `nobodys` stands in for a service where an alarm belongs to none.
    """

    services: Mapping[str, Service]
    nobodys: Service
    ports: Ports
    statuses: Statuses
    permits: Permits
    costs: RecentCosts = field(default_factory=RecentCosts)

    @property
    def everywhere(self) -> Mapping[str, Service]:
        """Everything that has a channel: the services, and what stands in for none."""
        return {**self.services, UNCLAIMED: self.nobodys}

    @property
    def taking(self) -> Taking:
        """Takes what watchers tell."""
        return Taking(self.everywhere, self.ports.store, self.ports.clock)

    @property
    def answering(self) -> Answering:
        """Does what people say about alarms."""
        return Answering(self.everywhere, self.ports.store, self.ports.clock)

    @property
    def silencers(self) -> Silencers:
        """Silences alarms, and ends that."""
        return Silencers(self.everywhere, self.ports.store, self.ports.clock)

    @property
    def triaging(self) -> Triaging:
        """Looks into alarms."""
        return Triaging(self.everywhere, self.ports.cloud, self.ports.store, self.ports.clock)

    @property
    def strange(self) -> Strange:
        """Puts on record what could not be read."""
        return Strange(self.ports.store, self.ports.clock)

    @property
    def reconciling(self) -> Reconciling:
        """Compares the record with the world."""
        return Reconciling(self.taking, self.ports.cloud, self.ports.alerting)

    @property
    def planning(self) -> Planning:
        """Plans what is to be done."""
        ports = self.ports
        return Planning(self.permits.rules, ports.cloud, ports.store, ports.clock, self.statuses)

    @property
    def asking(self) -> Asking:
        """Takes what people want done."""
        return Asking(
            self.everywhere, self.permits.rules, self.permits, self.planning, self.ports.store, self.ports.clock
        )

    @property
    def deciding(self) -> Deciding:
        """Takes what people decide on plans."""
        return Deciding(
            self.everywhere, self.permits.rules, self.permits, self.statuses, self.ports.store, self.ports.clock
        )

    @property
    def doing(self) -> Doing:
        """Carries out what was agreed to."""
        return Doing(self.everywhere, self.permits.rules, self.ports.cloud, self.ports.store, self.ports.clock)

    @property
    def looking_after(self) -> LookingAfter:
        """Looks after what was done."""
        return LookingAfter(self.everywhere, self.planning, self.ports.cloud, self.ports.store, self.ports.clock)

    @property
    def standing(self) -> Standing:
        """Does what was agreed to before it was needed."""
        return Standing(self.everywhere, self.planning, self.ports.store, self.ports.clock)

    @property
    def attending(self) -> Attending:
        """Does what is due for actions."""
        return Attending(self.everywhere, self.ports.store, self.ports.clock)

    @property
    def declaring(self) -> Declaring:
        """Declares incidents."""
        rules = self.permits.rules
        return Declaring(self.services, rules, rules.clocks, self.permits, self.ports.store, self.ports.clock)

    @property
    def commanding(self) -> Commanding:
        """Does what commanders say."""
        rules = self.permits.rules
        return Commanding(rules, rules.clocks, self.permits, self.ports.store, self.ports.clock)

    @property
    def telling_of(self) -> Telling:
        """Takes what is said of an incident."""
        return Telling(self.commanding)

    @property
    def escalating(self) -> Escalating:
        """Calls for more help."""
        return Escalating(self.commanding, self.services)

    @property
    def milestones(self) -> Milestones:
        """Corrects when things were."""
        return Milestones(self.commanding)

    @property
    def correcting(self) -> Correcting:
        """Takes what is to be done so that it does not happen again."""
        return Correcting(self.commanding)

    @property
    def closing(self) -> Closing:
        """Closes incidents."""
        return Closing(self.commanding)

    @property
    def reading_in(self) -> ReadingIn:
        """Tells latecomers."""
        return ReadingIn(self.permits.rules.clocks, self.ports.store)

    @property
    def hearing(self) -> Hearing:
        """Takes what people simply write."""
        return Hearing(self.commanding, self.ports.chat)

    @property
    def happening(self) -> Happening:
        """Takes what happens in incidents' rooms."""
        marking = Marking(self.permits.rules.clocks, self.permits, self.ports.store, self.ports.clock)
        return Happening(marking, self.reading_in, self.ports.chat)

    @property
    def incident_clocks(self) -> IncidentClocks:
        """Says what is due for incidents."""
        rules = self.permits.rules
        return IncidentClocks(self.everywhere, rules, rules.clocks, self.ports.store, self.ports.clock)

    @property
    def rooming(self) -> Rooming:
        """Sees to incidents' rooms."""
        rules, ports = self.permits.rules, self.ports
        return Rooming(self.everywhere, rules, rules.clocks, ports.store, ports.chat, ports.people, ports.clock)

    @property
    def capturing(self) -> Capturing:
        """Keeps what is said."""
        return Capturing(self.ports.store, self.ports.people)

    @property
    def refilling(self) -> Refilling:
        """Fetches what was missed."""
        return Refilling(self.ports.store, self.ports.people, self.ports.clock)

    @property
    def postmortems(self) -> PostmortemStories:
        """Everything about postmortems."""
        return PostmortemStories(self.ports, self.permits)
