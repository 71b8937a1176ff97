"""Can people write without fear: huge pastes, files, drafts, the keyboard, Japanese input? In real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.workspace.page_stage import AIKO, BEN, GENERAL, OPS, Stage, message, open_stage, say

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)
# Gives the page what a clipboard or a dragged bundle would hold; only the browser itself could bring it otherwise.
BRING = """(target, {kind, files, text}) => {
  const data = new DataTransfer();
  for (const {name, type, size, bytes} of files ?? []) {
    const content = bytes ? Uint8Array.from(bytes) : new Uint8Array(size);
    data.items.add(new File([content], name, {type}));
  }
  if (text) data.setData("text/plain", text);
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  const carried = kind === "paste" ? {clipboardData: data} : {dataTransfer: data};
  target.dispatchEvent(new Kind(kind, {...carried, bubbles: true, cancelable: true}));
}"""


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


def bring(page: Page, kind: str, target: str = "#compose textarea", **what: Any) -> None:
    page.locator(target).evaluate(BRING, {"kind": kind, **what})


def picture(name: str) -> dict[str, Any]:
    return {"name": name, "type": "image/png", "bytes": list(PIXEL)}


def test_a_megabyte_that_was_pasted_is_asked_about_and_goes_as_a_file(stage: Stage) -> None:
    """The field stays free, the count is said before anything is sent, and nothing is cut in silence."""
    ben = stage.window(BEN)
    bring(ben, "paste", text="a line of a log\n" * 65_536)
    ben.locator("#compose textarea").fill("the log")
    asked = ben.locator("#compose .too-long")
    expect(asked).to_contain_text("1,048,576 characters. A message takes 40,000.")
    asked.get_by_role("button", name="Send as a file").click()
    expect(ben.locator("#compose .chip")).to_contain_text("1.0 MB")
    ben.locator("#compose textarea").press("Enter")
    expect(message(ben, "the log").locator(".file")).to_contain_text("text.txt")
    [file] = stage.workspace.messages(OPS)[-1]["files"]
    assert (file["size"], file["mode"]) == (1_048_576, "snippet")
    expect(asked).to_be_hidden()


def test_a_text_over_slacks_limit_is_not_sent_but_counted(stage: Stage) -> None:
    """Slack counts escapes too; what is too long stays in the field until the writer decides."""
    ben = stage.window(BEN)
    before = len(stage.workspace.messages(OPS))
    ben.locator("#compose textarea").fill("&" * 8_001)
    expect(ben.locator("#compose .too-long")).to_contain_text("40,005 characters")
    ben.locator("#compose textarea").press("Enter")
    ben.locator("#compose textarea").fill("y" * 39_999)
    expect(ben.locator("#compose .too-long")).to_have_text("39,999 of 40,000 characters")
    ben.locator("#compose textarea").press("Enter")
    expect(ben.locator("#compose textarea")).to_have_value("")
    stage.workspace.wait_for(lambda: len(stage.workspace.messages(OPS)) == before + 1)
    assert len(stage.workspace.messages(OPS)[-1]["text"]) == 39_999


def test_a_very_long_message_is_folded_and_unfolded(stage: Stage) -> None:
    """Nobody scrolls past 40,000 characters; whoever wants them has them, and they stay open when somebody reacts."""
    ben, aiko = stage.window(BEN), stage.workspace.person("aiko")
    ts = aiko.post("face-auth-ops", "begin " + "word " * 7_990 + "end-of-it")
    long = ben.locator(f"#messages [data-ts='{ts}']")
    expect(long).to_contain_text("begin")
    assert "end-of-it" not in long.inner_text()
    long.get_by_role("button", name="Show more (39,965 characters)").click()
    expect(long).to_contain_text("end-of-it")
    aiko.react("face-auth-ops", ts, "eyes")
    expect(long.locator(".reaction")).to_be_visible()
    expect(long).to_contain_text("end-of-it")
    long.get_by_role("button", name="Show less").click()
    expect(long).not_to_contain_text("end-of-it")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(">" * 10_000, id="quotes"),
        pytest.param("*_~" * 13_000, id="open styles"),
        pytest.param("*a _b ~c " * 4_400, id="styles that end nowhere"),
        pytest.param("<@U" * 13_000, id="broken mentions"),
        pytest.param("`" * 39_999, id="ticks"),
        pytest.param("```a" * 9_999, id="fences"),
        pytest.param("https://" + "!" * 39_000, id="an address of signs"),
        pytest.param("[" * 12_000, id="brackets"),
        pytest.param("# " + " #" * 6_000 + "x", id="a heading of signs"),
        pytest.param("|\n" + " " * 12_000 + "-x", id="a table of spaces"),
        pytest.param("**a __b ~~c " * 1_000, id="markdown that ends nowhere"),
    ],
)
def test_no_text_can_keep_the_parsers_busy(stage: Stage, text: str) -> None:
    """Reading takes as long as the text is: twice the text must not take four times as long (and ten times no hundred)."""
    page = stage.window(BEN)
    ratio = page.evaluate(
        """async (text) => {
          const {parseMrkdwn} = await import("/static/text/mrkdwn.js");
          const {parseMarkdown} = await import("/static/text/markdown.js");
          const {toTyped} = await import("/static/text/typed.js");
          const cost = (part) => {
            let least = Infinity;
            for (let round = 0; round < 7; round += 1) {
              const began = performance.now();
              for (const read of [parseMrkdwn, parseMarkdown, toTyped]) read(part);
              least = Math.min(least, performance.now() - began);
            }
            return least;
          };
          const part = text.slice(0, text.length / 8);
          cost(part);
          // Below a millisecond the clock says more than the parser.
          return cost(text) / Math.max(cost(part), 1);
        }""",
        text,
    )
    assert ratio < 24, "eight times the text took more than three times eight times as long"


def test_hostile_letters_stay_within_their_message(stage: Stage) -> None:
    """Turned, stacked and endless letters neither widen the page nor write over their neighbours."""
    ben, aiko = stage.window(BEN, width=400), stage.workspace.person("aiko")
    zalgo = "Z" + "\u0300\u0301\u0302\u0303" * 60
    aiko.post("face-auth-ops", f"hostile \u202eturned\u2066 {'W' * 20_000} {zalgo}\u200b")
    aiko.post("face-auth-ops", "its neighbour")
    expect(message(ben, "its neighbour")).to_be_visible()
    assert ben.evaluate("document.documentElement.scrollWidth") <= 400
    assert ben.evaluate(
        "document.querySelector('#messages').scrollWidth <= document.querySelector('#messages').clientWidth"
    )
    last = message(ben, "hostile").locator(".text").bounding_box()
    neighbour = message(ben, "its neighbour").bounding_box()
    assert last is not None
    assert neighbour is not None
    assert last["y"] + last["height"] <= neighbour["y"] + 1
    ben.locator("#compose textarea").fill("\u200b\u200e\u2060")
    expect(ben.locator("#compose .send")).not_to_have_class(re.compile("is-ready"))


def test_several_files_are_dropped_described_and_sent_as_one_message(stage: Stage) -> None:
    """A drop brings several at a time; a picture carries its description, opens large, and arrows go to the next."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    bring(ben, "dragover", "#messages", files=[picture("a.png")])
    expect(ben.locator(".drop-here")).to_be_visible()
    bring(
        ben,
        "drop",
        "#messages",
        files=[picture("a.png"), picture("b.png"), {"name": "notes.md", "type": "text/markdown", "size": 2048}],
    )
    expect(ben.locator("#compose .chip")).to_have_count(3)
    ben.get_by_label("Description of a.png").fill("one red dot")
    ben.locator("#compose textarea").fill("what I saw")
    ben.locator("#compose textarea").press("Enter")
    seen = message(aiko, "what I saw")
    expect(seen.locator(".picture img")).to_have_count(2)
    expect(seen.locator("img").first).to_have_attribute("alt", "one red dot")
    expect(seen.locator(".file")).to_contain_text("notes.md")
    expect(ben.locator("#compose .chip")).to_have_count(0)
    seen.locator(".picture").first.click()
    large = aiko.get_by_role("dialog", name="a.png")
    expect(large.get_by_alt_text("one red dot")).to_be_visible()
    aiko.keyboard.press("ArrowRight")
    expect(aiko.get_by_role("dialog", name="b.png")).to_be_visible()
    aiko.keyboard.press("Escape")
    expect(aiko.locator("dialog.lightbox")).to_have_count(0)
    expect(seen.locator(".picture").first).to_be_focused()


def test_a_picture_is_pasted_and_a_file_that_fails_is_tried_again(stage: Stage) -> None:
    """A failure is said at the file, nothing is lost, and the second try goes through."""
    ben = stage.window(BEN)
    ben.route(
        "**/_workspace/act",
        lambda route: route.abort() if "attach" in (route.request.post_data or "") else route.continue_(),
    )
    bring(ben, "paste", files=[picture("image.png")])
    chip = ben.locator("#compose .chip")
    expect(chip.get_by_role("alert")).to_contain_text("The workspace does not answer.")
    say(ben, "with a picture")
    expect(ben.locator("#compose > .composer > .problem")).to_contain_text("image.png did not arrive.")
    expect(ben.locator("#compose textarea")).to_have_value("with a picture")
    ben.unroute_all()
    chip.get_by_role("button", name="Try again").click()
    expect(chip.get_by_role("alert")).to_have_count(0)
    ben.locator("#compose textarea").press("Enter")
    expect(message(ben, "with a picture").locator("img")).to_be_visible()


def test_files_that_cannot_go_say_why(stage: Stage) -> None:
    """Too large, and empty: said at once, in both languages, before anything is sent."""
    ben, aiko = stage.window(BEN), stage.window(AIKO)
    too_large = {"name": "dump.bin", "type": "application/octet-stream", "size": 64 * 1024**2 + 1}
    empty = {"name": "nothing.txt", "type": "text/plain", "size": 0}
    for page in (ben, aiko):
        bring(page, "paste", files=[too_large, empty])
        expect(page.locator("#compose .chip")).to_have_count(0)
    expect(ben.locator("#compose .problem")).to_have_text(
        "dump.bin is 64.0 MB. The workspace takes files up to 64.0 MB. nothing.txt is empty; there is nothing to send."
    )
    expect(aiko.locator("#compose .problem")).to_contain_text("送れるファイルは 64.0 MB までです")


def test_a_draft_waits_in_its_channel_over_a_reload(stage: Stage) -> None:
    """Each conversation keeps its own half-written words."""
    ben = stage.window(BEN)
    ben.locator("#compose textarea").fill("half a thou")
    ben.locator(f"[data-channel={GENERAL}]").click()
    expect(ben.locator("#compose textarea")).to_have_value("")
    ben.reload()
    ben.locator(f"[data-channel={OPS}]").click()
    expect(ben.locator("#compose textarea")).to_have_value("half a thou")
    ben.locator("#compose textarea").fill("")


def test_an_ime_s_enter_never_sends(stage: Stage) -> None:
    """A real composition through the browser's own input method interface: Enter takes the conversion."""
    aiko = stage.window(AIKO)
    before = len(stage.workspace.messages(OPS))
    field = aiko.locator("#compose textarea")
    field.focus()
    line = aiko.context.new_cdp_session(aiko)
    line.send("Input.imeSetComposition", {"text": "かんわかんりょう", "selectionStart": 8, "selectionEnd": 8})
    expect(field).to_have_value("かんわかんりょう")
    for kind in ("rawKeyDown", "keyUp"):
        line.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    expect(field).to_have_value("かんわかんりょう")
    line.send("Input.insertText", {"text": "緩和完了"})
    expect(field).to_have_value("緩和完了")
    assert len(stage.workspace.messages(OPS)) == before
    field.press("Enter")
    expect(message(aiko, "緩和完了")).to_be_visible()


def test_messages_are_used_by_the_keyboard_alone(stage: Stage) -> None:
    """Arrows walk; E edits one's own, R reacts (found by a Japanese word), T opens the thread; Delete asks first."""
    aiko = stage.window(AIKO)
    say(aiko, "鍵盤だけで")
    own = message(aiko, "鍵盤だけで")
    expect(own).to_be_visible()
    aiko.locator("#messages").focus()
    aiko.keyboard.press("ArrowUp")
    expect(own).to_be_focused()
    aiko.keyboard.press("r")
    aiko.locator(".emoji-picker input").fill("確認済み")
    aiko.keyboard.press("Enter")
    expect(own.locator(".reaction")).to_have_accessible_name("あなたが :ballot_box_with_check: でリアクション")
    own.focus()
    aiko.keyboard.press("e")
    expect(aiko.locator("#compose textarea")).to_have_value("鍵盤だけで")
    aiko.keyboard.press("Escape")
    own.focus()
    aiko.keyboard.press("Delete")
    aiko.keyboard.press("Escape")
    expect(own).to_be_visible()
    own.focus()
    aiko.keyboard.press("t")
    expect(aiko.locator("#pane textarea")).to_be_focused()


def test_a_reply_is_broadcast_and_a_link_to_a_message_is_copied(stage: Stage) -> None:
    """What concerns everybody stands in the channel too; its address leads there."""
    ben = stage.window(BEN)
    ben.context.grant_permissions(["clipboard-read", "clipboard-write"])
    say(ben, "a thread with news")
    message(ben, "a thread with news").focus()
    ben.keyboard.press("t")
    ben.get_by_label("Also post to the channel").check()
    say(ben, "the news", pane="#pane")
    broadcast = message(ben, "the news")
    expect(broadcast).to_contain_text("replied in a thread")
    expect(message(ben, "a thread with news").locator(".thread-link")).to_contain_text("1 reply")
    broadcast.focus()
    ben.keyboard.press("l")
    expect(ben.locator("#toasts")).to_contain_text("The link is in the clipboard.")
    assert "/archives/" in ben.evaluate("navigator.clipboard.readText()")
