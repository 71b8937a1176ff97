"""Is what stands beside the name of a secret that secret, or do people only speak of it?

When in doubt after `=` it is one, and when in doubt in a sentence it is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.adapters.redaction.words import ADJECTIVE, NO_SECRETS, REFERENCE, SPOKEN, TRADE_NAMES

_NO_VALUES = re.compile(
    r"[_-]?(?:ids?|arns?|names?|types?|ur[li]s?|paths?|files?|counts?|limits?|policy|expir\w*|endpoint"
    r"|versions?|managers?|refs?|sha\d*|digest|"
    r"fingerprint|izer|ttl|length|s|bucket|provider|service)$"
)
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z_-]+=")
_SYMBOLS = frozenset("!@#$%^&*+=~?_")
_TOPICS = ("は", "が", "を")
_MADE = ("です", "でし", "だ", "に変更", "に設定", "にし", "に戻", "にリセット", "でログイン", "。")
_UNTIL = ("until ", "till ", "for now", "from now on")
_CODES = ("otp", "mfa", "pin", "_pin", "_auth", "auth")

_SHORTEST_COMPLEX = 5
_SHORTEST_TOLD = 4
_SHORTEST_WORD = 6
_SHORTEST_BARE = 3
_SHORTEST_COUNT = 6
_SHORTEST_SESSION = 12
_SHORTEST_TOKEN = 12
_LONGEST_FOREIGN = 24
_SENTENCE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A value beside a name (lower case); `follows` is the rest of its line, `whole` all that the form matched.

    `more` is what the name ends with beyond the usual.
    """

    value: str
    word: str
    sign: str
    follows: str
    whole: str
    more: str
    is_quoted: bool
    is_password: bool


def is_session(found: Found) -> bool:
    """Say whether it is the value of a session cookie; UUIDs are personal, and told apart elsewhere."""
    value = found.value
    is_long = (
        len(value) >= _SHORTEST_SESSION and any(map(str.isdigit, value)) and " " not in value and "://" not in value
    )
    return is_long and not (
        ("-" in value and _UUID.fullmatch(value))
        or _is_none(value)
        or value.replace(".", "").replace("-", "").isdigit()
    )


def is_assigned(found: Found) -> bool:  # noqa: PLR0911 - one reason after another
    """Say whether it is given to the name: `password=hunter2`, `token: "…"`."""
    value, word, sign = found.value, found.word, found.sign
    if sign.strip()[-1:] in _TOPICS or not sign.strip():
        return is_told(found)
    if len(value) < (1 if found.is_quoted else _SHORTEST_BARE) or _is_none(value) or value.lower() == word:
        return False
    is_directory = word.endswith("pwd") and value.startswith(("/", "~", "C:\\"))
    is_count = not found.is_password and not found.is_quoted and value.isdigit() and len(value) < _SHORTEST_COUNT
    if is_directory or is_count or value.startswith("://"):
        return False
    if ">" in sign and "=" not in sign and "-" not in sign:
        return found.follows.startswith("</") and not value.startswith("<")
    if word.startswith(_CODES):
        return any(map(str.isdigit, value))
    if found.is_quoted:
        return found.is_password or len(value.split()) < _SENTENCE_WORDS
    is_tight = "=" in sign or "%" in sign or not word.isascii() or (found.is_password and sign == ":")
    return is_tight or _is_after_colon(found)


def _is_after_colon(found: Found) -> bool:
    """Say whether a bare value after a colon is one: `Password: hunter2`, and not `Password: please change it`."""
    value, rest = found.value, found.follows.strip()
    if "://" in value or value.startswith(("@", "#")) or (found.word == "pass" and value.isdigit()):
        return False
    is_last = not rest or rest[0] in ",;()]}\"'|#。、」<\\（"
    if value.replace("-", "").replace("'", "").isalpha():
        return is_last and (found.is_password or len(value) >= _SHORTEST_WORD)
    return is_last or _is_complex(value) or (found.is_password and value.isdigit())


def is_told(found: Found) -> bool:
    """Say whether a sentence tells it: `the password is hunter2`, and not `the password is wrong`."""
    value, sign, rest = found.value, found.sign.strip(), found.follows.lstrip()
    if _is_none(value) or len(value) < _SHORTEST_TOLD or len(value.split()) > 1 or _FIELD.match(value):
        return False
    if found.is_quoted:
        return found.sign != "" and (_is_complex(value) or (found.is_password and value.isascii()))
    if not sign and not found.is_password:
        return _is_complex(value) and len(value) >= _SHORTEST_TOKEN
    if _is_complex(value) or not found.is_password or not value.isascii():
        return _is_complex(value)
    is_last = not rest.strip(" .。!！") or rest.startswith(_UNTIL)
    if sign[-1:] in _TOPICS or rest.startswith(_MADE):
        return (is_last or rest.startswith(_MADE)) and value.lower() not in TRADE_NAMES
    is_word = len(value) >= _SHORTEST_WORD and value.isalpha() and not ADJECTIVE.search(value)
    return sign.startswith(("is", "was", ":")) and is_last and is_word


def is_random(found: Found, fewest: int) -> bool:
    """Say whether no person would think of it: a token behind a name that only hints at one."""
    value = found.value
    if len(value) < fewest or _is_none(value) or not value.isascii() or _NO_VALUES.search(found.more):
        return False
    if any(one in value for one in " /(,") or "://" in value or _UUID.fullmatch(value):
        return False
    return _is_complex(value) and (_kinds(value) > 1 or found.is_password)


def is_key(found: Found) -> bool:
    """Say whether what stands behind the bare word key is one: small and capital letters and digits, and many."""
    return is_random(found, 20) and _kinds(found.value) == len("aA1") and found.value.isalnum()


def is_foreign(found: Found) -> bool:
    """Say whether a value in Japanese is a password and not what became of it."""
    is_short = len(found.value) <= _LONGEST_FOREIGN and not SPOKEN.search(found.value)
    return is_short and (found.sign == "=" or any(map(str.isdigit, found.value)))


def is_direct(found: Found) -> bool:
    """Say whether it stands in brackets or quotation marks right behind the Japanese name."""
    is_known = not _is_none(found.value) and len(found.value) >= _SHORTEST_TOLD and found.value.isascii()
    is_password = is_known or (_is_complex(found.value) and not _is_none(found.value))
    return (found.is_quoted or found.sign in {"(", "】"}) and is_password


def is_before(found: Found) -> bool:
    """Say whether it is one by the name after it: "`swordfish` is the password", 「hunter2」がパスワード."""
    joint = found.whole.partition(found.value)[2].lstrip("\"'`」』 ")
    if _is_none(found.value) or not joint.startswith(("is ", "was ", "as ", "for ", "が", "という", "を")):
        return False
    is_word = found.is_quoted and found.is_password and not joint.startswith("for ")
    return found.value.lower() not in TRADE_NAMES if is_word else _is_complex(found.value)


def _is_none(value: str) -> bool:
    return value.strip(" (").lower().rstrip(".") in NO_SECRETS or REFERENCE.match(value) is not None


def _is_complex(value: str) -> bool:
    """Say whether it looks like a password even in the middle of a sentence."""
    if len(value) < _SHORTEST_COMPLEX or "://" in value or value.startswith(("/", "<", "@", "#")):
        return False
    is_mixed = any(map(str.isalpha, value)) and (any(map(str.isdigit, value)) or not _SYMBOLS.isdisjoint(value))
    return is_mixed and value.lower().rstrip("s") not in TRADE_NAMES


def _kinds(value: str) -> int:
    return sum((any(map(str.isdigit, value)), any(map(str.islower, value)), any(map(str.isupper, value))))
