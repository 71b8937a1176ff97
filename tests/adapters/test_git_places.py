"""Where does a publisher publish to, in whose name, and what does this machine's configuration say in it?"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.git import GitPublisher
from bot.adapters.git.remote import located
from tests.adapters.repositories import NOON, Shared, git, publisher, put, refusal, shared
from tests.fake_publisher import told

__all__ = ["shared"]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a configuration file that git reads as the user's, and no other."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / ".gitconfig"


def key(folder: Path) -> Path:
    """Make an SSH key to sign with, and the file of those who may."""
    made = folder / "signing key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    (folder / "allowed").write_text(f"liveness-bot@localhost {made.with_suffix('.pub').read_text()}")
    return made


class TestThePlace:
    def test_a_path_where_nothing_is_becomes_a_bare_repository_on_the_branch(self, shared: Shared, tmp_path) -> None:
        ours = publisher(shared, address=str(tmp_path / "deep" / "var" / "報告"))
        made = Shared(tmp_path / "deep" / "var" / "報告", "")
        assert ours.read("*") == {}
        assert not made.folder.exists()
        assert ours.publish(put({"a": b"1"})).is_new
        assert git(made.folder, "rev-parse", "--is-bare-repository", "--abbrev-ref", "HEAD").split() == ["true", "main"]
        assert [one.name for one in made.folder.parent.iterdir()] == ["報告"]
        made.assert_whole()

    def test_an_empty_folder_becomes_one_and_a_full_one_stays_as_it_is(self, shared: Shared, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert publisher(shared, "c1", address=str(tmp_path / "empty")).publish(put({"a": b"1"})).is_new
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "thesis.txt").write_text("x")
        outage = refusal(lambda: publisher(shared, "c2", address=str(tmp_path / "full")).publish(put({"a": b"1"})))
        assert (outage.reason, outage.retry) == ("no_such_repository", False)
        assert [one.name for one in (tmp_path / "full").iterdir()] == ["thesis.txt"]

    def test_one_that_goes_away_is_not_made_again(self, shared: Shared, tmp_path: Path) -> None:
        """An empty one in its place would look as if nothing had ever been published."""
        ours = publisher(shared, address=str(tmp_path / "new"))
        ours.publish(put({"a": b"1"}))
        (tmp_path / "new").rename(tmp_path / "moved")
        assert refusal(lambda: ours.publish(put({"b": b"1"}))).reason == "no_such_repository"
        assert refusal(lambda: ours.read("*")).reason == "no_such_repository"
        assert not (tmp_path / "new").exists()

    def test_a_checkout_that_has_the_branch_open_is_refused_and_another_branch_of_it_is_not(
        self, shared: Shared, tmp_path: Path
    ) -> None:
        """To move the branch under somebody's work tree would make every file look edited."""
        shared.somebody_commits({"a": b"1"})
        tree = tmp_path / "somebody"
        git(tree, "branch", "--move", "--force", "main")
        outage = refusal(lambda: publisher(shared, address=str(tree)).publish(put({"b": b"1"})))
        assert (outage.reason, outage.retry) == ("checked_out", False)
        git(tree, "checkout", "--quiet", "-b", "mine")
        assert publisher(shared, address=str(tree)).publish(put({"b": b"1"})).is_new
        assert git(tree, "status", "--porcelain") == ""

    @pytest.mark.parametrize(
        "address",
        ["https://example.org/r.git", "ssh://git@example.org/r", "git@example.org:r.git", "host:r", "file:///r"],
    )
    def test_an_address_is_left_to_git(self, address: str) -> None:
        assert located(address) == (address, None)

    @pytest.mark.parametrize("path", ["var/reports", "/var/a:b", "./a:b", "-x"])
    def test_a_path_is_made_whole(self, path: str) -> None:
        assert located(path) == (str(Path(path).resolve()), Path(path).resolve())


class TestTheCommit:
    def test_author_and_date_are_those_it_was_given(self, shared: Shared) -> None:
        publisher(shared).publish(put({"a": b"1"}))
        assert shared.show("%an <%ae> %aI %cn <%ce> %ct") == (
            "liveness-bot <liveness-bot@localhost> 2026-03-01T12:00:00+00:00 "
            f"liveness-bot <liveness-bot@localhost> {int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())}"
        )
        publisher(shared, author="運用 ボット <ops@example.org>").publish(put({"a": b"2"}))
        assert shared.show("%an <%ae>") == "運用 ボット <ops@example.org>"

    @pytest.mark.parametrize("author", ["ops", "ops@example.org", "<a@b>", "a <b> <c@d>", "a <b c>", "a\n<b@c>"])
    def test_an_author_that_git_would_take_badly_is_refused(self, shared: Shared, author: str) -> None:
        with pytest.raises(ValueError, match="Name <mail>"):
            publisher(shared, author=author)

    def test_the_message_is_committed_to_the_letter(self, shared: Shared) -> None:
        message = "顔照合の遅延 (PM-1)\n\n# 概要\n  indented\n\nApproved-by: U1\nDocument-SHA256: abc"
        publisher(shared).publish(put({"a": b"1"}, message))
        assert shared.show("%B") == message
        assert shared.show("%(trailers:key=Document-SHA256,valueonly)") == "abc"

    def test_a_key_signs_it(self, shared: Shared, tmp_path: Path) -> None:
        publisher(shared, signing_key=key(tmp_path)).publish(put({"a": b"1"}))
        git(shared.folder, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
        assert shared.show("%G? %GS") == "G liveness-bot@localhost"

    def test_a_key_that_can_not_be_used_is_said_and_nothing_is_committed(self, shared: Shared, tmp_path: Path) -> None:
        signing = key(tmp_path)
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "a passphrase", "-f", str(signing)], check=True)
        for one in (signing, tmp_path / "none"):
            outage = refusal(lambda there=one: publisher(shared, signing_key=there).publish(put({"a": b"1"})))
            assert (outage.reason, outage.retry) == ("not_signed", False)
        assert not publisher(shared).read("*")

    def test_git_s_own_configuration_may_ask_for_a_signature(
        self, shared: Shared, tmp_path: Path, configured: Path
    ) -> None:
        configured.write_text(
            f'[commit]\n\tgpgSign = yes\n[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = "{key(tmp_path)}"\n'
        )
        publisher(shared).publish(put({"a": b"1"}))
        git(shared.folder, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
        assert shared.show("%G?") == "G"


class TestTheMachine:
    def test_what_a_user_likes_changes_no_commit(self, shared: Shared, tmp_path: Path, configured: Path) -> None:
        (tmp_path / "hooks").mkdir()
        Shared(tmp_path, "").on("pre-push", "exit 1")
        configured.write_text(
            f"[core]\n\tautocrlf = true\n\thooksPath = {tmp_path}/hooks\n\tquotePath = true\n[user]\n\tname = Somebody\n"
            f"[push]\n\tdefault = nothing\n[fetch]\n\tprune = true\n[i18n]\n\tcommitEncoding = EUC-JP\n"
            f"[init]\n\tdefaultBranch = trunk\n\ttemplateDir = {tmp_path}\n[alias]\n\tpush = !false\n[log]\n\tdate = raw\n"
        )
        ours = publisher(shared)
        assert ours.publish(put({"報告.md": "原因\n".encode()}, "公開")).is_new
        assert ours.read("*") == {"報告.md": "原因\n".encode()}
        assert shared.show("%an %s %e") == "liveness-bot 公開"

    def test_variables_of_another_repository_lead_nowhere(
        self, shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in a bot that is started by a hook."""
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_TRACE"):
            monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'remote.origin.url'='/elsewhere'")
        monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody else")
        assert publisher(shared).publish(put({"a": b"1"})).is_new
        assert shared.show("%an") == "liveness-bot"
        assert not (tmp_path / "elsewhere").exists()

    def test_secrets_of_ours_are_not_handed_to_the_hooks_of_a_repository(
        self, shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://u:p@h/d")
        shared.on("pre-receive", f"env > {tmp_path}/seen")
        publisher(shared).publish(put({"a": b"1"}))
        assert not {"SLACK_BOT_TOKEN", "DATABASE_URL"} & {
            line.partition("=")[0] for line in (tmp_path / "seen").read_text().splitlines()
        }

    def test_without_git_that_is_what_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        ours = GitPublisher("https://example.org/r", "main", tmp_path / "cache", told, lambda: NOON)
        outage = refusal(lambda: ours.read("*"))
        assert (outage.reason, outage.retry) == ("git_is_missing", False)
