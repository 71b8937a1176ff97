"""Does the filter of the command line redact as lines come, and does the log redact every line and stay JSON?"""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from bot.adapters.redaction import cut_lines, redacted_lines
from bot.adapters.redaction.lines import LONGEST_LINE
from bot.app.logs import FIELDS, Redacting
from tests.adapters.redaction_examples import REDACTOR, said
from tests.test_cli import ROOT

KEY = said("-----BEGIN RSA PRIVATE¦ KEY-----\nMIIEowIBAAKCAQEA7abcd\nabcdEFGH1234abcd==\n")
END = said("-----END RSA PRIVATE¦ KEY-----\n")


def redact(given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot", "redact", *arguments]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=60, check=False)


def test_the_filter_leaves_all_else_as_it_was_byte_for_byte() -> None:
    done = redact(
        b"a \xff\r\npassword=hunter2\n"
        + (KEY + END).encode()
        + "障害 taro@example.com\n".encode()
        + b"password=hunter2"
    )
    assert done.returncode == 0
    assert done.stdout == (
        b"a \xff\r\npassword=[secret:password:1]\n[secret:private-key:1]\n"
        + "障害 [personal:email:1]\n".encode()
        + b"password=[secret:password:1]"
    )


def test_json_lines_come_back_with_a_count() -> None:
    lines = [{"id": 1, "text": "a@example.com a@example.com", "user": "Taro"}, {"id": "b", "text": "fine \ud800"}]
    done = redact("\n".join(map(json.dumps, lines)).encode(), "--json-lines")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 1, "text": "[personal:email:1] [personal:email:1]", "redactions": 2},
        {"id": "b", "text": "fine \ud800", "redactions": 0},
    ]


def test_a_line_that_is_no_message_is_named_and_never_printed() -> None:
    done = redact(b'password=hunter2\n{"id": "x", "text": "ok"}\n[]', "--json-lines")
    assert done.returncode == 2
    assert [line.split(b" is not")[0] for line in done.stderr.splitlines()] == [b"Line 1", b"Line 3"]
    assert done.stdout == b'{"id": "x", "text": "ok", "redactions": 0}\n'


@pytest.mark.parametrize("between", ["", "\n", "> "])
def test_a_private_key_of_many_lines_is_one(between: str) -> None:
    lines = ["before\n", *(between + line for line in (KEY + END).splitlines(keepends=True)), "after\n"]
    assert "".join(redacted_lines(lines, REDACTOR.begin())) == f"before\n{between}[secret:private-key:1]\nafter\n"


def test_an_unended_key_does_not_hold_back_what_people_say_after_it() -> None:
    lines = iter([*KEY.splitlines(keepends=True), "so that was the key\n", "never asked for"])
    told = redacted_lines(lines, REDACTOR.begin())
    assert [next(told), next(told)] == ["[secret:private-key:1]\n", "so that was the key\n"]
    assert next(lines) == "never asked for"


def test_a_line_without_end_is_cut_between_words() -> None:
    pieces = list(cut_lines(["word " * 100_000, "word " * 200_000]))
    assert all(len(piece) <= 2 * LONGEST_LINE for piece in pieces)
    assert all(piece.endswith("word ") for piece in pieces)
    assert "".join(pieces) == "word " * 300_000


def test_a_log_line_is_redacted_and_still_says_what_happened() -> None:
    facts = {
        "stream": "inc-2026-11-22-01", "lane": "C012ABC:1732500000.123456", "attempt": 3, "seconds": 0.125, "account": "123456789012",
        "request_id": "550e8400-e29b-41d4-a716-446655440000", "bind": "127.0.0.1:8080", "sha": "3f786850e387550fdab836ed7e6dc881de23001b",
    }  # fmt: skip
    secret = {"password": 'hun"ter2', "card": 4111111111111111, "mail": "taro@example.com"}
    record = logging.makeLogRecord({"name": "bot.x", "levelname": "INFO", "msg": "effect done", **facts, **secret})
    line = Redacting("{asctime} {levelname} {name} {message}", style="{", rename_fields=FIELDS).format(record)
    told = json.loads(line)
    assert told | facts == told
    assert told["event"] == "effect done"
    assert {name: told[name] for name in secret} == {
        "password": "[secret:password:1]",
        "card": "[personal:card:1]",
        "mail": "[personal:email:1]",
    }
