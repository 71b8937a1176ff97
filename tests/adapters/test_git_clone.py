"""Does it matter what becomes of our own clone? It is a cache: it may be deleted or broken at any time."""

from __future__ import annotations

import logging
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.adapters.git.turns import alone
from bot.domain.failures import Outage
from bot.ports.publisher import Change
from tests.adapters.repositories import Shared, publisher, put, refusal, server, shared
from tests.git_http import GitServer

__all__ = ["server", "shared"]

LOCKS = (
    *("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock", "gc.pid"),
    *("refs/liveness-bot/seen.lock", "refs/heads/main.lock", "objects/maintenance.lock"),
)


class TestOurClone:
    """It may be deleted or broken at any time: it is a cache."""

    def test_it_may_be_deleted_between_calls(self, shared: Shared, tmp_path: Path) -> None:
        ours = publisher(shared)
        for number in range(3):
            assert ours.publish(put({f"{number}": b"x"})).is_new
            assert len(ours.read("*")) == number + 1
            shutil.rmtree(tmp_path / "cache")

    def test_it_may_be_deleted_amid_a_call(self, shared: Shared, tmp_path: Path, caplog) -> None:
        ours = publisher(shared)

        def composed(_: object) -> dict[str, bytes]:
            if not caplog.records:
                shutil.rmtree(tmp_path / "cache")
            return {"a": b"1"}

        assert ours.publish(Change("x", (), composed)).is_new
        assert [record.message for record in caplog.records] == ["clone made anew"]

    @pytest.mark.parametrize("name", LOCKS)
    def test_a_lock_that_was_left_over_holds_nobody_up(self, shared: Shared, tmp_path: Path, name: str) -> None:
        ours = publisher(shared)
        shared.somebody_commits({"a": b"1"})
        ours.read("*")
        lock = tmp_path / "cache" / "clone.git" / name
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text("")
        shared.somebody_commits({"a": b"2"})
        assert ours.publish(put({"b": b"1"})).is_new
        assert ours.read("*") == {"a": b"2", "b": b"1"}

    @pytest.mark.parametrize("damage", ["HEAD", "config", "objects", "loose objects", "a file in its place"])
    def test_what_is_broken_is_made_anew(self, shared: Shared, tmp_path: Path, damage: str) -> None:
        clone = tmp_path / "cache" / "clone.git"
        ours = publisher(shared)
        ours.publish(put({"a": b"1"}))
        if damage == "objects":
            shutil.rmtree(clone / "objects")
        elif damage == "loose objects":
            for one in clone.glob("objects/??/*"):
                one.chmod(0o644)
                one.write_bytes(b"no object")
        elif damage == "a file in its place":
            shutil.rmtree(clone)
            clone.write_text("")
        else:
            (clone / damage).write_text("[[[")
        assert ours.publish(put({"b": b"2"})).is_new
        assert ours.read("*") == {"a": b"1", "b": b"2"}
        shared.assert_whole()

    def test_left_over_folders_of_ours_are_swept(self, shared: Shared, tmp_path: Path) -> None:
        ours = publisher(shared)
        ours.publish(put({"a": b"1"}))
        left = tmp_path / "cache" / "clone.git" / "ours-left"
        left.mkdir()
        (left / "index.lock").write_text("")
        ours.read("*")
        assert not list(left.parent.glob("ours-*"))

    def test_hooks_in_it_are_not_run(self, shared: Shared, tmp_path: Path) -> None:
        ours = publisher(shared)
        ours.publish(put({"a": b"1"}))
        for name in ("pre-push", "reference-transaction", "post-index-change", "pre-commit"):
            Shared(tmp_path / "cache" / "clone.git", "").on(name, f"echo {name} >> {tmp_path}/ran; exit 1")
        shared.somebody_commits({"b": b"1"})
        assert ours.publish(put({"c": b"2"})).is_new
        assert not (tmp_path / "ran").exists()

    def test_one_that_has_grown_is_made_anew(self, shared: Shared, tmp_path: Path) -> None:
        """No reference holds what we made, so git's own housekeeping would never end it."""
        ours = publisher(shared)
        ours.publish(put({"a": b"1"}))
        folder = tmp_path / "cache" / "clone.git" / "objects" / "17"
        folder.mkdir(exist_ok=True)
        for number in range(28):
            (folder / f"{number:038x}").write_bytes(b"")
        assert ours.publish(put({"b": b"1"})).is_new
        assert not folder.exists() or len(list(folder.iterdir())) < 28

    def test_a_place_that_takes_no_clone_is_said(self, shared: Shared, tmp_path: Path) -> None:
        (tmp_path / "full").write_text("")
        outage = refusal(lambda: publisher(shared, "full").read("*"))
        assert outage.reason == "cache_unusable"

    def test_who_waits_too_long_for_their_turn_says_so(self, tmp_path: Path) -> None:
        with alone(tmp_path), pytest.raises(Outage) as caught, alone(tmp_path, within_seconds=0.05):
            pass
        assert (caught.value.reason, caught.value.retry) == ("busy", True)

    def test_its_repairs_are_logged_without_credentials(
        self, shared: Shared, server: GitServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.account = "bot:hunter22-hunter22"
        ours = publisher(shared, address=server.url("shared.git", server.account))
        with caplog.at_level(logging.DEBUG):
            ours.publish(put({"a": b"1"}))
            (tmp_path / "cache" / "clone.git" / "config").write_text("[[[")
            ours.publish(put({"b": b"1"}))
        assert caplog.records
        assert "hunter22" not in repr([vars(record) for record in caplog.records])
        assert (
            "hunter22"
            not in subprocess.run(
                ["grep", "-r", "hunter22", str(tmp_path / "cache")], capture_output=True, text=True, check=False
            ).stdout
        )
