"""Do facts become messages that say the right thing, and can nobody's text do harm in them?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.pages import Pages
from bot.domain.knowledge import Failed
from bot.domain.queries import Metrics
from bot.flows.status import chart_facts, facts, status
from tests.blocks import check_message
from tests.fakes import FakeCloud
from tests.liveness import LOW_SUCCESS, live, liveness, well

ROOT = Path(__file__).parents[2]
PAGES = Pages(ROOT / "templates", "en")
CARDS = sorted((ROOT / "tests" / "golden" / "facts" / "status").glob("card.*.json"))
HOSTILE = '</>"\n<!channel> *x* `y` <@U0123456> <#C0123456> :tada: &lt;!here&gt; @here https://evil.example \u202e'


def card(name: str) -> dict[str, Any]:
    return json.loads(
        (ROOT / "tests" / "golden" / "facts" / "status" / f"card.{name}.json").read_text(encoding="utf-8")
    )


def told(template: str, given: Mapping[str, object], locale: str = "en") -> str:
    """Return everything that a message says in mrkdwn."""
    message = PAGES.message(template, given, locale)
    check_message({"text": message.text, "blocks": message.blocks})
    return "\n".join(mrkdwn(message.blocks))


def mrkdwn(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for inside in value.values():
            yield from mrkdwn(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from mrkdwn(inside)


def report(text: str, by: str = "U012ABCDEF") -> dict[str, object]:
    row = {"at": "2026-11-22T09:50:00+00:00", "by": by, "text": text}
    return {"service": "liveness", "title": {"en": text, "ja": text}, "count": 1, "reports": [row], "is_open": True}


def every(value: object, change: Any) -> Any:
    """Return facts with every text in them changed, but for those that a template chooses by."""
    if isinstance(value, Mapping):
        chosen = {
            "verdict",
            "group",
            "unit",
            "window",
            "state",
            "importance",
            "at",
            "changed_at",
            "key",
            "file_id",
            "since_last",
        }
        return {name: inside if name in chosen else every(inside, change) for name, inside in value.items()}
    if isinstance(value, list):
        return [every(inside, change) for inside in value]
    return change(value) if isinstance(value, str) else value


# --- nobody's text does harm -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_somebody_elses_text_is_only_text(locale: str) -> None:
    said = told("report/card", report(HOSTILE, by=HOSTILE), locale)

    assert "&lt;!channel&gt;" in said
    assert not any(mark in said for mark in ("<!channel", "<!here", "<@U", "<#C", "*x*", "`y`", ":tada:", "\u202e"))


def test_a_quotation_keeps_every_character_because_nothing_in_it_is_interpreted() -> None:
    blocks = PAGES.message(
        "report/line", {"text": "*a*\n<!here> & `b`", "by": "U012ABCDEF", "at": "2026-11-22T09:50:00Z"}, "en"
    ).blocks
    quote = next(block for block in blocks if block["type"] == "rich_text")

    assert quote["elements"][0]["elements"] == [{"type": "text", "text": "*a*\n<!here> & `b`"}]


def test_only_a_slack_id_becomes_a_mention() -> None:
    assert "<@U012ABCDEF>" in told("report/card", report("x", by="U012ABCDEF"))
    assert "<@" not in told("report/card", report("x", by="U1> <!channel"))


@pytest.mark.parametrize("case", CARDS, ids=lambda path: path.stem)
def test_a_card_made_of_hostile_names_calls_nobody_and_links_nowhere(case: Path) -> None:
    said = told("status/card", every(json.loads(case.read_text(encoding="utf-8")), lambda _: HOSTILE))

    assert not any(mark in said for mark in ("<!channel", "<!here", "<@U", "<#C", "<http"))
    beside_code = re.sub(r"`[^`\n]*`", "", said)
    assert "`" not in beside_code
    assert "*x*" not in beside_code
    assert ":tada:" not in beside_code


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=4000), locale=st.sampled_from(["en", "ja"]))
def test_whatever_is_reported_slack_takes_the_message(text: str, locale: str) -> None:
    for template, given_facts in (
        ("report/card", report(text)),
        ("report/line", {"text": text, "by": text, "at": "2026-11-22T09:50:00Z"}),
        ("failures/unknown_verb", {"word": text, "command": "/liveness", "nearest": text, "example": text}),
    ):
        message = PAGES.message(template, given_facts, locale)
        check_message({"text": message.text, "blocks": message.blocks})
        assert json.loads(json.dumps(message.blocks).encode()) == message.blocks


# --- limits ------------------------------------------------------------------------------------------------------------


def test_what_is_too_long_is_shortened_and_says_so() -> None:
    line = PAGES.message("report/line", {"text": "あ" * 9000, "by": "U012ABCDEF", "at": "2026-11-22T09:50:00Z"}, "ja")
    quoted = next(block for block in line.blocks if block["type"] == "rich_text")["elements"][0]["elements"][0]["text"]

    assert quoted.endswith("… （以下省略）")
    assert line.text.endswith("… （以下省略）")
    check_message({"text": line.text, "blocks": line.blocks})


def test_shortening_never_cuts_an_entity_in_two() -> None:
    said = told("failures/unknown_verb", {"word": "&" * 5000, "command": "/liveness", "nearest": None, "example": None})

    assert "… (shortened)" in said
    assert not said.replace("&amp;", "").replace("&lt;", "").count("&")


def test_a_card_of_a_huge_service_keeps_its_buttons_and_says_that_not_all_fits() -> None:
    huge = card("degraded")
    huge["items"] = [
        {**item, "id": f"{item['id']}{n}", "function": f"{item['function']}{n}"}
        for n in range(40)
        for item in huge["items"]
    ]
    huge["items"] += card("degraded")["items"]
    message = PAGES.message("status/card", huge, "en")

    check_message({"text": message.text, "blocks": message.blocks})
    assert any(block["type"] == "actions" for block in message.blocks)
    assert any("Not all of this fits" in said for said in mrkdwn(message.blocks))


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("case", CARDS, ids=lambda path: path.stem)
def test_a_card_fits_even_when_the_consoles_addresses_are_long(case: Path, locale: str) -> None:
    long = json.loads(case.read_text(encoding="utf-8"))
    for item in long["items"]:
        item["console_url"] = "https://console.aws.amazon.com/" + "x" * 900
    message = PAGES.message("status/card", long, locale)

    check_message({"text": message.text, "blocks": message.blocks})
    assert not any("Not all" in said or "省略" in said for said in mrkdwn(message.blocks))


# --- the card says what is true ----------------------------------------------------------------------------------------


def test_the_verdict_comes_first_with_its_reason() -> None:
    message = PAGES.message("status/card", card("degraded"), "en")
    first = message.blocks[0]["text"]["text"].splitlines()[0]

    assert first == ":large_orange_circle: *Degraded: success rate 88.2% (must be above 95%) and 2 more*"
    assert "Degraded: success rate 88.2%" in message.text


def test_the_verdict_reads_natively_in_japanese() -> None:
    message = PAGES.message("status/card", card("degraded"), "ja-JP")

    assert message.blocks[0]["text"]["text"].startswith(
        ":large_orange_circle: *異常あり：成功率 88.2%（正常範囲は95%超） ほか2件*"
    )


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("name", ["denied", "silent"])
def test_nothing_looks_healthy_when_nothing_is_known(name: str, locale: str) -> None:
    said = told("status/card", card(name), locale)

    assert ":white_check_mark:" not in said
    assert ":large_green_circle:" not in said


def test_why_nothing_is_known_is_said_once_and_names_the_missing_permission() -> None:
    said = told("status/card", card("denied"))

    assert said.count("lacks `cloudwatch:GetMetricData`") == 1
    assert "Sessions created, Success rate, Mean confidence and 20 more" in said


def test_a_value_just_short_of_its_limit_does_not_read_as_if_it_met_it() -> None:
    near = card("degraded")
    next(item for item in near["items"] if item["id"] == "success_rate")["value"] = 94.96

    assert "success rate 94.96% (must be above 95%)" in told("status/card", near)


def test_every_line_of_a_figure_tells_value_trend_and_limits_and_the_age_they_share_is_said_once() -> None:
    shown = told("status/card", card("degraded"))
    line = next(line for line in shown.splitlines() if "Mean confidence" in line)

    assert line == ":warning: *Mean confidence 91.3* ↓ was 94.02 (worse) · normal &gt; 90, alarm &lt; 92"
    assert shown.count("2 min old") == 1
    assert "data 2 min old" in shown.splitlines()[1]


def test_a_line_whose_data_is_older_than_the_others_says_so_itself() -> None:
    older = card("degraded")
    for item in older["items"]:
        if item["id"] == "confidence_mean":
            item["data_age_seconds"] = 600
    line = next(line for line in told("status/card", older).splitlines() if "Mean confidence" in line)

    assert line.endswith("alarm &lt; 92 · 10 min old")


def test_a_figure_that_nobody_set_a_limit_for_is_told_without_calling_it_well() -> None:
    line = next(line for line in told("status/card", card("healthy")).splitlines() if "p95" in line)

    assert line == ":white_small_square: *Verification time p95 20.5 s* ↑ was 19.9 s"


def test_the_buttons_are_known_by_their_names() -> None:
    actions = PAGES.message("status/card", card("healthy"), "en").blocks[-1]["elements"]

    assert [button["action_id"] for button in actions] == [
        "status.refresh:liveness:1h",
        "status.refresh:liveness:24h",
        "status.refresh:liveness:7d",
        "link:dashboard",
        "link:runbook",
    ]


def test_a_link_that_is_no_web_address_gives_no_button() -> None:
    odd = card("healthy") | {"links": {"dashboard": "javascript:alert(1)", "runbook": None}}

    assert "link:" not in json.dumps(PAGES.message("status/card", odd, "en").blocks[-1])


def test_the_chart_is_put_under_the_card_with_words_for_those_who_cannot_see_it() -> None:
    blocks = PAGES.message("status/card", card("healthy"), "en").blocks
    image = next(block for block in blocks if block["type"] == "image")

    assert image["slack_file"] == {"id": "F0123456789"}
    assert image["alt_text"] == "Charts of Face liveness"


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_what_the_story_tells_is_what_the_card_reads(locale: str) -> None:
    """The facts of the real flow, healthy, firing and denied, render without a word missing."""
    firing, denied = well(), well()
    live(firing, failures=40)
    firing.put_alarm(LOW_SUCCESS, "ALARM")
    denied.fail(Metrics, Failed("denied", "cloudwatch:GetMetricData", needs="cloudwatch:GetMetricData"))
    for cloud in (well(), firing, denied, FakeCloud()):
        found = status(liveness(), "1h", cloud=cloud, clock=cloud.clock)
        assert told("status/card", facts(found), locale)
        assert PAGES.sentence("status/chart", chart_facts(found), locale)


# --- the rest ----------------------------------------------------------------------------------------------------------


def test_an_unknown_language_gets_the_default() -> None:
    assert PAGES.sentence("failures/report_is_empty", {}, "fr-FR") == PAGES.sentence(
        "failures/report_is_empty", {}, "en"
    )


def test_a_fact_that_is_missing_is_our_fault_and_not_a_blank() -> None:
    with pytest.raises(Exception, match="has no attribute 'command'"):
        PAGES.message("help/help", {"service": "liveness", "title": {"en": "x"}, "verbs": []}, "en")


def test_a_template_that_does_not_exist_is_named_with_the_places_it_was_looked_for() -> None:
    with pytest.raises(LookupError, match=r"no templates/failures/nonesuch\.blocks\.j2, and no macro nonesuch"):
        PAGES.message("failures/nonesuch", {}, "en")


def test_times_are_shown_in_each_readers_own_zone_with_a_fallback_in_the_stated_one() -> None:
    message = PAGES.message("status/card", card("healthy"), "ja", zone="Asia/Tokyo")

    assert "<!date^1795341731^{date_short_pretty} {time}|11月22日 19:02 JST>" in "\n".join(mrkdwn(message.blocks))
    assert "19:02 JST" in message.text


def test_a_form_is_a_view_that_slack_takes() -> None:
    view = PAGES.form("report/form", {"service": "liveness", "services": [], "text": ""}, "ja")

    check_message(view)
    assert view["type"] == "modal"
    assert view["title"]["text"] == "利用者からの報告"
