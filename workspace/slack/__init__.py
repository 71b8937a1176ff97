"""Where is the pretend Slack? ``serve`` runs it on loopback, with people to act as and a record of everything."""

from __future__ import annotations

from workspace.slack.desk import Workspace, serve
from workspace.slack.manifest import Manifest, ManifestMistakeError
from workspace.slack.person import Hand
from workspace.slack.refusals import Refused

__all__ = ["Hand", "Manifest", "ManifestMistakeError", "Refused", "Workspace", "serve"]
