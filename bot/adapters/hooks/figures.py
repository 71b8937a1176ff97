"""How many notifications did each hook accept, and how many did it refuse, and why?"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter


class HookFigures:
    """The hooks' counters, registered where they are made and nowhere else."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self.accepted = Counter(
            "liveness_bot_hook_accepted", "Notifications that were accepted.", ["hook"], registry=registry
        )
        self.refused = Counter(
            "liveness_bot_hook_refused", "Notifications that were refused.", ["hook", "reason"], registry=registry
        )
