"""Is what people tell in plain words understood, and is what merely mentions those words left alone?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incidents.understanding import NOTHING, Intent, understand

TOLD: tuple[tuple[str, Intent], ...] = (
    ("severity S1", Intent("severity", "S1")),
    ("Severity: S2", Intent("severity", "S2")),
    ("severity is now S0.", Intent("severity", "S0")),
    ("set severity to S1", Intent("severity", "S1")),
    ("sev1 because sign-ins fail in two regions", Intent("severity", "S1", "sign-ins fail in two regions")),
    ("SEV 2 — only slow, nothing fails", Intent("severity", "S2", "only slow, nothing fails")),
    ("This is an S1, half of all sign-ins fail", Intent("severity", "S1", "half of all sign-ins fail")),
    ("重大度 S1", Intent("severity", "S1")),
    ("重大度はＳ１です。", Intent("severity", "S1")),
    ("重大度を S0 に変更します", Intent("severity", "S0")),
    ("S1に上げます、理由はログイン失敗が続くため", Intent("severity", "S1", "ログイン失敗が続くため")),
    ("mitigated", Intent("mitigated")),
    ("Mitigated! :tada:", Intent("mitigated")),
    ("It’s mitigated now", Intent("mitigated")),
    ("the impact is mitigated", Intent("mitigated")),
    ("mitigation complete", Intent("mitigated")),
    ("緩和完了", Intent("mitigated")),
    ("緩和しました。", Intent("mitigated")),
    ("resolved", Intent("resolved")),
    ("The incident is resolved.", Intent("resolved")),
    ("復旧しました", Intent("resolved")),
    ("解決済みです", Intent("resolved")),
    ("reopen because the errors are back", Intent("reopen", None, "the errors are back")),
    ("再開します、エラーが再発", Intent("reopen", None, "エラーが再発")),
    ("I'm commander", Intent("take_command")),
    ("I am the incident commander", Intent("take_command")),
    ("I'm IC now", Intent("take_command")),
    ("taking command", Intent("take_command")),
    ("私が指揮官です", Intent("take_command")),
    ("指揮を執ります", Intent("take_command")),
)

MENTIONED = (
    "should this be S1?",
    "S1?",
    "severity S1?",
    "is it mitigated?",
    "mitigated?",
    "not mitigated",
    "it is not resolved yet",
    "we haven't mitigated it",
    "mitigated in one region only",
    "partly mitigated",
    "almost resolved",
    "> severity S1",
    "&gt; mitigated",
    "`mitigated`",
    "```severity S1```",
    '"resolved"',
    "「緩和完了」",
    "「緩和完了」と言っていました",
    "I think this is S1",
    "maybe S1",
    "S1, perhaps",
    "severity S1 if it goes on",
    "last week's S1 was worse",
    "S1 and S2 alarms fired",
    "S3 bucket is full",
    "S3 is down",
    "when it's mitigated, tell me",
    "please say mitigated when done",
    "Ben said mitigated",
    "he is commander",
    "I'm commander?",
    "I'm not commander",
    "who is commander",
    "ticket JIRA-12 is resolved, the rest isn't",
    "DNS name resolved",
    "unresolved",
    "重大度 S1 ですか",
    "重大度はS1でしょうか？",
    "緩和完了かも",
    "緩和していません",
    "まだ復旧していません",
    "復旧しましたか",
    "指揮を執りますか？",
    "誰が指揮官ですか",
    "severity S9",
    "severity",
    "sev10",
    "hello\nmitigated",
    "mitigated\nbut only for now",
    "",
    "   ",
)


@pytest.mark.parametrize(("text", "intent"), TOLD, ids=lambda value: str(value)[:40])
def test_what_is_told_is_understood(text: str, intent: Intent) -> None:
    assert understand(text) == intent


@pytest.mark.parametrize("text", MENTIONED)
def test_what_is_only_mentioned_changes_nothing(text: str) -> None:
    assert understand(text) == NOTHING


@pytest.mark.parametrize(("text", "intent"), TOLD, ids=lambda value: str(value)[:40])
def test_the_same_words_asked_or_quoted_change_nothing(text: str, intent: Intent) -> None:
    assert intent != NOTHING
    assert understand(f"{text.rstrip('.!。')}?") == NOTHING
    assert understand(f"> {text}") == NOTHING
    assert understand(f"`{text}`") == NOTHING


@given(st.text(max_size=400))
def test_nothing_makes_it_fail(text: str) -> None:
    assert understand(text).kind in {"none", "severity", "mitigated", "resolved", "reopen", "take_command"}


@given(
    st.sampled_from(["severity S1 ", "the incident is ", "set severity to ", "reopen because "]), st.integers(1, 300)
)
def test_no_message_is_slow_to_judge(beginning: str, times: int) -> None:
    """Every message is judged before it is acknowledged; a pattern that backtracks would hold Slack up."""
    began = time.perf_counter()
    understand(beginning + "is now " * times)
    understand(beginning + " " * times + "x")

    assert time.perf_counter() - began < 1
