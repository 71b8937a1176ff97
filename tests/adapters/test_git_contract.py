"""Do all publishers keep the port's promises? The one in memory and git's, by path and over HTTP, by one contract."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from bot.adapters.git import GitPublisher
from bot.domain.failures import Outage
from bot.ports.publisher import Change
from bot.speech import Chart, Document
from tests.adapters.repositories import Fake, Shared, publisher, put, server, shared

__all__ = ["server", "shared"]

JAPANESE = "run/_/postmortems/2026-11-22 顔照合の遅延 😀.md"


@dataclass
class World:
    """A publisher, and the branch as others see it."""

    ours: GitPublisher | Fake
    theirs: Shared | Fake


@pytest.fixture(params=["memory", "path", "http"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "memory":
        fake = Fake()
        return World(fake, fake)
    repository = request.getfixturevalue("shared")
    if request.param == "path":
        return World(publisher(repository), repository)
    address = request.getfixturevalue("server").url("shared.git")
    return World(publisher(repository, address=address), repository)


class TestReading:
    """What is read is what is at the tip now."""

    def test_an_empty_branch_holds_nothing(self, world: World) -> None:
        assert world.ours.read("*") == {}

    def test_what_others_committed_is_read_as_it_is(self, world: World) -> None:
        """No line ending is changed, no name is quoted; bytes are bytes."""
        files = {JAPANESE: "原因\r\n".encode(), "a.bin": bytes(range(256)), "empty": b""}
        world.theirs.somebody_commits(files)
        assert world.ours.read("*") == files
        world.theirs.somebody_commits({"a.bin": b"new", "empty": None})
        assert world.ours.read("*") == {JAPANESE: "原因\r\n".encode(), "a.bin": b"new"}

    def test_patterns_are_of_the_whole_path_and_case_counts(self, world: World) -> None:
        names = ["run/_/PM-1.json", "run/_/PM-1.md", "run/a/b/PM-2.json", "RUN/_/PM-3.json", "run/[x].json"]
        world.theirs.somebody_commits(dict.fromkeys(names, b"x"))
        assert sorted(world.ours.read("run/_/*.json")) == ["run/_/PM-1.json"]
        assert sorted(world.ours.read("run/*.json")) == ["run/[x].json", "run/_/PM-1.json", "run/a/b/PM-2.json"]
        assert sorted(world.ours.read("run/_/PM-1.md", "RUN/*")) == ["RUN/_/PM-3.json", "run/_/PM-1.md"]
        assert world.ours.read("PM-1.json") == world.ours.read() == {}


class TestPublishing:
    """A commit is there whole and once, on top of what others did."""

    def test_the_first_commit_of_an_empty_repository_is_made(self, world: World) -> None:
        done = world.ours.publish(put({JAPANESE: b"text", "a/b.json": b"{}"}, "Publish\n\nApproved-by: U1"))
        assert done.is_new
        assert len(done.commit) == 40
        assert world.ours.read("*") == {JAPANESE: b"text", "a/b.json": b"{}"}
        assert world.theirs.messages == ["Publish"]
        world.theirs.assert_whole()

    def test_documents_and_charts_are_put_into_words(self, world: World) -> None:
        world.ours.publish(put({"a.md": Document("postmortem/report", {"n": 1}), "b.png": Chart("kpi")}))
        files = world.ours.read("*")
        assert json.loads(files["a.md"]) == {"template": "postmortem/report", "facts": {"n": 1}}
        assert json.loads(files["b.png"])["template"] == "kpi"

    def test_what_is_there_already_makes_no_second_commit_and_names_the_one_that_brought_it(self, world: World) -> None:
        change = put({"a": b"1", "gone": None})
        first = world.ours.publish(change)
        world.theirs.somebody_commits({"b": b"2"})
        again = world.ours.publish(change)
        assert (again.commit, again.is_new) == (first.commit, False)
        assert world.theirs.messages == ["Publish", "by hand"]

    def test_nothing_to_commit_to_an_empty_branch_makes_none(self, world: World) -> None:
        done = world.ours.publish(put({"gone": None}))
        assert (done.commit, done.is_new) == ("", False)
        assert world.ours.read("*") == {}

    def test_what_others_committed_stays_and_what_they_changed_is_composed_anew(self, world: World) -> None:
        world.theirs.somebody_commits({"list": b"1", "theirs": b"x"})

        def longer(files: object) -> dict[str, bytes]:
            assert isinstance(files, dict)
            assert set(files) <= {"list"}
            return {"list": files["list"] + b",3", "ours": b"y"}

        assert world.ours.read("list") == {"list": b"1"}
        world.theirs.somebody_commits({"list": b"1,2"})
        assert world.ours.publish(Change("Add", ("list",), longer)).is_new
        assert world.ours.read("*") == {"list": b"1,2,3", "theirs": b"x", "ours": b"y"}

    def test_who_is_quicker_is_not_overtaken(self, world: World) -> None:
        """Somebody pushes between our look and our push: it is composed again on theirs."""
        seen: list[bytes] = []

        def composed(files: object) -> dict[str, bytes]:
            assert isinstance(files, dict)
            seen.append(files.get("list", b""))
            if isinstance(world.theirs, Shared) and len(seen) == 1:
                world.theirs.somebody_commits({"list": b"theirs"}, "quicker")
            return {"list": seen[-1] + b"+ours"}

        if isinstance(world.theirs, Fake):
            world.theirs.meanwhile.append({"list": b"theirs"})
        assert world.ours.publish(Change("slower", ("*",), composed)).is_new
        assert seen == [b"", b"theirs"]
        assert world.ours.read("*") == {"list": b"theirs+ours"}
        world.theirs.assert_whole()

    def test_a_file_is_taken_away_and_no_other(self, world: World) -> None:
        world.theirs.somebody_commits({"a/1": b"1", "a/2": b"2"})
        assert world.ours.publish(put({"a/1": None})).is_new
        assert world.ours.read("*") == {"a/2": b"2"}

    @pytest.mark.parametrize("path", ["a", "a/b/c"])
    def test_a_folder_of_others_is_not_taken_for_a_file(self, world: World, path: str) -> None:
        world.theirs.somebody_commits({"a/b": b"1"})
        with pytest.raises(Outage) as caught:
            world.ours.publish(put({path: b"2"}))
        assert (caught.value.reason, caught.value.retry, caught.value.detail) == ("path_taken", False, path)
        assert world.ours.publish(put({path: b"2", "a/b": None})).is_new
        assert world.ours.read("*") == {path: b"2"}

    @pytest.mark.parametrize(
        "files", [{"../x": b""}, {"ok": b"", "a/.git/config": b""}, {"a": b"", "a/b": b""}], ids=str
    )
    def test_a_bad_path_is_our_bug_and_nothing_is_committed(self, world: World, files: dict[str, bytes]) -> None:
        with pytest.raises(ValueError, match=r"path|of one name"):
            world.ours.publish(put(files))  # type: ignore[arg-type]
        assert world.ours.read("*") == {}

    def test_a_message_without_words_or_with_a_nul(self, world: World) -> None:
        with pytest.raises(ValueError, match="NUL"):
            world.ours.publish(put({"a": b""}, "a\0b"))
        assert world.ours.publish(put({"a": b""}, "# no comment\n\n-F /etc/passwd")).is_new
        assert world.theirs.messages == ["# no comment"]

    def test_what_composing_raises_comes_through(self, world: World) -> None:
        def fails(_: object) -> dict[str, bytes]:
            raise KeyError("ours")

        with pytest.raises(KeyError):
            world.ours.publish(Change("x", (), fails))
