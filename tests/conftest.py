"""What do all tests share?"""

from __future__ import annotations

import pytest

from tests.databases import postgres, sqlite_template

__all__ = ["postgres", "sqlite_template"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a long run kill more often than a quick one."""
    parser.addoption("--kills", type=int, default=8, help="how often the crash tests kill each program (default 8)")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """Return how often a crash test is to kill its program."""
    return int(request.config.getoption("--kills"))
