"""How does the workspace say no?"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - it is an answer of the API, spelled as Slack spells it, not a fault of ours
    """Carry a failure as Slack words it: HTTP 200 and ``{"ok": false, "error": …}``.

    Source: Slack docs, Web API, evaluating responses.
    """

    def __init__(self, error: str, sentence: str = "", **extra: Any) -> None:
        """Keep the error's name, a sentence for people, and what the answer carries besides."""
        super().__init__(error)
        self.error = error
        self.sentence = sentence or f"That was refused: {error.replace('_', ' ')}."
        self.extra = extra

    def as_answer(self) -> Json:
        """Return the JSON body that Slack would send."""
        return {"ok": False, "error": self.error, **self.extra}
