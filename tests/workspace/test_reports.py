"""Can committed reports be read in a browser, and can nothing in them run there?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.adapters.git import GitPublisher
from bot.ports import Change

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "workspace.reports", "--repository", str(tmp_path / "reports.git")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["address"]
        process.terminate()


def commit(tmp_path: Path, files: dict[str, bytes]) -> None:
    publisher = GitPublisher(str(tmp_path / "reports.git"), "main", tmp_path / "cache", lambda _: b"", lambda: NOON)
    publisher.publish(Change("Publish\n", (), lambda _: files))


def opened(address: str) -> tuple[str, str, str]:
    """Return the type, the policy and the text of an answer."""
    with urlopen(address) as answer:
        told = answer.headers
        return told.get_content_type(), told["Content-Security-Policy"], answer.read().decode()


def test_a_report_reads_as_a_page_in_which_nothing_runs(address: str, tmp_path: Path) -> None:
    hostile = b"# Incident\n\n| a | b |\n| --- | --- |\n| 1 | <script>alert(1)</script> |\n\n[x](javascript:alert(1))\n"
    commit(tmp_path, {"run/_/postmortems/PM-1.md": hostile, "run/_/postmortems/PM-1.json": b"<b>{}</b>"})

    kind, policy, text = opened(f"{address}/run/_/postmortems/PM-1.md")
    assert (kind, "<h1>Incident</h1>" in text, "<td>1</td>" in text) == ("text/html", True, True)
    assert "<script>" not in text
    assert "javascript:" not in text.replace("[x](javascript:alert(1))", "")
    assert "default-src 'none'" in policy
    assert opened(f"{address}/run/_/postmortems/PM-1.json")[0] == "text/plain"
    assert "PM-1.json" in opened(address)[2]


def test_before_the_first_commit_it_says_so_and_what_is_not_there_is_not_found(address: str, tmp_path: Path) -> None:
    assert "Nothing is committed yet" in opened(address)[2]
    commit(tmp_path, {"a.md": b"a"})
    for path in ("b.md", "b/../c.md", "a.md/..%2f..%2fetc/passwd", "--help"):
        with pytest.raises(HTTPError) as caught:
            opened(f"{address}/{path}")
        with caught.value as refused:
            assert refused.code == 404, path
