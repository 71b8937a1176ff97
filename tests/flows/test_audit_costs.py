"""Is Cost Explorer paid once an hour, and is its answer told in plain values with its price?"""

from __future__ import annotations

import pytest

from bot.domain.audit_queries import CostAndUsage, CostForecast
from bot.domain.failures import Refusal
from bot.domain.holdings import CostTarget
from bot.domain.knowledge import Failed
from bot.domain.queries import Metrics
from tests.audits import BILLED_AS, asked, days, held, rows, say, sound
from tests.fakes import FakeCloud
from tests.stories import stories

THROTTLED = Failed("throttled", "ce:GetCostForecast")


def test_the_card_says_what_was_paid_for_the_answer() -> None:
    facts = say("cost", held(), sound())()
    assert (facts["verdict"], facts["because"]) == ("ok", [])
    assert (facts["price"], facts["age_seconds"]) == (0.02, 0)
    assert facts["target"] == {"at_least": 400, "at_most": 450}
    assert [one["name"] for one in facts["usages"]] == ["USE1-FaceLivenessCheck", "USE1-DetectFaces"]
    assert facts["known_to"].startswith("2026-11-21")
    assert set(rows(facts)) == {
        "cost_yesterday",
        "cost_week",
        "cost_month_to_date",
        "cost_forecast",
        "cost_per_1000_sessions",
    }


def test_for_an_hour_nobody_pays_again() -> None:
    cloud = sound()
    cost = say("cost", held(), cloud)
    cost()
    cloud.clock.advance(3599)
    assert cost()["age_seconds"] == 3599
    assert asked(cloud, CostAndUsage, CostForecast) == 2
    cloud.clock.advance(2)
    assert cost()["age_seconds"] == 0
    assert asked(cloud, CostAndUsage, CostForecast) == 4


def test_a_new_day_is_a_new_question() -> None:
    cloud = sound()
    cloud.clock.advance(20.4 * 3600)
    cost = say("cost", held(), cloud)
    cost()
    cloud.clock.advance(600)
    cost()
    assert asked(cloud, CostAndUsage) == 2


def test_what_failed_is_asked_again_and_what_says_nothing_is_not() -> None:
    cloud = sound()
    cost = say("cost", held(), cloud)
    cloud.fail(CostForecast, THROTTLED)
    assert cost()["verdict"] == "unknown"
    cloud.recover()
    assert cost()["verdict"] == "ok"
    silent = sound()
    silent.end_cost_explorer("not_enabled")
    cost = say("cost", held(), silent)
    assert [cost()["verdict"], cost()["verdict"]] == ["unknown", "unknown"]
    assert asked(silent, CostAndUsage) == 1


def test_a_denied_question_names_its_action() -> None:
    cloud = sound()
    cloud.fail(CostAndUsage, Failed("denied", "ce:GetCostAndUsage", "ce:GetCostAndUsage"))
    facts = say("cost", held(), cloud)()
    assert rows(facts)["cost_week"]["detail"]["facts"]["needs"] == "ce:GetCostAndUsage"
    assert facts["price"] == 0.01


def test_a_changed_target_is_judged_anew() -> None:
    cloud = sound()
    told = stories(cloud, held())
    ports = told.ports
    strict = held(cost=CostTarget(BILLED_AS, 1, 2))
    verdicts = [told.costs.of(one, cloud=ports.cloud, clock=ports.clock).verdict for one in (held(), strict)]
    assert verdicts == ["ok", "fail"]


def test_a_service_without_a_target_is_told_so() -> None:
    cloud = sound()
    with pytest.raises(Refusal) as refused:
        say("cost", held(cost=None), cloud)()
    assert refused.value.key == "no_cost_target"
    assert cloud.reads == []


def test_without_a_way_to_count_sessions_their_price_is_left_out() -> None:
    cloud = sound()
    facts = say("cost", held(figures=()), cloud)()
    assert "cost_per_1000_sessions" not in rows(facts)
    assert asked(cloud, Metrics) == 0


def test_a_dear_month_needs_somebody() -> None:
    cloud = FakeCloud()
    cloud.put_costs(BILLED_AS, *days(20.0))
    cloud.put_forecast(BILLED_AS, 20.0)
    facts = say("cost", held(), cloud)()
    assert (facts["verdict"], facts["because"]) == ("fail", ["cost_week", "cost_forecast"])
