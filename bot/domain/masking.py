"""What of somebody else's text may be shown and kept? No secrets, and nothing that could hide or break what is said."""

from __future__ import annotations

import re
import unicodedata

MASK = "[secret]"
"""What stands in a secret's place."""

LONGEST = 300
"""How many characters of a log line tell what it is."""

SECRETS = re.compile(
    r"\b(xox[abeprs]|xapp|xwfp)-[A-Za-z0-9-]+"  # Slack's tokens
    r"|\b(AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS's key ids
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # name and password in an address
)
"""Secrets that are known by their own form, wherever they stand."""

_HEADERS = re.compile(r"\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
"""What an Authorization header carries (RFC 6750, RFC 7617)."""

_NAMED = re.compile(
    r"""(?P<name>(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|credential)[\w.-]{0,40})"""
    r"""(?P<sign>\\*["']?[ \t]{0,8}(?:=>|[=:])[ \t]{0,8})"""
    r"""(?P<quote>\\+["']|["']?)"""
    r"""(?P<value>(?<=\\")(?:[^"\\]|\\(?!").)+|(?<=\\')(?:[^'\\]|\\(?!').)+"""
    r"""|(?<=")(?:[^"\\]|\\.)+|(?<=')(?:[^'\\]|\\.)+|(?<!["'])[^\s"',;&)}\]\\]+)""",
    re.IGNORECASE,
)
"""A value that is a secret by the name before it: `password=…`, `"api_key": "…"`, also where JSON stands in JSON."""

_PICTURES, _SPACE, _DELETE = 0x2400, 0x20, 0x7F
_KEPT = frozenset({"\u200d"})
"""Joins the parts of one emoji."""


def masked(text: str) -> str:
    """Return the text without secrets; what is around them stays as it was."""
    known = SECRETS.sub(MASK, text)
    known = _HEADERS.sub(lambda found: f"{found[1]}{found[2]}{MASK}", known)
    return _NAMED.sub(_without_value, known)


def _without_value(found: re.Match[str]) -> str:
    return found[0] if MASK in found["value"] else f"{found['name']}{found['sign']}{found['quote']}{MASK}"


def excerpt(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a line, without secrets and harmless.

    Masked before it is cut, so that no half of a secret is left; and what lies far behind isn't looked at, since a line
    of a log may be a megabyte.
    """
    return harmless(masked(text[: 8 * most]), most)


def harmless(text: str, most: int = LONGEST) -> str:
    """Return the text on one line, no longer than `most`: a cut shows as an ellipsis, what is invisible as a picture.

    Control characters become Unicode's pictures of them (escape is `␛`), others that can't be seen their number.
    """
    flat = "".join(_seen(letter) for letter in text[: most + 1].rstrip("\r\n").replace("\t", " "))
    return flat if len(flat) <= most and len(text.rstrip("\r\n")) <= most else f"{flat[: most - 1]}…"


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in _KEPT or kind not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return letter
    code = ord(letter)
    if code == _DELETE:
        return "\u2421"
    return chr(_PICTURES + code) if code < _SPACE else f"\\u{code:04x}"
