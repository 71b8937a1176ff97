"""Where do the files lie that come with the code?"""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
