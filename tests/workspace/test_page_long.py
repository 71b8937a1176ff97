"""Does a long conversation stay in the hand: bounded, without jumps, and never far from its end? In real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.workspace.page_stage import AIKO, BEN, GENERAL, OPS, Stage, message, more, open_stage, say

MANY = 1_000
MOST_NODES = 260  # the page keeps 240 messages, and one page more while it reads
TOPMOST = """() => {
  const box = document.querySelector("#messages"), edge = box.getBoundingClientRect().top;
  const one = [...box.querySelectorAll("article")].find((each) => each.getBoundingClientRect().bottom > edge);
  return [one.dataset.ts, one.getBoundingClientRect().top - edge];
}"""


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with open_stage(with_app=False) as stage:
        ben = stage.workspace.person("ben")
        for number in range(MANY):
            ben.post("face-auth-ops", f"*entry {number}* " + "with a second line\n" * (number % 4))
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    """Give the module's stage with fresh windows; whatever a page said to its console fails the test."""
    yield shared
    shared.close_windows()
    assert shared.complaints() == []


def scroll(page: Page, top: int) -> None:
    page.evaluate("(top) => (document.querySelector('#messages').scrollTop = top)", top)


SCROLL_AND_BE_SEEN = """(top) => new Promise((seen) => {
    const box = document.querySelector("#messages");
    box.addEventListener("scroll", () => requestAnimationFrame(seen), { once: true });
    box.scrollTop = top;
})"""
"""The page learns of it in an event, which a busy browser sends late."""


def articles(page: Page) -> int:
    return page.locator("#messages article").count()


def settled(page: Page) -> None:
    """Wait until no page of messages is being read."""
    page.locator("#messages:not([aria-busy=true])").wait_for()


def test_reading_back_keeps_its_place_and_the_page_small(stage: Stage) -> None:
    """From the newest message to the very first: what the reader looks at never jumps, and nodes do not pile up."""
    ben = stage.window(BEN)
    expect(message(ben, f"entry {MANY - 1} ")).to_be_in_viewport()
    first = ben.locator("#messages article").first
    for _ in range(40):
        if message(ben, "entry 0 ").count():
            break
        oldest = first.get_attribute("data-ts")
        scroll(ben, 200)
        seen, at = ben.evaluate(TOPMOST)
        ben.locator(f"#messages article:first-of-type:not([data-ts='{oldest}'])").first.wait_for()
        settled(ben)
        now = ben.evaluate(
            "(ts) => document.querySelector(`#messages [data-ts='${ts}']`).getBoundingClientRect().top"
            " - document.querySelector('#messages').getBoundingClientRect().top",
            seen,
        )
        assert abs(now - at) <= 1, "what was looked at has moved"
        assert articles(ben) <= MOST_NODES
    expect(message(ben, "entry 0 ")).to_have_count(1)
    ben.locator("#messages .jump").click()
    expect(message(ben, f"entry {MANY - 1} ")).to_be_in_viewport()
    assert articles(ben) <= MOST_NODES


def test_reading_forth_again_reaches_the_end_without_a_gap(stage: Stage) -> None:
    """What was let go at the lower end is read again, in order, until the newest message."""
    ben = stage.window(BEN)
    ts = next(each["ts"] for each in stage.workspace.messages(OPS) if "*entry 300*" in each["text"])
    ben.goto(f"{stage.workspace.page_url}archives/{OPS}/p{ts.replace('.', '')}?as={BEN}")
    expect(message(ben, "entry 300 ")).to_be_focused()
    seen: list[int] = []
    for _ in range(60):
        numbers = [int(each) for each in re.findall(r"entry (\d+)", ben.locator("#messages").inner_text())]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "a gap, or messages out of order"
        seen.append(numbers[-1])
        if numbers[-1] == MANY - 1:
            break
        scroll(ben, 10_000_000)
        ben.locator("#messages article", has_text=f"entry {numbers[-1] + 1} ").wait_for(state="attached")
        settled(ben)
    assert seen[-1] == MANY - 1
    assert articles(ben) <= MOST_NODES


def test_what_comes_in_meanwhile_is_counted_and_moves_nothing(stage: Stage) -> None:
    """Whoever reads above is not torn away; the button says how many messages wait, and goes there."""
    ben, aiko = stage.window(BEN), stage.workspace.person("aiko")
    settled(ben)
    expect(ben.locator("#messages article").nth(20)).to_be_attached()
    ben.evaluate(SCROLL_AND_BE_SEEN, 1_200)
    settled(ben)
    place = ben.evaluate(TOPMOST)
    for number in range(3):
        aiko.post("face-auth-ops", f"meanwhile {number}")
    expect(ben.locator("#messages .jump")).to_have_text("3 new messages")
    assert ben.evaluate(TOPMOST) == place
    ben.locator("#messages .jump").click()
    expect(message(ben, "meanwhile 2")).to_be_in_viewport()
    expect(ben.locator("#messages .jump")).to_be_hidden()


def test_a_flood_that_was_missed_begins_at_its_first_message(stage: Stage) -> None:
    """A channel with more unread messages than one page says how many, and leads to the line where they begin."""
    aiko = stage.window(AIKO, GENERAL)
    say(aiko, "前回はここまで")
    expect(message(aiko, "前回はここまで")).to_be_visible()
    aiko.locator(f"[data-channel={OPS}]").click()
    ben = stage.workspace.person("ben")
    for number in range(150):
        ben.post("general", f"missed {number} of them")
    aiko.locator(f"[data-channel={GENERAL}]").click()
    expect(message(aiko, "missed 149 of")).to_be_in_viewport()
    bar = aiko.locator("#messages .unread-bar")
    expect(bar).to_contain_text("新着メッセージ150件")
    bar.get_by_role("button").first.click()
    expect(message(aiko, "missed 0 of")).to_be_focused()
    expect(aiko.locator("#messages .new-line")).to_be_in_viewport()
    assert aiko.evaluate("document.querySelector('.new-line').nextElementSibling.textContent.includes('missed 0 of')")


def test_a_message_is_made_unread_again(stage: Stage) -> None:
    """What must be dealt with later stays marked, also while its channel is open, and until it is opened again."""
    ben = stage.window(BEN)
    stage.workspace.person("aiko").post("face-auth-ops", "to be dealt with later")
    stage.workspace.person("aiko").post("face-auth-ops", "and this as well")
    expect(message(ben, "and this as well")).to_be_visible()
    more(ben, "to be dealt with later", "Mark as unread")
    expect(ben.locator("#messages .new-line")).to_be_visible()
    ben.locator(f"[data-channel={GENERAL}]").click()
    expect(ben.locator(f"[data-channel={OPS}] .count")).to_have_text("2")


def test_the_days_name_stays_in_sight(stage: Stage) -> None:
    """However far one reads within a day, its name stands at the upper edge."""
    ben = stage.window(BEN)
    settled(ben)
    scroll(ben, 1_500)
    settled(ben)
    top = ben.locator("#messages").bounding_box()
    name = ben.locator("#messages .day > span").first.bounding_box()
    assert top is not None
    assert name is not None
    assert 0 <= name["y"] - top["y"] < 30
