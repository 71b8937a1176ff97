"""Is an action planned, agreed to by somebody else, carried out once, watched and taken back?"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.rules import Rights, Rules
from bot.domain.stream import broken_link
from tests.flows.action_world import AIKO, BEN, CARLA, FUNCTION, IVY, OTHERS, VARIABLE, ActionWorld


def asked(**more: object) -> ActionWorld:
    """Return a world in which Carla has asked to take liveness out."""
    world = ActionWorld(**more)  # type: ignore[arg-type]
    assert world.say(CARLA, "rollback rollout because errors rise").template == "action/asked"
    world.settle()
    return world


def test_a_plan_shows_what_changes_and_what_stays_without_a_single_other_value() -> None:
    world = asked()

    plan = world.course().plan

    assert plan["lines"] == [{"name": VARIABLE, "before": "100", "after": "0"}]
    assert plan["kept"] == sorted(OTHERS)
    assert plan["reason"] == "errors rise"
    written = repr(world.store.read(world.newest()))
    assert not [value for value in ("hunter2", "employees") if value in written]


def test_the_approver_sets_it_off_and_every_other_variable_stays() -> None:
    world = asked()

    assert world.click(BEN, "approve") == "action/you_approved"
    world.settle()

    assert world.variables() == {**OTHERS, VARIABLE: "0"}
    assert world.kinds() == ["asked", "planned", "approved", "calling", "called", "done"]
    assert world.thread() == ["action/approved", "action/done"]
    assert broken_link(world.store.read(world.newest())[1]) is None


def test_nobody_agrees_to_their_own_request_and_that_they_tried_is_on_record() -> None:
    world = ActionWorld()
    world.say(AIKO, "rollback rollout")

    assert world.click(AIKO, "approve") == "failures/action_own_request"
    world.settle()

    assert world.kinds()[-1] == "turned_away"
    assert world.variables()[VARIABLE] == "100"


def test_whoever_may_not_is_turned_away_guest_or_member() -> None:
    world = asked()

    assert world.click(IVY, "approve") == "failures/action_not_approver"
    assert world.click("U04DAN", "approve").startswith("failures/")
    world.settle()

    assert world.variables()[VARIABLE] == "100"


def test_the_second_of_two_clicks_changes_nothing() -> None:
    world = asked()
    world.click(BEN, "approve")
    world.settle()

    assert world.click(AIKO, "approve") == "failures/action_over"
    world.settle()

    assert len(world.cloud.lambdas.made) == 1


def test_the_same_click_delivered_twice_is_one() -> None:
    world = asked()

    assert world.click(BEN, "approve", ask_id="click-1") == "action/you_approved"
    world.settle()
    assert world.click(BEN, "approve", ask_id="click-1") == "action/you_approved"
    world.settle()

    assert world.kinds().count("approved") == 1
    assert "turned_away" not in world.kinds()


def test_a_plan_expires_and_a_late_click_is_answered() -> None:
    world = asked()

    world.wait(31)

    assert world.click(BEN, "approve") == "failures/action_expired"
    assert world.course().ending == "expired"
    assert world.thread() == ["action/expired"]
    assert world.variables()[VARIABLE] == "100"


def test_a_click_on_another_plan_than_the_one_that_stands_is_refused() -> None:
    world = asked()

    assert world.click(BEN, "approve", code="00000000") == "failures/action_plan_changed"


def test_two_must_agree_where_the_company_says_so() -> None:
    world = asked(rules=Rules(rights=Rights(approve_actions=(AIKO, BEN)), action_approvals=2))

    world.click(BEN, "approve")
    world.settle()
    assert world.variables()[VARIABLE] == "100"
    assert world.click(BEN, "approve") == "failures/action_agreed_before"
    world.click(AIKO, "approve")
    world.settle()

    assert world.variables()[VARIABLE] == "0"


def test_nothing_is_done_when_the_world_is_not_what_the_plan_saw() -> None:
    world = asked()
    world.cloud.lambdas.put(FUNCTION, {**OTHERS, VARIABLE: "100", "NEW": "1"})

    world.click(BEN, "approve")
    world.settle()

    assert world.variables()[VARIABLE] == "100"
    assert world.course().ending == "failed"
    ended = world.course().ended
    assert ended is not None
    assert ended.facts["why"] == "world_changed"
    assert ended.facts["facts"]["names"] == ["revision", "NEW"]


def test_without_anybody_who_may_agree_nothing_is_even_planned() -> None:
    world = ActionWorld(rules=Rules())

    assert world.say(CARLA, "rollback rollout").template == "failures/nobody_may_approve"


def test_bad_words_are_answered_with_what_would_do() -> None:
    world = ActionWorld()

    assert world.say(CARLA, "rollback rollot").template == "failures/unknown_action"
    assert world.say(CARLA, "rollback rollout lots").template == "failures/value_is_no_number"
    assert world.say(CARLA, "rollback rollout 101").template == "failures/value_out_of_bounds"
    assert world.say(CARLA, "rollback rollout 100").template == "failures/action_already_so"
    assert world.say(IVY, "rollback rollout").template == "failures/not_allowed"
    assert world.say(CARLA, "rollback").template == "action/form"


def test_the_same_wish_twice_is_one_plan() -> None:
    world = asked()

    assert world.say(AIKO, "rollback rollout").template == "action/is_pending"


def test_what_was_done_is_taken_back_by_a_plan_of_its_own() -> None:
    world = asked()
    first = world.newest()
    world.click(BEN, "approve")
    world.settle()

    assert world.say(CARLA, f"undo {first}").template == "action/asked"
    world.settle()
    assert world.variables()[VARIABLE] == "0"
    world.click(BEN, "approve")
    world.settle()

    assert world.variables() == {**OTHERS, VARIABLE: "100"}
    assert world.course(first).undone is not None
    assert "action/undone" in world.thread(first)


def test_an_answer_that_never_came_is_looked_up_and_not_asked_again() -> None:
    world = asked()
    world.cloud.fault_of_next_change = "lost after"

    world.click(BEN, "approve")
    world.settle()

    assert world.course().stage == "done"
    assert len(world.cloud.lambdas.asked) == 1


def test_a_request_that_never_arrived_is_told_as_not_carried_out() -> None:
    world = asked()
    world.cloud.fault_of_next_change = "lost before"

    world.click(BEN, "approve")
    world.settle()

    ended = world.course().ended
    assert ended is not None
    assert (ended.facts["why"], ended.facts["is_untouched"]) == ("not_carried_out", True)
    assert len(world.cloud.lambdas.asked) == 1


def test_a_busy_aws_is_asked_again_after_another_look() -> None:
    world = asked()
    world.cloud.fault_of_next_change = "throttled"

    world.click(BEN, "approve")
    world.settle()

    assert world.course().stage == "done"
    assert len(world.cloud.lambdas.asked) == 2
    assert len(world.cloud.lambdas.made) == 1


def test_it_is_done_only_once_aws_has_settled() -> None:
    world = asked()
    world.cloud.lambdas.settles_after = 3

    world.click(BEN, "approve")
    world.settle()

    assert world.course().stage == "done"
    assert world.clock.now() > world.course().asked.at


def test_the_role_of_changes_is_taken_in_the_name_of_who_approved() -> None:
    role = "arn:aws:iam::123456789012:role/liveness-bot-act"
    world = asked(rules=Rules(rights=Rights(approve_actions=(BEN,)), act_as=role))

    world.click(BEN, "approve")
    world.settle()

    (authority,) = world.cloud.authorities
    assert authority is not None
    assert (authority.role, authority.session) == (role, f"liveness-bot-{BEN}")


def test_the_glass_is_broken_only_while_it_burns() -> None:
    world = asked()

    assert world.say(BEN, f"break_glass {world.newest()} {world.course().code}").template == "action/glass_form"
    assert world.click(BEN, "break_glass", reason="all fails") == "failures/action_no_emergency"
    now = world.clock.now()
    world.cloud.publish("FaceAuth/Liveness", "SessionCreated", now, *[1.0] * 100)
    world.cloud.publish("FaceAuth/Liveness", "VerificationError", now, *[1.0] * 9)
    assert world.click(IVY, "break_glass", reason="all fails") == "failures/action_not_approver"
    assert world.click(BEN, "break_glass", reason="all fails") == "action/you_broke_glass"
    world.settle()

    assert world.variables()[VARIABLE] == "0"
    assert "action/glass_broken" in world.thread()


def test_a_protection_that_is_gone_is_said_again_until_it_is_back() -> None:
    world = asked()
    world.click(BEN, "approve")
    world.settle()

    world.wait(4 * 60 + 1, tick_seconds=60)
    assert world.thread().count("action/reminder") == 1
    world.cloud.lambdas.put(FUNCTION, {**OTHERS, VARIABLE: "100"})
    world.wait(4 * 60 + 1, tick_seconds=60)

    assert world.thread().count("action/reminder") == 1
    assert world.thread()[-1] == "action/undone_by_hand"


def test_what_was_agreed_to_for_a_while_is_announced_and_taken_back() -> None:
    from datetime import timedelta

    from tests.flows.action_world import ROLLOUT

    world = asked(action=replace(ROLLOUT, lasting=timedelta(hours=1), remind_every=None, watch=None))
    first = world.newest()
    world.click(BEN, "approve")
    world.settle()

    world.wait(51)
    assert world.thread(first)[-1] == "action/ends_soon"
    assert world.variables()[VARIABLE] == "0"
    world.wait(10)

    assert world.variables() == {**OTHERS, VARIABLE: "100"}
    assert world.course(first).undone is not None
