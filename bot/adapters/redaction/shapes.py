"""What does a secret look like, and what does it only look like?"""

from __future__ import annotations

import base64
import binascii

from bot.adapters.redaction.words import VARIABLE

_HEX = frozenset("0123456789abcdefABCDEF")


def is_mixed(value: str) -> bool:
    """Say whether it can't be a word or a hash in hex."""
    return (
        not _HEX.issuperset(value)
        and any(one.isdigit() for one in value)
        and any(one.isupper() for one in value)
        and any(one.islower() for one in value)
    )


def is_credentials(value: str) -> bool:
    """Say whether this is base64 of `name:password` (RFC 7617)."""
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=False)
    except (ValueError, binascii.Error):
        return False


_LONGEST_WORD = 24


def is_no_word(value: str) -> bool:
    """Say whether it is more than an English word: `bearer authentication` carries nothing."""
    return any(one.isdigit() for one in value) or len(value) >= _LONGEST_WORD or "." in value.strip(".")


def is_no_port(value: str) -> bool:
    """Say whether it isn't the port and path of an address that has an @ later on; nor is it a place-holder."""
    is_held = value.startswith(("[secret", "[personal", "${", "$(", "{{", "<"))
    return is_no_variable(value) and not is_held and not value.partition("/")[0].isdigit()


def is_no_variable(value: str) -> bool:
    """Say whether it is written out: of `curl -u "$USER:$PASSWORD"` nobody learns a password."""
    return VARIABLE.match(value.rstrip(";)")) is None
