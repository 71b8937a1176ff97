"""All stories over the fakes, as the running bot has them over the world."""

from __future__ import annotations

from bot.adapters.memory import MemoryStore
from bot.domain.alarms.placing import nobodys
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.flows.permits import Permits
from bot.flows.status import Statuses
from bot.flows.stories import Stories
from bot.ports import Person, Ports
from tests.fakes import FakeCloud
from tests.slack_fakes import FakeArchive, FakeChat

BEN = Person("U2BEN", "ben", "en", "Europe/Berlin")
IVY = Person("U9IVY", "ivy", "en", "UTC", is_guest=True)


def stories(cloud: FakeCloud, *services: Service, rules: Rules | None = None) -> Stories:
    """Put the stories of these services together; Ben is a member and Ivy a guest."""
    told, clock = rules or Rules(), cloud.clock
    channels = {one.channel: f"C0{one.name.upper()}" for one in services} | {told.announce_channel: "C0INCIDENTS"}
    people = FakeArchive(BEN, IVY)
    ports = Ports(
        chat=FakeChat(clock, channels), cloud=cloud, store=MemoryStore(clock), clock=clock, people=people
    )  # fmt: skip
    known = {one.name: one for one in services}
    statuses = Statuses(cloud=cloud, clock=clock)
    return Stories(known, nobodys(told.announce_channel), ports, statuses, Permits(told, people))
