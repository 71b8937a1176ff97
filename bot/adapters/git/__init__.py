"""How are documents committed, and what does a checkout's history say of them?"""

from __future__ import annotations

from bot.adapters.git.checkout import document_sha256_of
from bot.adapters.git.identity import AUTHOR
from bot.adapters.git.publisher import GitPublisher

__all__ = ["AUTHOR", "GitPublisher", "document_sha256_of"]
