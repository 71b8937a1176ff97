"""Is the runbook found that somebody means, whatever words they have for it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alarms.rules import Alarm, Surge
from bot.domain.failures import Mistake
from bot.domain.runbooks.runbook import Runbook, Step
from bot.domain.runbooks.target import target_of
from bot.domain.service import Service
from tests.domain.test_runbook_kinds import SAMPLES
from tests.liveness import CREATE, ERRORS, LOW_SUCCESS, liveness

STEP = Step("history", {"en": "History", "ja": "履歴"}, SAMPLES["history"])
LOW = Runbook("low_success_rate", {"en": "Low success rate", "ja": "成功率低下"}, None, (STEP,))
SLOW = Runbook("slow_session_creation", {"en": "Creating is slow", "ja": "セッション作成が遅い"}, None, (STEP,))
ADDRESS = Runbook("wiki", {"en": "Wiki", "ja": "Wiki"}, "https://wiki.example.com")


def service() -> Service:
    plain = liveness()
    low, errors = plain.alarms
    return replace(
        plain,
        alarms=(replace(low, runbook=LOW.id), replace(errors, runbook="wiki", function=CREATE)),
        runbooks=(LOW, SLOW, ADDRESS),
        surge=Surge(5, timedelta(minutes=15), "medium", timedelta(hours=1), LOW.id),
    )


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (LOW_SUCCESS, LOW_SUCCESS),
        ("faceauth-liveness-lowsuccessrate", LOW_SUCCESS),
        ("LowSuccess", LOW_SUCCESS),
        ("ＬＯＷＳＵＣＣＥＳＳ", LOW_SUCCESS),
        ("low_success_rate", LOW_SUCCESS),
        ("slow_session_creation", "slow_session_creation"),
        ("slow session creation", "slow_session_creation"),
        ("Slow-Session", "slow_session_creation"),
        ("セッション作成が遅い", "slow_session_creation"),
        ("作成が遅い", "slow_session_creation"),
    ],
)
def test_a_target_is_found_by_its_name_its_words_or_a_part_of_them(word: str, name: str) -> None:
    assert target_of(service(), word).name == name


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("FaceAuth-Liveness-LowSucessRate", LOW_SUCCESS),
        ("slow_sesion", "slow_session_creation"),
        ("zzz", None),
        ("", None),
    ],
)
def test_an_unknown_name_is_a_mistake_that_tells_the_nearest(word: str, nearest: str | None) -> None:
    with pytest.raises(Mistake) as caught:
        target_of(service(), word)
    assert caught.value.key == "unknown_alarm"
    known = [LOW_SUCCESS, ERRORS, "low_success_rate", "slow_session_creation", "wiki"]
    assert caught.value.facts == {"word": word, "nearest": nearest, "known": known}


def test_a_part_that_two_names_hold_means_neither() -> None:
    with pytest.raises(Mistake):
        target_of(service(), "FaceAuth")


def test_an_alarm_without_steps_of_its_own_gets_a_first_look_at_what_is_known() -> None:
    """Its figure, its history, its function, the errors in its log and what was changed."""
    found = target_of(service(), ERRORS)
    assert [step.id for step in found.runbook.steps] == ["figures", "history", "functions", "errors", "changes"]
    assert found.runbook.url == "https://wiki.example.com"
    assert found.function == CREATE


def test_an_alarm_that_no_file_describes_is_looked_into_all_the_same() -> None:
    """A watcher told of it; a person who types such a name has mistyped."""
    found = target_of(service(), "FaceAuth-New", is_alarm=True)
    assert (found.name, found.is_alarm, found.alarm) == ("FaceAuth-New", True, None)
    assert [step.id for step in found.runbook.steps] == ["figures", "history", "functions", "errors", "changes"]
    with pytest.raises(Mistake):
        target_of(service(), "FaceAuth-New")


def test_a_surge_of_reports_has_the_runbook_that_the_file_names() -> None:
    assert target_of(service(), "user-reports", is_alarm=True).runbook == LOW


def test_a_service_that_reads_nothing_from_aws_has_nothing_to_look_at() -> None:
    spike = Alarm("spike", "high", timedelta(minutes=30), {"en": "x", "ja": "x"}, source="alertmanager")
    bare = replace(liveness(figures=()), functions=(), settings=(), alarm_prefixes=(), alarms=(spike,))
    assert target_of(bare, "spike").runbook.steps == ()
