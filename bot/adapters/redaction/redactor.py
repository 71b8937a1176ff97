"""How is a text freed of what must not leave us? Read, sieved, searched, and put together again with placeholders.

`[secret:aws-key:1]`: of what kind it was, and that the same stood wherever the same number stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.adapters.redaction import addresses, carried, keys, named, people, secrets, sessions
from bot.adapters.redaction.hits import Hit, settled
from bot.adapters.redaction.reading import Reading, read
from bot.adapters.redaction.rules import PLACEHOLDER, Sieve, searchable
from bot.ports.redactor import Redacted, Redaction

_MOST_PASSES = 8
_BARE_IN_JSON = re.compile(r"(\\*\")\s?:\s{0,8}$")

_OTHERS = {
    "named": named.KEYWORDS,
    "keys": keys.KEYWORDS,
    "mail": addresses.MAIL_KEYWORDS,
    "four": addresses.IPV4_KEYWORDS,
    "six": addresses.IPV6_KEYWORDS,
    "session": sessions.KEYWORDS,
    "people": people.KEYWORDS,
    "telephone": r"[0-9][0-9()\[\] \x80./-]{5,22}[0-9]",
}


class PatternRedactor:
    """Begins redactions by patterns; one is enough for a process, and threads may share it."""

    def __init__(self) -> None:
        self._rules = secrets.RULES + carried.RULES  # of two that find the same, the first names the kind
        self._names = (*range(len(self._rules)), *_OTHERS)
        self._sieve = Sieve([*(rule.keywords for rule in self._rules), *_OTHERS.values()])

    def begin(self) -> Redaction:
        """Return a redaction that has seen nothing yet."""
        return _PatternRedaction(self)

    def hits(self, text: str) -> list[Hit]:
        """Return what must be taken out of a reading, in order."""
        data = searchable(text)
        kept = self._sieve.kept(data)
        if not kept:
            return []
        asked = {self._names[number] for number in kept}
        return settled([*self._secrets(data, text, asked), *_personal(data, text, asked)])

    def _secrets(self, data: bytes, text: str, asked: set[int | str]) -> Iterator[Hit]:
        if "keys" in asked:
            yield from keys.private_keys(text)
        for number, rule in enumerate(self._rules):
            if number in asked:
                for start, end in rule.places(data):
                    yield Hit(start, end, rule.kind, text[start:end])
        if "named" in asked:
            yield from named.named(data, text)


def _personal(data: bytes, text: str, asked: set[int | str]) -> Iterator[Hit]:
    if "mail" in asked:
        yield from addresses.mail(data, text)
    if not asked.isdisjoint({"four", "six"}):
        yield from addresses.machines(data, text, four="four" in asked, six="six" in asked)
    if "session" in asked:
        yield from sessions.sessions(data, text)
    if "people" in asked:
        yield from people.people(text, data)
    if "telephone" in asked:
        # Its numbering plans take 20 ms and 2 MB, which most starts of the program never need.
        from bot.adapters.redaction.telephones import telephones  # noqa: PLC0415 - as above

        yield from telephones(data, text)


class _PatternRedaction:
    """Knows which numbers were given; not to be shared between threads."""

    def __init__(self, redactor: PatternRedactor) -> None:
        self._redactor = redactor
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: Counter[str] = Counter()

    def redact(self, text: str) -> Redacted:
        """Take secrets and personal data out of a text; never raises, whatever the text.

        What is left is looked at again: beside a placeholder something may show that stood hidden before. So redacting
        what was redacted changes nothing.
        """
        counts: Counter[str] = Counter()
        for _ in range(_MOST_PASSES):
            reading = read(text)
            hits = self._redactor.hits(reading.text)
            if not hits:
                break
            text = self._without(text, reading, hits, counts)
        return Redacted(text, dict(counts))

    def _without(self, text: str, reading: Reading, hits: list[Hit], counts: Counter[str]) -> str:
        for found in PLACEHOLDER.finditer(text):  # numbers of an earlier redaction aren't given twice
            self._last[found[1]] = max(self._last[found[1]], int(found[2]))
        parts: list[str] = []
        at = 0
        for start, end, hit in _cuts(reading, hits):
            if end <= at:
                continue
            parts.append(text[at:start])
            at = end
            if hit is not None:
                parts.append(self._placeholder(hit, reading.text))
                counts[hit.kind] += 1
        parts.append(text[at:])
        return "".join(parts)

    def _placeholder(self, hit: Hit, text: str) -> str:
        number = self._numbers.get((hit.kind, hit.value))
        if number is None:
            self._last[hit.kind] += 1
            number = self._numbers[hit.kind, hit.value] = self._last[hit.kind]
        told = f"[{hit.kind}:{number}]"
        bare = _BARE_IN_JSON.search(text, max(0, hit.start - 16), hit.start)
        return f"{bare[1]}{told}{bare[1]}" if bare else told


def _cuts(reading: Reading, hits: list[Hit]) -> list[tuple[int, int, Hit | None]]:
    """Return what leaves the text, in order: what was found, and the frames of the links it stands in."""
    cuts: list[tuple[int, int, Hit | None]] = []
    links = iter(reading.links)
    link = next(links, None)
    for hit in hits:
        start, end = reading.place(hit.start, hit.end)
        while link is not None and link.end <= start:
            link = next(links, None)
        while link is not None and link.start < end:
            if link.whole:
                start, end = min(start, link.start), max(end, link.end)
            else:
                cuts += [(link.start, link.shown_start, None), (link.shown_end, link.end, None)]
            if link.end > end:
                break
            link = next(links, None)
        cuts.append((start, end, hit))
    return sorted(cuts, key=lambda cut: cut[:2])
