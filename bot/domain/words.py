"""How do a service's own files give words? By locale, the same words in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Locale = Literal["en", "ja"]
Words = Mapping[str, str]
"""The same words by locale, as a service's own file gives them (`{"en": "Success rate", "ja": "成功率"}`)."""
