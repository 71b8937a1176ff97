"""What stands in for the world in tests: behind the same ports, under the same contracts as the real adapters."""

from __future__ import annotations

from tests.fake_clock import FixedClock
from tests.fake_cloud import FakeCloud

__all__ = ["FakeCloud", "FixedClock"]
