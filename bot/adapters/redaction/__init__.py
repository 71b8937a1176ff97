"""What must not leave us, and how is it taken out of a text?"""

from bot.adapters.redaction.lines import cut_lines, redacted_lines
from bot.adapters.redaction.redactor import PatternRedactor

__all__ = ["PatternRedactor", "cut_lines", "redacted_lines"]
