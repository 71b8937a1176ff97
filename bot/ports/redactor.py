"""What do we need so that nothing leaves us that must not?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text from which secrets and personal data were taken, and how many of each kind (`secret:aws-key`: 1)."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How much was taken out."""
        return sum(self.counts.values())


class Redaction(Protocol):
    """The redaction of one document: what is equal in it stays equal (`[secret:aws-key:1]`).

    Numbers follow the order of first appearance, so the same texts in the same order give the same result.
    """

    def redact(self, text: str) -> Redacted:
        """Take secrets and personal data out of a text; never raises, whatever the text."""
        ...


class Redactor(Protocol):
    """Begins redactions."""

    def begin(self) -> Redaction:
        """Return a redaction that has seen nothing yet."""
        ...
