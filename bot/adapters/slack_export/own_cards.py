"""What do our own messages in an export state? They are known by their buttons, whose names never change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.adapters.slack_export.words import Json, objects, text_in
from bot.domain.exports import Stated, StatedKind

OURS = ("incident.", "alarm.", "action.", "status.", "postmortem.")
"""What our buttons' names begin with (interfaces)."""

_HEADLINE = re.compile(r"(?P<severity>S[0-3]) · (?P<drill>[^#]*)#[\d,.]+ (?P<title>.+) · [^·]+")
"""`templates/incident/card.blocks.j2`: the same in every language."""

_CHANGE = re.compile(
    r":(?P<mark>raised_hands|white_check_mark|arrows_counterclockwise|chart_with_upwards_trend): \*(?P<said>.*)"
)
_SEVERITY = re.compile(r"\bS[0-3]\b|S[0-3]")
_CHANGES: Mapping[str, StatedKind] = {
    "raised_hands": "mitigated",
    "white_check_mark": "resolved",
    "arrows_counterclockwise": "reopen",
    "chart_with_upwards_trend": "severity",
}
"""`templates/incident/change.blocks.j2`."""

_DATE = re.compile(r"<!date\^(\d{9,10})\^")


def buttons_of(message: Json) -> tuple[str, ...]:
    """Return the names of a message's buttons that are ours; none: it is not ours, as far as can be known."""
    named = (
        text_in(element, "action_id")
        for block in objects(message.get("blocks"))
        if block.get("type") in {"actions", "section"}
        for element in (*objects(block.get("elements")), *objects([block.get("accessory")]))
    )
    return tuple(name for name in named if name.startswith(OURS))


def stated_by(ts: str, message: Json, buttons: tuple[str, ...]) -> Iterator[Stated]:
    """Give what one of our messages states of the incident."""
    blocks = objects(message.get("blocks"))
    if any(name.startswith("incident.read_me_in") for name in buttons):
        yield from _of_card(ts, blocks)
    elif any(name.startswith("incident.undo") for name in buttons):
        found = next((_CHANGE.match(_text(block)) for block in blocks if block.get("type") == "section"), None)
        if found:
            kind = _CHANGES[found["mark"]]
            level = _SEVERITY.search(found["said"])
            if kind != "severity" or level:
                yield Stated(ts, kind, level[0] if kind == "severity" and level else "")


def _of_card(ts: str, blocks: Any) -> Iterator[Stated]:
    """Read the pinned card: its headline, and the dates of its foot: detected, started if known, declared."""
    for block in blocks:
        if block.get("type") == "header":
            found = _HEADLINE.fullmatch(_text(block))
            if found:
                yield Stated(ts, "title", found["title"])
        elif block.get("type") == "context":
            words = "\n".join(text_in(one, "text") for one in objects(block.get("elements")))
            dates = [datetime.fromtimestamp(int(one), UTC) for one in _DATE.findall(words)]
            if dates:
                yield Stated(ts, "detected", at=dates[0])
            if len(dates) > 2:  # noqa: PLR2004 - see above
                yield Stated(ts, "started", at=dates[1])


def _text(block: Json) -> str:
    told = block.get("text")
    return text_in(told, "text") if isinstance(told, dict) else ""
