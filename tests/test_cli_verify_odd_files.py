"""Does `verify` answer in a sentence, whatever lies under a document's name?"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.domain.postmortems.canonical import canonical
from tests.test_cli_verify_documents import NAME, made, verify


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not JSON"),
        (b'{"id": ', "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is no postmortem"),
        (b'{"schema_version": 1, "schema_version": 1}', "schema_version stands twice"),
        (b'{"schema_version": 2}', "schema_version is 2; this version reads 1"),
        (b"{}", "schema_version is missing"),
        (b'{"schema_version": 1}', "has no seal"),
        (b'{"schema_version": 1, "title\\u001b[2J": 1, "title\\u001b[2J": 2}', "title�[2J stands twice"),
    ],
)
def test_what_is_no_document_is_a_flaw_with_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / f"{NAME}.json"
    path.write_bytes(data)

    done = verify(path)

    assert done.returncode == 1
    assert str(path) in done.stdout
    assert said in done.stdout
    assert "Traceback" not in done.stderr


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / f"{NAME}.json").open("wb") as file:
        file.truncate(200_000_001)

    done = verify(tmp_path)

    assert done.returncode == 1
    assert "more than a postmortem can have" in done.stdout


def test_a_pipe_does_not_hold_it_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"{NAME}.json")

    done = verify(tmp_path)

    assert (done.returncode, f"{NAME}.json can't be read." in done.stdout) == (1, True)


def test_a_document_that_was_only_written_anew_is_told(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.json"
    path.write_text(json.dumps(made()))

    done = verify(path)

    assert (done.returncode, "another program wrote it anew" in done.stdout) == (1, True)


def test_line_ends_of_another_system_are_no_change(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.json"
    path.write_bytes(canonical(made()).replace(b"\n", b"\r\n"))

    assert verify(path).returncode == 0
