"""What does a card show at a moment, and how new is that?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shown:
    """A template, its facts, and a number that grows with everything that the card shows."""

    template: str
    facts: Mapping[str, Any]
    seq: int
