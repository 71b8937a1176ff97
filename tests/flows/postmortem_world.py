"""An incident whose postmortem is written: a repository in memory, and the real words, rules and pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.pages import Pages
from bot.adapters.redaction import PatternRedactor
from bot.app.places import TEMPLATES
from bot.app.writing import DocumentWriter
from bot.domain.messages import Revision
from bot.domain.postmortems.postmortem import KIND, Postmortem
from bot.domain.rules import Rights, Rules
from bot.flows.postmortems.keeping import look
from bot.flows.stories import Stories
from bot.ports import Ports
from bot.speech import Chart, Form, Reply
from tests.fake_publisher import FakePublisher
from tests.flows.incident_world import AIKO, BEN, CARLA, IncidentWorld

PAGES = Pages(TEMPLATES, "en")
RIGHTS = Rights(approve_postmortems=(AIKO, BEN, CARLA))
CAUSES = {
    "direct": "The Git hook of the LUT update failed",
    "contributing": "No test in CI\n- reviews in parallel",
    "systemic": "Nobody owns colours",
    "model": "",
    "data": "",
    "operations": "",
}


def _drawn(chart: Chart, _locale: str) -> bytes:
    return json.dumps(chart.facts, sort_keys=True, default=str).encode()


@dataclass
class PostmortemWorld(IncidentWorld):
    """All stories over the fakes, and a report repository."""

    rules: Rules = field(default_factory=lambda: Rules(rights=RIGHTS))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.writer = DocumentWriter(PAGES, _drawn, "en", "UTC")
        self.publisher = FakePublisher(self.writer.render)
        self.redactor = PatternRedactor()

    @property
    def stories(self) -> Stories:
        told = super().stories
        ports = Ports(
            chat=self.chat, cloud=self.cloud, store=self.store, clock=self.clock, people=self.people,
            publisher=self.publisher, redactor=self.redactor, writer=self.writer,
        )  # fmt: skip
        return Stories(told.services, told.nobodys, ports, told.statuses, told.permits)

    def begin(self, words: str = "S1 liveness brand colours drift") -> str:
        """Declare, mitigate and resolve an incident, begin its postmortem, and return the room."""
        room = self.declare(words)
        self.clock.advance(19 * 60)
        self.say(CARLA, "mitigated", where=room)
        self.clock.advance(3600)
        self.say(CARLA, "resolved", where=room)
        self.say(CARLA, "impact 4,200 images in the wrong colours", where=room)
        assert self.say(CARLA, "postmortem", where=room).template == "postmortem/noted"
        self.settle()
        return room

    def hear(self, text: str, by: str = BEN, *, ts: str = "") -> str:
        """Let somebody write something in the room; return the message's ts."""
        self.clock.advance(1)
        name = ts or f"{self.clock.now().timestamp():.0f}.000100"
        self.store.keep(Revision(self.room(), name, name, by, text))
        return name

    def press(self, by: str, verb: str, *words: str, **values: str) -> Reply | Form:
        """Press a button of the postmortem's card, or submit its form."""
        return self.click(by, f"postmortem.{verb}", " ".join((self.name(), *words)), where=self.room(), **values)

    def write(self) -> None:
        """Write what belongs in a report."""
        self.press(CARLA, "causes", **CAUSES)
        self.press(CARLA, "lessons", lessons="Document the review\nUpdate the handbook", shared="")
        self.settle()

    def agree(self, *people: str) -> None:
        """Submit it, and let these people approve it as it stands."""
        self.press(CARLA, "submit")
        for who in people or (AIKO, BEN):
            assert self.press(who, "approve", self.code()).template == "postmortem/noted"
        self.settle()

    def name(self) -> str:
        (found,) = self.store.find(kind=KIND)
        return found.id

    def postmortem(self) -> Postmortem:
        known = look(self.name(), self.store)
        assert known is not None
        return known.postmortem

    def code(self) -> str:
        return str(self.postmortem().seen["code"])

    def file(self, path: str) -> str:
        return self.publisher.files[path].decode()

    @property
    def folder(self) -> str:
        return "run/_/postmortems"

    def document(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.file(f"{self.folder}/{self.postmortem().id}.json"))
        return told

    def markdown(self) -> str:
        return self.file(f"{self.folder}/{self.postmortem().id}.md")
