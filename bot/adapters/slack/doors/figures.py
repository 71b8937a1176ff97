"""How many requests came in, how fast did we acknowledge them, and what went wrong?"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

ACKNOWLEDGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)


class DoorFigures:
    """The doors' counters, registered where they are made and nowhere else."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self.acknowledged = Histogram(
            "liveness_bot_slack_acknowledge_seconds",
            "From a request's arrival until its acknowledgement was ready; Slack allows three seconds.",
            ["kind"],
            buckets=ACKNOWLEDGE_BUCKETS,
            registry=registry,
        )
        self.duplicates = _counter("duplicates", "Requests that Slack delivered again, not handled twice.", registry)
        self.unkept = _counter("unkept", "Requests that could not be written down, so not acknowledged.", registry)
        self.failed = _counter("failed", "Requests whose answer could not be given.", registry)
        self.left = _counter("left_for_later", "Requests left in the inbox to be taken up later.", registry)


def _counter(name: str, meaning: str, registry: CollectorRegistry) -> Counter:
    return Counter(f"liveness_bot_slack_{name}", meaning, ["kind"], registry=registry)
