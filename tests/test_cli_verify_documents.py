"""Does `verify` find what was changed in published files, with nothing but the files and their checkout?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.document import document
from bot.domain.postmortems.manifest import Piece, manifest
from bot.domain.postmortems.outline import Exhibit
from bot.domain.postmortems.seal import document_sha256, sealed
from tests.adapters.repositories import git
from tests.domain.test_postmortem_manifest import content
from tests.postmortems import an_outline
from tests.reports import PATHS, written
from tests.test_cli import Done, liveness_bot

Json = dict[str, Any]
NAME = "PM-2026-11-22-01"
FOLDER = PATHS.evidence(NAME)
LOG = b"the LUT is v12\n"


def made(**changes: Any) -> Json:
    there = content(LOG)
    return document(an_outline(evidence=(Exhibit(f"{FOLDER}/log.txt", there.sha256, there.bytes),), **changes))


def files(told: Json) -> dict[str, bytes]:
    there = content(LOG)
    pieces = [
        Piece("log.txt", there.sha256, there.bytes),
        Piece("film.mp4", None, 9, is_included=False),
    ]
    return {
        PATHS.document(NAME): canonical(told),
        f"{FOLDER}/log.txt": LOG,
        PATHS.manifest(NAME): manifest(NAME, pieces),
    }


def committed(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--file", "-", given=message.encode())


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return published files that stand in no git repository."""
    return written(tmp_path / "reports", files(made()))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a checkout as publishing leaves it."""
    told = made()
    folder = written(tmp_path / "checkout", files(told))
    git(folder, "init", "--quiet")
    committed(folder, f"{NAME}\n\nDocument-SHA256: {document_sha256(told)}\n")
    return folder


def verify(*paths: Path | str, locale: str = "en") -> Done:
    return liveness_bot("verify", *map(str, paths), LIVENESS_BOT_LOCALE=locale)


def change(folder: Path, *, reseal: bool = False, **changes: Any) -> None:
    path = folder / PATHS.document(NAME)
    told = json.loads(path.read_bytes()) | changes
    path.write_bytes(canonical(sealed(told) if reseal else told))


def test_what_was_published_is_whole(tree: Path, plain: Path) -> None:
    for folder in (tree, plain):
        done = verify(folder)
        assert (done.returncode, done.stdout) == (0, "")
        assert "2 files verified" in done.stderr


def test_files_can_be_named_one_by_one_and_twice(tree: Path) -> None:
    done = verify(tree / PATHS.document(NAME), tree / PATHS.manifest(NAME), tree / PATHS.manifest(NAME))

    assert done.returncode == 0
    assert "2 files verified" in done.stderr


def test_a_changed_row_is_named_with_its_file_and_place(plain: Path) -> None:
    rows = made()["timeline"]
    rows[2]["event"] = "nothing"
    change(plain, timeline=rows)

    done = verify(plain)

    assert done.returncode == 1
    assert f"{NAME}.json: row 3 of the timeline ({rows[2]['at']}) was changed" in done.stdout
    assert "1 flaw found" in done.stderr


def test_in_japanese_it_is_said_in_japanese(plain: Path) -> None:
    change(plain, timeline=made()["timeline"][:-1])

    assert "欠けている行があります" in verify(plain, locale="ja").stdout


def test_a_seal_made_anew_is_found_by_the_commit(tree: Path, plain: Path) -> None:
    for folder in (tree, plain):
        change(folder, reseal=True, title="nothing happened")

    done = verify(tree)
    assert done.returncode == 1
    assert "states another Document-SHA256" in done.stdout
    assert verify(plain).returncode == 0  # alone, it can't be known


def test_a_change_that_was_committed_by_hand_is_found(tree: Path) -> None:
    change(tree, reseal=True, title="nothing happened")
    committed(tree, "tidy up")

    done = verify(tree)

    assert done.returncode == 1
    assert "states no Document-SHA256" in done.stdout


def test_a_draft_of_ones_own_needs_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    written(tmp_path, {f"drafts/{NAME}.json": canonical(document(an_outline(stage="draft", published_at=None)))})

    assert verify(tmp_path).returncode == 0


def test_a_checkout_without_history_is_not_taken_for_proof(tree: Path, tmp_path: Path) -> None:
    (tree / "notes").write_text("x")
    committed(tree, "more")
    git(tmp_path, "clone", "--quiet", "--depth", "1", tree.as_uri(), "shallow")

    done = verify(tmp_path / "shallow")

    assert done.returncode == 1
    assert "fetch-depth: 0" in done.stdout


def test_evidence_that_is_changed_missing_or_added_is_named(tree: Path) -> None:
    folder = tree / FOLDER
    (folder / "deep").mkdir()
    (folder / "deep" / "more.txt").write_text("x")
    assert "the file deep/more.txt lies beside it" in verify(tree).stdout
    (folder / "deep" / "more.txt").unlink()

    (folder / "log.txt").write_bytes(LOG + b"!")
    assert "manifest.json: the file log.txt was changed" in verify(tree).stdout
    assert f"{NAME}.json: the file {FOLDER}/log.txt was changed" in verify(tree).stdout

    (folder / "log.txt").unlink()
    done = verify(tree)
    assert done.returncode == 1
    assert "manifest.json: the file log.txt is missing" in done.stdout


def test_a_list_of_evidence_written_anew_is_found_by_the_document(tree: Path) -> None:
    other = content(b"the LUT is v14\n")
    (tree / FOLDER / "log.txt").write_bytes(b"the LUT is v14\n")
    (tree / PATHS.manifest(NAME)).write_bytes(manifest(NAME, [Piece("log.txt", other.sha256, other.bytes)]))

    done = verify(tree)

    assert done.returncode == 1
    assert f"{NAME}.json: the file {FOLDER}/log.txt was changed" in done.stdout


def test_a_link_is_no_evidence(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "same").write_bytes(LOG)
    (tree / FOLDER / "log.txt").unlink()
    (tree / FOLDER / "log.txt").symlink_to(tmp_path / "same")

    assert "the file log.txt was changed" in verify(tree).stdout


def test_nothing_to_verify_is_wrong_use(tmp_path: Path) -> None:
    done = verify(tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no file or folder" in done.stderr

    (tmp_path / "notes.json").write_text("{}")
    done = verify(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing to verify" in done.stderr


def test_a_manifest_of_another_program_is_left_alone_and_ours_is_not_whatever_became_of_it(plain: Path) -> None:
    (plain / "manifest.json").write_text('{"name": "some web application"}')
    assert verify(plain).returncode == 0
    assert verify(plain / "manifest.json").returncode == 1  # for it was asked for

    (plain / PATHS.manifest(NAME)).write_text("{}")
    assert "schema_version is not what a list of evidence has there" in verify(plain).stdout


def test_programs_get_one_document(tree: Path) -> None:
    change(tree, title="nothing happened")

    done = liveness_bot("verify", str(tree), "--json", LIVENESS_BOT_LOCALE="en")

    told = json.loads(done.stdout)
    assert (done.returncode, told["schema_version"], told["flaws"]) == (1, 1, 2)
    flawed = {Path(one["path"]).name: [flaw["key"] for flaw in one["flaws"]] for one in told["files"]}
    assert flawed == {f"{NAME}.json": ["document_changed", "trailer_differs"], "manifest.json": []}


def test_neither_environment_nor_configuration_is_needed(plain: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "liveness-bot"
    path = os.environ["PATH"]  # noqa: TID251 - git is found by it

    done = subprocess.run(
        [program, "verify", plain], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert "2 files verified" in done.stderr


def test_without_git_it_says_so_instead_of_passing(tree: Path, tmp_path: Path) -> None:
    done = liveness_bot("verify", str(tree), PATH=str(tmp_path), LIVENESS_BOT_LOCALE="en")

    assert done.returncode == 1
    assert "git is not installed here" in done.stdout
