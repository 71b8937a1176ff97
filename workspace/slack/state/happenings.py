"""What just happened in the workspace, told once to everybody who listens?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspace.slack.refusals import Json

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; the app's events and the page's live updates are two readings of it."""

    kind: str
    channel: Channel | None = None
    message: Message | None = None
    facts: Json = field(default_factory=dict)
    only_for: str = ""  # one person's own affair: ephemeral messages, views, toasts


Listener = Callable[[Happening], None]
