"""How does a template say "a section", "a button", and what becomes of it?

A template never writes JSON. It calls these pieces, each of which adds a block to the page, drops itself when it is
empty, and shortens what is longer than Slack takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.pages import limits
from bot.adapters.pages.faces import Face, is_safe_url, show
from bot.adapters.pages.harmless import clean, shorten

Caller = Callable[[], str]
Json = dict[str, Any]

EMPTY = ""
"""What a piece leaves in the template's own output, which is thrown away."""


def tidy(body: str) -> str:
    """Trim a template's lines and drop the empty ones at both ends; one empty line inside stays."""
    lines = [" ".join(line.split()) for line in body.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1]))


@dataclass(slots=True)
class Page:
    """The message or form that one rendering builds.

    `notice` says that something was shortened; `spoken` is the face of the fallback, `face` the one being written.
    """

    notice: str
    spoken: Face = "text"
    face: Face = "mrkdwn"
    fallback: str = ""
    blocks: list[Json] = field(default_factory=list)
    frame: Json = field(default_factory=dict)
    _elements: list[Json] | None = None

    @contextmanager
    def reading(self, face: Face) -> Iterator[None]:
        """Write what is inside for this face."""
        before, self.face = self.face, face
        try:
            yield
        finally:
            self.face = before

    def plain(self, words: object, limit: int) -> str:
        """Return plain text on one line, shortened."""
        return shorten(show(words, "plain"), limit, self.notice if limit >= limits.SECTION else "")

    def plain_text(self, words: object, limit: int) -> Json:
        """Return Slack's plain text object."""
        return {"type": "plain_text", "text": self.plain(words, limit), "emoji": True}

    def mrkdwn(self, body: str, limit: int = limits.SECTION) -> Json:
        """Return Slack's mrkdwn object; `verbatim` keeps Slack from finding links and names in it by itself."""
        return {"type": "mrkdwn", "text": shorten(body, limit, self.notice), "verbatim": True}

    # --- what templates call ------------------------------------------------------------------------------------

    def text(self, caller: Caller) -> str:
        """Set what notifications and screen readers say."""
        with self.reading(self.spoken):
            self.fallback = tidy(caller())
        return EMPTY

    def header(self, words: object) -> str:
        """Add a heading."""
        return self._add({"type": "header", "text": self.plain_text(words, limits.HEADER)})

    def section(self, caller: Caller) -> str:
        """Add a paragraph."""
        body = tidy(caller())
        return self._add({"type": "section", "text": self.mrkdwn(body)}) if body else EMPTY

    def lines(self, caller: Caller) -> str:
        """Add lines that belong together: one section, or several when one would not take them."""
        held = ""
        for line in tidy(caller()).splitlines():
            if held and len(held) + 1 + len(line) > limits.SECTION:
                self._add({"type": "section", "text": self.mrkdwn(held)})
                held = line
            else:
                held = f"{held}\n{line}" if held else line
        return self._add({"type": "section", "text": self.mrkdwn(held)}) if held else EMPTY

    def context(self, caller: Caller) -> str:
        """Add small print, one element a line."""
        found = [self.mrkdwn(line, limits.SECTION) for line in tidy(caller()).splitlines() if line]
        return self._add({"type": "context", "elements": found[: limits.CONTEXT_ELEMENTS]}) if found else EMPTY

    def divider(self) -> str:
        """Add a line between two parts."""
        return self._add({"type": "divider"})

    def quote(self, words: str) -> str:
        """Quote somebody word for word; nothing in it is interpreted, lines stay lines."""
        said = shorten(clean(words).strip(), limits.QUOTE, self.notice)
        if not said:
            return EMPTY
        inside = {"type": "rich_text_quote", "elements": [{"type": "text", "text": said}]}
        return self._add({"type": "rich_text", "elements": [inside]})

    def image(self, file_id: str, alt: object) -> str:
        """Add a picture that was uploaded before."""
        return self._add({"type": "image", "slack_file": {"id": file_id}, "alt_text": self.plain(alt, limits.ALT_TEXT)})

    def actions(self, caller: Caller) -> str:
        """Add a row of buttons."""
        self._elements = []
        caller()
        found, self._elements = self._elements, None
        return self._add({"type": "actions", "elements": found[: limits.ACTIONS]}) if found else EMPTY

    def button(self, words: object, action_id: str, *, value: str = "", style: str = "", hint: object = "") -> str:
        """Add a button that comes back to us; `hint` is what a screen reader says when the words alone are too few."""
        button: Json = {"type": "button", "action_id": action_id, "text": self.plain_text(words, limits.BUTTON)}
        button |= {"value": value[: limits.BUTTON_VALUE]} if value else {}
        button |= {"style": style} if style else {}
        button |= {"accessibility_label": self.plain(hint, limits.BUTTON)} if hint else {}
        return self._element(button)

    def link_button(self, words: object, action_id: str, url: str | None) -> str:
        """Add a button that opens an address; without a usable one there is no button."""
        if not url or not is_safe_url(url) or len(url) > limits.URL:
            return EMPTY
        text = self.plain_text(words, limits.BUTTON)
        return self._element({"type": "button", "action_id": action_id, "text": text, "url": url})

    def text_input(
        self, words: object, block_id: str, *, long: bool = False, most: int = limits.SECTION, hint: object = ""
    ) -> str:
        """Add a field to write in; its value comes back under `block_id`."""
        element: Json = {"type": "plain_text_input", "action_id": block_id, "multiline": long, "max_length": most}
        element |= {"placeholder": self.plain_text(hint, limits.PLACEHOLDER)} if hint else {}
        return self._add(
            {"type": "input", "block_id": block_id, "label": self.plain_text(words, limits.LABEL), "element": element}
        )

    def form(self, title: object, submit: object, close: object, callback_id: str) -> str:
        """Make this page a form."""
        self.frame = {
            "type": "modal",
            "callback_id": callback_id,
            "title": self.plain_text(title, limits.MODAL_TITLE),
            "submit": self.plain_text(submit, limits.MODAL_TITLE),
            "close": self.plain_text(close, limits.MODAL_TITLE),
        }
        return EMPTY

    # ------------------------------------------------------------------------------------------------------------

    def _element(self, element: Json) -> str:
        if self._elements is None:
            raise ValueError("A button stands outside of `{% call actions() %}`.")
        self._elements.append(element)
        return EMPTY

    def _add(self, block: Json) -> str:
        self.blocks.append(block)
        return EMPTY
