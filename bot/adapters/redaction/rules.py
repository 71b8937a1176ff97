"""How is a text searched for many patterns in linear time? google-re2, on bytes of which each stands for one character.

Whatever isn't ASCII is one byte 0x80, so that an offset among the bytes is an offset among the characters; Japanese
words that patterns ask for get bytes of their own (`WORD`, `TOPIC`). First one pass over small sets of keywords says
which patterns are worth a search at all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import re2

FOREIGN = b"\x80"
WORD = "\x02"
"""Stands for each character of a Japanese word for a secret."""

TOPIC = "\x03"
"""Stands for the particle after such a word: what follows is what it is."""

# Half-width katakana keep their voicing marks apart when they are read one by one.
_JAPANESE = re.compile(
    "(パスワード|ハ\u309aスワート\u3099|パスフレーズ|パスコード|暗証番号|秘密鍵|シークレットキー|シークレット|"
    "アクセストークン|トークン|APIキー|アクセスキー|認証キー|暗号化キー|暗号鍵|共有鍵|合言葉|認証情報|ログイン情報|接続文字列|認証コード)(は|を|が|の値は)?"
)
_PARTICLE = re.compile(r"(?<=[A-Za-z])(?: ?[はがを])(?= ?[!-~])")
PLACEHOLDER = re.compile(r"\[((?:secret|personal):[a-z0-9-]+):(\d{1,9})\]")
"""What stands for something that was taken out already. It gets bytes of its own (`TAKEN`) and is no secret."""

TAKEN = "\x04"

_ENCODING = "bot-redaction"

Check = Callable[[str], bool]


def _foreign(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return FOREIGN * (error.end - error.start), error.end


codecs.register_error(_ENCODING, _foreign)


def searchable(text: str) -> bytes:
    """Return the bytes that patterns are searched in, one for each character."""
    if "[secret:" in text or "[personal:" in text:
        text = PLACEHOLDER.sub(lambda found: TAKEN * len(found[0]), text)
    if not text.isascii():
        text = _JAPANESE.sub(lambda found: WORD * len(found[1]) + TOPIC * len(found[2] or ""), text)
        text = _PARTICLE.sub(lambda found: TOPIC * len(found[0]), text)
    return text.encode("ascii", _ENCODING)


def _options(*, case_sensitive: bool) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = case_sensitive
    options.log_errors = False
    return options


class Pattern:
    """A pattern over searchable bytes, compiled when it is first asked.

    All of them would take 60 ms of the start, and most are never asked.
    """

    def __init__(self, pattern: str, *, case_sensitive: bool = True) -> None:
        self._pattern = pattern
        self._case_sensitive = case_sensitive

    @cached_property
    def _compiled(self) -> Any:
        return re2.compile(self._pattern.encode("latin-1"), _options(case_sensitive=self._case_sensitive))

    @cached_property
    def names(self) -> Mapping[str, int]:
        """The numbers of its named groups."""
        return {name.decode(): number for name, number in self._compiled.groupindex.items()}

    @cached_property
    def groups(self) -> int:
        """How many groups it has."""
        count: int = self._compiled.groups
        return count

    def finditer(self, data: bytes) -> Iterator[Any]:
        """Return its matches, which are like those of `re`."""
        found: Iterator[Any] = self._compiled.finditer(data)
        return found


@dataclass(frozen=True, slots=True)
class Rule:
    """A secret known by its form: the first group of the pattern is what is taken out, or else all of it.

    Of several groups, the one that took part. `keywords` is a small pattern, without regard to case, that occurs
    wherever the rule can match.
    """

    kind: str
    keywords: str
    pattern: str
    check: Check | None = None
    case_sensitive: bool = True
    searched: Pattern = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "searched", Pattern(self.pattern, case_sensitive=self.case_sensitive))

    def places(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Return where in the bytes it stands."""
        groups = range(1, self.searched.groups + 1)
        for found in self.searched.finditer(data):
            start, end = next((found.span(group) for group in groups if found.start(group) >= 0), found.span())
            if (
                end > start
                and TAKEN.encode() not in data[start:end]
                and (self.check is None or self.check(data[start:end].decode("latin-1")))
            ):
                yield start, end


class Sieve:
    """Says in one pass which of many keyword patterns occur."""

    def __init__(self, keywords: Sequence[str]) -> None:
        self._set = re2.Set.SearchSet(_options(case_sensitive=False))
        for pattern in keywords:
            self._set.Add(pattern.encode("latin-1"))
        self._set.Compile()

    def kept(self, data: bytes) -> list[int]:
        """Return the numbers of those that occur, ascending."""
        return sorted(self._set.Match(data) or ())
