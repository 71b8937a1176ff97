"""Can whatever the stories of alarms tell be said, in each language, and does what is over leave people alone?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.domain.failures import Mistake
from bot.flows.alarms import blindness, listing
from bot.speech import Form, Reply
from tests.alarms import at, service, signal
from tests.blocks import check_message
from tests.flows.alarm_world import World

LANGUAGES = ("en", "ja")
HOSTILE = "<!channel> *x* <@U1AIKO> \u202e\x00" * 30


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(TEMPLATES, "en")


@pytest.fixture
def world() -> World:
    return World()


def say(pages: Pages, template: str, facts: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Put it into words as Slack would get it; facts travel as JSON, as they do in the store."""
    told = json.loads(json.dumps(dict(facts)))
    message = pages.message(template, told, locale)
    shown = {"text": message.text, "blocks": message.blocks}
    check_message(shown)
    return shown


def everything(world: World, pages: Pages, locale: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Say all that stands in the channels now."""
    for messages in world.chat.messages.values():
        for one in messages:
            yield one.notice.template, say(pages, one.notice.template, one.notice.facts, locale)


def answered(reply: Reply | Form, pages: Pages, locale: str) -> str:
    if isinstance(reply, Form):
        view = pages.form(reply.template, reply.facts, locale)
        check_message(view)
        return json.dumps(view, ensure_ascii=False)
    return str(say(pages, reply.template, reply.facts, locale)["text"])


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_whole_life_of_an_alarm_can_be_said(world: World, pages: Pages, locale: str) -> None:
    said: set[str] = set()

    def look() -> None:
        said.update(template for template, _ in everything(world, pages, locale))

    def do(reply: Reply | Form) -> None:
        answered(reply, pages, locale)
        world.settle()
        look()

    world.signal(signal())
    world.wait(16)
    (stream,) = (one.id for one in world.store.find(kind="alarm"))
    ben, owner = world.answering, world.owner
    do(ben.acknowledge(world.ask(), owner, stream))
    do(ben.acknowledge(world.ask("U3DANA"), owner, stream))
    do(ben.look(world.ask(), owner, stream))
    do(world.silencers.silence(world.ask(), owner, (stream,)))
    do(world.silencers.silence(world.ask(), owner, (stream, "1h", *HOSTILE.split()[:20])))
    do(Reply("alarm/list", listing.alarms(owner, store=world.store, clock=world.clock)))
    do(world.silencers.unsilence(world.ask(), owner, (stream,)))
    do(world.silencers.silence(world.ask(), owner, (stream, "5m", "short")))
    world.wait(125)
    look()
    do(ben.hold(world.ask(), owner, (stream,)))
    do(ben.hold(world.ask(), owner, (stream, HOSTILE[:500])))
    do(ben.release(world.ask(), owner, stream))
    do(ben.release(world.ask(), owner, stream))
    do(ben.call(world.ask(), owner, stream, "4", "1"))
    for minutes in (150, 170, 190):
        world.signal(signal("resolved", minutes), signal("firing", minutes + 10))
        look()
    world.signal(signal("unsure", 205))
    look()
    world.signal(signal("resolved", 210))
    look()
    do(ben.acknowledge(world.ask(), owner, stream))
    do(ben.fix(world.ask(), owner, (stream,)))
    do(ben.fix(world.ask(), owner, (stream, "moved", "the", "alias", "back")))

    lines = {"reminder", "escalation", "hushed", "unhushed", "silence_over", "held", "released", "called", "fixed"}
    lines |= {"again", "over", "flapping", "page", "card"}
    assert said >= {f"alarm/{line}" for line in lines}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_is_resolved_mentions_nobody(world: World, pages: Pages, locale: str) -> None:
    world.signal(signal())
    (stream,) = (one.id for one in world.store.find(kind="alarm"))
    assert "<@U1AIKO>" in json.dumps(dict(everything(world, pages, locale))["alarm/card"])

    world.answering.acknowledge(world.ask(), world.owner, stream)
    world.signal(signal("resolved", 5))
    world.answering.fix(world.ask(), world.owner, (stream, "moved", "the", "alias", "back"))
    world.settle()
    said = dict(everything(world, pages, locale))

    assert set(said) == {"alarm/card", "alarm/over", "alarm/fixed"}
    assert "<@" not in json.dumps(said)
    assert "<!" not in json.dumps(said).replace("<!date", "")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_an_alarm_that_begins_in_silence_calls_nobody(world: World, pages: Pages, locale: str) -> None:
    """The first post of a message notifies whoever it names, also the one who asked for silence."""
    world.silencers.silence(world.ask(), world.owner, (service().alarms[0].name, "1h", "load test"))
    world.signal(signal())

    assert "<@" not in json.dumps(dict(everything(world, pages, locale)))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_alarms_of_nobody_blind_spots_storms_and_what_cant_be_read_can_be_said(
    world: World, pages: Pages, locale: str
) -> None:
    labels = {"service": HOSTILE, "instance": "db-1"}
    world.signal(signal(alarm=HOSTILE, source="alertmanager", identity="x", labels=labels, summary=HOSTILE))
    world.signal(signal(alarm="Billing-5xx"))
    world.strange.note("queue", "1", "not_json", HOSTILE)
    blindness.report(world.owner, {"a": "missing", "b": "disabled"}, store=world.store, now=at(1))
    world.settle()
    before = {template for template, _ in everything(world, pages, locale)}
    blindness.report(world.owner, {}, store=world.store, now=at(2))
    for number in range(45):
        world.signal(signal(alarm=f"FaceAuth-{number:02d}-{'x' * 200}", minutes=2))
    said = [*everything(world, pages, locale)]

    assert before == {"alarm/card", "alarm/strange", "alarm/blind"}
    (group,) = (one for template, one in said if template == "alarm/group")
    assert all(f"FaceAuth-{number:02d}-" in json.dumps(group) for number in range(12, 45))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_nobody_can_do_is_explained(world: World, pages: Pages, locale: str) -> None:
    """Every Mistake about alarms has words that fit its facts."""
    world.signal(signal(), signal(alarm="FaceAuth-other"))
    owner, ask = world.owner, world.ask()
    wrong: list[Callable[[], object]] = [
        lambda: world.answering.acknowledge(ask, owner, ""),
        lambda: world.answering.acknowledge(ask, owner, HOSTILE),
        lambda: world.silencers.unsilence(ask, owner, ("FaceAuth-other",)),
        lambda: world.silencers.silence(ask, owner, ("FaceAuth-other", "1m", "x")),
        lambda: world.silencers.silence(
            replace(ask, values={"duration": "soon", "reason": "x"}), owner, ("FaceAuth-other",)
        ),
        lambda: world.silencers.silence(ask, owner, ("FaceAuth-other", "1h", "x" * 501)),
        lambda: world.answering.hold(replace(ask, values={"reason": " "}), owner, ("FaceAuth-other",)),
    ]
    for one in wrong:
        with pytest.raises(Mistake) as mistake:
            one()
        said = say(pages, f"failures/{mistake.value.key}", {**mistake.value.facts, "example": "/x ack y"}, locale)
        assert "<!channel>" not in said["text"]
