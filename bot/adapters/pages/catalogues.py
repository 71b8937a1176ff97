"""Which words does a reader of this language get?"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "liveness-bot"


class Catalogues:
    """The gettext catalogues of a templates folder, by language; read once, from the `.po` files themselves."""

    def __init__(self, folder: Path, default: str) -> None:
        found = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        self._translations = {path.parent.parent.name: _translations(path) for path in found}
        if default not in self._translations:
            known = ", ".join(self._translations) or "none"
            raise ValueError(f"There is no catalogue for the default language {default!r} in {folder}; known: {known}.")
        self._default = default

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are catalogues for."""
        return tuple(self._translations)

    def language(self, locale: str) -> str:
        """Return the catalogue's language for a locale as Slack writes it (`ja-JP`), or the default."""
        language = locale.replace("_", "-").split("-")[0].lower()
        return language if language in self._translations else self._default

    def of(self, locale: str) -> gettext.NullTranslations:
        """Return the translations for a locale."""
        return self._translations[self.language(locale)]

    def words(self, by_locale: Mapping[str, str], locale: str) -> str:
        """Choose among words given by locale, as a service's YAML gives them; English, then any, where it is absent."""
        language = self.language(locale)
        for choice in (language, self._default, "en"):
            if choice in by_locale:
                return by_locale[choice]
        return next(iter(by_locale.values()), "")


def _translations(path: Path) -> gettext.NullTranslations:
    # Babel reads the text form; the standard library knows plural forms, and wants its own binary form, in memory.
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return gettext.GNUTranslations(binary)
