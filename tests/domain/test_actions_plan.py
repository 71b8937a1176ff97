"""Is what people agree to exactly what is carried out, with nothing in it that nobody may read?"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.actions import functions
from bot.domain.actions.action import Action, Watch
from bot.domain.actions.kind import Draft, Line, Offer, Scene
from bot.domain.actions.kinds.lambda_variable import LambdaVariable
from bot.domain.actions.plan import CODE_LENGTH, Circumstances, code_of, hash_of, plan_of
from bot.domain.failures import Refusal
from bot.domain.items import Detail
from bot.domain.knowledge import Known

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRETS = {"DB_PASSWORD": "hunter2", "FACE_COLLECTION_ID": "employees"}
KIND = LambdaVariable("Enroll", "ROLLOUT", "0", at_least=0, at_most=100)
ACTION = Action(
    "rollout_to_zero",
    {"en": "Take it out", "ja": "無効化"},
    KIND,
    watch=Watch(figure="error_rate", alarm="Errors"),
    is_emergency=True,
    weakens={"en": "no protection"},
    remind_every=timedelta(hours=4),
    lasting=timedelta(hours=2),
)
GIVEN = Circumstances(
    "liveness-7f3a", NOON + timedelta(minutes=30), 1, ("U2",), "errors rise", "0", seen=({"id": "error_rate"},)
)
SCENE = Scene("action-liveness-000001", NOON, "us-east-1", ("Enroll",))


def draft(kind: LambdaVariable = KIND, scene: Scene = SCENE, **variables: str) -> Draft:
    """Return what the kind would do to a function with these variables."""
    held = {**SECRETS, "ROLLOUT": "100", **variables}
    told = {"FunctionName": "Enroll", "RevisionId": "r1", "MemorySize": 256, "Environment": {"Variables": held}}
    answers: dict[Any, Any] = {
        functions.configured("Enroll"): Known(told, NOON, "lambda:GetFunctionConfiguration"),
        functions.aliases("Enroll"): Known({"Aliases": []}, NOON, "lambda:ListAliases"),
    }
    return kind.plan(scene, answers)


def plan(action: Action = ACTION, told: Draft | None = None, given: Circumstances = GIVEN) -> dict[str, Any]:
    return plan_of(action, action.kind, told or draft(), given)


def test_a_plan_is_plain_json_and_the_same_again_when_it_was_kept() -> None:
    kept = json.loads(json.dumps(plan()))

    assert hash_of(kept) == kept["hash"] == plan()["hash"]


@pytest.mark.parametrize("name", [name for name in plan() if name != "hash"])
def test_the_hash_changes_with_every_field_that_is_told(name: str) -> None:
    told = plan()

    assert hash_of({**told, name: "something else"}) != told["hash"]
    assert hash_of({one: value for one, value in told.items() if one != name}) != told["hash"]


OTHER_CIRCUMSTANCES: dict[str, Any] = {
    "token": "liveness-0000",
    "expires_at": NOON,
    "approvals": 2,
    "approvers": ("U3",),
    "reason": "another",
    "words": "10",
    "undoes": "action-liveness-000009",
    "about": "alarm-liveness-000001",
    "incident": "incident-000001",
    "room": {"channel": "C0INC", "root_ts": None, "is_private": False},
    "seen": (),
    "touches": ({"function": "Enroll", "invocations": 7},),
    "redoes": True,
    "region": "eu-central-1",
}
OTHER_DRAFTS: dict[str, Any] = {
    "lines": (Line("ROLLOUT", "100", "1"),),
    "calls": (),
    "before": {"revision": "r2"},
    "kept": (),
    "notes": (Detail("also_held_by"),),
    "undo": None,
    "offers": (Offer(Detail("go_through_alias"), "0 via live"),),
}
OTHER_ACTIONS: dict[str, Any] = {
    "id": "another",
    "title": {"en": "Another"},
    "kind": replace(KIND, value="1"),
    "watch": None,
    "is_emergency": False,
    "weakens": None,
    "remind_every": timedelta(hours=1),
    "lasting": None,
}
JUDGED_ANEW = {"names", "ask", "approve", "approvals", "standing"}
"""What of an action is read from the files again when somebody asks or decides, and is no part of a plan."""


@pytest.mark.parametrize("name", [one.name for one in fields(Circumstances)])
def test_two_plans_in_other_circumstances_are_two(name: str) -> None:
    assert plan(given=replace(GIVEN, **{name: OTHER_CIRCUMSTANCES[name]}))["hash"] != plan()["hash"]


@pytest.mark.parametrize("name", [one.name for one in fields(Draft) if one.name != "functions"])
def test_two_plans_that_do_something_else_are_two(name: str) -> None:
    assert plan(told=replace(draft(), **{name: OTHER_DRAFTS[name]}))["hash"] != plan()["hash"]


@pytest.mark.parametrize("name", [one.name for one in fields(Action) if one.name not in JUDGED_ANEW])
def test_two_plans_of_other_actions_are_two(name: str) -> None:
    assert plan(replace(ACTION, **{name: OTHER_ACTIONS[name]}))["hash"] != plan()["hash"]


def test_the_world_under_a_plan_is_part_of_it() -> None:
    assert plan(told=draft(LOG_LEVEL="INFO"))["hash"] != plan()["hash"]


def test_the_code_is_the_beginning_of_the_hash() -> None:
    told = plan()

    assert code_of(told) == told["hash"][:CODE_LENGTH]
    assert len(code_of(told)) == CODE_LENGTH


def test_no_value_but_the_one_that_changes_can_be_read_from_a_plan() -> None:
    told = json.dumps(plan())

    assert [value for value in SECRETS.values() if value in told] == []
    assert all(name in told for name in SECRETS)


def test_a_kept_value_leaves_another_mark_in_each_action() -> None:
    """Or the same password under two functions could be told from two plans."""
    one, other = draft(), draft(scene=replace(SCENE, token="action-liveness-000002"))

    assert one.before["variables"]["DB_PASSWORD"] != other.before["variables"]["DB_PASSWORD"]


def test_a_variable_that_holds_a_secret_is_not_planned_at_all() -> None:
    with pytest.raises(Refusal) as refused:
        draft(LambdaVariable("Enroll", "DB_PASSWORD", "changed"))

    assert refused.value.key == "variable_is_secret"


@pytest.mark.parametrize(
    ("now", "chosen", "weakens"),
    [("100", "0", ACTION.weakens), ("100", "10", ACTION.weakens), ("10", "0", ACTION.weakens), ("0", "100", None)],
)
def test_a_number_that_leads_away_from_the_declared_one_takes_no_protection_away(
    now: str, chosen: str, weakens: dict[str, str] | None
) -> None:
    told = plan(told=draft(replace(KIND, value=chosen), ROLLOUT=now))

    assert (told["weakens"], told["remind_seconds"]) == (weakens, 4 * 3600 if weakens else None)


def test_what_takes_an_action_back_weakens_nothing_and_lasts() -> None:
    told = plan(given=replace(GIVEN, undoes="action-liveness-000009"))

    assert (told["weakens"], told["remind_seconds"], told["lasting_seconds"]) == (None, None, None)
