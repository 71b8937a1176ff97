"""Is what stands in a JSON document what should stand there, and where is it not?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class NotADocumentError(ValueError):
    """What was given is no document of a postmortem: `field` says where (`timeline[3].at`), empty: all of it."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field or 'the document'} {what}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Part:
    """An object in a document, and where it stands there; each method raises NotADocumentError."""

    path: str
    value: Any

    def __post_init__(self) -> None:
        if not isinstance(self.value, Mapping):
            raise NotADocumentError(self.path, "is no object")

    def named(self, name: str) -> str:
        """Return where a member stands: `timeline[3].at`."""
        return f"{self.path}.{name}" if self.path else name

    def get(self, name: str) -> Any:
        """Return a member, whatever it is."""
        if name not in self.value:
            raise NotADocumentError(self.named(name), "is missing")
        return self.value[name]

    def of(self, name: str, kind: type, what: str, *, may_lack: bool = False) -> Any:
        """Return a member of a type; `what` is its name for people, `may_lack` lets null pass."""
        found = self.get(name)
        if found is None and may_lack:
            return None
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise NotADocumentError(self.named(name), f"is no {what}")
        return found

    def part(self, name: str) -> Part:
        """Return an object."""
        return Part(self.named(name), self.get(name))

    def parts(self, name: str) -> list[Part]:
        """Return a list of objects."""
        where = self.named(name)
        return [Part(f"{where}[{place}]", one) for place, one in enumerate(self.of(name, list, "list"))]

    def text(self, name: str) -> str:
        """Return a text."""
        return str(self.of(name, str, "text"))

    def text_or_none(self, name: str) -> str | None:
        """Return a text or None."""
        found = self.of(name, str, "text", may_lack=True)
        return None if found is None else str(found)

    def words(self, name: str) -> str:
        """Return a text, the empty one for null."""
        return self.text_or_none(name) or ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.of(name, list, "list")
        if not all(isinstance(one, str) for one in found):
            raise NotADocumentError(self.named(name), "holds what is no text")
        return tuple(found)

    def one_of(self, name: str, known: tuple[Any, ...]) -> Any:
        """Return one of the values that there are."""
        found = self.get(name)
        if found not in known:
            raise NotADocumentError(self.named(name), f"is {found!r:.40}, none of those that there are")
        return found

    def truth(self, name: str) -> bool:
        """Return true or false."""
        return bool(self.of(name, bool, "true or false"))

    def truth_or_none(self, name: str) -> bool | None:
        """Return true, false or None."""
        found = self.of(name, bool, "true or false", may_lack=True)
        return None if found is None else bool(found)

    def count(self, name: str) -> int:
        """Return a whole number that isn't negative."""
        found = self.count_or_none(name)
        if found is None:
            raise NotADocumentError(self.named(name), "is no number")
        return found

    def count_or_none(self, name: str) -> int | None:
        """Return a whole number that isn't negative, or None."""
        found = self.of(name, int, "whole number", may_lack=True)
        if found is not None and found < 0:
            raise NotADocumentError(self.named(name), "is negative")
        return None if found is None else int(found)

    def moment(self, name: str) -> datetime:
        """Return a moment, in UTC."""
        found = self.moment_or_none(name)
        if found is None:
            raise NotADocumentError(self.named(name), "is no moment")
        return found

    def moment_or_none(self, name: str) -> datetime | None:
        """Return a moment in UTC, or None."""
        found = self.text_or_none(name)
        if found is None:
            return None
        try:
            if _MOMENT.fullmatch(found):
                return datetime.fromisoformat(found)
        except ValueError:
            pass
        raise NotADocumentError(self.named(name), "is no moment in UTC such as 2026-11-22T09:30:12Z")

    def day_or_none(self, name: str) -> date | None:
        """Return a day or None."""
        found = self.text_or_none(name)
        if found is None:
            return None
        try:
            if _DAY.fullmatch(found):
                return date.fromisoformat(found)
        except ValueError:
            pass
        raise NotADocumentError(self.named(name), "is no day such as 2026-12-01")
