"""Is what events and history show of a message read as the same words, files and marks?"""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.client import Identity
from bot.adapters.slack.doors.messages import revision_of, said_in
from bot.domain.marks import PIN, reaction
from bot.domain.messages import File

US = Identity(team="T1", user="UBOT", bot="BBOT")
SAID: dict[str, Any] = {"type": "message", "user": "U1", "text": "down?", "ts": "1700000000.000100"}
TOLD_FILE = {
    "id": "F1", "name": "app.log", "mimetype": "text/plain", "size": 20, "permalink": "https://x/files/F1",
    "url_private": "https://x/files-pri/F1",
}  # fmt: skip


def test_a_file_is_known_by_what_is_needed_to_copy_and_to_find_it() -> None:
    told = revision_of({**SAID, "channel": "C1", "subtype": "file_share", "files": [TOLD_FILE]}, US)
    assert told is not None
    assert told.files == (File("app.log", "F1", "text/plain", 20, "https://x/files/F1", "https://x/files-pri/F1"),)


def test_a_file_that_was_deleted_has_an_id_and_no_name() -> None:
    told = revision_of({**SAID, "channel": "C1", "files": [{"id": "F1", "mode": "tombstone"}]}, US)
    assert told is not None
    assert told.files == (File("", "F1"),)


@pytest.mark.parametrize("subtype", ["me_message", "file_share", "thread_broadcast", "bot_message"])
def test_the_same_message_by_event_and_by_history_is_one(subtype: str) -> None:
    message = {**SAID, "subtype": subtype, "files": [TOLD_FILE], "thread_ts": "1690000000.000100"}
    assert said_in(message, "C1", US).revision == revision_of({**message, "channel": "C1"}, US)


def test_what_a_bot_says_in_attachments_only_is_what_it_said() -> None:
    alert = {
        "subtype": "bot_message",
        "bot_id": "B2",
        "text": "",
        "ts": "1.1",
        "attachments": [{"fallback": "[FIRING] x"}],
    }
    assert said_in(alert, "C1", US).revision.text == "[FIRING] x"  # type: ignore[union-attr]
    assert said_in({**SAID, "text": "", "attachments": [{"fallback": "link"}]}, "C1", US).revision.text == ""  # type: ignore[union-attr]


def test_an_edit_in_history_is_the_last_one_of_its_second() -> None:
    told = said_in({**SAID, "edited": {"user": "U1", "ts": "1700000010.000000"}}, "C1", US).revision
    assert told is not None
    assert (told.ts, told.revision, told.is_edit) == ("1700000000.000100", "1700000010.999999", True)


@pytest.mark.parametrize(
    "message",
    [{**SAID, "user": "UBOT"}, {**SAID, "subtype": "channel_join"}, {"ts": "1.1", "bot_id": "BBOT", "text": "x"}],
)
def test_what_nobody_said_and_what_we_said_is_there_without_words(message: dict[str, Any]) -> None:
    told = said_in(message, "C1", US)
    assert (told.ts, told.revision) == (message["ts"], None)


def test_the_placeholder_of_a_deleted_root_is_known_as_one() -> None:
    told = said_in({"ts": "1.1", "user": "USLACKBOT", "subtype": "tombstone", "latest_reply": "1.5"}, "C1", US)
    assert (told.is_tombstone, told.revision, told.latest_reply) == (True, None, "1.5")


def test_marks_are_named_with_their_holders_and_crowds_that_slack_cuts_are_told() -> None:
    marked = {
        **SAID,
        "reactions": [
            {"name": "pushpin", "users": ["U1", "U2"], "count": 2},
            {"name": "+1", "users": ["U1"], "count": 60},
        ],
        "pinned_to": ["C1"],
    }
    told = said_in(marked, "C1", US)
    pushpin, thumb = reaction("pushpin"), reaction("+1")
    assert told.marks == {(pushpin, "U1"), (pushpin, "U2"), (thumb, "U1"), (PIN, "")}
    assert told.crowded == {thumb}
