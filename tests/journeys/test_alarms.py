"""Do alarms stay harmless, findable and answerable, whatever they are called and whatever people do with their messages?

The real bot, with alarms coming in through Alertmanager's webhook and the pretend CloudWatch's queue.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.process import ROOT
from tests.journeys.stage import Json, Stage, stage, written
from workspace.slack.refusals import Refused
from workspace.slack.state import posting
from workspace.slack.views.filled import elements_of

ROOM, INCIDENTS = "face-auth-ops", "incidents"
PATIENCE_SECONDS = 20
TOKEN = "alarms-may-come-in"
ON_CALL = "<@U01AIKO>"
BEGAN = datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251 - the bot process has the real clock
HOSTILE = [
    "<!channel> <!here|x> <@U01BEN> <#C01OPS> <!subteam^S01ONCALL>",
    "*bold* _it_ ~no~ `code` ```block``` :tada: &lt;!channel&gt; &amp;",
    "<https://evil.example|Acknowledge> https://evil.example/x",
    "two  spaces: 1h\nand:colons\tand tabs",
    "\u202etfel ot thgir\u2066 \u200b\ufeff\x00\x07\x1b[31m",
    "認証エラー率（本番）＜！channel＞ ﾊﾝｶｸ",
    "x" * 10_000,
    "group-000001", "alarm-x-000001", "silence", "*",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("alarms")


@pytest.fixture(scope="module")
def place(folder) -> Iterator[Stage]:
    with stage(folder, alarms=True, more={"ALERTMANAGER_TOKEN": TOKEN, "CONFIG_DIR": str(roomy(folder))}) as put_up:
        yield put_up
        until(put_up, lambda: nothing_waits(put_up), "nothing waiting")
        assert put_up.workspace.unknown == []
        assert "Traceback" not in put_up.bot.log(), put_up.bot.log()


def roomy(folder: Path) -> Path:
    """Return the shipped configuration, but with a message for each of a thousand alarms a minute."""
    shutil.copytree(ROOT / "config", folder / "config")
    file = folder / "config" / "services" / "liveness.yaml"
    file.write_text(file.read_text().replace("group_above: 10 ", "group_above: 1000 "))
    return folder / "config"


def until(place: Stage, is_so, what: str) -> Any:
    return place.workspace.wait_for(is_so, PATIENCE_SECONDS, what)


def nothing_waits(place: Stage) -> bool:
    return "liveness_bot_effects_waiting 0.0" in place.bot.get("/metrics")[1]


def alert(name: str, status: str = "firing", *, severity: str = "S1", minutes: float = 0, **more: Any) -> Json:
    """Return one alert of the liveness service as Alertmanager tells it; its name is its identity."""
    at = BEGAN + timedelta(minutes=minutes)
    told = {
        "status": status,
        "labels": {"alertname": name, "service": "liveness", "severity": severity},
        "annotations": {"summary": f"summary of {name}", "description": f"because {name}"},
        "startsAt": BEGAN.isoformat() if status == "resolved" else at.isoformat(),
        "endsAt": at.isoformat() if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph?g0.expr=up",
    }
    return told | more


def post(place: Stage, body: bytes) -> int:
    request = urllib.request.Request(
        f"{place.bot.address}/hooks/alertmanager",
        body,
        {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def tell(place: Stage, *alerts: Json) -> int:
    told = {"version": "4", "status": "firing", "receiver": "bot", "groupKey": "{}", "alerts": alerts}
    return post(place, json.dumps(told).encode())


def cards(place: Stage, room: str = ROOM) -> dict[str, Json]:
    """Return the bot's root messages by the streams that they show."""
    channel = place.workspace.channel(room)

    def read() -> dict[str, str]:
        found = {}
        for ts in channel.roots:
            metadata = channel.messages[ts].draft.metadata
            if metadata:
                found[str(metadata["event_payload"]["marker"])] = ts
        return found

    roots = place.workspace.on_loop(read)
    by_ts = {one["ts"]: one for one in place.workspace.messages(room)}
    return {marker: {**by_ts[ts], "channel": channel.id} for marker, ts in roots.items() if ts in by_ts}


def new_card(place: Stage, before: set[str], room: str = ROOM) -> Json:
    """Return the one card that wasn't there before."""
    fresh = until(place, lambda: cards(place, room).keys() - before, "a new card")
    (marker,) = fresh
    return cards(place, room)[marker]


def again(place: Stage, card: Json, room: str = ROOM) -> Json:
    """Return a card as it stands now."""
    return next(one for one in cards(place, room).values() if one["ts"] == card["ts"])


def shown(place: Stage, card: Json, what: str) -> Json:
    """Wait until a card says something, and return it."""
    until(place, lambda: re.search(what, written(again(place, card))), f"{what} on {written(again(place, card))[:300]}")
    return again(place, card)


def button(card: Json, label: str) -> str:
    for _, element in elements_of(card["blocks"]):
        if element.get("text", {}).get("text") == label:
            return str(element["action_id"])
    raise AssertionError(f"no button {label!r} on {written(card)!r}")


def press(place: Stage, person, card: Json, label: str) -> None:
    """Press a card's button as it stands now: an edit that comes in between gives it new blocks, as Slack does."""

    def pressed() -> bool:
        now = again(place, card)
        try:
            person.click(now, button(now, label))
        except Refused as refused:
            if refused.args[0] != "no_such_element":
                raise
            return False
        return True

    until(place, pressed, f"the button {label}")


def whispered(place: Stage, who: str, click) -> str:
    """Click, and return what is answered privately in the room."""
    person = place.workspace.person(who)
    before = {one["ts"] for one in person.messages(ROOM) if one.get("ephemeral")}
    click()
    found = until(place, lambda: [one for one in person.whispers(ROOM) if one["ts"] not in before], "a private answer")
    return written(found[-1])


def replies(place: Stage, card: Json) -> list[str]:
    return [written(one) for one in place.workspace.messages(ROOM, card["ts"])[1:]]


def calls_to(messages: list[Json]) -> set[str]:
    """Return whom messages call: every mention and link in what Slack interprets."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "mrkdwn":
                found.update(re.findall(r"<[^>]*>", value["text"]))
            if value.get("type") in {"user", "usergroup", "broadcast", "channel", "link"}:
                found.add(json.dumps(value))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for message in messages:
        walk(message.get("blocks", []))
        found.update(re.findall(r"<[^>]*>", message["text"]))
    return {one for one in found if not one.startswith(("<!date^", "<https://console.aws.amazon.com/"))}


class TestHostileNames:
    """Whatever an alarm is called, it calls nobody but who is on call, and each of its buttons finds it."""

    @pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:12]))
    def test_every_button_of_its_message_works(self, place, name):
        before, people = set(cards(place)), place.workspace.person("ben")
        said_before = len(place.workspace.calls("chat.postMessage"))
        assert tell(place, alert(name)) == 200
        card = new_card(place, before)

        assert "is yours" in whispered(place, "ben", lambda: press(place, people, card, "Acknowledge"))
        card = shown(place, card, "Acknowledged by")
        assert "Working the runbook" in whispered(place, "ben", lambda: press(place, people, card, "Triage"))

        press(place, people, card, "Silence")
        until(place, people.view, "the form")
        asked = whispered(place, "ben", lambda: people.submit({"reason": {"reason": name[:400] or "-"}}))
        assert "calls nobody until" in asked
        card = shown(place, card, "Silenced until")
        assert "calls people again" in whispered(place, "ben", lambda: press(place, people, card, "End silence"))

        card = shown(place, card, "Acknowledged by")
        press(place, people, card, "Hold escalation")
        until(place, people.view, "the form")
        assert "Noted" in whispered(place, "ben", lambda: people.submit({"reason": {"reason": name[:400] or "-"}}))
        card = shown(place, card, "Escalation held")
        assert "Noted" in whispered(place, "ben", lambda: press(place, people, card, "Resume escalation"))

        assert tell(place, alert(name, "resolved", minutes=0.5)) == 200
        card = shown(place, card, "resolved after")
        press(place, people, card, "What fixed it?")
        until(place, people.view, "the form")
        assert "Noted" in whispered(place, "ben", lambda: people.submit({"text": {"text": name[:400] or "-"}}))
        card = shown(place, card, "What fixed it: ")
        said = [one["args"] for one in place.workspace.calls("chat.postMessage")[said_before:]]

        assert calls_to([card, *place.workspace.messages(ROOM, card["ts"])]) <= {ON_CALL, "<@U01BEN>"}
        assert not [one["text"] for one in said if re.search(r"<[!#]|<@(?!U01)", one["text"])]

    def test_a_lone_surrogate_is_no_name_that_stops_the_door(self, place):
        before = set(cards(place))
        body = json.dumps({"version": "4", "alerts": [alert("SURROGATE")]}).replace(
            "SURROGATE", "\\ud800 torn \\u0000 apart"
        )

        assert post(place, body.encode()) == 200
        assert "torn" in written(new_card(place, before))


class TestPeople:
    """Nobody is without an answer, and no message is lost, whatever people do."""

    def fired(self, place: Stage, name: str, **more: Any) -> Json:
        before = set(cards(place))
        assert tell(place, alert(name, **more)) == 200
        return new_card(place, before)

    def test_two_who_click_at_once_are_told_who_was_first(self, place):
        card = self.fired(place, "TwoAtOnce")
        for who in ("ben", "dana"):
            place.workspace.person(who).click(card, button(card, "Acknowledge"))

        def answers() -> list[str]:
            return [
                written(one)
                for who in ("ben", "dana")
                for one in place.workspace.person(who).whispers(ROOM)
                if "TwoAtOnce" in written(one)
            ]

        until(place, lambda: len(answers()) == 2, "both answers")
        assert sorted("is yours" in one for one in answers()) == [False, True]
        assert sum("acknowledged TwoAtOnce already" in one for one in answers()) == 1

    def test_a_late_click_on_a_list_is_told_that_it_is_over(self, place):
        card, ben = self.fired(place, "LateClick"), place.workspace.person("ben")
        ben.command(ROOM, "/liveness alarms")
        listed = until(place, lambda: next((one for one in place.workspace.messages(ROOM)[::-1] if "as of" in written(one) and "LateClick" in written(one)), None), "the list")  # fmt: skip
        stream = button(card, "Acknowledge")
        tell(place, alert("LateClick", "resolved", minutes=0.5))
        shown(place, card, "resolved after")
        listed |= {"channel": card["channel"]}

        assert "LateClick is resolved already" in whispered(place, "ben", lambda: ben.click(listed, stream))

    def test_a_message_that_somebody_deleted_comes_back_with_the_news(self, place):
        card = self.fired(place, "DeletedRoot")
        until(place, lambda: replies(place, card), "the triage")
        channel = place.workspace.channel(ROOM)
        place.workspace.on_loop(
            lambda: posting.delete(place.workspace.board.team, channel, channel.messages[card["ts"]])
        )
        known = set(cards(place))
        tell(place, alert("DeletedRoot", "resolved", minutes=0.5))
        fresh = new_card(place, known)

        assert "resolved after" in written(fresh)
        until(
            place, lambda: any("DeletedRoot is over" in one for one in replies(place, fresh)), "the end, in its thread"
        )

    @pytest.mark.parametrize(
        ("where", "words"),
        [
            ("general", "ａｃｋ　ＡｂｏｖｅＡｌｌ"),
            ("ops", "ACK belowall"),
            ("general", "ack BesideAll"),
            ("ops", "ａｃｋ　全般"),
        ],
    )
    def test_it_can_be_answered_from_anywhere_as_people_type(self, place, words, where):
        """One channel has the bot in it and one hasn't; what was typed full-width, or in another case, is understood."""
        name = {"ａｃｋ　ＡｂｏｖｅＡｌｌ": "AboveAll", "ACK belowall": "BelowAll"}.get(words, words.split()[-1])
        self.fired(place, name)
        before = len(place.workspace.calls("response_url"))
        place.workspace.person("ben").command(where, f"/liveness {words}")
        until(place, lambda: len(place.workspace.calls("response_url")) > before, "the answer")

        assert f"{name} is yours" in place.workspace.calls("response_url")[-1]["args"]["text"]

    def test_a_guest_is_refused_privately_and_nothing_happens(self, place):
        card = self.fired(place, "GuestClick")
        channel = place.workspace.channel(ROOM)
        place.workspace.on_loop(lambda: channel.members.setdefault("U01IVY"))
        said = whispered(place, "ivy", lambda: place.workspace.person("ivy").click(card, button(card, "Acknowledge")))

        assert "may" in said
        assert "Acknowledged" not in written(again(place, card))


class TestDoors:
    """What comes in twice, late, in bulk or while we can't store it is told once and lost never."""

    def test_the_same_alert_of_two_alertmanagers_is_one(self, place):
        """Each evaluates the rule by itself, a few seconds apart."""
        known = set(cards(place))
        tell(place, alert("TwoWatchers"), alert("TwoWatchers", minutes=0.2))
        card = new_card(place, known)
        tell(place, alert("TwoWatchers", minutes=0.2))
        tell(place, alert("TwoWatchers", "resolved", minutes=0.5))
        tell(place, alert("TwoWatchers", "resolved", minutes=0.7))
        card = shown(place, card, "resolved after 42 seconds")

        assert "fired 2 times" not in written(card)
        until(place, lambda: any("is over" in one for one in replies(place, card)), "the end")
        assert sum("is over" in one for one in replies(place, card)) == 1

    def test_an_end_without_a_beginning_is_nobody_s_news(self, place):
        known = set(cards(place))
        assert tell(place, alert("NeverFired", "resolved")) == 200
        assert tell(place, alert("FiresAfterThat", minutes=0.1)) == 200

        assert "FiresAfterThat" in written(new_card(place, known))

    def test_an_alarm_that_comes_while_the_store_is_locked_is_answered_once_it_is_kept(self, place, folder):
        """Somebody makes a backup, or looks around: the sender waits, and is told no lie."""
        known, answers = set(cards(place)), []
        call = threading.Thread(target=lambda: answers.append(tell(place, alert("WhileLocked"))))
        with closing(sqlite3.connect(folder / "bot.db", isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            call.start()
            call.join(1)
            assert answers == []
            database.execute("ROLLBACK")
        call.join(PATIENCE_SECONDS)

        assert answers == [200]
        assert "WhileLocked" in written(new_card(place, known))

    def test_thirty_alarms_end_at_once(self, place):
        names = [f"Thirty-{number:02d}" for number in range(30)]
        assert tell(place, *(alert(name, severity="S3") for name in names)) == 200
        until(place, lambda: sum("Thirty-" in written(one) for one in cards(place).values()) == 30, "thirty messages")
        assert tell(place, *(alert(name, "resolved", severity="S3", minutes=0.5) for name in names)) == 200

        def over() -> int:
            return sum("Thirty-" in written(one) and "resolved after" in written(one) for one in cards(place).values())

        until(place, lambda: over() == 30, "thirty ends")


class TestStarts:
    """Whatever changed while it was away, it takes up where it was. These come last: each starts the bot anew."""

    def test_it_ends_within_seconds_in_the_middle_of_a_poll_and_an_alarm_meanwhile_is_told_afterwards(self, place):
        """A poll of the queue hangs for up to twenty seconds."""
        known = set(cards(place))
        began = time.monotonic()
        assert place.bot.stop() == 0
        assert time.monotonic() - began < 10
        place.cloud.weather("low_success")
        place.bot.again()

        def told() -> list[Json]:
            fresh = [one for marker, one in cards(place).items() if marker not in known]
            return [one for one in fresh if "LowSuccessRate" in written(one)]

        until(place, told, "the alarm that fired meanwhile")
        place.cloud.weather("healthy")
        until(place, lambda: "resolved after" in written(told()[0]), "its end")
        assert len(told()) == 1

    def test_the_queue_may_be_out_at_the_start(self, place):
        known = set(cards(place))
        place.cloud.aws("failing")
        place.bot.again()
        place.cloud.weather("errors")
        until(place, lambda: '"the alarm queue waits"' in place.bot.log(), "the queue to be missed")
        place.cloud.aws("fine")

        until(place, lambda: any("HighErrorRate" in written(one) for marker, one in cards(place).items() if marker not in known), "the alarm")  # fmt: skip
        place.cloud.weather("healthy")

    def test_an_alarm_of_a_service_that_left_the_configuration_fires_as_nobody_s(self, place, folder):
        known = set(cards(place))
        assert tell(place, alert("Orphan")) == 200
        card = new_card(place, known)
        until(place, lambda: nothing_waits(place), "nothing waiting")
        (folder / "config" / "services" / "liveness.yaml").unlink()
        place.bot.again()
        known = set(cards(place, INCIDENTS))
        assert tell(place, alert("Orphan")) == 200
        orphan = new_card(place, known, INCIDENTS)

        card = again(place, card)
        assert "No service claims this alarm" in written(orphan)
        assert "There is no service liveness here" in whispered(
            place, "ben", lambda: place.workspace.person("ben").click(card, button(card, "Acknowledge"))
        )
        assert tell(place, alert("Orphan", "resolved", minutes=0.5)) == 200
        until(place, lambda: any("Orphan resolved after" in written(one) for one in cards(place, INCIDENTS).values()), "the end")  # fmt: skip
