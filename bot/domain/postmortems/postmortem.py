"""How does a postmortem stand: what people wrote in it, which messages they chose, who agreed, and to what?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.postmortems.outline import Causes, Stage

KIND = "postmortem"

CAUSES = frozenset({"direct_cause", "contributing", "systemic"})
"""What the article's checklist wants named."""

REFLECTIONS = ("went_well", "went_badly", "got_lucky")
"""What people look back on besides causes and lessons (Google's SRE book, appendix D)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the lead decided of a message: whether it is in the timeline, and in which words; None: in its own."""

    is_in: bool
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody of the control board agreed to what people had written then, which `code` names."""

    by: str
    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody did something to it, and when; `code` names what people had written then."""

    by: str
    at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody wrote into the Markdown: the field's path in the JSON, and its value, redacted."""

    path: tuple[str, ...]
    value: Any = field(hash=False)


@dataclass(frozen=True, slots=True)
class Postmortem:
    """A postmortem as it stands.

    `id` is its number for people (`PM-2026-11-22-01`), `incident` the stream it is about. `choices` are by message
    (`C0123:1790000000.000100`). `impact` None: as the incident tells it. `by_hand` is what people wrote in the
    Markdown: it has the last word until a form says something else. `ticked` are paths of evidence that is committed
    whole though it is no text. `seen` is what was last composed of it, in plain values, and `trouble` why the
    repository could not be written to. `statuses` are those of the corrective actions when it was published: they live
    on apart, and a published document stays as it is.
    """

    id: str
    incident: str
    started: Said
    choices: Mapping[str, Choice] = field(default_factory=dict, hash=False)
    impact: str | None = None
    stakeholders: tuple[str, ...] = ()
    causes: Causes = field(default_factory=Causes)
    lessons: tuple[str, ...] = ()
    reflections: Mapping[str, str] = field(default_factory=dict, hash=False)
    shared: str = ""
    by_hand: tuple[ByHand, ...] = ()
    ticked: frozenset[str] = frozenset()
    submitted: Said | None = None
    consents: tuple[Consent, ...] = ()
    released: Said | None = None
    published: Said | None = None
    commit: str = ""
    statuses: Mapping[str, Any] = field(default_factory=dict, hash=False)
    seen: Mapping[str, Any] = field(default_factory=dict, hash=False)
    trouble: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def meets(self) -> tuple[str, ...]:
        """The items of the checklist that are met by what stood in it when it was last composed."""
        if not self.seen:
            return ()
        lacking = set(self.seen["missing"])
        named = () if lacking & CAUSES else ("causes_identified",)
        carried = self.shared or (self.published is not None and "lessons" not in lacking)
        return (*named, *(("knowledge_shared",) if carried else ()))

    def agreed(self, code: str) -> tuple[Consent, ...]:
        """Return who agreed to exactly this, by what it is named by."""
        return tuple(one for one in self.consents if one.code == code)

    def stage(self, code: str, wanted: int) -> Stage:
        """Return how far it is, with this written in it and so many who must agree; a change needs consent anew."""
        if self.published is not None and self.published.code == code:
            return "published"
        if self.submitted is None:
            return "draft"
        return "approved" if len(self.agreed(code)) >= wanted else "in_review"


def message_key(channel: str, ts: str) -> str:
    """Name a message as `choices` do."""
    return f"{channel}:{ts}"
