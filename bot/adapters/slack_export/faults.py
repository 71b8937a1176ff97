"""What can be wrong with a file of an export?"""

from __future__ import annotations

from bot.domain.exports import Flaw


class Damaged(Exception):  # noqa: N818 - it says what the file is
    """Say that a file can't be read any further, and why."""

    def __init__(self, why: Flaw) -> None:
        super().__init__(why)
        self.why = why
