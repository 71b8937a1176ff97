"""What do people read? Templates and facts become Slack messages, forms and sentences, in the reader's language."""

from __future__ import annotations

from bot.adapters.pages.rendering import Pages, Rendered

__all__ = ["Pages", "Rendered"]
