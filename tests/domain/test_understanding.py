"""Does a chat message change an incident exactly when its author meant to, and never by being asked, quoted or shown?

`understanding_cases.jsonl` is in two parts. Rules are written by the part `seen`. The part `kept` was written without
looking at the rules and is only counted: whoever tunes a rule by one of its messages moves that message to `seen`.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incidents.understanding import LONGEST, NOTHING, Intent, understand

CASES = [
    json.loads(line) for line in Path(__file__).with_name("understanding_cases.jsonl").read_text("utf-8").splitlines()
]
SEEN = [case for case in CASES if case["id"].startswith("seen-")]
KEPT = [case for case in CASES if case["id"].startswith("kept-")]
MEANT = [case["text"] for case in CASES if case["intent"] != "none"]
SHORT = [
    *("severity S1", "sev2", "重大度 S1", "S0に変更", "mitigated", "緩和完了", "resolved", "復旧しました"),
    *("reopen", "再オープンします", "I'm commander", "指揮を取ります"),
]
MESSAGES = st.sampled_from(SHORT)


def wrong(cases: list[dict[str, str]]) -> list[tuple[str, Intent]]:
    told = [(case, understand(case["text"])) for case in cases]
    return [(case["text"], it) for case, it in told if (it.kind, it.value) != (case["intent"], case["value"])]


def test_the_messages_are_enough_to_say_something() -> None:
    japanese = [case for case in CASES if any("\u3040" <= one <= "\u9fff" for one in case["text"])]
    nothing = [case for case in CASES if case["intent"] == "none"]

    assert len({case["text"] for case in CASES}) == len(CASES) >= 260
    assert len(japanese) * 2 >= len(CASES)
    assert len(nothing) * 3 >= len(CASES) * 2


def test_every_message_that_the_rules_were_written_by_is_understood() -> None:
    assert wrong(SEEN) == []


def test_no_message_that_was_kept_apart_changes_anything_by_mistake() -> None:
    """Nor does one that means something mean something else: a miss is the only allowed mistake."""
    assert [(text, intent) for text, intent in wrong(KEPT) if intent.kind != "none"] == []


def test_nine_of_ten_that_were_kept_apart_and_mean_something_are_understood() -> None:
    meant = [case for case in KEPT if case["intent"] != "none"]

    missed = wrong(meant)

    assert len(missed) * 10 <= len(meant), missed


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("sev1 because customers can't pay", Intent("severity", "S1", "customers can't pay")),
        ("severity S1, p95 &gt; 20 s", Intent("severity", "S1", "p95 &gt; 20 s")),
        ("重大度　Ｓ１：決済不可（全顧客）", Intent("severity", "S1", "決済不可（全顧客）")),
        ("決済ができないため、重大度をS1に上げます", Intent("severity", "S1", "決済ができないため")),
        ("reopen: it is back", Intent("reopen", None, "it is back")),
        ("mitigated", Intent("mitigated")),
    ],
)
def test_the_reason_is_given_back_as_it_was_written(text: str, intent: Intent) -> None:
    assert understand(text) == intent


def test_a_mention_before_it_must_be_the_bots_where_we_know_its_id() -> None:
    assert understand("<@U0BOT> severity S1", bot="U0BOT").value == "S1"
    assert understand("<@U0BOT|liveness-bot> please set severity to S1", bot="U0BOT").value == "S1"
    assert understand("<@U0BEN> severity S1", bot="U0BOT") == NOTHING
    assert understand("<@U0BEN> please set severity to S1") == NOTHING


@pytest.mark.parametrize("level", ["0", "1", "2"])
def test_amazons_store_is_no_severity_where_other_levels_are(level: str) -> None:
    for form in ("raise to S{}", "this is S{}", "S{}に上げます"):
        assert understand(form.format(level)).value == f"S{level}"
        assert understand(form.format("3")) == NOTHING


WRAPPINGS = [
    '"{}"',
    "'{}'",
    "“{}”",
    "‘{}’",
    "«{}»",
    "「{}」",
    "『{}』",
    "【{}】",
    "[{}]",
    "`{}`",
    "```\n{}\n```",
    "~{}~",
]
WRAPPINGS += ["{}?", "{} ？", "{} :question:", "{} 🤔", "<https://example.com/x|{}>", "/incident {}", "{}...", "- {}"]
WRAPPINGS += [
    "1. {}",
    "• {}",
    "> {}",
    "&gt; {}",
    "&gt;&gt;&gt; {}",
    "例：{}",
    "Ben: {}",
    "田中さん：{}",
    "the card says {}",
]
WRAPPINGS += ["if {}", "once {}", "not {}", "maybe {}", "should we say {}", "{}, i think", "{} or not", "{}, right"]
WRAPPINGS += ["「{}」と書いて", "{}、とのことです", "{}ですか", "{}かもしれません", "もし{}", "{}って本当"]


@given(MESSAGES, st.sampled_from(WRAPPINGS))
def test_what_is_asked_quoted_shown_or_guessed_changes_nothing(message: str, wrapping: str) -> None:
    assert understand(message) != NOTHING
    assert understand(wrapping.format(message)) == NOTHING


@given(st.sampled_from(MEANT), st.sampled_from(['"{}"', "「{}」", "`{}`", "```{}```", "{}?", "{}？", "Is it true: {}"]))
def test_a_quoted_message_means_nothing_whatever_it_says(message: str, wrapping: str) -> None:
    if '"' not in message and not message.startswith("&gt;"):
        assert understand(wrapping.format(message)) == NOTHING


@given(
    MESSAGES,
    st.sampled_from(
        ["{}", " {} ", "{}!", "{}.", "{}。", "{} :tada:", "{} 🎉", "*{}*", "\u200b{}", "<@U0BOT> {}", "ok, {}"]
    ),
)
def test_what_only_decorates_a_message_changes_nothing_of_it(message: str, form: str) -> None:
    assert understand(form.format(message)) == understand(message)


@given(
    st.text() | st.text(alphabet="sevrityS10-3 mitgaedoln,.!?:>`\"'「」<@U*_~&;\n重大度をに緩和完了復旧しました、。")
)
def test_any_text_is_understood_or_left_alone(text: str) -> None:
    intent = understand(text)

    assert (intent.kind == "severity") == (intent.value in {"S0", "S1", "S2", "S3"})
    assert intent.kind != "none" or intent == NOTHING


@pytest.mark.parametrize(
    "text", ["\ud800 severity S1", "severity S1 \udfff", "\x00", "\ufffe\uffff", "ﷺ" * 9, "e\u0301" * 99, ""]
)
def test_text_that_cannot_be_encoded_is_no_reason_to_fail(text: str) -> None:
    assert understand(text).kind in {"severity", "none"}


@pytest.mark.parametrize("beginning", ["", "severity S1, ", "mitigated. ", "復旧しました。", "ok "])
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "!",
        "now ",
        "sev1 ",
        "mitigated.",
        "復旧、",
        "ため",
        "ロールバックで",
        "ok ok ",
        "a b c says ",
        "`",
        "'",
        "「",
        "<",
        "~a",
        "*",
        "ﷺ",
        "\u0301",
    ],
)
def test_no_message_takes_long(beginning: str, unit: str) -> None:
    """Messages are judged before they are acknowledged, and Slack waits three seconds for all that comes at once."""
    text = (beginning + unit * LONGEST)[:LONGEST]
    began = time.perf_counter()

    understand(text)

    assert time.perf_counter() - began < 1
    assert understand(text + "x" * LONGEST) == NOTHING
