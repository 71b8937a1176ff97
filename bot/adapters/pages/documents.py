"""What may a template of a document in git use besides: paragraphs, times in a stated zone, and the timeline's table?

The table is written here and not in a template, since a timeline may have 10,000 rows: what many rows share (owners,
marks) is put into words once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from bot.adapters.pages.faces import Phrase
from bot.domain.postmortems.causal_map import mermaid
from bot.domain.postmortems.markdown import inert_all, is_address, paragraphs
from bot.domain.postmortems.stamps import days, stamp, stamps, zone_of
from bot.domain.rights import is_user

LONGEST_CELL = 2_000
"""Our own: a log that somebody pasted would make the table unreadable; the whole text stays in the JSON."""


def teach_documents(environment: Environment) -> None:
    """Add to an environment what only documents use."""
    environment.filters |= {
        "paragraphs": lambda text: Markup(paragraphs(text)),  # noqa: S704 - this is the escaping
        "mermaid": lambda causal_map: Markup(mermaid(causal_map)),  # noqa: S704 - labels can mean nothing in it
        "in_list": lambda shown: Markup(str(shown).replace(",", "\\,")),  # noqa: S704 - for what is harmless already
        "stamp": stamp,
        "zone": zone_of,
        "days": days,
    }
    environment.globals |= {"timeline_rows": timeline_rows, "is_translated": _is_translated, "is_user": is_user}


def timeline_rows(
    rows: Iterable[Mapping[str, Any]], zone: str, who: Callable[[str | None], Markup], mark: Callable[..., Markup]
) -> Markup:
    """Write the rows of a timeline's table: time with permalink, event with its marks, owner.

    `who` puts an owner into words; `mark` what there is to say of an event: `edited`, `deleted`, `empty`, `shortened`,
    or `redacted` with how often.
    """
    found = list(rows)
    owners: dict[str | None, str] = {}
    marks: dict[tuple[object, ...], str] = {}

    def marked(*asked: object) -> str:
        if asked not in marks:
            marks[asked] = str(mark(*asked)).strip()
        return marks[asked]

    ats = stamps([one["at"] for one in found], zone)
    events = inert_all((one["event"] or "")[:LONGEST_CELL] for one in found)
    lines: list[str] = []
    for row, at, event in zip(found, ats, events, strict=True):
        owner, link = row["owner"], row["permalink"]
        if owner not in owners:
            owners[owner] = str(who(owner)).strip()
        when = f"[{at}]({link})" if link and is_address(link) else at
        said = event
        if row["deleted"]:
            said = marked("deleted")
        elif not event:
            said = marked("empty")
        elif len(row["event"]) > LONGEST_CELL:
            said = f"{event}… {marked('shortened')}"
        if row["edited"]:
            said += " " + marked("edited")
        if row["redactions"]:
            said += " " + marked("redacted", row["redactions"])
        lines.append(f"| {when} | {said} | {owners[owner]} |")
    return Markup("\n".join(lines))  # noqa: S704 - each part is harmless already


def _is_translated(words: Phrase, english: str) -> bool:
    return words.sentence != english
