"""From an incident to a published commit: drafted, chosen, written, agreed to by others, committed once."""

from __future__ import annotations

import json

import pytest

from bot.domain.failures import Outage
from bot.domain.postmortems.seal import flaws
from bot.speech import Form
from tests.flows.incident_world import AIKO, BEN, CARLA
from tests.flows.postmortem_world import PostmortemWorld


def test_a_draft_holds_the_record_and_is_committed() -> None:
    world = PostmortemWorld()
    world.begin()

    told = world.document()
    assert (told["id"], told["status"], told["severity"]) == ("PM-2026-11-22-01", "draft", "S1")
    assert told["kpis"]["minutes_to_mitigate"] == pytest.approx(19, abs=0.5)
    assert [row["kind"] for row in told["timeline"]].count("status") == 3
    assert told["context"]["impact"] == "4,200 images in the wrong colours"
    assert flaws(told) == ()
    assert "# Incident PM-2026-11-22-01" in world.markdown()
    assert f"Document-SHA256: {told['integrity']['document_sha256']}" in world.publisher.commits[-1].message
    paths = set(world.publisher.files)
    assert {
        f"{world.folder}/{name}" for name in ("reports.csv", "actions.json", "kpi.md", "kpi.png", "lessons.md")
    } <= paths
    assert {"impact/PM-2026-11-22-01.md", f"{world.folder}/review-2026-Q4.md"} <= paths


def test_the_same_record_gives_the_same_bytes_and_no_second_commit() -> None:
    world = PostmortemWorld()
    world.begin()
    commits = len(world.publisher.commits)

    world.stories.postmortems.publishing.commit(world.name())
    world.stories.postmortems.publishing.compose(world.name())
    world.settle()

    assert len(world.publisher.commits) == commits


def test_numbers_follow_one_another_also_those_that_only_the_repository_knows() -> None:
    world = PostmortemWorld()
    world.publisher.somebody_commits({"run/_/postmortems/PM-2026-11-22-04.json": b"{}"})
    world.begin()
    assert world.postmortem().id == "PM-2026-11-22-05"
    assert world.say(BEN, "postmortem", where=world.room()).template == "postmortem/is_there"


def test_the_lead_accepts_edits_and_dismisses_what_is_suggested() -> None:
    world = PostmortemWorld()
    room = world.declare("S1 liveness brand colours drift")
    first = world.hear("I rolled the LUT back to yesterday's version")
    second = world.hear("root cause: the hook that validates the LUT failed, password=hunter2secret")
    third = world.hear("customers report wrong colours since 04:12, about 4,200 images")
    world.say(CARLA, "mitigated", where=room)
    world.say(CARLA, "postmortem", where=room)
    world.settle()

    form = world.press(CARLA, "choose")
    assert isinstance(form, Form)
    rows = {one["text"]: one for one in form.facts["rows"]}  # type: ignore[attr-defined]
    assert len(rows) == 3
    assert all(one["reasons"] for one in rows.values())
    values = {f"row_{one['n']}": text for text, one in rows.items()}
    values[f"row_{rows[form_text(rows, 'rolled')]['n']}"] = "Rolled the LUT back"
    values[f"row_{rows[form_text(rows, 'customers')]['n']}"] = ""
    world.press(CARLA, "choose", *form.words.split()[2:], **values)
    world.settle()

    said = {row["message_ts"]: row for row in world.document()["timeline"] if row["kind"] == "message"}
    assert set(said) == {first, second}
    assert (said[first]["event"], said[first]["edited"]) == ("Rolled the LUT back", True)
    assert "hunter2secret" not in json.dumps(world.document()) + world.markdown()
    assert said[second]["redactions"] == 1
    assert third not in said
    assert said[first]["permalink"] == f"https://face-auth.example/archives/{room}/p{first.replace('.', '')}"
    assert world.press(CARLA, "choose").template == "postmortem/nothing_suggested"


def form_text(rows: dict[str, object], word: str) -> str:
    return next(text for text in rows if word in text)


def test_whoever_does_not_lead_writes_nothing() -> None:
    world = PostmortemWorld()
    world.begin()
    for verb in ("choose", "context", "causes", "whys", "hypotheses", "lessons", "evidence", "submit", "publish"):
        assert world.press(BEN, verb).template == "failures/not_postmortem_lead", verb
    world.say(BEN, "role postmortem_lead", where=world.room())
    assert isinstance(world.press(BEN, "causes"), Form)


def test_it_is_published_when_two_others_agree_and_the_lead_says_so() -> None:
    world = PostmortemWorld()
    world.begin()
    world.write()
    assert world.press(CARLA, "publish").template == "failures/postmortem_not_approved"
    assert world.press(AIKO, "approve", world.code()).template == "failures/postmortem_not_submitted"
    world.press(CARLA, "submit")
    assert world.press(CARLA, "approve", world.code()).template == "failures/postmortem_own"
    world.settle()
    assert world.document()["status"] == "in_review"
    world.press(AIKO, "approve", world.code())
    assert world.press(AIKO, "approve", world.code()).template == "failures/postmortem_agreed_before"
    assert world.press(CARLA, "publish").template == "failures/postmortem_not_approved"
    world.press(BEN, "approve", world.code())
    world.settle()
    assert world.document()["status"] == "approved"
    assert world.incident().published_at is None

    world.press(CARLA, "publish", world.code())
    world.settle()

    told = world.document()
    assert (told["status"], [one["by"] for one in told["approvals"]]) == ("published", [AIKO, BEN])
    assert told["milestones"]["published_at"] is not None
    assert world.incident().published_at is not None, "the 48 hour clock has stopped"
    message = next(one.message for one in world.publisher.commits if ": published" in one.message)
    assert f"Approved-by: {AIKO}\nApproved-by: {BEN}\n" in message
    assert world.postmortem().commit == next(one.id for one in world.publisher.commits if one.message == message)
    assert "Update the handbook" in world.file(f"{world.folder}/lessons.md")
    assert "postmortem/lessons_told" in world.said("C0INCIDENTS")
    row = world.file(f"{world.folder}/reports.csv").splitlines()[1]
    assert row.startswith("PM-2026-11-22-01,brand colours drift,liveness,S1,published,")
    assert {one["id"]: one["met"] for one in told["checklist"]}["knowledge_shared"] is True


def test_a_change_after_approval_needs_approval_again() -> None:
    world = PostmortemWorld()
    world.begin()
    world.write()
    world.agree()
    old = world.code()

    world.press(CARLA, "lessons", lessons="something else", shared="")
    world.settle()

    assert world.document()["status"] == "in_review"
    assert world.press(CARLA, "publish", old).template == "failures/postmortem_not_approved"
    assert world.press(AIKO, "approve", old).template == "failures/postmortem_changed"


def test_a_corrective_action_lives_on_without_anybody_agreeing_again() -> None:
    world = PostmortemWorld()
    room = world.begin()
    told = {"title": "test ΔE in CI", "owner": BEN, "due": "2026-12-01", "ticket": "OPS-1"}
    world.say(CARLA, "action add", where=room, **told)
    world.write()
    world.agree()
    world.press(CARLA, "publish", world.code())
    world.settle()
    document = world.document()

    world.say(BEN, "action done 1 https://ci.example/42", where=room)
    world.settle()

    (row,) = json.loads(world.file(f"{world.folder}/actions.json"))["actions"]
    assert (row["status"], row["closed_by"], row["evidence"]) == ("done", BEN, "https://ci.example/42")
    assert world.document() == document
    assert world.document()["status"] == "published"


def test_what_people_write_in_the_markdown_comes_back_and_needs_approval_again() -> None:
    world = PostmortemWorld()
    world.begin()
    world.write()
    world.agree()
    path = f"{world.folder}/{world.postmortem().id}.md"
    by_hand = world.markdown().replace("The Git hook of the LUT update failed", "The hook had no rights")
    by_hand = by_hand.replace("## Lessons Learned", "My own words stay.\n\n## Lessons Learned")
    world.publisher.somebody_commits({path: by_hand.encode()})

    world.press(CARLA, "publish", world.code())
    world.settle()

    assert world.document()["root_cause"]["direct_cause"] == "The hook had no rights"
    assert world.document()["status"] == "in_review"
    assert "My own words stay." in world.markdown()
    assert "postmortem/changed_by_hand" in world.said()
    form = world.press(CARLA, "causes")
    assert form.facts["direct"] == "The hook had no rights"
    world.press(CARLA, "causes", direct="A third thing", contributing="", systemic="")
    world.settle()
    assert world.document()["root_cause"]["direct_cause"] == "A third thing"
    assert "My own words stay." in world.markdown()


def test_a_repository_that_refuses_is_told_and_nothing_is_lost() -> None:
    world = PostmortemWorld()
    world.publisher.outage = Outage("git", "rejected", retry=False, detail="protected branch")
    world.declare("S1 liveness brand colours drift")
    world.say(CARLA, "postmortem", where=world.room())
    with pytest.raises(Outage) as caught:
        world.stories.postmortems.publishing.commit(world.name())
    assert (caught.value.reason, caught.value.retry) == ("rejected", True)
    world.stories.postmortems.publishing.compose(world.name())
    assert world.postmortem().trouble == {"reason": "rejected", "detail": "protected branch"}

    world.publisher.outage = None
    world.settle()

    assert world.document()["status"] == "draft"
    assert world.postmortem().trouble is None
    assert world.said().count("postmortem/trouble") == 1


def test_somebody_else_who_commits_meanwhile_loses_nothing() -> None:
    world = PostmortemWorld()
    world.publisher.meanwhile.append({"README.md": b"ours"})
    world.begin()
    assert world.file("README.md") == "ours"
    assert world.document()["status"] == "draft"


def test_a_message_that_was_deleted_leaves_only_the_fact() -> None:
    world = PostmortemWorld()
    room = world.declare("S1 liveness brand colours drift")
    ts = world.hear("the secret plan")
    world.say(CARLA, "postmortem", where=room)
    world.settle()
    key = f"{room}:{ts}"
    world.press(CARLA, "choose", key, row_1="the secret plan")
    world.store.keep(_deleted(room, ts))
    world.settle()
    world.stories.postmortems.publishing.commit(world.name())

    (row,) = [one for one in world.document()["timeline"] if one["message_ts"] == ts]
    assert (row["deleted"], row["event"]) == (True, None)
    assert "the secret plan" not in world.markdown()


def _deleted(room: str, ts: str):
    from bot.domain.messages import Revision

    return Revision(room, ts, f"{float(ts) + 60:.6f}", BEN, "", is_deletion=True)


def test_nobody_approves_unless_the_file_says_who() -> None:
    from bot.domain.rules import Rights, Rules

    world = PostmortemWorld(rules=Rules(rights=Rights(approve_postmortems=())))
    world.begin()
    assert world.press(CARLA, "submit").template == "failures/nobody_may_approve_postmortems"


def test_a_timeline_can_be_read_before_there_is_a_postmortem() -> None:
    world = PostmortemWorld()
    room = world.declare("S1 liveness brand colours drift")
    told = world.say(BEN, "timeline", where=room)
    assert told.template == "incident/timeline"
    assert told.facts["rows"]


def test_closing_knows_what_the_postmortem_says() -> None:
    world = PostmortemWorld()
    room = world.begin()
    world.write()
    form = world.say(CARLA, "close", where=room)
    assert isinstance(form, Form)
    items = {one["id"]: one["met"] for one in form.facts["items"]}  # type: ignore[attr-defined]
    assert (items["causes_identified"], items["knowledge_shared"]) == (True, None)
