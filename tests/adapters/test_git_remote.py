"""What becomes of a commit when the remote refuses, hangs, is gone, or when others are quicker?"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.git.running import Limits
from bot.ports.publisher import Change
from tests.adapters.repositories import SHORT, Shared, git, is_over, publisher, put, refusal, server, shared
from tests.git_http import GitServer

__all__ = ["server", "shared"]


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of a server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


class TestTheRemote:
    """Each of its faults has a word, and nothing is committed."""

    def test_a_hook_that_declines_is_a_rejection_and_its_words_are_told(self, shared: Shared) -> None:
        shared.on("pre-receive", "echo 'GL-HOOK-ERR: only reviewed documents' >&2; exit 1")
        outage = refusal(lambda: publisher(shared).publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("rejected", False)
        assert "only reviewed documents" in outage.detail
        assert not publisher(shared).read("*")

    def test_once_the_hook_is_gone_the_same_publisher_goes_on(self, shared: Shared) -> None:
        shared.on("update", "exit 1")
        ours = publisher(shared)
        assert refusal(lambda: ours.publish(put({"a": b"1"}))).reason == "rejected"
        (shared.folder / "hooks" / "update").unlink()
        assert ours.publish(put({"a": b"1"})).is_new

    @pytest.mark.parametrize("act", ["read", "publish"])
    def test_a_server_that_never_answers_is_given_up_in_time(self, shared: Shared, silent: str, act: str) -> None:
        ours = publisher(shared, address=f"http://bot:hunter22@{silent}/shared.git")
        began = time.monotonic()
        outage = refusal(lambda: ours.read("*") if act == "read" else ours.publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("timed_out", True)
        assert time.monotonic() - began < SHORT.ask + 2

    def test_a_push_that_hangs_is_given_up_with_all_its_children(self, shared: Shared, tmp_path: Path) -> None:
        shared.on("pre-receive", f"echo $$ > {tmp_path}/hook; exec sleep 60")
        outage = refusal(lambda: publisher(shared, limits=Limits(push=0.7)).publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("timed_out", True)
        assert is_over((tmp_path / "hook").read_text().strip())

    def test_nobody_listening_is_unreachable(self, shared: Shared, silent: str) -> None:
        host = silent.rpartition(":")[0]
        free = socket.create_server((host, 0))
        address = f"http://{host}:{free.getsockname()[1]}/shared.git"
        free.close()
        outage = refusal(lambda: publisher(shared, address=address).publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("unreachable", True)

    @pytest.mark.parametrize(
        ("status", "reason"),
        [(403, "not_allowed"), (404, "no_such_repository"), (429, "unreachable"), (503, "unreachable")],
    )
    def test_what_http_answers_has_a_word(self, shared: Shared, server: GitServer, status: int, reason: str) -> None:
        server.answers = status
        outage = refusal(lambda: publisher(shared, address=server.url("shared.git")).publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == (reason, reason == "unreachable")

    @pytest.mark.parametrize("account", ["", "bot:wrong-password"])
    def test_a_login_is_asked_of_nobody(self, shared: Shared, server: GitServer, account: str) -> None:
        server.account = "bot:right-password"
        ours = publisher(shared, address=server.url("shared.git", account))
        outage = refusal(lambda: ours.publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("not_allowed", False)
        assert "wrong-password" not in repr(outage)

    def test_the_account_in_the_address_opens_it(self, shared: Shared, server: GitServer) -> None:
        server.account = "bot:p@ss word"
        ours = publisher(shared, address=server.url("shared.git", "bot:p%40ss%20word"))
        assert ours.publish(put({"a": b"1"})).is_new
        assert ours.read("*") == {"a": b"1"}

    @pytest.mark.parametrize("address", ["file:///nowhere/at/all.git", "http://{}/nowhere.git"])
    def test_a_repository_that_is_not_there(self, shared: Shared, server: GitServer, address: str) -> None:
        outage = refusal(lambda: publisher(shared, address=address.format(server.address)).read("*"))
        assert (outage.reason, outage.retry) == ("no_such_repository", False)

    def test_others_who_are_always_quicker_are_said(self, shared: Shared) -> None:
        shared.on("pre-receive", "exit 0")
        count = iter(range(100))

        def composed(_: object) -> dict[str, bytes]:
            shared.somebody_commits({"theirs": str(next(count)).encode()})
            return {"ours": b""}

        outage = refusal(lambda: publisher(shared).publish(Change("x", (), composed)))
        assert (outage.reason, outage.retry) == ("moved_on", True)
        assert set(shared.messages) == {"by hand"}

    def test_a_branch_that_was_set_back_meanwhile_is_not_set_forward_again(self, shared: Shared) -> None:
        """A plain push would bring back what somebody took out with force, such as a secret."""
        kept = shared.somebody_commits({"a": b"1"})
        shared.somebody_commits({"secret": b"x"}, "oh no")
        tips: list[str] = []

        def composed(_: object) -> dict[str, bytes]:
            tips.append(git(shared.folder, "rev-parse", "main").strip())
            git(shared.folder, "update-ref", "refs/heads/main", kept)
            return {"ours": b""}

        assert publisher(shared).publish(Change("x", (), composed)).is_new
        assert len(tips) == 2
        assert shared.messages == ["by hand", "x"]

    def test_an_answer_that_was_lost_is_looked_up(self, shared: Shared) -> None:
        """The commit arrived, and then the line went dead."""
        shared.on("post-receive", "sleep 60")
        ours = publisher(shared, limits=Limits(push=0.7))
        assert ours.publish(put({"a": b"1"})).is_new
        assert shared.messages == ["Publish"]
