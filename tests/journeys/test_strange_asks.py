"""What if somebody asks strangely: hostile words, other bots, old buttons, services that are gone?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.process import ROOT
from tests.journeys.stage import Json, Stage, stage, written
from workspace.slack import Refused

ROOM, ROOM_ID, HALL = "face-auth-ops", "C01FACEOPS", "general"
PATIENCE_SECONDS = 20
HOSTILE = (
    "<!channel> <!here|x> <@U01AIKO> <#C01OPS> `a` ```b``` *c* &amp; <https://evil.example|ok> 👩‍🔬 \u202eright\nleft"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("strange")) as put_up:
        yield put_up
        assert put_up.workspace.unknown == []
        assert "Traceback" not in put_up.bot.log(), put_up.bot.log()


class Listener:
    """What the bot said since the test began."""

    def __init__(self, place: Stage) -> None:
        self._workspace = place.workspace
        self._before = len(place.workspace.calls())

    def heard(self, *methods: str) -> list[Json]:
        calls = self._workspace.calls()[self._before :]
        return [one["args"] for one in calls if one["method"] in methods and one["ok"]]

    def wait(self, *methods: str, number: int = 1) -> list[Json]:
        self._workspace.wait_for(lambda: len(self.heard(*methods)) >= number, PATIENCE_SECONDS, f"{number} {methods}")
        return self.heard(*methods)


@pytest.fixture
def bot(place) -> Iterator[Listener]:
    """Listen from here on; what a test set off is told to its end before the next one begins to listen."""
    yield Listener(place)
    place.workspace.wait_for(
        lambda: "liveness_bot_effects_waiting 0.0" in place.bot.get("/metrics")[1], PATIENCE_SECONDS, "nothing waiting"
    )


def mention(place: Stage, channel: str, words: str) -> str:
    return place.workspace.person("ben").post(channel, f"<@{place.workspace.board.team.app.bot_user_id}> {words}")


def shown_card(place: Stage) -> Json:
    """Return the one status card in the room."""
    (card,) = [one for one in place.workspace.messages(ROOM) if "Success rate" in written(one)]
    return {**card, "channel": ROOM_ID}


def event(place: Stage, **facts: object) -> None:
    """Have Slack bring an event that nobody here can make, and wait until it was acknowledged."""
    delivery = place.workspace.on_loop(lambda: place.workspace.board.events.send(facts))
    place.workspace.wait_for(lambda: delivery.outcome == "acknowledged", PATIENCE_SECONDS, "the acknowledgement")


@pytest.mark.parametrize(
    "text", [HOSTILE, "x" * 2_000, "`" * 500, "&<>" * 100, "اختبار " * 50], ids=lambda text: text[:9]
)
def test_whatever_a_report_says_is_only_text_in_the_channel(place, bot, text):
    """It calls nobody, formats nothing and hides nothing; Slack's own markup arrives as it was typed."""
    place.workspace.person("ben").command("ops", f"/liveness report {text}")

    def quoted() -> list[Json]:
        """Return the lines that quote somebody; so many reports at once are an alarm besides, which quotes nobody."""
        said = bot.heard("chat.postMessage")
        return [
            one for one in said if one.get("thread_ts") and "rich_text" in {block["type"] for block in one["blocks"]}
        ]

    line = place.workspace.wait_for(quoted, PATIENCE_SECONDS, "the report's line")[-1]
    (quote,) = [block for block in line["blocks"] if block["type"] == "rich_text"]
    elements = [element for part in quote["elements"] for element in part["elements"]]
    assert {element["type"] for element in elements} == {"text"}
    assert "<!" not in line["text"]
    assert "<@U01AIKO" not in line["text"]


def test_a_report_that_is_too_long_is_refused_privately_with_its_length(place, bot):
    place.workspace.person("ben").command("ops", "/liveness report " + "x" * 3_000)
    (answer,) = bot.wait("response_url")

    assert answer["response_type"] == "ephemeral"
    assert "3,000 characters" in answer["text"]
    assert bot.heard("chat.postMessage") == []


@pytest.mark.parametrize("words", ["status <!channel>" + "y" * 3_000, "<!channel>`*_" + "y" * 3_000])
def test_what_was_mistyped_is_said_back_briefly_and_calls_nobody(place, bot, words):
    place.workspace.person("ben").command(HALL, f"/liveness {words}")
    (answer,) = bot.wait("response_url")

    assert answer["response_type"] == "ephemeral"
    assert len(answer["text"]) < 300
    assert "<!" not in answer["text"]


def test_a_mention_without_words_is_answered_privately_with_help(place, bot):
    mention(place, ROOM, "")
    (answer,) = bot.wait("chat.postEphemeral")

    assert answer["user"] == "U01BEN"
    assert "/liveness status" in written(answer)


@pytest.mark.parametrize("words", ["", "status", "hello there"])
def test_a_mention_in_a_channel_of_no_service_asks_which_one_is_meant(place, bot, words):
    """The example is one that works when it is typed after the mention."""
    mention(place, HALL, words)
    (answer,) = bot.wait("chat.postEphemeral")

    assert "Which service do you mean? I know image-pipeline and liveness." in written(answer)
    assert "image-pipeline status" in written(answer)


@pytest.mark.parametrize("words", ["liveness help", "/liveness help", "images help", "image-pipeline HELP"])
def test_a_service_may_be_named_by_its_name_or_its_command(place, bot, words):
    mention(place, HALL, words)
    (answer,) = bot.wait("chat.postEphemeral")

    assert "what you can say" in answer["blocks"][0]["text"]["text"]


def test_other_bots_and_direct_messages_are_not_answered(place, bot):
    """Two bots that answer each other would never end; a mention by a person is still heard after it."""
    us = place.workspace.board.team.app.bot_user_id
    said = {"text": f"<@{us}> status", "channel": ROOM_ID, "user": "U01DEPLOY"}
    event(place, type="app_mention", bot_id="B01DEPLOY", ts="1795000000.000100", **said)
    event(
        place,
        type="message",
        channel_type="im",
        ts="1795000000.000200",
        **(said | {"channel": "D01", "user": "U01BEN"}),
    )
    event(place, type="app_home_opened", user="U01BEN", channel="D01", tab="home")
    mention(place, ROOM, "help")

    assert len(bot.wait("chat.postEphemeral")) == 1
    assert bot.heard("chat.postMessage", "response_url") == []


def test_a_command_of_another_app_is_none_of_ours(place, bot):
    with pytest.raises(Refused, match="unknown_command"):
        place.workspace.person("ben").command(HALL, "/giphy cats")
    assert bot.heard("response_url") == []


def test_a_service_with_nothing_to_read_is_unknown_and_says_why(place, bot):
    """No figure, no alarm, so no good news; and no chart of nothing."""
    place.workspace.person("ben").command(HALL, "/images status")
    (answer,) = bot.wait("response_url")

    assert "Unknown" in answer["text"]
    assert "names no figures, settings or alarms" in written(answer)
    assert "region" not in written(answer)
    assert "chart" not in written(answer)


def test_old_buttons_live_on_or_say_that_they_are_gone(place, tmp_path):
    """A restart with an empty database changes nothing; a service that left the configuration is named as unknown."""
    ben, before = place.workspace.person("ben"), Listener(place)
    ben.command(ROOM, "/liveness status")
    before.wait("response_url", number=2)
    first = shown_card(place)

    place.bot.again(DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
    fresh = Listener(place)
    ben.click(first, "status.refresh:liveness:1h")
    assert "Healthy" in fresh.wait("response_url")[0]["text"]
    assert shown_card(place)["ts"] == first["ts"]
    fresh.wait("response_url", number=2)

    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "config" / "services" / "liveness.yaml").unlink()
    place.bot.again(CONFIG_DIR=str(tmp_path / "config"))
    gone = Listener(place)
    ben.click(shown_card(place), "status.refresh:liveness:1h")
    assert "There is no service liveness here." in written(gone.wait("response_url")[0])
    ben.command(ROOM, "/liveness status")
    assert "There is no service /liveness here." in written(gone.wait("response_url", number=2)[1])
    assert {one["response_type"] for one in gone.heard("response_url")} == {"ephemeral"}
    assert "Healthy" in written(shown_card(place))
