"""Is the most likely cause named by what was seen, whatever order it was seen in, and no more surely than is right?"""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.items import Detail
from bot.domain.runbooks.finding import Finding, Reading
from bot.domain.runbooks.runbook import Cause, Emergency, Recommendation, Runbook, Sign, Step
from bot.domain.runbooks.verdict import rank, standing, weigh
from bot.domain.words import Words
from tests.domain.test_runbook_kinds import SAMPLES


def words(text: str) -> Words:
    return {"en": text, "ja": text}


def signs(*names: str) -> tuple[Sign, ...]:
    return tuple(Sign(*name.split(".")) for name in names)


def finding(step: str, *names: str, gap: str | None = None) -> Finding:
    told = {name: Detail("lines_found", {"n": 1}) for name in names}
    return Finding(step, words(step), Reading(told, {}, Detail("history"), gap=Detail(gap) if gap else None))


def runbook(*causes: Cause, recommends: tuple[str, ...] = ()) -> Runbook:
    steps = tuple(Step(name, words(name), SAMPLES["history"]) for name in "abc")
    return Runbook("book", words("book"), None, steps, causes, recommends)


TABLE = Cause("table", words("table"), signs("a.full", "b.refused"), signs("c.on_demand"), ("capacity",))
CODE = Cause("code", words("code"), signs("c.deployed"), signs("a.full"), ("rollback", "call"))
HELP = tuple(Recommendation(name, words(name)) for name in ("capacity", "rollback", "call", "zero", "look"))


def test_the_cause_that_most_speaks_for_is_named_with_its_evidence() -> None:
    found = weigh(
        runbook(CODE, TABLE), [finding("a", "full"), finding("b", "refused"), finding("c")], recommendations=HELP
    )
    assert found.cause == TABLE
    assert [one.sign for one in found.because] == list(signs("a.full", "b.refused"))
    assert found.against == ()
    assert found.confidence == "high"
    assert [one.id for one in found.recommended] == ["capacity"]


def test_evidence_against_a_cause_counts_and_is_told() -> None:
    found = weigh(runbook(TABLE, CODE), [finding("a", "full"), finding("b", "refused"), finding("c", "on_demand")])
    assert found.cause == TABLE
    assert [one.sign for one in found.against] == list(signs("c.on_demand"))
    assert found.confidence == "low"


def test_where_nothing_speaks_for_a_cause_there_is_none() -> None:
    """As much against as for is nothing; so is silence."""
    for seen in ([finding("a"), finding("b"), finding("c")], [finding("a", "full"), finding("c", "on_demand")], []):
        found = weigh(runbook(TABLE, CODE), seen, recommendations=HELP)
        assert found.cause is None
        assert found.recommended == ()
        assert found.confidence == "low"


def test_of_two_as_likely_the_runbooks_first_is_named_and_nothing_is_sure() -> None:
    seen = [finding("b", "refused"), finding("c", "deployed")]
    first, second = weigh(runbook(TABLE, CODE), seen), weigh(runbook(CODE, TABLE), seen)
    assert (first.cause, second.cause) == (TABLE, CODE)
    assert [one.cause for one in first.runners_up] == [CODE]
    assert first.confidence == second.confidence == "low"


def test_what_could_not_be_read_lowers_the_confidence_only_where_it_might_have_told_otherwise() -> None:
    seen = [finding("a", "full"), finding("b", "refused")]
    assert weigh(runbook(TABLE), [*seen, finding("c")]).confidence == "high"
    might = weigh(runbook(TABLE, CODE), [*seen, finding("c", gap="denied")])
    assert might.unread == ("c",)
    assert might.confidence == "high", "one sign against two leaves the cause where it is"
    one = [finding("a"), finding("b", "refused")]
    assert weigh(runbook(TABLE), [*one, finding("c")]).confidence == "medium"
    assert weigh(runbook(TABLE), [*one, finding("c", gap="denied")]).confidence == "low"


def test_unread_steps_are_told_in_the_runbooks_order() -> None:
    seen = [finding("c", gap="denied"), finding("a", gap="timeout"), finding("b")]
    assert weigh(runbook(TABLE), seen).unread == ("a", "c")


def test_beyond_the_emergencys_limit_its_remedy_comes_first() -> None:
    emergency = Emergency("error_rate", 5.0, "zero")
    seen = [finding("c", "deployed")]

    def at(value: float | None) -> tuple[bool, list[str]]:
        found = weigh(runbook(CODE), seen, recommendations=HELP, emergency=emergency, emergency_value=value)
        return found.is_emergency, [one.id for one in found.recommended]

    assert at(5.1) == (True, ["zero", "rollback", "call"])
    assert at(5.0) == (False, ["rollback", "call"])
    assert at(None) == (False, ["rollback", "call"]), "what isn't known is no emergency, and no all-clear either"


def test_what_always_helps_comes_last_and_nothing_twice() -> None:
    found = weigh(runbook(CODE, recommends=("look", "call")), [finding("c", "deployed")], recommendations=HELP)
    assert [one.id for one in found.recommended] == ["rollback", "call", "look"]
    assert [one.id for one in weigh(runbook(CODE, recommends=("look",)), [], recommendations=HELP).recommended] == [
        "look"
    ]


def test_a_step_is_suspect_when_it_shows_what_a_cause_names_or_a_broken_limit() -> None:
    def stands(*names: str, gap: str | None = None) -> str:
        return standing("a", finding("a", *names, gap=gap).reading, (TABLE,))

    assert stands("full") == "suspect"
    assert stands("full", gap="denied") == "suspect"
    assert stands("success_rate_broken", "x_fine") == "suspect"
    assert stands("success_rate_fine", gap="denied") == "unread"
    assert stands("success_rate_fine", "none") == "calm"
    assert stands("found") == "told"
    assert stands() == "told"


_NAMES = [f"{step}.{name}" for step in "abc" for name in ("p", "q", "r")]
_SOME = st.lists(st.sampled_from(_NAMES), unique=True, max_size=4)
_CAUSES = st.lists(st.tuples(_SOME, _SOME), min_size=1, max_size=4)
_SEEN = st.sets(st.sampled_from(_NAMES))


def _runbook(sides: list[tuple[list[str], list[str]]]) -> Runbook:
    causes = (
        Cause(f"cause{place}", words("c"), signs(*wanted), signs(*(one for one in against if one not in wanted)))
        for place, (wanted, against) in enumerate(sides)
    )
    return runbook(*causes)


def _findings(seen: set[str], unread: set[str]) -> list[Finding]:
    return [
        finding(step, *sorted(one[2:] for one in seen if one[0] == step), gap="denied" if step in unread else None)
        for step in "abc"
    ]


@given(_CAUSES, _SEEN, st.sets(st.sampled_from("abc")))
def test_the_order_of_the_findings_makes_no_difference(
    sides: list[tuple[list[str], list[str]]], seen: set[str], unread: set[str]
) -> None:
    book = _runbook(sides)
    verdicts = {repr(weigh(book, order)) for order in itertools.permutations(_findings(seen, unread))}
    assert len(verdicts) == 1


@given(_CAUSES, _SEEN, st.sampled_from(_NAMES))
def test_more_evidence_for_a_cause_never_lowers_its_rank(
    sides: list[tuple[list[str], list[str]]], seen: set[str], more: str
) -> None:
    book = _runbook(sides)

    def places(found: set[str]) -> dict[str, int]:
        ranked = rank(book, {one.step: one for one in _findings(found, set())})
        return {one.cause.id: place for place, one in enumerate(ranked)}

    before, after = places(seen), places(seen | {more})
    for cause in book.causes:
        if Sign(*more.split(".")) in cause.signs_for:
            assert after[cause.id] <= before[cause.id]


@given(_CAUSES, _SEEN, st.sets(st.sampled_from("abc"), min_size=1))
def test_reading_less_never_makes_a_verdict_surer(
    sides: list[tuple[list[str], list[str]]], seen: set[str], unread: set[str]
) -> None:
    order = ["low", "medium", "high"]
    whole = weigh(_runbook(sides), _findings(seen, set()))
    less = weigh(_runbook(sides), _findings(seen, unread))
    assert order.index(less.confidence) <= order.index(whole.confidence)
