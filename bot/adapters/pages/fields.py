"""How does a template ask for something? A form and its fields; a field's value comes back under its `block_id`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.adapters.pages import limits
from bot.adapters.pages.faces import show
from bot.adapters.pages.harmless import clean
from bot.adapters.pages.sheet import EMPTY, Json, Sheet
from bot.domain.rights import is_user


@dataclass(slots=True)
class Fields(Sheet):
    """A sheet that can ask."""

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

    def text_input(
        self,
        words: object,
        block_id: str,
        *,
        long: bool = False,
        most: int = limits.SECTION,
        hint: object = "",
        initial: object = "",
        optional: bool = False,
    ) -> str:
        """Add a field to write in; `initial` already stands in it, and only a `long` one keeps its lines."""
        held = clean(initial).strip() if long and isinstance(initial, str) else show(initial, "plain")
        element: Json = {"type": "plain_text_input", "action_id": block_id, "multiline": long, "max_length": most}
        element |= {"initial_value": held[:most]} if held else {}
        return self._field(words, block_id, element, hint, optional=optional)

    def select_input(
        self,
        words: object,
        block_id: str,
        *,
        options: Iterable[tuple[str, object]],
        initial: str | None = None,
        hint: object = "",
        optional: bool = False,
    ) -> str:
        """Add a choice among `options`, each a value and its words; the value comes back.

        Slack takes a hundred; a value that is longer than it takes is left out, for a part of it would name something
        else. Without a single option there is no field. Where `initial` is none of them, nothing is chosen yet.
        """
        held = [(value, said) for value, said in options if 1 <= len(value) <= limits.OPTION_VALUE][: limits.OPTIONS]
        found = {value: self._option(value, said) for value, said in held}
        if not found:
            return EMPTY
        element: Json = {"type": "static_select", "action_id": block_id, "options": list(found.values())}
        element |= {"initial_option": found[initial]} if initial in found else {}
        return self._field(words, block_id, element, hint, optional=optional)

    def checks_input(
        self,
        words: object,
        block_id: str,
        *,
        options: Iterable[tuple[str, object]],
        ticked: Iterable[str] = (),
        optional: bool = True,
    ) -> str:
        """Add boxes to tick, ten at most (Slack docs, checkboxes); the values of those ticked come back with commas."""
        found = [self._option(value, said) for value, said in options if 1 <= len(value) <= limits.OPTION_VALUE][:10]
        if not found:
            return EMPTY
        element: Json = {"type": "checkboxes", "action_id": block_id, "options": found}
        before = set(ticked)
        first = [one for one in found if one["value"] in before]
        element |= {"initial_options": first} if first else {}
        return self._field(words, block_id, element, "", optional=optional)

    def person_input(
        self, words: object, block_id: str, *, initial: str | None = None, hint: object = "", optional: bool = False
    ) -> str:
        """Add a choice among the workspace's people; whoever is chosen comes back as a Slack user id."""
        element: Json = {"type": "users_select", "action_id": block_id}
        element |= {"initial_user": initial} if initial and is_user(initial) else {}
        return self._field(words, block_id, element, hint, optional=optional)

    def date_input(self, words: object, block_id: str, *, initial: str | None = None, optional: bool = False) -> str:
        """Add a day to choose; it comes back, and begins, as `2026-12-01`."""
        element: Json = {"type": "datepicker", "action_id": block_id}
        element |= {"initial_date": initial} if initial else {}
        return self._field(words, block_id, element, "", optional=optional)

    def _option(self, value: str, words: object) -> Json:
        # An option must say something; where its words are nothing, its value is what there is.
        text = self.plain_text(words, limits.OPTION)
        return {"text": text if text["text"] else self.plain_text(value, limits.OPTION), "value": value}

    def _field(self, words: object, block_id: str, element: Json, hint: object, *, optional: bool) -> str:
        element |= {"placeholder": self.plain_text(hint, limits.PLACEHOLDER)} if hint else {}
        block = {"type": "input", "block_id": block_id, "label": self.plain_text(words, limits.LABEL)}
        return self.add(block | {"element": element} | ({"optional": True} if optional else {}))
