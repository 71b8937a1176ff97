"""Does an episode tell how an alarm went, in whatever order we heard of it?"""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.alarms import at, entry, episode, signal

MINUTES = st.lists(st.integers(0, 300), min_size=1, max_size=8, unique=True)


class TestStates:
    """The state is what the watcher saw last, not what we heard last."""

    def test_an_alarm_that_fired_is_unresolved_until_it_is_over(self):
        assert episode(signal()).is_unresolved
        assert not episode(signal(), signal("resolved", 5)).is_unresolved

    def test_an_end_that_was_heard_before_its_beginning_is_an_end_all_the_same(self):
        late = episode(signal("resolved", 5), signal("firing", 0))

        assert (late.state, late.firings, late.resolved_at) == ("resolved", 1, at(5))

    def test_one_that_can_t_tell_any_more_is_still_unresolved(self):
        assert episode(signal(), signal("unsure", 3)).is_unresolved

    def test_one_that_never_fired_is_nothing_to_resolve(self):
        quiet = episode(signal("resolved", 5))

        assert (quiet.firings, quiet.is_unresolved) == (0, False)

    @given(MINUTES, st.randoms())
    def test_the_order_in_which_we_hear_changes_nothing(self, minutes, chance):
        """Queues deliver in any order: counts, spans and the state follow from the watcher's moments alone."""
        states = itertools.cycle(("firing", "resolved", "unsure", "resolved"))
        signals = [signal(next(states), minute) for minute in sorted(minutes)]
        shuffled = list(signals)
        chance.shuffle(shuffled)
        told, heard = episode(*signals), episode(*shuffled)

        assert (heard.state, heard.firings, heard.spans, heard.stretch_began_at) == (
            told.state,
            told.firings,
            told.spans,
            told.stretch_began_at,
        )


class TestFirings:
    """An alarm is counted each time it begins, however often its watcher repeats itself."""

    def test_a_watcher_that_repeats_itself_is_counted_once(self):
        assert episode(signal(), signal("firing", 1), signal("firing", 2)).firings == 1

    def test_each_beginning_counts(self):
        often = episode(
            signal(), signal("resolved", 5), signal("firing", 9), signal("resolved", 12), signal("firing", 20)
        )

        assert often.firings == 3
        assert often.spans == ((at(0), at(5)), (at(9), at(12)), (at(20), None))

    def test_not_knowing_in_between_is_no_new_beginning(self):
        assert episode(signal(), signal("unsure", 3), signal("firing", 4)).firings == 1


class TestStretches:
    """Clocks count from where the present stretch of firing began; a moment's recovery doesn't set them back."""

    def test_a_recovery_of_a_moment_doesn_t_set_the_clock_back(self):
        assert episode(signal(), signal("resolved", 20), signal("firing", 22)).stretch_began_at == at(0)

    def test_a_real_recovery_does(self):
        assert episode(signal(), signal("resolved", 20), signal("firing", 25)).stretch_began_at == at(25)

    def test_an_answer_counts_for_the_stretch_in_which_it_was_given(self):
        answered = entry("acknowledged", 3, "U7")

        assert episode(signal(), answered).acknowledged.by == "U7"
        assert episode(signal(), answered, signal("resolved", 10), signal("firing", 12)).acknowledged.by == "U7"
        assert episode(signal(), answered, signal("resolved", 10), signal("firing", 30)).acknowledged is None

    def test_the_first_who_answered_is_the_one(self):
        both = episode(signal(), entry("acknowledged", 3, "U7"), entry("acknowledged", 4, "U8"))

        assert both.acknowledged.by == "U7"

    def test_levels_that_were_reached_belong_to_their_stretch(self):
        reached = entry("escalated", 30, "clock", level=2)

        assert episode(signal(), reached).level == 2
        assert episode(signal(), reached, signal("resolved", 40), signal("firing", 50)).level == 1


class TestSilences:
    """The last word on silence, and on the ladder, is the one that holds."""

    def test_a_silence_ends_when_somebody_says_so(self):
        silenced = entry("silenced", 5, until=at(65).isoformat(), reason="load test")

        assert episode(signal(), silenced).silence.until == at(65)
        assert episode(signal(), silenced, entry("unsilenced", 10)).silence is None
        assert episode(signal(), silenced, entry("unsilenced", 10)).unsilenced_at == at(10)

    def test_a_ladder_that_is_held_can_be_let_go_and_held_again(self):
        held = entry("held", 5, text="they are on it")

        assert episode(signal(), held).held.text == "they are on it"
        assert episode(signal(), held, entry("released", 6)).held is None
        assert episode(signal(), held, entry("released", 6), entry("held", 7, text="again")).held.text == "again"
