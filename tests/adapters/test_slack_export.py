"""Is everything read from an export that it tells of a channel, and said what it doesn't tell?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack_export.reading import opened
from bot.domain.exports import Exported
from bot.domain.failures import Mistake
from bot.domain.marks import PIN, reaction
from tests.exports import CHANNEL, by_bot, files, packed, said, ts_of, unpacked

DAY = "2026-11-22"


def read(path: Path, channel: str = CHANNEL) -> Exported:
    with opened(path) as export:
        return export.read(channel)


def exported(tmp_path: Path, *entries: Any) -> Exported:
    return read(packed(tmp_path / "export.zip", files({DAY: list(entries)})))


def test_a_zip_and_its_folder_tell_the_same(tmp_path: Path) -> None:
    whole = files(
        {DAY: [said(ts_of(1), "hello"), said(ts_of(0), "first")], "2026-11-23": [said(ts_of(90_000), "later")]}
    )
    found = read(packed(tmp_path / "export.zip", whole))

    assert found == read(unpacked(tmp_path / "folder", whole))
    assert [one.text for one in found.messages] == ["first", "hello", "later"]


def test_replies_find_their_thread_in_another_days_file(tmp_path: Path) -> None:
    root = said(ts_of(0), "root", thread_ts=ts_of(0), reply_count=2)
    reply = said(ts_of(90_000), "reply", thread_ts=ts_of(0))
    lone = said(ts_of(90_001), "lone", thread_ts=ts_of(-500))
    found = read(packed(tmp_path / "export.zip", files({DAY: [root], "2026-11-23": [reply, lone]})))

    assert [one.root_ts for one in found.messages] == [None, ts_of(0), ts_of(-500)]
    assert (found.unknown.lost_replies, found.unknown.rootless) == (1, 1)


def test_edits_deletions_and_copies_leave_each_message_once(tmp_path: Path) -> None:
    edited = said(ts_of(0), "after", edited={"user": "U0ALICE", "ts": ts_of(5)})
    tombstone = said(ts_of(1), "This message was deleted.", "USLACKBOT", subtype="tombstone", thread_ts=ts_of(1))
    found = exported(
        tmp_path, said(ts_of(0), "before"), edited, said(ts_of(0), "before"), tombstone, said(ts_of(1), "gone")
    )

    first, second = found.messages
    assert (first.text, first.is_edited) == ("after", True)
    assert (second.text, second.is_deleted, second.author) == ("", True, "")
    assert (found.unknown.edited, found.unknown.deleted) == (1, 1)


def test_events_of_compliance_exports_change_what_they_are_about(tmp_path: Path) -> None:
    changed = {"ts": ts_of(9), "subtype": "message_changed", "message": said(ts_of(0), "after")}
    deleted = {
        "ts": ts_of(9),
        "subtype": "message_deleted",
        "deleted_ts": ts_of(1),
        "previous_message": said(ts_of(1), "x"),
    }
    found = exported(tmp_path, said(ts_of(0), "before"), said(ts_of(1), "x"), changed, deleted)

    assert [(one.text, one.is_edited, one.is_deleted) for one in found.messages] == [
        ("after", True, False),
        ("", False, True),
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"attachments": [{"title": "Down", "text": "5xx", "fields": [{"title": "env", "value": "prod"}]}]}, "Down\n5xx\nenv: prod"),
        ({"attachments": [{"fallback": "only this"}]}, "only this"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "a < b"}}]}, "a &lt; b"),
        (
            {
                "text": "This content can't be displayed.",
                "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0BOB"}, {"type": "text", "text": " look"}]}]}],
            },
            "<@U0BOB> look",
        ),
        ({"attachments": "no list", "blocks": {"x": 1}, "text": None}, ""),
    ],
)  # fmt: skip
def test_a_bots_words_are_found_wherever_they_stand(tmp_path: Path, entry: dict[str, Any], words: str) -> None:
    found = exported(tmp_path, by_bot(ts_of(0), **{"text": "", **entry}))

    assert found.messages[0].text == words
    assert found.bots == {"B0ALERTS": "Alertmanager"}


def test_joins_are_no_messages_and_what_is_unknown_is_named(tmp_path: Path) -> None:
    join = said(ts_of(0), "joined", subtype="channel_join")
    strange = said(ts_of(1), "kept", subtype="from_the_future")
    empty = said(ts_of(2), "", subtype="from_the_future")
    found = exported(tmp_path, join, strange, empty, "no object", {"ts": 5}, {"ts": "1.2"}, None)

    assert [one.text for one in found.messages] == ["kept"]
    assert (found.unknown.subtypes, found.unknown.strange) == ({"from_the_future": 2}, 4)


def test_files_are_named_without_the_token_in_their_address(tmp_path: Path) -> None:
    listed = [
        {"id": "F1", "name": "log.txt", "size": 5, "url_private": "https://files.slack.com/F1?t=xoxe-1"},
        {"id": "F2", "mode": "tombstone"},
        {"id": "F3", "mode": "hidden_by_limit"},
    ]
    found = exported(tmp_path, said(ts_of(0), "see", files=listed))

    assert next((one.name, one.url) for one in found.messages[0].files) == ("log.txt", "https://files.slack.com/F1")
    assert (found.unknown.files, found.unknown.lost_files) == (1, 2)


def test_reactions_and_pins_are_marks(tmp_path: Path) -> None:
    marked = said(
        ts_of(0), "x", reactions=[{"name": "pushpin", "users": ["U0BOB"], "count": 3}], pinned_to=["C0CHECKOUT"]
    )
    found = exported(tmp_path, marked)

    assert {(one.mark, one.by) for one in found.marks} == {(reaction("pushpin"), "U0BOB"), (PIN, "")}
    assert (found.unknown.reactions, found.unknown.crowded) == (1, 1)


def test_whom_the_list_lacks_stays_as_an_id(tmp_path: Path) -> None:
    found = exported(tmp_path, said(ts_of(0), "x", "U0GONE"))

    assert (found.messages[0].author, found.unknown.people) == ("U0GONE", ("U0GONE",))


def test_a_wrong_name_is_answered_with_those_like_it(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        read(packed(tmp_path / "export.zip", files({DAY: [said(ts_of(0), "x")]})), "inc-chekout")

    assert (caught.value.key, caught.value.facts["near"]) == ("no_such_channel_in_export", [CHANNEL])


def test_nothing_said_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        exported(tmp_path)

    assert caught.value.key == "export_channel_empty"
