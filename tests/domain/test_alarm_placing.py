"""Does every signal find its service, its episode and its message?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alarms.about import About, about
from bot.domain.alarms.placing import UNCLAIMED, claimant, is_too_much, joins, line_of, next_in
from bot.domain.alarms.signal import Signal
from tests.alarms import NOON, at, entry, episode, service, signal
from tests.liveness import LOW_SUCCESS, liveness

WINDOW = timedelta(minutes=60)
IMAGES = replace(
    liveness(), name="images", command="/images", alarms=(), alarm_prefixes=(), alertmanager_match={"team": "images"}
)
PRINT = replace(IMAGES, name="print", command="/print", alertmanager_match={"team": "images", "pipeline": "print"})
SERVICES = (service(), IMAGES, PRINT)


def alert(**labels: str) -> Signal:
    return Signal("alertmanager", "deltaE-spike", "687c10c9ff63f9ea", "firing", NOON, severity="S1", labels=labels)


class TestClaims:
    """Alarms belong to the service whose file knows them; what nobody claims is told where incidents are announced."""

    def test_cloudwatch_s_are_known_by_name_or_else_by_the_longest_prefix(self):
        narrow = replace(IMAGES, alarm_prefixes=("FaceAuth-Images-",))

        assert claimant(signal(), (narrow, service())) == "liveness"
        assert claimant(signal(alarm="FaceAuth-Images-Slow"), (service(), narrow)) == "images"
        assert claimant(signal(alarm="Billing"), SERVICES) == UNCLAIMED

    def test_alertmanager_s_are_known_by_the_label_service_first(self):
        assert claimant(alert(service="liveness", team="images"), SERVICES) == "liveness"

    def test_or_else_by_the_labels_a_file_names_the_most_of_them_first(self):
        assert claimant(alert(team="images"), SERVICES) == "images"
        assert claimant(alert(team="images", pipeline="print"), SERVICES) == "print"

    @pytest.mark.parametrize("labels", [{}, {"service": "unknown"}, {"team": "sales"}])
    def test_what_matches_none_is_nobody_s(self, labels):
        assert claimant(alert(**labels), SERVICES) == UNCLAIMED


class TestImportance:
    """What the file says counts first, then the severity; what nobody described deserves a look."""

    @pytest.mark.parametrize(("severity", "importance", "minutes"), [
        ("S0", "high", 30), ("S1", "high", 30), ("S2", "medium", 60), ("S3", "notification", None), (None, "medium", 60),
    ])  # fmt: skip
    def test_an_alert_that_no_file_describes_is_as_important_as_its_severity(self, severity, importance, minutes):
        told = about(replace(alert(), severity=severity), IMAGES)

        assert (told.importance, told.is_described) == (importance, False)
        assert told.respond_within == (timedelta(minutes=minutes) if minutes else None)

    def test_the_file_s_word_counts_more_than_the_severity(self):
        owner = service("notification")

        assert about(signal(severity="S1"), owner).importance == "notification"

    def test_what_an_episode_is_about_can_be_kept_and_read_again(self):
        told = about(
            replace(alert(team="images"), summary="ブランドカラー逸脱 (print)", link="https://example.com/"),
            IMAGES,
            group="group-1",
        )

        assert About.of(told.facts()) == told


class TestEpisodes:
    """Firing again within an hour of the end is the same episode; later it is another."""

    def test_an_unresolved_one_takes_everything(self):
        assert joins(signal("firing", 500), episode(signal()), WINDOW)

    def test_one_that_is_over_takes_a_firing_within_the_window_and_none_after_it(self):
        over = episode(signal(), signal("resolved", 10))

        assert joins(signal("firing", 70), over, WINDOW)
        assert not joins(signal("firing", 71), over, WINDOW)

    def test_one_that_is_closed_takes_only_late_news_of_what_it_knows(self):
        closed = episode(signal(), signal("resolved", 10), entry("closed", 70))

        assert joins(signal("firing", 9), closed, WINDOW)
        assert not joins(signal("firing", 60), closed, WINDOW)

    def test_the_streams_of_an_alarm_have_one_beginning_and_count_up(self):
        line = line_of("liveness", signal())

        assert line.startswith("alarm-liveness-faceauth-liveness-lowsuccessrate-")
        assert next_in(line, None) == f"{line}000001"
        assert next_in(line, f"{line}000009") == f"{line}000010"

    def test_alarms_of_the_same_name_and_another_identity_have_streams_of_their_own(self):
        assert line_of("images", alert()) != line_of("images", replace(alert(), identity="other"))

    @pytest.mark.parametrize("name", ["", "漏洩検知", "a" * 500, "<!channel> : \n"])
    def test_a_name_of_any_kind_makes_a_stream_s_name_that_a_button_can_carry(self, name):
        line = line_of("liveness", signal(alarm=name))

        assert ":" not in line
        assert " " not in line
        assert len(f"alarm.acknowledge:liveness:{line}000001") < 255


class TestStorms:
    """Alarms share a message only when too many come, and an urgent one never because of lesser ones."""

    def test_ten_a_minute_have_messages_of_their_own_and_the_eleventh_shares_one(self):
        assert not is_too_much("high", ["high"] * 9, 10)
        assert is_too_much("high", ["high"] * 10, 10)

    def test_a_hundred_lesser_ones_don_t_count_for_an_urgent_one(self):
        assert not is_too_much("high", ["medium"] * 100, 10)
        assert is_too_much("medium", ["high"] * 10, 10)


def test_the_same_change_has_the_same_key_whoever_brings_it():
    assert signal().key == signal(reason="another wording").key
    assert len({signal().key, signal("resolved").key, signal(minutes=1).key, signal(alarm="other").key}) == 4
    assert LOW_SUCCESS in signal().key
    assert at(0).isoformat(timespec="milliseconds") in signal().key
