"""Is the set as it says it is, and does our redaction reach its targets on it?

Check digits are computed here by other formulas than those that made the values; telephone numbers are looked up in the
numbering plans of `phonenumbers`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import phonenumbers
import pytest

from tests.redaction import personal_values, plain_values, secret_values
from tests.redaction.__main__ import main, product, table, told
from tests.redaction.filling import HIDING, MARK, Case, cases, fill, plain
from tests.redaction.measuring import Figures, judge, measure, readable

SET = cases()
EVERY = [*SET, *cases("fresh")]
FOLDER = Path(__file__).parent
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CARDS = {name for name in personal_values.MAKERS if re.match("visa|master|jcb|amex|diners|discover", name)}
MY_NUMBERS = {name for name in personal_values.MAKERS if name.startswith("my-number")}
# What GitHub's push protection and gitleaks stop at, as far as it stands in this set.
STOPPED = re.compile(
    r"AKIA[A-Z2-7]{16}|ASIA[A-Z2-7]{16}|xox[abepr][.-][\w-]{10}|xapp-\d|gh[psou]_\w{20}|github_pat_\w{20}|glpat-[\w-]{20}"
    r"|[sr]k_live_\w{10}|whsec_\w{10}|AIza[\w-]{30}|GOCSPX-|ya29\.|npm_\w{30}|pypi-Ag|SG\.[\w-]{20}|sk-(proj|ant)-|hvs\.\w"
    r"|dop_v1_|eyJ[\w-]{10}|-----BEGIN|services/T\w{8}"
)


def ideal(case: Case) -> str:
    """Redact a case as somebody does who knows the answers."""
    text = case.text
    for piece in sorted(case.hidden, key=len, reverse=True):
        text = text.replace(piece, "[gone:1]")
    return text


def drawn(names: set[str]) -> Iterator[tuple[str, str]]:
    for name in sorted(names):
        for seed in range(40):
            yield name, HIDING[name](Random(seed)).text  # noqa: S311  # made-up values


def is_luhn(number: str) -> bool:
    """By a table of doubled digits, from the left."""
    figures = [int(one) for one in number if one.isdigit()]
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    return sum(doubled[one] if (len(figures) - at) % 2 == 0 else one for at, one in enumerate(figures)) % 10 == 0


def is_my_number(number: str) -> bool:
    """By the weights as tax offices print them: 6 5 4 3 2 7 6 5 4 3 2, and the remainder of eleven."""
    figures = [int(one) for one in number if one.isdigit()]
    rest = sum(map(int.__mul__, figures, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return len(figures) == 12 and figures[-1] == (11 - rest if rest > 1 else 0)


def test_the_cases_are_enough_to_say_something_and_half_of_them_japanese() -> None:
    counts = Counter(case.kind for case in SET)
    languages = Counter(case.language for case in SET)

    assert counts["secret"] >= 170
    assert counts["personal"] >= 130
    assert counts["none"] >= 120
    assert abs(languages["ja"] - languages["en"]) <= len(SET) // 20


def test_no_case_stands_there_twice() -> None:
    assert [name for name, times in Counter(case.id for case in EVERY).items() if times > 1] == []
    assert [text for text, times in Counter(case.text for case in EVERY).items() if times > 1] == []


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_a_case_is_well_formed(case: Case) -> None:
    assert bool(JAPANESE.search(case.text)) == (case.language == "ja")
    assert bool(case.hidden) == (case.kind != "none")
    assert not case.kept or case.kind != "none", "all of an innocent message must stay anyway"
    assert all(piece in case.text for piece in (*case.hidden, *case.kept))
    assert not re.search("[⟪⟫⟦⟧]", case.text), "a mark that nobody understood"


@pytest.mark.parametrize("case", [case for case in EVERY if case.hidden], ids=lambda case: case.id)
def test_a_case_can_be_won_and_lost(case: Case) -> None:
    """Nothing that must be gone stands also where it may stay; leaving all or half of it is seen."""
    halved = functools.reduce(
        lambda text, piece: text.replace(piece, piece[: len(piece) // 2 + 1]), case.hidden, case.text
    )

    assert not judge(case, ideal(case)).failed
    assert set(judge(case, case.text).leaked) == set(case.hidden)
    assert judge(case, halved).leaked or max(map(len, case.hidden)) < 12


def test_the_set_is_the_same_each_time() -> None:
    assert cases() == SET


def test_every_maker_is_used() -> None:
    """A value that no case shows is a promise that nobody checks."""
    written = "".join(path.read_text("utf-8") for path in FOLDER.glob("cases/*.txt"))
    used = {mark["name"] for mark in MARK.finditer(written) if mark["name"]}
    makers = {*secret_values.MAKERS, *personal_values.MAKERS, *plain_values.MAKERS}

    assert makers - used == set()
    assert used - makers == set()


def test_no_secret_stands_in_the_repository() -> None:
    """Neither ours nor what a scanner would take for one, else nobody could push."""
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".py", ".txt"} and path != Path(__file__)]
    made = [piece for case in EVERY if case.kind == "secret" for piece in case.hidden]

    for path in files:
        written = path.read_text("utf-8")
        assert STOPPED.findall(written) == [], path.name
        assert [piece for piece in made if piece in written] == [], path.name


def test_scanners_would_stop_at_what_is_made() -> None:
    """Else the test above would pass by looking for the wrong thing."""
    stopped = [name for name in secret_values.MAKERS if STOPPED.search(HIDING[name](Random(1)).text)]  # noqa: S311

    assert len(stopped) >= 30, stopped


def test_numbers_of_cards_are_valid_by_luhn() -> None:
    assert [value for value in drawn(CARDS) if not is_luhn(value[1])] == []


def test_my_numbers_end_in_their_check_digit() -> None:
    assert is_my_number("123456789018"), "the number printed on the government's sample card form"
    assert [value for value in drawn(MY_NUMBERS) if not is_my_number(value[1])] == []


def test_telephone_numbers_are_in_the_numbering_plans() -> None:
    def valid(name: str, number: str) -> bool:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US" if name.startswith("us") else "JP"))

    assert [value for value in drawn(set(personal_values.PHONES)) if not valid(*value)] == []


def test_no_innocent_message_has_a_number_that_is_valid_by_chance() -> None:
    innocent = [(case.id, plain(case.text)) for case in EVERY if case.kind == "none"]
    rows = [
        (name, re.sub("[ -]", "", row))
        for name, text in innocent
        for row in re.findall(r"(?<![\w-])\d(?:[ -]?\d){11,18}(?!\w)", text)
    ]

    assert [row for row in rows if 14 <= len(row[1]) <= 16 and is_luhn(row[1])] == []
    assert [row for row in rows if len(row[1]) == 12 and is_my_number(row[1])] == []


def test_doing_nothing_and_hiding_everything_are_both_seen() -> None:
    nothing = measure(lambda text: text, SET)
    everything = measure(lambda _: "", SET)

    assert (nothing.recall("secret"), nothing.recall("personal"), nothing.false_positives) == (0, 0, 0)
    assert (everything.recall("secret"), everything.recall("personal"), everything.false_positives) == (1, 1, 1)
    assert everything.damaged == 1
    assert nothing.damaged == 0


def test_the_mean_time_is_that_of_a_message() -> None:
    ticks = iter([10.0, 10.5])

    assert measure(lambda text: text, SET[:5], clock=lambda: next(ticks)).microseconds == pytest.approx(100_000)


def test_half_the_failures_can_stay_unseen() -> None:
    figures = measure(lambda text: text, SET)
    even, odd = figures.failures(0), figures.failures(1)

    assert {one.case.number % 2 for one in even} == {0}
    assert len(even) + len(odd) == len(figures.failures())


def test_what_is_full_width_can_be_read_as_well() -> None:
    assert readable("０９０－１２３４－５６７８", "call 090-1234-5678")
    assert not readable("0123456789abcdef01", "ends in f01")


def test_equal_labels_are_equal_values() -> None:
    case = fill(
        "⟪email#1⟫ ⟪email#1⟫ ⟪email⟫ ⟪=sha⟫ ⟪!this⟫ ⟦that⟧", id="personal-en-000", kind="personal", language="en"
    )
    words = case.text.split()

    assert words[0] == words[1]
    assert case.hidden == (words[0], words[2], "this")
    assert case.kept == ("that",)


def test_the_table_and_a_failure_say_what_somebody_needs_who_mends_a_rule() -> None:
    figures = measure(lambda text: text.replace("somebody", "nobody"), SET)
    failure = told(next(one for one in figures.failures() if one.case.id == "secret-en-002"))

    assert f"  0.0% gone of {len(figures.of('secret'))} messages" in table(figures)
    assert failure.startswith("\nsecret-en-002\n")
    assert f"still readable: {SET[1].hidden[0]!r}" in failure


def test_the_failures_of_the_fresh_set_stay_unseen() -> None:
    with pytest.raises(SystemExit):
        main(["--set", "fresh", "--failures", "even"])


@pytest.fixture(scope="module")
def whole() -> Figures:
    """Rules were tuned by these cases, so that the targets hold what was won."""
    return measure(product(), SET)


@pytest.fixture(scope="module")
def fresh() -> Figures:
    """Nobody tunes by these: floors a little below what was measured, not the targets (docs/decisions/0023)."""
    return measure(product(), cases("fresh"))


def test_secrets_are_gone_from_99_of_100_messages(whole: Figures, fresh: Figures) -> None:
    assert whole.recall("secret") >= 0.99
    assert fresh.recall("secret") >= 0.95


def test_personal_data_is_gone_from_95_of_100_messages(whole: Figures, fresh: Figures) -> None:
    assert whole.recall("personal") >= 0.95
    assert fresh.recall("personal") >= 0.91


def test_innocent_messages_stay_byte_for_byte_in_99_of_100(whole: Figures, fresh: Figures) -> None:
    assert whole.false_positives <= 0.01
    assert fresh.false_positives <= 0.05


def test_words_around_what_is_hidden_stay_in_95_of_100(whole: Figures, fresh: Figures) -> None:
    assert whole.damaged <= 0.05
    assert fresh.damaged <= 0.05
