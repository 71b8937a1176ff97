"""Which paths may be committed, what is told of an address, and which word stands for what git said?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.adapters.git.paths import checked
from bot.adapters.git.refusals import outage_of
from bot.adapters.git.running import GitFailedError, secrets_of, without_credentials

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "path",
    [
        "run/_/postmortems/2026-11-22-PM-2026-11-22-01.md", "évidence/証跡（写）/ログ 1.txt", "a/...b", "a/.github/x.yml",
        "a/git", "a/gitignore", ".gitignore", "a/x.git", "がぎぐ.md", "😀.png", "-rf", ":(exclude)x", "a" * 200,
        "/".join(["あ" * 66] * 5),
    ],
)  # fmt: skip
def test_a_path_for_people_is_taken_as_it_is(path):
    assert checked(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/etc/passwd", "a//b", "a/", "./a", "a/.", "..", "../a", "a/../b", "a/..", "a/. ./b", "a/.. /b", " ",
        "a/ /b", "C:/a", "c:a", "a\\b", "..\\a", "a\0b", "a\nb", "a\tb", "a\x7fb", "a\x85b", "a\u2028b",
        ".git", ".GIT/config", "a/.Git", ".git/", ".git./x", ".git /x", ".git . ./x", "git~1", "GIT~2/x", "a/git~1 ",
        ".git::$INDEX_ALLOCATION/x", ".git:x", ".g\u200cit/config", ".gi\ufefft", "a\u202egnp.exe", "a\u200fb",
        "\u2066a", "a\ud800b", "a\u00adb", "a" * 201, "あ" * 67, "/".join(["a" * 199] * 6),
    ],
)  # fmt: skip
def test_a_path_that_leads_astray_is_refused(path):
    with pytest.raises(ValueError, match=r"a path|part of a path"):
        checked(path)


@pytest.mark.parametrize(
    ("address", "said", "told"),
    [
        ("https://bot:hunter22@h/r", "unable to access 'https://bot:hunter22@h/r/': x", "unable to access 'https://***@h/r/': x"),
        ("https://bot:p%40ss%21word@h/r", "bad p@ss!word and p%40ss%21word", "bad *** and ***"),
        ("https://ghp_0123456789:x@h/r", "no ghp_0123456789", "no ***"),
        ("https://h/r?private_token=abcdef", "at https://h/r?private_token=abcdef", "at https://h/r?private_token=***"),
        ("https://git:x@h/r", "git failed: exit", "git failed: exit"),
        ("ssh://git@h/r", "git@h: Permission denied", "git@h: Permission denied"),
        ("https://h/r", "redirected to http://u:other@x/y", "redirected to http://***@x/y"),
        ("https://h:notaport/r", "\x1b[31mfatal:\x1b[0m a\u202eb\r\nhint: try\n\n  so  ", "fatal: ab | so"),
    ],
)  # fmt: skip
def test_what_git_says_is_told_without_credentials(address, said, told):
    assert without_credentials(said, secrets_of(address)) == told


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("remote: error: GH006: Protected branch update failed for refs/heads/main. | ! [remote rejected] a -> main (protected branch hook declined)", "rejected"),
        ("remote: GitLab: You are not allowed to push code to protected branches on this project. | ! [remote rejected] (pre-receive hook declined)", "rejected"),
        ("! a:refs/heads/main [rejected] (stale info)", "moved_on"),
        ("remote: error: cannot lock ref 'refs/heads/main': is at 1 but expected 2 | ! [remote rejected] (failed to update ref)", "moved_on"),
        ("fatal: remote error: upload-pack: not our ref 0123", "moved_on"),
        ("git@github.com: Permission denied (publickey). | fatal: Could not read from remote repository.", "not_allowed"),
        ("Host key verification failed. | fatal: Could not read from remote repository.", "not_allowed"),
        ("fatal: Authentication failed for 'https://h/r/'", "not_allowed"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "not_allowed"),
        ("ERROR: Repository not found. | fatal: Could not read from remote repository.", "no_such_repository"),
        ("remote: Repository not found. | fatal: repository 'https://github.com/a/b/' not found", "no_such_repository"),
        ("ssh: Could not resolve hostname h: Name or service not known | fatal: Could not read from remote repository.", "unreachable"),
        ("fatal: unable to access 'https://h/': Could not resolve host: h", "unreachable"),
        ("fatal: unable to access 'https://h/': SSL certificate problem: self signed", "unreachable"),
        ("error: RPC failed; HTTP 500 curl 22 The requested URL returned error: 500", "unreachable"),
        ("fatal: unable to access 'https://h/': Operation too slow. Less than 100 bytes/sec transferred", "timed_out"),
        ("ssh: connect to host h port 22: Connection timed out", "timed_out"),
        ("fatal: not a git repository: '/var/cache/clone.git'", None),
        ("error: cannot lock ref 'refs/liveness-bot/seen': Unable to create '/x.lock': File exists", None),
        ("fatal: unable to write loose object file: No space left on device", None),
        ("error: object file objects/aa/bb is empty | fatal: loose object aabb is corrupt", None),
        ("something nobody has ever seen", None),
    ],
)  # fmt: skip
def test_what_git_says_has_a_word_and_none_where_our_clone_is_at_fault(said, reason):
    outage = outage_of(GitFailedError(said))
    assert (outage.reason if outage else None) == reason


def test_git_is_run_in_one_place():
    """Whoever runs it elsewhere would have to think of prompts, hooks, credentials and time limits again."""
    for package in ("bot", "commands", "scheduler"):
        for file in (ROOT / package).rglob("*.py"):
            name = file.relative_to(ROOT).as_posix()
            if name.startswith("bot/adapters/git/"):
                continue
            lists = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.List | ast.Tuple)]
            heads = [one.elts[0].value for one in lists if one.elts and isinstance(one.elts[0], ast.Constant)]
            assert "git" not in heads, f"{name} runs git: bot/adapters/git/running.py is its one door"
