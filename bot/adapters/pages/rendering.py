"""How do a template's name and facts become what people read?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, nodes

from bot.adapters.pages import limits
from bot.adapters.pages.catalogues import Catalogues
from bot.adapters.pages.documents import teach_documents
from bot.adapters.pages.harmless import shorten
from bot.adapters.pages.kit import Page
from bot.adapters.pages.numbers import Bounds, Numbers
from bot.adapters.pages.sheet import tidy
from bot.adapters.pages.vocabulary import install
from bot.speech import Document

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished message: `text` for notifications and screen readers, `blocks` for the screen."""

    text: str
    blocks: list[dict[str, Any]]


class Pages:
    """Renders templates in the reader's language.

    A template is `<story>/<moment>`: the file `<story>/<moment>.blocks.j2`, or else the sentence `<moment>` of
    `<story>/sentences.j2`. Facts are plain JSON values. A fact that is missing raises; nothing is ever left blank.
    """

    def __init__(self, templates: Path, default_locale: str = "en") -> None:
        self._catalogues = Catalogues(templates / "locale", default_locale)
        self._environment = Environment(
            loader=FileSystemLoader(templates, followlinks=False),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        install(self._environment)
        teach_documents(self._environment)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that messages can be written in."""
        return self._catalogues.languages

    def message(self, template: str, facts: Facts, locale: str, *, zone: str = "UTC") -> Rendered:
        """Render a message; `zone` is what times are written in where Slack can't use the reader's own."""
        page = self._page(template, facts, locale, zone)
        if not page.fallback:
            raise ValueError(
                f"The template {template} sets no text: notifications and screen readers would say nothing."
            )
        text = shorten(page.fallback, limits.TEXT, page.notice)
        notice = {
            "type": "context",
            "elements": [page.mrkdwn(self._catalogues.of(locale).gettext("Not all of this fits in one message."))],
        }
        return Rendered(text, [dict(block) for block in limits.fit(page.blocks, notice)])

    def form(self, template: str, facts: Facts, locale: str, *, zone: str = "UTC") -> dict[str, Any]:
        """Render a form as Slack's view."""
        page = self._page(template, facts, locale, zone)
        if not page.frame:
            raise ValueError(f"The template {template} is no view: it does not call form().")
        return {**page.frame, "blocks": page.blocks[: limits.BLOCKS_IN_A_VIEW]}

    def sentence(self, template: str, facts: Facts, locale: str, *, zone: str = "UTC") -> str:
        """Return a template's words as plain text: a failure, a detail, or what a message says in a notification."""
        return self._page(template, facts, locale, zone, plainly=True).fallback

    def document(self, document: Document, locale: str, *, zone: str = "UTC") -> str:
        """Render a file of Markdown, the template `<name>.md.j2`; the same facts give the same bytes.

        Every value is made harmless for Markdown. `zone` is what `moment` and its kin write times in.
        """
        context = self._context(Page(notice="", face="markdown"), document.facts, locale, zone)
        written = self._environment.get_template(f"{document.template}.md.j2").render(context)
        while "\n\n\n" in written:  # many times as fast as a pattern that begins with every line's end
            written = written.replace("\n\n\n", "\n\n")
        return written.strip("\n") + "\n"

    def title(self, words: Mapping[str, str], locale: str) -> str:
        """Choose among words that a service's YAML gives by locale."""
        return self._catalogues.words(words, locale)

    def sentences(self, story: str) -> frozenset[str]:
        """Return the names of a story's sentences; those that begin with an underscore are parts of others."""
        source, _, _ = self._environment.loader.get_source(self._environment, f"{story}/sentences.j2")  # type: ignore[union-attr]
        macros = self._environment.parse(source).find_all(nodes.Macro)
        return frozenset(macro.name for macro in macros if not macro.name.startswith("_"))

    def translated(self, sentence: str, locale: str) -> str:
        """Return a sentence of the catalogues by its English; placeholders stay as they are."""
        return self._catalogues.of(locale).gettext(sentence)

    def value(self, value: float | None, unit: str, locale: str) -> str:
        """Write a figure with its unit."""
        return self._numbers(locale, "UTC").value(value, unit)

    def limits(self, given: Bounds | None, unit: str, locale: str) -> str:
        """Write a normal range or an alarm threshold (`> 95%`); empty when there is none."""
        return self._numbers(locale, "UTC").limits(given, unit)

    def ago(self, seconds: float, locale: str) -> str:
        """Write how long ago something was."""
        return self._numbers(locale, "UTC").ago(seconds)

    def _page(self, template: str, facts: Facts, locale: str, zone: str, *, plainly: bool = False) -> Page:
        page = Page(notice=self._catalogues.of(locale).gettext("(shortened)"), spoken="plain" if plainly else "text")
        context = self._context(page, facts, locale, zone)
        try:
            self._environment.get_template(f"{template}.blocks.j2").render(context)
        except TemplateNotFound as missing:
            if missing.name != f"{template}.blocks.j2":
                raise
            self._sentence(template, context, page, plainly=plainly)
        return page

    def _context(self, page: Page, facts: Facts, locale: str, zone: str) -> dict[str, object]:
        numbers = self._numbers(locale, zone)
        choose = partial(self._catalogues.words, locale=locale)
        return {"page": page, "numbers": numbers, "choose": choose, "facts": facts}

    def _sentence(self, template: str, context: dict[str, object], page: Page, *, plainly: bool) -> None:
        story, _, moment = template.rpartition("/")
        module = self._environment.get_template(f"{story}/sentences.j2").make_module(context)
        macro = getattr(module, moment, None)
        if macro is None:
            raise LookupError(
                f"There is no templates/{template}.blocks.j2, and no macro {moment} in templates/{story}/sentences.j2."
            )
        with page.reading(page.spoken):
            page.fallback = tidy(macro(context["facts"]))
        if not plainly:
            page.section(lambda: str(macro(context["facts"])))

    def _numbers(self, locale: str, zone: str) -> Numbers:
        language = self._catalogues.language(locale)
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = "UTC"
        return Numbers(Locale.parse(language), self._catalogues.of(locale), zone)
