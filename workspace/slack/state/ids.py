"""What is a new thing called?"""

from __future__ import annotations

import secrets
import string

_LETTERS = string.digits + string.ascii_uppercase


def new_id(prefix: str, length: int = 10) -> str:
    """Return an identifier in Slack's form: a letter that tells the kind, then digits and capitals."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_secret(length: int = 24) -> str:
    """Return letters and digits that nobody can guess."""
    return secrets.token_hex(length // 2)
