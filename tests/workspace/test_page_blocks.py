"""Does every block and every element of Block Kit work on the page, and do forms survive what happens to people? In Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from tests.workspace.page_forms import FRUIT, FormApp, plain
from tests.workspace.page_stage import AIKO, BEN, OPS, Stage, open_stage, say


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Stage, FormApp]]:
    with open_stage(with_app=False) as stage:
        workspace = stage.workspace
        app = FormApp(WebClient(token=workspace.bot_token, base_url=workspace.api_url), workspace.app_token)
        app.handler.connect()  # type: ignore[no-untyped-call]
        workspace.wait_for(lambda: workspace.connections() > 0, what="the app's connection")
        yield stage, app
        app.handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def stage(shared: tuple[Stage, FormApp]) -> Iterator[Stage]:
    """Give the module's stage with fresh windows; whatever a page said to its console fails the test."""
    stage, app = shared
    app.submitted.clear()
    app.closed.clear()
    app.used.clear()
    yield stage
    stage.close_windows()
    for hand in (stage.workspace.person("ben"), stage.workspace.person("aiko")):
        for view in hand.views()[:1]:
            hand.act("close", view_id=view["id"], clear=True)
    assert stage.complaints() == []


@pytest.fixture
def app(shared: tuple[Stage, FormApp]) -> FormApp:
    return shared[1]


def opened(page: Page, name: str) -> Locator:
    say(page, f"/liveness {name}")
    form = page.get_by_role("dialog", name=name.capitalize())
    form.wait_for()
    return form


def choose(page: Page, form: Locator, label: str, typed: str) -> None:
    form.get_by_role("button", name=re.compile(f"^{label}: ")).click()
    page.get_by_role("combobox").fill(typed)
    page.get_by_role("option").first.wait_for()
    page.get_by_role("combobox").press("Enter")
    if page.get_by_role("combobox").count():
        page.keyboard.press("Escape")


def test_every_input_is_filled_in_and_reaches_the_app_as_slack_would_send_it(stage: Stage, app: FormApp) -> None:
    """One form with all of them: nothing is missing in the state, and each value has Slack's own shape."""
    ben = stage.window(BEN)
    form = opened(ben, "every")
    expect(form.get_by_label("Lines")).to_be_focused()
    for label, value in (("Words", "five"), ("Lines", "a\nb"), ("Count", "７"), ("Mail", "a@b.example")):
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_label("Address").fill("https://example.com/x")
    form.get_by_label("Formatted").fill("as typed")
    form.get_by_label("Day", exact=True).fill("2026-11-22")
    form.get_by_label("Time of day").fill("09:30")
    form.get_by_label("Moment").fill("2026-11-22T09:30")
    choose(ben, form, "Fruit", "plum")
    choose(ben, form, "Fruits", "pear")
    choose(ben, form, "Person in charge", "aiko")
    choose(ben, form, "Others", "chika")
    choose(ben, form, "Channel", "general")
    choose(ben, form, "Looked up", "x")
    form.get_by_role("radio", name="pear").check()
    form.get_by_role("checkbox", name="apple").check()
    form.locator("input[type=file]").set_input_files(
        {"name": "why.txt", "mimeType": "text/plain", "buffer": b"because"}
    )
    expect(form.locator(".chip progress")).to_have_count(0)
    form.get_by_role("button", name="Send").click()
    expect(form).to_have_count(0)
    values = {block: actions["value"] for block, actions in app.submitted[0]["state"]["values"].items()}
    assert [each["name"] for each in values.pop("files")["files"]] == ["why.txt"]
    assert isinstance(values.pop("moment")["selected_date_time"], int)
    got = {block: next(each for key, each in value.items() if key != "type") for block, value in values.items()}
    assert got["rich"]["elements"][0]["elements"] == [{"type": "text", "text": "as typed"}]
    assert {block: got[block] for block in ("text", "lines", "number", "mail", "address", "day", "time")} == {
        "text": "five",
        "lines": "a\nb",
        "number": "7",
        "mail": "a@b.example",
        "address": "https://example.com/x",
        "day": "2026-11-22",
        "time": "09:30",
    }
    assert (got["fruit"]["value"], [each["value"] for each in got["fruits"]]) == ("plum", ["pear"])
    assert (got["person"], got["people"], got["room"], got["channel"]) == (AIKO, ["U01CHIKA"], OPS, "C01GENERAL")
    assert (got["outside"]["value"], got["radio"]["value"]) == ("x-found", "pear")
    assert [each["value"] for each in got["boxes"]] == ["apple"]
    assert (got["rooms"], got["channels"], got["outsides"]) == ([], [], [])


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (
            BEN,
            {
                "Words": ("ab", "Please enter at least 3 characters; now there are 2."),
                "Count": ("12", "Please enter 9 or less."),
                "Mail": ("nobody", "Please enter an e-mail address."),
                "Address": ("javascript:alert(1)", "Please enter a web address"),
                "Lines": ("", "Please fill this in."),
            },
        ),
        (
            AIKO,
            {
                "Words": ("eleven chars", "10文字以内で入力してください（現在12文字）。"),
                "Count": ("1.5", "整数を入力してください。"),
                "Mail": ("a@b", "メールアドレスを入力してください。"),
                "Lines": ("  ", "入力してください。"),
            },
        ),
    ],
)
def test_a_form_says_at_each_field_what_it_wants(
    stage: Stage, app: FormApp, person: str, words: dict[str, tuple[str, str]]
) -> None:
    """Before the app hears of it, in the reader's language, with the focus on the first field to mend."""
    page = stage.window(person)
    form = opened(page, "every")
    for label, (typed, _) in words.items():
        form.get_by_label(label, exact=True).fill(typed)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_label("Words", exact=True)).to_be_focused()
    for label, (_, problem) in words.items():
        block = form.locator(".block.input", has=page.get_by_label(label, exact=True))
        expect(block.get_by_role("alert")).to_contain_text(problem)
    assert app.submitted == []


def test_a_reload_in_the_middle_of_a_stack_of_forms_loses_nothing(stage: Stage, app: FormApp) -> None:
    """Both forms stand there again with every letter; back leads to the lower one; closing both tells the app twice."""
    ben = stage.window(BEN)
    first = opened(ben, "first")
    first.get_by_label("What happened?").fill("顔認証が遅い")
    first.get_by_role("button", name="Details").click()
    second = ben.get_by_role("dialog", name="Second")
    second.get_by_label("Which detail?").fill("two\nlines")
    ben.reload()
    expect(second.get_by_label("Which detail?")).to_have_value("two\nlines")
    second.get_by_role("button", name="Back to the form before").click()
    expect(first.get_by_label("What happened?")).to_have_value("顔認証が遅い")
    stage.workspace.wait_for(lambda: app.closed.count("second") == 1)
    first.get_by_role("button", name="Details").click()
    expect(second.get_by_label("Which detail?")).to_have_value("")
    second.get_by_role("banner").get_by_role("button", name="Close").click()
    expect(ben.get_by_role("dialog")).to_have_count(0)
    stage.workspace.wait_for(lambda: (app.closed.count("first"), app.closed.count("second")) == (1, 2))
    assert ben.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('form '))") == []


def test_a_form_that_the_app_does_not_take_stays_open_and_is_sent_once(stage: Stage, app: FormApp) -> None:
    """A double click sends once; where no answer comes, the form says so in Slack's words and keeps what was typed."""
    ben = stage.window(BEN)
    form = opened(ben, "first")
    form.get_by_label("What happened?").fill("slow")
    stage.workspace.trouble("drop_next_ack")
    form.get_by_role("button", name="Send").dblclick()
    expect(form.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    ben.reload()
    form.get_by_role("button", name="Send").click()
    expect(form.locator(".failure")).to_contain_text("We had some trouble connecting. Try again?")
    expect(form.locator(".failure")).to_contain_text("did not answer within 3 seconds")
    expect(form.get_by_label("What happened?")).to_have_value("slow")
    sent = [
        each for each in stage.workspace.deliveries("interactive") if each["body_summary"] == "view_submission first"
    ]
    assert len(sent) == 1
    form.get_by_role("button", name="Send").click()
    expect(ben.get_by_role("dialog")).to_have_count(0)
    assert [view["state"]["values"]["what"]["value"]["value"] for view in app.submitted] == ["slow", "slow"]


CONFIRM = {"title": plain("Sure?"), "text": plain("It can be undone."), "confirm": plain("Yes"), "deny": plain("No")}
ELEMENTS: list[dict[str, Any]] = [
    {"type": "button", "action_id": "b", "text": plain("Plain"), "value": "1", "confirm": CONFIRM},
    {"type": "overflow", "action_id": "o", "options": FRUIT},
    {"type": "datepicker", "action_id": "d", "placeholder": plain("Pick a day")},
    {"type": "static_select", "action_id": "s", "options": FRUIT, "placeholder": plain("Pick a fruit")},
]


def test_elements_of_a_card_tell_the_app_what_was_chosen(stage: Stage, app: FormApp) -> None:
    """Confirmed or not, chosen by mouse or keyboard: the app gets Slack's own action."""
    ben = stage.window(BEN)
    web = WebClient(token=stage.workspace.bot_token, base_url=stage.workspace.api_url)
    feedback = {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    blocks = [
        {"type": "actions", "block_id": "a", "elements": ELEMENTS},
        {"type": "context_actions", "block_id": "c", "elements": [feedback]},
    ]
    web.chat_postMessage(channel=OPS, text="a card of elements", blocks=blocks)
    card = ben.locator("#messages article").last
    card.get_by_role("button", name="Plain").click()
    ben.get_by_role("button", name="No", exact=True).click()
    card.get_by_role("button", name="Plain").click()
    ben.get_by_role("button", name="Yes").click()
    stage.workspace.wait_for(lambda: len(app.used) == 1)
    card.locator(".overflow").click()
    ben.get_by_role("menuitem", name="pear").click()
    stage.workspace.wait_for(lambda: len(app.used) == 2)
    card.get_by_label("Pick a day").fill("2026-11-22")
    stage.workspace.wait_for(lambda: len(app.used) == 3)
    card.get_by_role("button", name="Pick a fruit").click()
    ben.get_by_role("combobox").fill("plum")
    ben.get_by_role("combobox").press("Enter")
    stage.workspace.wait_for(lambda: len(app.used) == 4)
    card.get_by_role("button", name="Bad").click()
    stage.workspace.wait_for(lambda: len(app.used) == 5)
    chosen = [each.get("value") or each.get("selected_date") or each["selected_option"]["value"] for each in app.used]
    assert chosen == ["1", "pear", "2026-11-22", "plum", "bad"]


def test_every_kind_of_block_is_drawn_and_an_unknown_one_is_named(stage: Stage) -> None:
    """What the app may emit is readable; what the page does not know stands there calmly, with its name."""
    ben = stage.window(BEN)
    web = WebClient(token=stage.workspace.bot_token, base_url=stage.workspace.api_url)
    web.chat_postMessage(channel=OPS, text="every block", blocks=BLOCKS)
    card = ben.locator("#messages article").last
    for words in DRAWN:
        expect(card).to_contain_text(words)
    expect(card.locator("ol.indent-1 > li")).to_have_text("nested")
    expect(card.locator("strong", has_text="bold").first).to_be_visible()
    expect(card.get_by_role("link", name="A film")).to_have_attribute("href", "https://video.example/1")
    expect(card.locator("td.align-right")).to_have_text("97.4")
    expect(card.locator(".unknown")).to_contain_text(["plan"])
    assert card.locator("script, iframe").count() == 0


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def _word(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": plain("A header")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*A section*"}, "fields": [plain("a field")]},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "a context"}]},
    {
        "type": "rich_text",
        "elements": [
            _rich(
                _word("bold", bold=True),
                {"type": "user", "user_id": AIKO},
                {"type": "channel", "channel_id": "C01GENERAL"},
                {"type": "emoji", "name": "tada"},
                {"type": "link", "url": "https://example.com", "text": "a link"},
                {"type": "broadcast", "range": "here"},
                {"type": "date", "timestamp": 1_700_000_000, "format": "{date_num}", "fallback": "then"},
                {"type": "color", "value": "#2a7a4b"},
            ),
            {"type": "rich_text_list", "style": "bullet", "elements": [_rich(_word("an item"))]},
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [_rich(_word("nested"))]},
            {"type": "rich_text_quote", "elements": [_word("a quote")]},
            {"type": "rich_text_preformatted", "elements": [_word("some code")]},
        ],
    },
    {"type": "markdown", "text": "# Marked\n\n- [x] done\n"},
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "Figure"}, {"type": "raw_text", "text": "Value"}],
            [{"type": "raw_text", "text": "Success"}, {"type": "raw_text", "text": "97.4"}],
        ],
    },
    {
        "type": "video",
        "title": plain("A film"),
        "video_url": "https://video.example/1",
        "thumbnail_url": "data:image/png;base64,iVBORw0KGgo=",
        "alt_text": "its first picture",
        "provider_name": "Example",
    },
    {"type": "card", "title": plain("A small card"), "body": plain("its body")},
    {
        "type": "container",
        "title": plain("A container"),
        "child_blocks": [{"type": "section", "text": plain("inside")}],
    },
    {"type": "plan", "title": plain("A plan")},
]
DRAWN = [
    "A header",
    "A section",
    "a field",
    "a context",
    "@Aiko Tanaka",
    "#general",
    "🎉",
    "a link",
    "@here",
    "#2a7a4b",
    "an item",
    "a quote",
    "some code",
    "Marked",
    "☑ done",
    "A film",
    "A small card",
    "inside",
]
