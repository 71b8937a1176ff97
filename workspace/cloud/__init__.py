"""Where is the pretend AWS? `serve` runs it: an emulator on loopback with the Face Liveness service living in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from workspace.cloud.names import AWS_MODES, WEATHERS

if TYPE_CHECKING:
    from workspace.cloud.pretend import PretendAws

__all__ = ["AWS_MODES", "WEATHERS", "serve"]


def serve(port: int = 0, history_days: float = 15, delay_seconds: float = 0.0) -> AbstractContextManager[PretendAws]:
    """Run the pretend AWS on loopback until the block is left.

    `port` 0 takes a free one; a taken port raises EmulatorFailedError with a sentence. The service comes with a healthy
    past of `history_days` (at most 15). `delay_seconds` is added to every answer (for benchmarks).
    """
    # Here, because the emulator's own process imports this package too and needs no boto3.
    from workspace.cloud.pretend import serve as serve_aws  # noqa: PLC0415

    return serve_aws(port, history_days, delay_seconds)
