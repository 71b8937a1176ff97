"""Who may do what in an incident, and how are they told when they may not?"""

from __future__ import annotations

import re

from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.incidents.incident import Incident
from bot.domain.rights import is_user

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>")
ME = frozenset({"me", "私", "わたし", "自分"})


def only_commander(incident: Incident, by: str) -> None:
    """Let only the current commander change severity and state; others take the role first, if they have the right."""
    if incident.commander != by:
        raise Refusal("not_commander", {"commander": incident.commander})


def only_living(incident: Incident) -> None:
    """Refuse what is said of an incident that is closed: it must be reopened first."""
    if incident.status == "closed":
        raise Refusal("incident_is_closed", {"title": incident.title})


def person_chosen(word: str, by: str, *, field: str) -> str:
    """Return the Slack id of whoever was chosen in a form's list of people, or written there as a mention."""
    return word if is_user(word) else person_named(word, by, field=field)


def person_named(word: str, by: str, *, field: str = "who") -> str:
    """Return the Slack id of whoever is mentioned, or `me`; the manifest has Slack escape names into mentions."""
    if word.lower() in ME:
        return by
    found = _MENTION.fullmatch(word)
    if found is None:
        raise Mistake("who_is_that", {"word": shortened(word)}, field=field)
    return found[1]
