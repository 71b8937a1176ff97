"""Is what was said found again, and a channel's furniture arranged, on the page and by nobody who may not?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.workspace.page_stage import AIKO, BEN, GENERAL, IVY, OPS, Stage, message, open_stage
from workspace.slack import Workspace
from workspace.slack.human import searching
from workspace.slack.refusals import Refused


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage(with_app=False) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    yield shared
    shared.close_windows()
    assert shared.complaints() == []


def found(workspace: Workspace, person: str, query: str) -> list[str]:
    board, who = workspace.board, workspace.person(person).person
    matches = workspace.on_loop(lambda: searching.search(board.team, who, {"q": query, "limit": 100}))["matches"]
    return [match["message"]["text"] for match in matches]


def test_words_are_anded_folded_and_found_inside_japanese(ws: Workspace) -> None:
    aiko = ws.person("aiko")
    aiko.post("ops", "Deployment 42 ROLLED back")
    aiko.post("ops", "デプロイを戻しました")
    assert found(ws, "ben", "rolled deployment") == ["Deployment 42 ROLLED back"]
    assert found(ws, "ben", '"deployment rolled"') == []
    assert found(ws, "ben", '"42 rolled"') == ["Deployment 42 ROLLED back"]
    assert found(ws, "ben", "ＤＥＰＬＯＹＭＥＮＴ") == ["Deployment 42 ROLLED back"]
    assert found(ws, "ben", "プロイを") == ["デプロイを戻しました"]


def test_who_where_when_and_what_narrow_it_down(ws: Workspace) -> None:
    aiko, ben = ws.person("aiko"), ws.person("ben")
    first = ben.post("ops", "needle one https://example.com/log")
    aiko.post("general", "needle two <@U01BEN>")
    ben.pin("ops", first)
    assert found(ws, "dana", "needle") == ["needle two <@U01BEN>", "needle one <https://example.com/log>"]
    assert found(ws, "dana", "needle from:@aiko") == ["needle two <@U01BEN>"]
    assert (
        found(ws, "dana", "needle in:#ops")
        == found(ws, "dana", "needle has:pin")
        == found(ws, "dana", "needle has:link")
    )
    assert found(ws, "dana", "needle carter") == ["needle two <@U01BEN>"]
    assert found(ws, "dana", "needle before:2020-01-01") == []
    assert len(found(ws, "dana", "needle after:2020-01-01")) == 2


def test_nobody_finds_what_they_may_not_see(ws: Workspace) -> None:
    ben = ws.person("ben")
    ben.act("create_channel", name="war-room", is_private=True)
    ben.post("war-room", "the secret needle")
    assert found(ws, "ben", "secret needle") == ["the secret needle"]
    assert found(ws, "aiko", "secret needle") == []
    assert found(ws, "ivy", "needle") == []


@pytest.mark.parametrize("query", ["has:soul", "after:yesterday"])
def test_what_cannot_be_understood_is_refused_in_words(ws: Workspace, query: str) -> None:
    with pytest.raises(Refused) as refused:
        found(ws, "ben", query)
    assert refused.value.sentence


def search(page: Page, words: str) -> None:
    page.keyboard.press("Control+g")
    page.get_by_role("searchbox").fill(words)


def test_a_search_marks_the_words_and_leads_to_the_message_however_old(stage: Stage) -> None:
    aiko = stage.workspace.person("aiko")
    aiko.post("ops", "the one and only haystack <b>needle</b>")
    for number in range(250):
        aiko.post("ops", f"hay {number}")
    ben = stage.window(BEN, GENERAL)
    search(ben, "NEEDLE haystack")
    hit = ben.locator(".found button")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text(["haystack", "needle"])
    expect(hit.locator("b", has_text="needle")).to_have_count(0)
    hit.click()
    expect(ben.locator("#head h2")).to_contain_text("ops")
    expect(message(ben, "the one and only haystack")).to_be_in_viewport()


def test_a_reply_is_found_and_shown_in_its_thread(stage: Stage) -> None:
    aiko = stage.workspace.person("aiko")
    root = aiko.post("general", "a root to reply to")
    aiko.post("general", "a very special reply", thread_ts=root)
    ben = stage.window(BEN)
    search(ben, "special reply")
    ben.locator(".found button").click()
    expect(message(ben, "a very special reply", pane="#pane")).to_be_visible()


def test_what_nobody_said_and_what_is_not_understood_is_said(stage: Stage) -> None:
    aiko = stage.window(AIKO)
    search(aiko, "誰も言っていないこと")
    expect(aiko.locator("#pane [role=status]")).to_contain_text("該当するメッセージはありません")
    aiko.get_by_role("searchbox").fill("has:soul")
    expect(aiko.locator("#pane [role=status]")).not_to_contain_text("該当する")


def test_a_channels_topic_bookmarks_and_members_are_arranged(stage: Stage) -> None:
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    ben.get_by_role("button", name="face-auth-ops").last.click()
    ben.get_by_role("button", name="Change the topic").click()
    ben.locator("dialog textarea").fill("Handover at 10 & <b>now</b>")
    ben.get_by_role("button", name="Save").click()
    expect(aiko.locator("#head .topic")).to_have_text("Handover at 10 & <b>now</b>")
    ben.get_by_role("button", name="Add a bookmark").click()
    ben.locator("dialog input[type=url]").fill("https://example.com/board")
    ben.locator("dialog input[type=text]").fill("Board")
    ben.get_by_role("button", name="Save").click()
    expect(aiko.locator(".bookmarks")).to_contain_text("Board")
    ben.get_by_role("button", name="Remove Board").click()
    expect(aiko.locator(".bookmarks")).not_to_contain_text("Board")
    ben.get_by_role("button", name="Invite").click()
    ben.locator("dialog select").select_option(label="Grace Okafor, Control board")
    ben.locator("dialog").get_by_role("button", name="Invite").click()
    expect(ben.locator(".members-list")).to_contain_text("Grace Okafor")


def test_who_only_looks_arranges_nothing(stage: Stage) -> None:
    ivy = stage.window(IVY, "")
    ivy.goto(f"{stage.workspace.page_url}?as={BEN}&channel=C01FACEDEV")
    ivy.locator("body.is-ready").wait_for()
    ivy.get_by_role("button", name="face-auth-dev").last.click()
    expect(ivy.locator(".details")).to_contain_text("Release train")
    expect(ivy.get_by_role("button", name="Change the topic")).to_have_count(0)


def test_a_message_is_marked_unread_from_its_menu(stage: Stage) -> None:
    stage.workspace.person("aiko").post("general", "read me again")
    ben = stage.window(BEN, GENERAL)
    message(ben, "read me again").focus()
    ben.keyboard.press("u")
    ben.locator(f"[data-channel={OPS}]").click()
    expect(ben.locator(f"[data-channel={GENERAL}] .count")).to_be_visible()
