"""What does a checkout's history say about a published file, and when does it not know?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.git import document_sha256_of
from bot.adapters.git.checkout import trailers
from tests.adapters.repositories import git, refusal

NAME = "run/報告 [1].json"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a work tree with a published file in it, and another commit on top."""
    made = tmp_path / "tree"
    (made / "run").mkdir(parents=True)
    git(tmp_path, "init", "--quiet", "tree")
    (made / NAME).write_text("{}")
    git(made, "add", "--all")
    message = "Publish\n\nDocument-SHA256: aa\nDocument-SHA256: bb\nApproved-by: U1\n"
    git(made, "commit", "--quiet", "--file", "-", given=message.encode())
    (made / "notes").write_text("x")
    git(made, "add", "--all")
    git(made, "commit", "--quiet", "--message", "Document-SHA256 is a word here")
    return made


def test_all_values_of_the_last_commit_that_touched_the_file(tree):
    assert document_sha256_of(tree / NAME) == ("aa", "bb")
    assert trailers(tree / NAME) == {"Document-SHA256": ("aa", "bb"), "Approved-by": ("U1",)}


def test_a_commit_without_them_and_a_file_without_a_commit_have_none(tree):
    (tree / "new").write_text("x")
    assert document_sha256_of(tree / "notes") == document_sha256_of(tree / "new") == ()


def test_an_edit_that_somebody_committed_by_hand_has_none(tree):
    (tree / NAME).write_text('{"better": true}')
    git(tree, "commit", "--quiet", "--all", "--message", "tidy up")
    assert document_sha256_of(tree / NAME) == ()


def test_a_repository_without_commits_has_none(tmp_path):
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").write_text("")
    assert document_sha256_of(tmp_path / "a") == ()


def test_outside_of_git_there_is_nothing_to_know(tmp_path):
    assert document_sha256_of(tmp_path / "a.json") is None


def test_another_work_tree_of_the_same_repository_knows_it_too(tree, tmp_path):
    git(tree, "worktree", "add", "--quiet", str(tmp_path / "second"))
    assert document_sha256_of(tmp_path / "second" / NAME) == ("aa", "bb")


def test_a_clone_without_history_does_not_know(tree, tmp_path):
    """Its first commit seems to have touched everything: its trailers would be taken for those of another document."""
    git(tmp_path, "clone", "--quiet", "--depth", "1", tree.as_uri(), "shallow")
    outage = refusal(lambda: document_sha256_of(tmp_path / "shallow" / NAME))
    assert (outage.reason, outage.retry) == ("shallow_checkout", False)


def test_no_program_that_a_checkout_names_is_run(tree, tmp_path):
    for key in ("core.pager", "core.fsmonitor", "gpg.program", "core.sshCommand", "pager.log"):
        git(tree, "config", key, f"touch {tmp_path}/ran")
    git(tree, "config", "log.showSignature", "true")
    assert document_sha256_of(tree / NAME) == ("aa", "bb")
    assert not (tmp_path / "ran").exists()
