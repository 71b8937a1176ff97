"""What did people write in a document, whether in a form or in the Markdown, and what names all of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.postmortems.document import document
from bot.domain.postmortems.outline import Causes, CorrectiveAction, Outline
from bot.domain.postmortems.postmortem import ByHand
from bot.domain.postmortems.reading import outline_of
from bot.domain.postmortems.report_places import place_of, put
from bot.domain.postmortems.reports import approved_sha256

CODE_LENGTH = 12


def code_of(outline: Outline) -> str:
    """Return what names all that people wrote in a document: what is agreed to is this, and nothing else."""
    return approved_sha256(document(outline))[:CODE_LENGTH]


def with_hand(outline: Outline, written: Sequence[ByHand]) -> Outline:
    """Return it with what people wrote into the Markdown; what belonged to a row that is gone is gone."""
    if not written:
        return outline
    told = document(outline)
    for one in written:
        place = place_of(told, one.path, one.value)
        if place is not None:
            put(place, one.value)
    return replace(outline_of(told), gaps=outline.gaps)


def is_identified(causes: Causes) -> bool:
    """Say whether a direct, a contributing and a systemic cause are named, as the article's checklist wants."""
    return bool(causes.direct and causes.contributing and causes.systemic)


def as_published(one: CorrectiveAction, stood: Mapping[str, Any]) -> CorrectiveAction:
    """Return an action as it stood when the document was published."""
    status, closed_by = stood.get(one.id, (one.status, one.closed_by))
    return replace(one, status=status, closed_by=closed_by)
