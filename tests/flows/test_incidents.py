"""Is an incident declared, led, told of, kept to its clocks and closed, and does its record stay consistent?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.severities import RULES
from bot.domain.messages import Revision
from bot.domain.rules import Rights, Rules
from bot.domain.stream import broken_link
from tests.alarms import LOW_SUCCESS, signal
from tests.flows.incident_world import AIKO, BEN, CARLA, INCIDENTS, IVY, OPS, IncidentWorld


def test_declaring_opens_a_room_and_tells_the_others() -> None:
    world = IncidentWorld()

    room = world.declare("S1 liveness half of all sign-ins fail")

    incident = world.incident()
    assert (incident.severity, incident.commander, incident.status) == ("S1", CARLA, "open")
    assert room not in {OPS, INCIDENTS}
    assert world.said()[0] == "incident/card"
    assert "incident/announced" in world.said(INCIDENTS)


def test_without_a_title_a_form_asks_and_the_effects_make_the_severity() -> None:
    world = IncidentWorld()

    assert world.say(CARLA, "declare").template == "incident/declare_form"
    told = {"title": "faces leak", "service": "liveness", "effects": "leak,slow"}
    assert world.say(CARLA, "declare", **told).template == "incident/declared"

    assert world.incident().severity == "S0"
    assert world.incident().is_private


def test_another_severity_than_the_effects_make_needs_a_reason() -> None:
    world = IncidentWorld()
    told = {"title": "slow", "service": "liveness", "effects": "slow", "severity": "S0"}

    assert world.say(CARLA, "declare", **told).template == "failures/override_needs_reason"
    assert world.say(CARLA, "declare", reason="the regulator asked", **told).template == "incident/declared"


def test_a_private_one_is_announced_without_its_title() -> None:
    world = IncidentWorld()
    world.declare("S0 liveness faces of customers got out")

    (announced,) = [one for one in world.messages(INCIDENTS) if one.notice.template == "incident/announced"]

    assert announced.notice.facts["is_private"]


def test_what_may_be_the_same_is_offered_first() -> None:
    world = IncidentWorld()
    world.declare()

    reply = world.say(BEN, "declare S2 liveness sign-ins are slow")
    assert reply.template == "incident/already_open"
    again = world.click(BEN, "incident.declare_anyway", "", value=str(reply.facts["words"]))

    assert again.template == "incident/declared"
    assert world.incident().title == "sign-ins are slow"


def test_an_alarm_is_carried_along_and_detection_counts_from_it() -> None:
    world = IncidentWorld()
    world.stories.taking.take([signal(alarm=LOW_SUCCESS)])
    world.settle()
    world.clock.advance(600)
    alarm = world.store.find(kind="alarm")[0].id

    form = world.click(CARLA, "alarm.declare", f"liveness {alarm}")
    assert form.template == "incident/declare_form"
    world.say(CARLA, form.words, title="low success", service="liveness")  # type: ignore[union-attr]
    world.settle()

    incident = world.incident()
    assert incident.alarm == alarm
    assert (incident.declared_at - incident.detected_at).total_seconds() >= 600
    assert "incident/declared_about" in world.said(OPS)


def test_only_the_commander_changes_it_and_whoever_may_takes_the_lead_first() -> None:
    world = IncidentWorld()
    room = world.declare()

    assert world.say(BEN, "severity S1", where=room).template == "failures/not_commander"
    assert world.say(IVY, "lead me", where=room).template == "failures/not_allowed"
    assert world.say(BEN, "lead me", where=room).template == "incident/noted"
    assert world.say(BEN, "severity S1 most fail", where=room).template == "incident/noted"

    assert (world.incident().commander, world.incident().severity) == (BEN, "S1")


def test_lowering_needs_a_reason_and_a_mistake_that_is_undone_was_never_so() -> None:
    world = IncidentWorld()
    room = world.declare()
    assert world.say(CARLA, "severity S3", where=room).template == "failures/reason_is_missing"
    world.say(CARLA, "severity S0", where=room)
    entries = world.store.read(world.stream())[1]
    seq = next(row.seq for row in entries if row.entry.kind == "severity")

    assert world.click(CARLA, "incident.undo", f"{world.stream()} {seq}", where=room).template == "incident/noted"

    assert (world.incident().severity, world.incident().highest) == ("S2", "S2")
    assert broken_link(world.store.read(world.stream())[1]) is None


def test_mitigated_resolved_and_reopened() -> None:
    world = IncidentWorld()
    room = world.declare()

    world.say(CARLA, "mitigated", where=room)
    world.say(CARLA, "resolved", where=room)
    assert world.incident().status == "resolved"
    assert world.say(CARLA, "reopen", where=room).template == "incident/reopen_form"
    world.say(CARLA, "reopen it is back", where=room)

    assert world.incident().status == "open"
    assert "mitigated" not in world.incident().milestones


def test_the_clocks_remind_before_and_at_the_deadline_and_then_stop() -> None:
    world = IncidentWorld()
    world.declare()

    world.wait(35)
    reminders = [one.notice.facts for one in world.messages() if one.notice.template == "incident/reminder"]
    assert [(one["clock"], one["is_over"]) for one in reminders] == [("mitigate", False), ("mitigate", True)]
    assert "incident/missed" in world.said(INCIDENTS)
    world.wait(24 * 60, tick_seconds=300)

    mitigate = [
        one
        for one in world.messages()
        if one.notice.template == "incident/reminder" and one.notice.facts["clock"] == "mitigate"
    ]
    assert len(mitigate) == 5


def test_time_away_says_each_clock_once_and_repeats_nothing() -> None:
    world = IncidentWorld()
    world.declare()

    world.clock.advance(3 * 3600)
    world.tick()
    world.tick()

    reminders = [one.notice.facts["clock"] for one in world.messages() if one.notice.template == "incident/reminder"]
    assert reminders.count("mitigate") == 1


def test_an_update_is_told_in_the_room_and_where_incidents_are_announced() -> None:
    world = IncidentWorld()
    room = world.declare("S1 liveness most fail")

    assert world.say(BEN, "update half fail / rolling back / the CDN people", where=room).template == "incident/noted"
    world.settle()

    assert world.incident().updates[-1].needs == "the CDN people"
    (said,) = [one.notice.facts for one in world.messages() if one.notice.template == "incident/update"]
    assert said["calls"] == [BEN]
    assert "incident/update" in world.said(INCIDENTS)


def test_a_grave_one_closes_only_when_the_checklist_holds() -> None:
    world = IncidentWorld()
    room = world.declare("S1 liveness most fail")
    world.say(CARLA, "mitigated", where=room)
    world.say(CARLA, "resolved", where=room)

    assert world.say(CARLA, "close", where=room).template == "incident/close_form"
    answers = {"causes_identified": "yes", "knowledge_shared": "yes", "published_48h_note": "drafted by hand"}
    assert world.say(CARLA, "close", where=room, **answers).template == "failures/checklist_does_not_hold"
    told = {"title": "alert on the hook", "owner": BEN, "due": "2026-12-01", "ticket": "OPS-1"}
    assert world.say(CARLA, "action add", where=room, **told).template == "incident/noted"
    assert world.say(CARLA, "close", where=room, **answers).template == "incident/noted"

    assert world.incident().status == "closed"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("severity S9", "no_severity"),
        ("severity", "no_severity"),
        ("lead nobody", "who_is_that"),
        ("role king me", "no_such_role"),
        ("milestone began 03:00", "no_such_milestone"),
        ("milestone started soon", "moment_unreadable"),
        ("note", "note_is_empty"),
        ("action dance", "no_such_deed"),
        ("sevrity S1", "unknown_verb"),
    ],
)
def test_bad_words_get_a_sentence_and_change_nothing(words: str, sentence: str) -> None:
    world = IncidentWorld()
    room = world.declare()
    before = len(world.store.read(world.stream())[1])

    assert world.say(CARLA, words, where=room).template == f"failures/{sentence}"

    assert len(world.store.read(world.stream())[1]) == before


def test_strange_titles_and_places_are_answered() -> None:
    world = IncidentWorld()

    assert world.say(CARLA, f"declare {'x' * 10_000}").template == "failures/title_is_long"
    assert world.say(CARLA, "mitigated").template == "failures/which_incident"
    assert world.say(CARLA, "mitigated #7").template in {"failures/no_such_incident", "failures/which_incident"}
    assert world.say(IVY, "declare sign-ins fail").template == "failures/not_allowed"


def test_a_thread_is_kept_where_the_company_wants_no_channels() -> None:
    world = IncidentWorld(rules=Rules(rights=Rights(), incident_room="thread"))
    world.stories.taking.take([signal(alarm=LOW_SUCCESS)])
    world.settle()
    alarm = world.store.find(kind="alarm")[0].id

    world.say(CARLA, f"declare liveness {alarm} low success")
    world.settle()

    room = world.incident().room
    assert room is not None
    assert (room.channel, room.root_ts) == (OPS, world.messages(OPS)[0].ts)
    assert world.say(CARLA, "mitigated", where=OPS, thread=room.root_ts).template == "incident/noted"


def test_handing_over_says_what_is_open() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "update half fail / rolling back / the CDN people", where=room)

    world.say(CARLA, f"lead <@{BEN}>", where=room)
    world.settle()

    (change,) = [one.notice.facts for one in world.messages() if one.notice.template == "incident/change"]
    assert change["open"]["needs"] == "the CDN people"


def test_a_latecomer_is_told_privately() -> None:
    world = IncidentWorld()
    room = world.declare()

    reply = world.say(AIKO, "read_me_in", where=room)

    assert (reply.template, reply.audience) == ("incident/read_in", "private")  # type: ignore[union-attr]


def test_clocks_that_the_company_lengthens_are_due_later_and_not_at_every_tick() -> None:
    world = IncidentWorld()
    world.declare()
    never = replace(RULES["S2"], update_every=None, mitigate_within=timedelta(days=2), publish_within=timedelta(days=9))
    world.say(CARLA, "lead me", where=world.room())
    world.rules = replace(world.rules, clocks=ClockRules({**RULES, "S2": never}))

    world.wait(25, tick_seconds=1500)

    assert not [one for one in world.store.due(world.clock.now()) if one.kind == "incident"]


def test_an_incident_of_a_service_that_is_described_no_more_goes_on() -> None:
    world = IncidentWorld()
    world.declare()
    world.is_undescribed = True

    world.wait(21)

    assert world.incident().status == "open"
    assert "incident/reminder" in world.said()


@pytest.mark.parametrize(
    ("by", "text", "status"),
    [
        (CARLA, "mitigated", "mitigated"),
        (CARLA, "緩和完了", "mitigated"),
        (CARLA, "is it mitigated?", "open"),
        (CARLA, "> mitigated", "open"),
        (CARLA, f"<@{BEN}> mitigated", "open"),
        (BEN, "mitigated", "open"),
        (IVY, "mitigated", "open"),
    ],
)
def test_what_is_simply_written_counts_when_its_commander_tells_it(by: str, text: str, status: str) -> None:
    world = IncidentWorld()
    room = world.declare()
    said = Revision(room, "1764072000.000100", "1764072000.000100", by, text)
    world.stories.capturing.capture(said)

    if world.stories.hearing.means_something(said):
        world.stories.hearing.hear(room, said.ts)
        world.stories.hearing.hear(room, said.ts)
    world.settle()

    assert world.incident().status == status
    assert world.said().count("incident/change") <= 1


def test_words_taken_back_before_they_were_taken_up_change_nothing() -> None:
    world = IncidentWorld()
    room = world.declare()
    ts = "1764072000.000100"
    world.stories.capturing.capture(Revision(room, ts, ts, CARLA, "resolved"))
    world.stories.capturing.capture(Revision(room, ts, "1764072001.000100", CARLA, "", is_deletion=True))

    world.stories.hearing.hear(room, ts)

    assert world.incident().status == "open"


@pytest.mark.parametrize(
    "words", ["read_me_in #1", "note #1 hello", "impact #1 everybody", "mitigated #1", "read_me_in"]
)
def test_a_private_incident_is_unknown_everywhere_but_in_its_room(words: str) -> None:
    world = IncidentWorld()
    world.declare("S0 liveness faces of customers got out")

    told = world.say(BEN, words, where=OPS)

    assert told.template in {"failures/no_such_incident", "failures/which_incident"}
    assert "faces" not in str(told.facts)


def test_an_amazon_s3_bucket_is_no_severity() -> None:
    world = IncidentWorld()
    world.declare("S3 bucket is full")

    assert (world.incident().severity, world.incident().title) == ("S2", "S3 bucket is full")


@pytest.mark.parametrize(("ticket", "fits"), [("https://x.example/7", True), ("OPS-12", True), ("javascript:x", False)])
def test_a_ticket_is_a_link_or_a_key(ticket: str, fits: bool) -> None:  # noqa: FBT001 - pytest's way
    world = IncidentWorld()
    room = world.declare()

    world.say(CARLA, "action add", where=room, title="alert on the hook", ticket=ticket)

    assert bool(world.incident().correctives) is fits


def test_who_led_before_takes_no_severity_back() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "severity S1 worse", where=room)
    seq = next(row.seq for row in world.entries() if row.entry.kind == "severity")
    world.say(CARLA, f"lead <@{BEN}>", where=room)

    assert (
        world.click(CARLA, "incident.undo", f"{world.stream()} {seq}", where=room).template == "failures/not_commander"
    )
    assert world.incident().severity == "S1"


def test_the_list_tells_what_is_open_and_overdue_but_nothing_private() -> None:
    world = IncidentWorld()
    world.say(CARLA, "action add", where=world.declare(), title="alert on the hook", due="2099-12-01")
    offered = world.say(CARLA, "declare S0 liveness faces got out")
    world.click(CARLA, "incident.declare_anyway", "", value=str(offered.facts["words"]))
    world.settle()
    world.say(CARLA, "action add", where=world.room(), title="lock the faces away")
    assert world.incident().correctives

    told = world.say(AIKO, "action list", where=OPS)

    rows = told.facts["rows"]
    assert [(row["title"], row["number"], row["is_overdue"]) for row in rows] == [("alert on the hook", 1, False)]  # type: ignore[attr-defined]
