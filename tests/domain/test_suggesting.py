"""Is a message suggested for what it tells, and for who said it when, and is chatter left alone?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.marks import PIN, Mark, reaction
from bot.domain.messages import File, Message, moment_of, ts_at
from bot.domain.postmortems.suggesting import THRESHOLD, Context, Happening, Suggestion, signs, suggest
from bot.domain.postmortems.telling import LONGEST, telling
from bot.domain.postmortems.weights import COUNTED, READ, REASONS, START

BEGAN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NOBODY = Context()


def said(text: str, after: float = 0, author: str = "U1", **more) -> Message:
    """Somebody writes it so many seconds after the beginning."""
    given = {"channel": "C1", "ts": ts_at(BEGAN + timedelta(seconds=after)), "root_ts": None, "files": ()} | more
    return Message(author=author, text=text, is_edited=False, is_deleted=False, **given)


def suggested(*messages: Message, seen: Context = NOBODY) -> list[str]:
    chosen = {one.ts for one in suggest(messages, seen)}
    return [one.text for one in messages if one.ts in chosen]


def reasons(*messages: Message, seen: Context = NOBODY) -> set[str]:
    """Return what speaks for the last of the messages."""
    return set(list(signs(messages, seen))[-1].shown & REASONS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Rolled back web to v214 on all 12 hosts", "names_an_action"),
        ("web を v214 にロールバックしました", "names_an_action"),
        ("cert を固定した", "names_an_action"),
        ("The pool is exhausted because the exporter leaks connections", "names_a_cause"),
        ("接続の枯渇が原因です", "names_a_cause"),
        ("Decision: we keep the flag off until Monday", "decision"),
        ("フラグは明日まで戻さない方針です", "decision"),
        ("Turn the flag off everywhere", "decision"),
        ("about 9% of the sessions were cut", "names_a_figure"),
        ("1,840 枚が配信済みです", "names_a_figure"),
        ("the first failure is from 09:07", "names_a_time"),
        ("14時20分から落ちています", "names_a_time"),
        ("three customers complained about missing orders", "customers_affected"),
        ("お客様から問い合わせが来ています", "customers_affected"),
        ("the network is ruled out", "rules_out_a_cause"),
        ("DBの線は消えました", "rules_out_a_cause"),
        ("errors are back to normal", "sees_a_recovery"),
        ("`orders-v9` has no alias", "names_a_part"),
        ("see https://grafana.example/d/edge?from=1", "links_to_evidence"),
        ("see <https://grafana.example/d/edge|the panel>", "links_to_evidence"),
    ],
)
def test_the_words_give_the_reason(text, reason) -> None:
    assert reason in reasons(said(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "thanks!",
            "lgtm",
            "looking",
            "hi all",
            "any update?",
            "who wants coffee",
            "+1",
            "nice work everybody",
            ":tada:",
        ),
        *("should we restart the session store?", "did you roll back the 12 hosts?", "why is the database slow?", ""),
        *(
            "お疲れさまです",
            "ありがとうございます！",
            "確認します",
            "了解です",
            "再起動しましたか？",
            "どうですか",
            "はい",
            "笑",
        ),
        "ロールバックってできるんですか？",
        "```2026-11-22 restarted because of 40% errors at 09:07```",
        "&gt; Rolled back web to v214 on all 12 hosts",
    ],
)
def test_chatter_and_questions_and_what_is_only_shown_are_left_alone(text) -> None:
    assert suggested(said(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rolled back web to v214 at 09:41, errors are down to 0.2%",
        "09:41 に web を v214 へ切り戻しました。エラー率は 0.2% です。",
    ],
)
def test_a_deed_with_its_outcome_is_suggested_without_roles_marks_or_happenings(text) -> None:
    assert suggested(said("hm"), said(text, 40)) == [text]


def test_what_changes_right_after_and_just_before_counts_for_what_tells_something() -> None:
    changed = Context(happenings=(Happening(BEGAN + timedelta(seconds=60), "mitigated"),))

    assert "changed_right_after" in reasons(said("switching the alias now", 10), seen=changed)
    assert "changed_just_before" in reasons(said("alias is on v8", 90), seen=changed)
    assert not reasons(said("alias is on v8", 400), seen=changed) & {"changed_right_after", "changed_just_before"}
    assert not reasons(said("thanks", 50), seen=changed)


def test_the_commander_and_on_call_weigh_more_than_others() -> None:
    roles = Context(roles={"incident_commander": frozenset({"U1"}), "on_call": frozenset({"U1", "U2"})})

    assert {"commander_said", "on_call_said"} <= reasons(said("the index is empty"), seen=roles)
    assert "on_call_said" in reasons(said("the index is empty", author="U2"), seen=roles)
    assert not reasons(said("the index is empty", author="U3"), seen=roles) & {"commander_said", "on_call_said"}


def test_only_the_first_symptom_is_the_first_report() -> None:
    first, second = said("uploads fail"), said("downloads fail too", 30)

    assert "first_report" in reasons(first)
    assert "first_report" not in reasons(first, second)


def test_the_first_word_after_ten_quiet_minutes_is_noted() -> None:
    assert "after_a_gap" in reasons(said("waiting"), said("copy finished", 700))
    assert "after_a_gap" not in reasons(said("waiting"), said("copy finished", 500))


def test_attention_counts_for_it_and_laughter_does_not() -> None:
    def marked(*emoji: str) -> Context:
        return Context(marks=[Mark("C1", ts_at(BEGAN), reaction(one), "U2", BEGAN) for one in emoji])

    assert "reactions" in reasons(said("db2 is empty"), seen=marked("eyes"))
    assert "reactions" in reasons(said("db2 is empty"), seen=marked("+1::skin-tone-3"))
    assert "reactions" not in reasons(said("db2 is empty"), seen=marked("joy"))


def test_a_thread_of_three_and_a_file_count_for_it() -> None:
    root = said("db2 is empty")
    replies = [said(f"reply {number}", 10 + number, root_ts=root.ts) for number in range(3)]

    assert "long_thread" in suggest([root, *replies], NOBODY)[0].reasons
    assert "has_a_file" in reasons(said("", files=(File("graph.png"),)))


def test_another_bots_alert_is_suggested_once_and_its_other_talk_never() -> None:
    seen = Context(bots=frozenset({"B1"}))
    alert = "FIRING: put-availability us-east 61% below 99.5%"
    again = "FIRING: put-availability us-east 58% below 99.5%"
    built = "Build 5512 of main passed in 340 s"

    chosen = suggested(said(alert, 0, "B1"), said(again, 60, "B1"), said(built, 90, "B1"), seen=seen)

    assert chosen == [alert]


def test_what_is_said_again_soon_is_suggested_once() -> None:
    text = "All gateways of that vendor dropped their sessions at 04:30"

    assert suggested(said(text), said(f"{text}, as I wrote", 60)) == [text]
    assert len(suggested(said(text), said(text, 3600))) == 2


def test_marked_messages_our_own_and_deleted_ones_are_not_suggested() -> None:
    text = "Rolled back web to v214 at 09:41, errors are down to 0.2%"
    mark = Mark("C1", ts_at(BEGAN), PIN, "U2", BEGAN)
    gone = Message("C1", ts_at(BEGAN), None, "U1", "", (), is_edited=False, is_deleted=True)

    assert suggested(said(text), seen=Context(marks=(mark,))) == []
    assert suggested(said(text), seen=Context(marks=(Mark("C1", mark.ts, reaction("pushpin"), "U2", BEGAN),))) == []
    assert suggested(said(text, author="U0BOT"), seen=Context(ourselves=frozenset({"U0BOT"}))) == []
    assert suggest([gone], NOBODY) == ()


def test_the_order_is_that_of_time_however_they_come() -> None:
    texts = [f"Restarted host {number}0 at 09:4{number}: {word}" for number, word in enumerate("abc")]
    messages = [said(text, 1000 * number) for number, text in enumerate(texts)]

    assert suggest(messages[::-1], NOBODY) == suggest(messages, NOBODY)
    assert [moment_of(one.ts) for one in suggest(messages, NOBODY)] == sorted(moment_of(one.ts) for one in messages)


def test_signs_that_only_count_can_not_suggest_anything_without_a_reason() -> None:
    lengths = {"is_long", "is_very_long"}  # a message has one
    most = sum(weight for sign, weight in COUNTED.items() if weight > 0 and sign not in lengths)

    assert START + most + max(COUNTED[one] for one in lengths) < 0
    assert not REASONS & COUNTED.keys()
    assert all(weight > 0 for weight in READ.values())


@given(st.lists(st.text(), max_size=8))
def test_any_text_is_taken_and_every_suggestion_has_a_score_and_reasons(texts) -> None:
    found = suggest([said(text, number) for number, text in enumerate(texts)], NOBODY)

    assert all(isinstance(one, Suggestion) and THRESHOLD <= one.score <= 1 and one.reasons for one in found)


@pytest.mark.parametrize("unit", ["1", "1,", "<@", ":a", "を", "a1", "```", "https://a", "た。", "&gt;", "no more "])
def test_no_text_takes_longer_than_its_beginning(unit) -> None:
    endless = unit * 200_000

    assert telling(endless) == telling(endless[:LONGEST])
