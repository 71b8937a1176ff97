"""What comes next for an approved action, for every outcome of what was tried and everything the world may show?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.actions.call import Call
from bot.domain.actions.carrying import Failure, Finished, Go, Later, Next, changed_names, next_step
from bot.domain.actions.course import Attempt, Course, Said, fold
from bot.domain.actions.kind import Done, Make, Otherwise, Progress, Scene, Wait
from bot.domain.failures import Mistake, Refusal
from bot.domain.items import Detail
from bot.domain.stream import Entry, Recorded

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEFORE = {"revision": "r1", "variables": {"A": "x"}}
UPDATE = Call("lambda", "UpdateFunctionConfiguration", {})
PUBLISH = Call("lambda", "PublishVersion", {}, repeatable=True)
WAIT = Wait(Detail("function_settles"))


@dataclass(frozen=True)
class FakeKind:
    """A kind whose world shows this state and this progress; a failure is raised by whoever looks."""

    shows: Progress | Refusal | Mistake = Make(UPDATE)  # noqa: RUF009 - frozen
    state: Any = None

    def before(self, _scene: Scene, _answers: object) -> Any:
        if isinstance(self.shows, Refusal | Mistake):
            raise self.shows
        return self.state or BEFORE

    def progress(self, _scene: Scene, _before: object, _answers: object) -> Progress:
        if isinstance(self.shows, Refusal | Mistake):
            raise self.shows
        return self.shows


def tried(outcome: Any, seconds_ago: float = 60, call: Call = UPDATE, **facts: object) -> Attempt:
    return Attempt(call.name, NOON - timedelta(seconds=seconds_ago), call.repeatable, outcome, facts)


def course(*attempts: Attempt, expires_in: float = 600) -> Course:
    expires_at = (NOON + timedelta(seconds=expires_in)).isoformat()
    plan = {"before": BEFORE, "expires_at": expires_at, "approvals": 1, "hash": "0" * 64}
    return Course(plan, Said("U1", NOON), approvals=(Said("U2", NOON),), attempts=attempts)


def step(now: Course, shows: Any = Make(UPDATE), state: Any = None) -> Next:  # noqa: B008 - frozen
    kind: Any = FakeKind(shows, state)
    return next_step(now, kind, Scene("action-x-000001", NOON, "us-east-1"), {})


def unreadable(reason: str) -> Refusal:
    return Refusal("action_cannot_look", {"source": "lambda", "reason": reason, "needs": None, "detail": ""})


class TestBeforeTheFirstRequest:
    def test_it_begins_when_all_is_as_the_plan_saw_it(self) -> None:
        assert step(course()) == Go(UPDATE)

    def test_it_never_begins_after_the_approval_expired(self) -> None:
        assert step(course(expires_in=0)) == Failure("approval_too_old", is_untouched=True)

    def test_it_never_begins_in_another_world_and_names_what_is_different(self) -> None:
        state = {"revision": "r2", "variables": {"A": "x", "B": "y"}}

        assert step(course(), state=state) == Failure("world_changed", {"names": ["revision", "B"]}, is_untouched=True)

    @pytest.mark.parametrize("reason", ["throttled", "unreachable", "timeout", "failing"])
    def test_a_look_that_fails_for_a_moment_is_taken_again(self, reason: str) -> None:
        assert step(course(), unreadable(reason)) == Later(2.0)

    def test_but_no_longer_than_the_approval_lasts(self) -> None:
        assert step(course(expires_in=-1), unreadable("throttled")) == Failure("approval_too_old", is_untouched=True)

    @pytest.mark.parametrize("why", [unreadable("denied"), Refusal("variables_unreadable", {}), Mistake("strange", {})])
    def test_what_may_not_be_built_upon_ends_it_untouched(self, why: Refusal | Mistake) -> None:
        ended = step(course(), why)

        assert isinstance(ended, Failure)
        assert (ended.why, ended.facts["refusal"], ended.is_untouched) == ("may_not_begin", why.key, True)


class TestRefusedRequests:
    @pytest.mark.parametrize("reason", ["throttled", "conflict"])
    def test_a_busy_aws_is_asked_again_after_a_pause_that_grows(self, reason: str) -> None:
        once = tried("not_made", 1, reason=reason)

        assert step(course(once)) == Later(1.0)
        assert step(course(replace(once, at=NOON - timedelta(seconds=2)))) == Go(UPDATE)
        assert step(course(once, replace(once, at=NOON - timedelta(seconds=2)))) == Later(2.0)

    def test_three_times_and_then_no_more(self) -> None:
        ended = step(course(*[tried("not_made", reason="throttled")] * 3))

        assert isinstance(ended, Failure)
        assert (ended.why, ended.facts["reason"], ended.is_untouched) == ("not_taken", "throttled", True)

    @pytest.mark.parametrize("reason", ["denied", "stale", "rejected", "no_credentials", "unreachable"])
    def test_any_other_refusal_is_final(self, reason: str) -> None:
        ended = step(course(tried("not_made", reason=reason, needs="lambda:X")))

        assert isinstance(ended, Failure)
        assert (ended.why, ended.facts["needs"], ended.is_untouched) == ("not_taken", "lambda:X", True)

    def test_the_world_is_looked_at_anew_before_each(self) -> None:
        ended = step(course(tried("not_made", reason="throttled")), state={"revision": "r2"})

        assert isinstance(ended, Failure)
        assert ended.why == "world_changed"

    def test_a_later_request_refused_says_what_was_made_before(self) -> None:
        ended = step(course(tried("made"), tried("not_made", call=PUBLISH, reason="denied")), Make(PUBLISH))

        assert isinstance(ended, Failure)
        assert (ended.why, ended.facts["made"], ended.is_untouched) == ("not_taken", [UPDATE.name], False)

    def test_a_later_request_is_tried_again_while_aws_is_busy(self) -> None:
        refused = tried("not_made", 1, call=PUBLISH, reason="conflict")

        assert step(course(tried("made"), refused), Make(PUBLISH)) == Later(1.0)
        assert step(course(tried("made"), replace(refused, at=NOON - timedelta(seconds=9))), Make(PUBLISH)) == Go(
            PUBLISH
        )


@pytest.mark.parametrize("outcome", [None, "unsure"])
class TestUnknownOutcomes:
    """A process that died, and a provider that did not answer, leave the same question."""

    def test_what_arrived_is_read_back_and_done(self, outcome: Any) -> None:
        assert step(course(tried(outcome, 1)), Done((Detail("kept"),))) == Finished((Detail("kept"),))

    def test_what_may_still_arrive_is_awaited(self, outcome: Any) -> None:
        assert step(course(tried(outcome, 29))) == Later(5.0)

    def test_what_never_arrived_is_told_and_not_asked_again(self, outcome: Any) -> None:
        assert step(course(tried(outcome, 40))) == Failure("not_carried_out", {"made": []}, is_untouched=True)

    def test_only_what_is_harmless_twice_is_asked_again_and_three_times_at_most(self, outcome: Any) -> None:
        lost = tried(outcome, 40, call=PUBLISH)

        assert step(course(tried("made"), lost), Make(PUBLISH)) == Go(PUBLISH)
        ended = step(course(tried("made"), *[lost] * 3), Make(PUBLISH))
        assert ended == Failure("not_carried_out", {"made": [UPDATE.name]}, is_untouched=False)

    def test_neither_as_before_nor_as_planned_is_said_without_a_claim(self, outcome: Any) -> None:
        ended = step(course(tried(outcome)), Otherwise(("LOG_LEVEL",)))

        assert ended == Failure("otherwise", {"names": ["LOG_LEVEL"], "made": []}, is_untouched=False)

    def test_it_has_begun_so_that_the_approval_can_expire_now(self, outcome: Any) -> None:
        assert step(course(tried(outcome, 1), expires_in=-60), Done()) == Finished(())

    def test_a_world_that_cannot_be_read_for_a_moment_is_read_again(self, outcome: Any) -> None:
        assert step(course(tried(outcome)), unreadable("timeout")) == Later(5.0)

    def test_a_world_that_may_not_be_read_ends_it_without_a_claim(self, outcome: Any) -> None:
        ended = step(course(tried(outcome)), unreadable("denied"))

        assert isinstance(ended, Failure)
        assert (ended.why, ended.is_untouched) == ("cannot_read_back", False)


class TestWhatWasMade:
    def test_the_next_request_follows(self) -> None:
        assert step(course(tried("made", 1)), Make(PUBLISH)) == Go(PUBLISH)

    def test_what_aws_works_on_is_awaited_for_hours_and_no_longer(self) -> None:
        assert step(course(tried("made")), WAIT) == Later(2.0, WAIT.what)
        ended = step(course(tried("made", 6 * 3600 + 1)), WAIT)
        assert ended == Failure("does_not_settle", {"made": [UPDATE.name]})

    def test_what_aws_shows_late_is_awaited_and_never_made_twice(self) -> None:
        assert step(course(tried("made", 29))) == Later(2.0)
        assert step(course(tried("made", 40))) == Failure("not_seen", {"made": [UPDATE.name]})

    def test_a_look_that_fails_for_hours_ends_it(self) -> None:
        ended = step(course(tried("made", 6 * 3600 + 1)), unreadable("timeout"))

        assert isinstance(ended, Failure)
        assert (ended.why, ended.is_untouched) == ("cannot_read_back", False)


def test_what_is_different_is_named_one_level_in() -> None:
    before = {"revision": "r1", "variables": {"A": "1", "B": "2"}, "settings": None}
    found = {"revision": "r1", "variables": {"A": "1", "C": "3"}, "settings": {"Memory": "256"}}

    assert changed_names(before, found) == ["settings", "B", "C"]


def read(*happened: tuple[str, dict[str, Any]]) -> Course:
    """Read an action that was asked for, planned, agreed to, and to which this happened, a second each."""
    plan = {"approvals": 1, "hash": "0" * 64, "lasting_seconds": None}
    told = [("asked", {}), ("planned", plan), ("approved", {}), *happened]
    entries = [
        Entry(kind, f"{kind}-{n}", NOON + timedelta(seconds=n), "U1", facts) for n, (kind, facts) in enumerate(told)
    ]
    return fold([Recorded("action-x-000001", n, one, one.at, "") for n, one in enumerate(entries, 1)])


def calling(call: Call) -> tuple[str, dict[str, Any]]:
    return "calling", {"call": call.name, "is_repeatable": call.repeatable}


def called(call: Call, number: int, outcome: str) -> tuple[str, dict[str, Any]]:
    return "called", {"call": call.name, "number": number, "outcome": outcome, "result": {"Version": "3"}}


FAILED = ("failed", {"why": "not_carried_out", "is_untouched": True})


def test_an_answer_belongs_to_its_own_request_whichever_was_begun_meanwhile() -> None:
    """A frozen process hears of its request after another has gone on to the next."""
    found = read(calling(PUBLISH), calling(UPDATE), called(PUBLISH, 1, "not_made"))

    assert [(one.name, one.outcome) for one in found.attempts] == [(PUBLISH.name, "not_made"), (UPDATE.name, None)]


@pytest.mark.parametrize(("outcome", "stage"), [("made", "approved"), ("unsure", "approved"), ("not_made", "ended")])
def test_what_was_made_after_all_or_may_have_been_was_ended_too_early(outcome: str, stage: str) -> None:
    assert read(calling(UPDATE), FAILED, called(UPDATE, 1, outcome)).stage == stage


def test_what_may_still_arrive_is_counted_from_when_nobody_answered() -> None:
    (one,) = read(calling(UPDATE), called(UPDATE, 1, "unsure")).attempts

    assert one.at == NOON + timedelta(seconds=4)
