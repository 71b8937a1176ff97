"""How does a template say "a section", "a button", and what becomes of it?

A template never writes JSON. It calls these pieces, each of which adds a block to the page, drops itself when it is
empty, and shortens what is longer than Slack takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.adapters.pages import limits
from bot.adapters.pages.faces import is_safe_url
from bot.adapters.pages.fields import Fields
from bot.adapters.pages.harmless import clean, line_by_line, shorten
from bot.adapters.pages.sheet import EMPTY, Caller, Json, tidy


@dataclass(slots=True)
class Page(Fields):
    """What templates call."""

    _buttons: list[Json] | None = None

    def text(self, caller: Caller) -> str:
        """Set what notifications and screen readers say."""
        with self.reading(self.spoken):
            self.fallback = tidy(caller())
        return EMPTY

    def header(self, words: object) -> str:
        """Add a heading."""
        return self.add({"type": "header", "text": self.plain_text(words, limits.HEADER)})

    def section(self, caller: Caller) -> str:
        """Add a paragraph."""
        body = tidy(caller())
        return self.add({"type": "section", "text": self.mrkdwn(body)}) if body else EMPTY

    def row(self, caller: Caller) -> str:
        """Add a paragraph with one button at its right, which is written as the paragraph's last line.

        `{% call row() %}` … `{{ button(_("Silence"), "alarm.silence:" ~ facts.id) }}` `{% endcall %}`
        """
        with self._gathered() as buttons:
            body = tidy(caller())
        if len(buttons) > 1:
            raise ValueError("A row has room for one button; several stand in `{% call actions() %}`.")
        accessory = {"accessory": buttons[0]} if buttons else {}
        return self.add({"type": "section", "text": self.mrkdwn(body), **accessory}) if body else EMPTY

    def lines(self, caller: Caller) -> str:
        """Add lines that belong together: one section, or several when one would not take them."""
        held = ""
        for line in tidy(caller()).splitlines():
            if held and len(held) + 1 + len(line) > limits.SECTION:
                self.add({"type": "section", "text": self.mrkdwn(held)})
                held = line
            else:
                held = f"{held}\n{line}" if held else line
        return self.add({"type": "section", "text": self.mrkdwn(held)}) if held else EMPTY

    def context(self, caller: Caller) -> str:
        """Add small print, one element a line."""
        found = [self.mrkdwn(line, limits.SECTION) for line in tidy(caller()).splitlines() if line]
        return self.add({"type": "context", "elements": found[: limits.CONTEXT_ELEMENTS]}) if found else EMPTY

    def divider(self) -> str:
        """Add a line between two parts."""
        return self.add({"type": "divider"})

    def quote(self, words: str) -> str:
        """Quote somebody word for word; nothing in it is interpreted, lines stay lines."""
        return self._rich("rich_text_quote", shorten(clean(words).strip(), limits.QUOTE, self.notice))

    def preformatted(self, text: str, most: int = limits.PREFORMATTED) -> str:
        """Show a program's own lines, such as a log's, in fixed width and at most so many characters.

        Nothing in them is interpreted, so nobody is mentioned; control characters are seen and do nothing. A long line
        is cut, and so are the lines at the end that don't fit.
        """
        return self._rich("rich_text_preformatted", line_by_line(text, most, limits.LINE, self.notice))

    def image(self, file_id: str, alt: object) -> str:
        """Add a picture that was uploaded before."""
        return self.add({"type": "image", "slack_file": {"id": file_id}, "alt_text": self.plain(alt, limits.ALT_TEXT)})

    def actions(self, caller: Caller) -> str:
        """Add a row of buttons."""
        with self._gathered() as buttons:
            caller()
        return self.add({"type": "actions", "elements": buttons[: limits.ACTIONS]}) if buttons else EMPTY

    def button(
        self,
        words: object,
        action_id: str,
        *,
        value: str = "",
        style: str = "",
        hint: object = "",
        confirm: tuple[object, object, object, object] | None = None,
    ) -> str:
        """Add a button that comes back to us; `hint` is what a screen reader says when the words alone are too few.

        `confirm` is what Slack asks before: a title, a sentence, and the words for yes and for no.
        """
        button: Json = {"type": "button", "action_id": action_id, "text": self.plain_text(words, limits.BUTTON)}
        button |= {"value": value[: limits.BUTTON_VALUE]} if value else {}
        button |= {"style": style} if style else {}
        button |= {"accessibility_label": self.plain(hint, limits.BUTTON)} if hint else {}
        button |= {"confirm": self._question(*confirm) | ({"style": style} if style else {})} if confirm else {}
        return self._button(button)

    def link_button(self, words: object, action_id: str, url: str | None) -> str:
        """Add a button that opens an address; without a usable one there is no button."""
        if not url or not is_safe_url(url) or len(url) > limits.URL:
            return EMPTY
        text = self.plain_text(words, limits.BUTTON)
        return self._button({"type": "button", "action_id": action_id, "text": text, "url": url})

    # ------------------------------------------------------------------------------------------------------------

    @contextmanager
    def _gathered(self) -> Iterator[list[Json]]:
        """Take the buttons that are written inside."""
        self._buttons = []
        try:
            yield self._buttons
        finally:
            self._buttons = None

    def _button(self, button: Json) -> str:
        if self._buttons is None:
            raise ValueError("A button stands outside of `{% call actions() %}` and `{% call row() %}`.")
        self._buttons.append(button)
        return EMPTY

    def _question(self, title: object, sentence: object, yes: object, no: object) -> Json:
        return {
            "title": self.plain_text(title, limits.CONFIRM_TITLE),
            "text": self.plain_text(sentence, limits.CONFIRM_TEXT),
            "confirm": self.plain_text(yes, limits.CONFIRM_BUTTON),
            "deny": self.plain_text(no, limits.CONFIRM_BUTTON),
        }

    def _rich(self, kind: str, said: str) -> str:
        inside = {"type": kind, "elements": [{"type": "text", "text": said}]}
        return self.add({"type": "rich_text", "elements": [inside]}) if said else EMPTY
