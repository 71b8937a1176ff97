"""What do the stories share while the process lives? The world, and the status answers just read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.alarms.placing import UNCLAIMED
from bot.domain.service import Service
from bot.flows.alarms.answering import Answering
from bot.flows.alarms.reconciling import Reconciling
from bot.flows.alarms.silencing import Silencers
from bot.flows.alarms.strange import Strange
from bot.flows.alarms.taking import Taking
from bot.flows.alarms.triaging import Triaging
from bot.flows.permits import Permits
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
