"""Which value is a secret because of the name beside it: `password=…`, `"api_key": "…"`, `パスワードは…です`?

The name alone says little: people write of passwords all day. `forms.py` says how the two may stand together, and
`judging.py` whether what stands there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bot.adapters.redaction import forms
from bot.adapters.redaction.hits import Hit
from bot.adapters.redaction.judging import (
    Found,
    is_assigned,
    is_before,
    is_direct,
    is_foreign,
    is_key,
    is_random,
    is_session,
    is_told,
)
from bot.adapters.redaction.rules import TAKEN, Pattern

KEYWORDS = forms.KEYWORDS

_FORMS: tuple[tuple[Pattern, Callable[[Found], bool]], ...] = (
    (forms.ASSIGNED, is_assigned),
    (forms.BLOCK, is_assigned),
    (forms.FLAG, is_assigned),
    (forms.ELEMENT, is_assigned),
    (forms.TOLD, is_told),
    (forms.TOLD_OF, is_told),
    (forms.RANDOM, partial(is_random, fewest=16)),
    (forms.PAIR, partial(is_random, fewest=6)),
    (forms.BELOW, partial(is_random, fewest=6)),
    (forms.KEY, is_key),
    (forms.DIRECT, is_direct),
    (forms.FOREIGN, is_foreign),
    (forms.BEFORE, is_before),
)
_CHANGED = re.compile(r"""["'`]?\s?(?:->|=>|:)\s?(?:"([^"\n]+)"|'([^'\n]+)')""")
_CUT = re.compile(
    r"&[A-Za-z_][\w.-]*=|[,;][ \t]*[\"']?[A-Za-z_][\w. -]{0,40}[\"']?[ \t]*[:=]|\\[nrt](?=[A-Za-z_][\w-]*[:=]|$"
    r"|\\|-|\})"
    r"|(?<=.)(?:\)|\]|\})[,;.]|\|\||%26[A-Za-z_][\w.-]*%3D|%22"
)
_TRAILING = ".,;:!?)]}>\\|*"
_FOLLOWING = 40
_GIVEN = "="
"""The sign of forms that have none of their own: the value can be nothing else."""


def named(data: bytes, text: str) -> Iterator[Hit]:
    """Find secrets by their names; `data` are the searchable bytes of the text."""
    for form, judge in _FORMS:
        for match in form.finditer(data):
            before = text[max(0, match.start() - 2) : match.start()]
            is_of_arn = before[-1:] == ":" and before[:1].isdigit()
            start, end, found = _found(form, match, text)
            is_of_session = form.names.get("session") is not None and match.start(form.names["session"]) >= 0
            is_taken = TAKEN.encode() in data[start:end]
            if is_of_arn or is_taken or not (is_session if is_of_session else judge)(found):
                continue
            kind = _kind(found.word, is_password=found.is_password)
            yield Hit(start, end, kind, found.value)
            changed = _CHANGED.match(text, end, end + 200) if found.is_quoted else None
            if changed:
                group = changed.lastindex or 1
                yield Hit(*changed.span(group), kind, changed[group])


def _found(form: Pattern, match: Any, text: str) -> tuple[int, int, Found]:
    names = form.names

    def place(name: str) -> tuple[int, int] | None:
        return match.span(names[name]) if name in names and match.start(names[name]) >= 0 else None

    def words(name: str) -> str:
        return text[slice(*(place(name) or (0, 0)))]

    quoted = next((name for name in forms.QUOTED if place(name)), None)
    start, end = place(quoted or "plain") or match.span()
    value = text[start:end]
    if not quoted:
        cut = _CUT.search(value)
        value = (value[: cut.start()] if cut else value).rstrip(_TRAILING) or value.rstrip(".,;\\")
        end = start + len(value)
    found = Found(
        value,
        word=(words("name") or "パスワード").lower(),
        sign=words("sign") if place("sign") else _GIVEN,
        follows=text[end : end + _FOLLOWING].partition("\n")[0],
        whole=text[match.start() : match.end()],
        more=words("more").lower(),
        is_quoted=quoted is not None,
        is_password=place("password") is not None or place("japanese") is not None,
    )
    return start, end, found


def _kind(word: str, *, is_password: bool) -> str:
    squeezed = word.replace("_", "").replace("-", "").replace(" ", "")
    if "秘密鍵" in word or "privatekey" in squeezed:
        return "secret:private-key"
    if is_password and "トークン" not in word and "キー" not in word:
        return "secret:password"
    if "sess" in squeezed or "sid" in squeezed:
        return "secret:session"
    if "token" in squeezed or "トークン" in word:
        return "secret:token"
    return "secret:api-key" if "key" in squeezed or "キー" in word else "secret:value"
