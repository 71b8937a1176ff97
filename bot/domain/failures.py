"""Whose fault was it, and what may the person do about it?

Three words cover every failure we expect; anything else is our own bug and is shown only as a reference number.
Failures carry a template's key and facts, never finished sentences, so that they can be told in the reader's language.
They are not frozen: Python itself writes `__traceback__` on a raised exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SAID_BACK = 40
"""How many characters of what somebody typed are worth saying back."""


@dataclass(eq=False)
class Mistake(Exception):  # noqa: N818 - the house's own word; "MistakeError" would say it twice
    """Tell the person that what they typed can't be understood or used.

    `key` names the sentence in `templates/failures/`, `facts` fill it, `example` is something that would have worked,
    `field` is the form's field at fault when the words came from a form.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    example: str | None = None
    field: str | None = None


def shortened(word: str) -> str:
    """Return what was typed, short enough to be said back in a sentence."""
    return word if len(word) <= SAID_BACK else word[: SAID_BACK - 1] + "…"


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - as above
    """Tell the person that the rules don't allow it, and which rule."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class Outage(Exception):  # noqa: N818 - as above
    """Say that a part of the world did not answer as it should.

    `port` is who (slack, aws, store, git); `reason` is a short machine word; `needs` names the missing scope or IAM
    action when that is the trouble; `retry_after` is the number of seconds the world asked us to wait;
    `retry` says whether the same call may succeed later.
    """

    port: str
    reason: str
    needs: str | None = None
    retry: bool = True
    retry_after: float | None = None
    detail: str = ""
