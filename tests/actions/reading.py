"""Can everything that a kind of action says be read out, in both languages, with the facts that it really gives?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.domain.actions.action import Action
from bot.domain.actions.course import fold
from bot.domain.actions.kind import ActionKind, Draft
from bot.domain.actions.plan import Circumstances, plan_of
from bot.domain.items import Detail
from bot.domain.stream import Entry, Recorded
from bot.flows.actions import cards
from tests.blocks import check_message
from tests.liveness import liveness

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
ZONES = {"en": "UTC", "ja": "Asia/Tokyo"}


@cache
def pages() -> Pages:
    return Pages(TEMPLATES, "en")


def read_out(kind: ActionKind, draft: Draft, notes: Sequence[Detail] = ()) -> None:
    """Render the card of a plan, and the line that says it was done; Slack would take both."""
    action = Action("tried", {"en": "Tried", "ja": "試行"}, kind)
    plan = plan_of(action, kind, draft, Circumstances("token", NOW + timedelta(minutes=30), 1, ("U1",)))
    stream = "action-liveness-000001"
    entries = [Entry("asked", "asked", NOW, "U2", {}), Entry("planned", "planned", NOW, "bot", plan)]
    course = fold([Recorded(stream, n, one, NOW, "") for n, one in enumerate(entries, 1)])
    shown = {**cards.facts(course, stream, liveness()), "calls": []}
    done = {"stream": stream, "title": plan["title"], "subject": plan["subject"], "undoes": None, "watch": None}
    done |= {"lines": plan["lines"], "notes": [asdict(one) for one in notes], "next": [], "service": "liveness"}
    for locale, zone in ZONES.items():
        for template, facts in (("action/card", shown), ("action/done", done)):
            message = pages().message(template, facts, locale, zone=zone)
            check_message({"text": message.text, "blocks": message.blocks})
