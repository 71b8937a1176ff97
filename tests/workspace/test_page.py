"""Can people talk, read and mark on the page, in real Chromium?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.workspace.cut_line import CutLine
from tests.workspace.page_stage import AIKO, BEN, GENERAL, IVY, OPS, Stage, message, more, open_stage, say


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage(with_app=False) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    """Give the module's stage with fresh windows; whatever a page said to its console fails the test."""
    yield shared
    shared.close_windows()
    assert shared.complaints() == []


def test_what_one_person_types_another_reads_at_once(stage: Stage) -> None:
    """Two windows are two people; the message carries its writer's name."""
    aiko, ben = stage.window(AIKO), stage.window(BEN)
    say(aiko, "朝の確認をします。 Good *morning* :wave:")
    seen = message(ben, "朝の確認をします。 Good morning")
    expect(seen.locator(".name")).to_have_text("Aiko Tanaka")
    expect(seen.locator("strong")).to_have_text("morning")
    expect(seen.locator(".emoji")).to_have_text("👋")
    expect(aiko.locator("#compose textarea")).to_have_value("")


def test_hostile_text_is_shown_as_text(stage: Stage) -> None:
    """Nothing that people write may become an element, an address that runs, or a script."""
    aiko, ben = stage.window(AIKO), stage.window(BEN)
    hostile = "<img src=x onerror=\"document.title='owned'\"> *<b>* bold</b> <javascript:alert(1)|click> &lt;i&gt;"
    say(aiko, hostile)
    seen = message(ben, "onerror")
    expect(seen.locator(".text")).to_contain_text(
        "<img src=x onerror=\"document.title='owned'\"> <b> bold</b> <javascript:alert(1)|click> &lt;i&gt;"
    )
    assert seen.locator(".text :is(img, b, i, script, a)").count() == 0
    assert "owned" not in ben.title()


def test_a_reply_lives_in_the_side_pane_and_counts_at_its_parent(stage: Stage) -> None:
    """Replies stay out of the channel; a command in a thread is refused in words, and the words stay to be used elsewhere."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    say(ben, "who looks at the thread?")
    message(aiko, "who looks at the thread?").hover()
    message(aiko, "who looks at the thread?").get_by_role("button", name="スレッドで返信").click()
    say(aiko, "見ています", pane="#pane")
    expect(message(aiko, "見ています", pane="#pane")).to_be_visible()
    expect(message(ben, "who looks at the thread?").locator(".thread-link")).to_contain_text("1 reply")
    expect(ben.locator("#messages article", has_text="見ています")).to_have_count(0)
    say(aiko, "/liveness status", pane="#pane")
    expect(aiko.locator("#pane .problem")).to_contain_text("スレッドでは使えません")
    expect(aiko.locator("#pane textarea")).to_have_value("/liveness status")


def test_own_messages_are_edited_pinned_and_deleted_and_others_are_not(stage: Stage) -> None:
    """The menu offers only what is allowed; every window sees the change."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    say(ben, "teh alarm & <the> runbook")
    more(ben, "teh alarm", "Edit")
    expect(ben.locator("#compose textarea")).to_have_value("teh alarm & <the> runbook")
    say(ben, "the alarm & <the> runbook")
    expect(message(aiko, "the alarm & <the> runbook")).to_contain_text("編集済み")
    more(aiko, "the alarm &", "チャンネルにピン留めする")
    expect(message(ben, "the alarm &")).to_contain_text("Pinned")
    message(aiko, "the alarm &").hover()
    message(aiko, "the alarm &").locator(".toolbar [aria-haspopup=menu]").click()
    expect(aiko.get_by_role("menuitem", name="削除")).to_have_count(0)
    aiko.keyboard.press("Escape")
    more(ben, "the alarm &", "Delete")
    ben.get_by_role("dialog").get_by_role("button", name="Delete").click()
    for page in (ben, aiko):
        expect(page.locator("#messages article", has_text="the alarm &")).to_have_count(0)


def test_a_reaction_is_picked_by_name_and_taken_back_by_a_click(stage: Stage) -> None:
    """The emoji that mark a timeline must be within reach of the keyboard."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    say(ben, "mark me")
    message(aiko, "mark me").hover()
    message(aiko, "mark me").locator(".toolbar button").first.click()
    aiko.locator(".emoji-picker input").fill("pushpin")
    aiko.locator(".emoji-picker input").press("Enter")
    reaction = message(ben, "mark me").locator(".reaction")
    expect(reaction).to_have_text("📌1")
    reaction.click()
    expect(reaction).to_have_attribute("aria-pressed", "true")
    expect(message(aiko, "mark me").locator(".reaction")).to_have_text("📌2")
    reaction.click()
    expect(message(aiko, "mark me").locator(".reaction")).to_have_text("📌1")


def test_enter_takes_a_japanese_conversion_and_does_not_send(stage: Stage) -> None:
    """An IME's Enter ends the conversion; a half-written sentence must never go out."""
    aiko = stage.window(AIKO)
    field = aiko.locator("#compose textarea")
    field.fill("緩和かんりょう")
    field.evaluate(
        "(e) => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    field.evaluate(
        "(e) => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    expect(field).to_have_value("緩和かんりょう")
    field.press("Shift+Enter")
    expect(field).to_have_value("緩和かんりょう\n")
    field.press("Enter")
    expect(message(aiko, "緩和かんりょう")).to_be_visible()


def test_an_unread_channel_is_marked_until_it_is_opened(stage: Stage) -> None:
    """The count is of others' messages, and reading takes it away, also after a reload."""
    ben, aiko = stage.window(BEN), stage.window(AIKO, GENERAL)
    entry = aiko.locator(f"[data-channel={OPS}]")
    before = int(entry.locator(".count").text_content() or 0) if entry.locator(".count").count() else 0
    say(ben, "is anybody there?")
    expect(entry.locator(".count")).to_have_text(str(before + 1))
    entry.click()
    expect(message(aiko, "is anybody there?")).to_be_visible()
    expect(entry.locator(".count")).to_have_count(0)
    aiko.locator(f"[data-channel={GENERAL}]").click()
    aiko.reload()
    expect(aiko.locator(f"[data-channel={OPS}]")).to_be_visible()
    expect(entry.locator(".count")).to_have_count(0)


def test_the_person_is_switched_in_the_address_and_the_language_follows(stage: Stage) -> None:
    """`?as=` is who one is; English and Japanese are the page's two languages."""
    page = stage.window(BEN)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#person").click()
    page.get_by_role("link", name=re.compile("^Aiko Tanaka")).click()
    expect(page).to_have_url(re.compile(f"as={AIKO}"))
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#compose textarea")).to_have_attribute("placeholder", re.compile("へのメッセージ"))


def test_a_guest_looks_from_outside_at_nothing_that_is_not_public(stage: Stage) -> None:
    """Who is no member reads a public channel and is offered to join instead of a field to write in."""
    ivy = stage.window(IVY, GENERAL)
    expect(ivy.locator("#compose .join")).to_be_visible()
    expect(ivy.locator("#compose textarea")).to_have_count(0)


def test_a_lost_connection_is_said_and_what_was_missed_is_read_afterwards(stage: Stage) -> None:
    """No message may be missing after the network came back."""
    with closing(CutLine(stage.workspace.page_url)) as line:
        ben, aiko = stage.window(BEN), stage.window(AIKO, url=line.url)
        line.cut()
        expect(aiko.locator("#lost")).to_contain_text("接続が切れました")
        say(ben, "said while the line was cut")
        expect(message(ben, "said while the line was cut")).to_be_visible()
        line.mend()
        expect(message(aiko, "said while the line was cut")).to_be_visible()
        expect(aiko.locator("#lost")).to_be_hidden()
        stage.close_windows()


def test_a_narrow_page_shows_one_thing_at_a_time(stage: Stage) -> None:
    """List, then channel, then back: on a phone nothing is squeezed in beside."""
    page = stage.window(BEN, "", width=390)
    expect(page.locator("#sidebar")).to_be_visible()
    expect(page.locator("#channel")).to_be_hidden()
    page.locator(f"[data-channel={OPS}]").click()
    expect(page.locator("#channel")).to_be_visible()
    expect(page.locator("#sidebar")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#head .back").click()
    expect(page.locator("#sidebar")).to_be_visible()


def test_the_weather_is_changed_by_one_click(stage: Stage) -> None:
    """The switch tells the server, and the panel shows what the server says."""
    ben = stage.window(BEN)
    ben.locator("#weather-button").click()
    ben.get_by_role("group", name="Slack").get_by_text("Rate-limited", exact=True).click()
    stage.workspace.wait_for(lambda: stage.workspace.weather()["slack"]["mode"] == "rate_limited")
    ben.get_by_role("group", name="Slack").get_by_text("Fine", exact=True).click()
    stage.workspace.wait_for(lambda: stage.workspace.weather()["slack"]["mode"] == "fine")


def test_a_permalink_opens_its_channel_at_its_message(stage: Stage) -> None:
    """The address that the app writes into a timeline leads back to what was said."""
    ts = stage.workspace.person("ben").post("face-auth-ops", "the message that a link leads to")
    link = f"archives/{OPS}/p{ts.replace('.', '')}"
    aiko = stage.window(AIKO, GENERAL)
    aiko.goto(f"{stage.workspace.page_url}{link}?as={AIKO}")
    expect(message(aiko, "the message that a link leads to")).to_be_focused()
