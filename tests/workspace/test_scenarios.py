"""Can scenarios be read, played, stopped, and do they fail with a sentence?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.bolt_app import BoltApp
from workspace.cloud import AWS_MODES, WEATHERS
from workspace.slack import Workspace
from workspace.slack.refusals import Refused
from workspace.slack.scenario.script import Script, ScriptMistakeError, read, scripts
from workspace.slack.trouble import WEATHERS as SLACK_WEATHERS

SKIES = {"liveness": WEATHERS, "aws": AWS_MODES, "slack": SLACK_WEATHERS}
HEAD = "title: {en: A, ja: あ}\ndescription: {en: A, ja: あ}\nsteps:\n"


@pytest.mark.parametrize("script", scripts().values(), ids=lambda script: script.name)
def test_every_scenario_names_only_what_there_is_and_speaks_both_languages(script: Script, ws: Workspace) -> None:
    for step in script.steps:
        if "as" in step.facts:
            assert ws.person(step.facts["as"])
        if "channel" in step.facts:
            assert ws.channel(step.facts["channel"])
        if step.kind == "weather":
            assert all(sky in SKIES[part] for part, sky in step.facts.items())
    said = [script.title, script.description, *(step.note for step in script.steps if step.note)]
    assert len(said) > 3
    for words in said:
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", words["ja"]), words
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", words["en"]), words


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("  - sing: {}", "step 1: a step does one of weather"),
        ("  - pause: soon", "step 1, pause: a pause is a number"),
        ("  - say: {as: ben}", "this must be said: ['as', 'channel', 'text']"),
        ("  - note: {en: only}", "words are written as"),
        ('  - wait_for: {channel: ops, message: "("}', "is no pattern"),
        ("  - [", "while parsing"),
        ("", "steps is a list"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, steps: str, sentence: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(HEAD + steps, encoding="utf-8")
    with pytest.raises(ScriptMistakeError, match=re.escape(sentence)) as mistake:
        read(wrong)
    assert str(mistake.value).startswith("wrong.yaml")


def plays(ws: Workspace, tmp_path: Path, steps: str) -> list[dict[str, Any]]:
    """Play a scenario of these steps, and return what the pages were told."""
    path = tmp_path / "story.yaml"
    path.write_text(HEAD + steps, encoding="utf-8")
    told: list[dict[str, Any]] = []
    ws.on_loop(
        lambda: ws.board.team.listeners.append(
            lambda happening: told.append(happening.facts) if happening.kind == "scenario" else None
        )
    )
    ws.learn(read(path))
    ws.play("story")
    ws.wait_for(lambda: told and told[-1]["ended"], 20, "the end")
    return told


def test_a_scenario_plays_its_steps_in_order_and_leaves_fair_weather(
    ws: Workspace, bolt: BoltApp, tmp_path: Path
) -> None:
    told = plays(
        ws,
        tmp_path,
        "  - weather: {slack: rate_limited}\n"
        "    note: {en: Slow down, ja: ゆっくり}\n"
        "  - say: {as: ben, channel: ops, text: hello from a story}\n"
        "  - wait_for: {channel: ops, message: hello from a story}\n"
        "  - react: {as: aiko, channel: ops, emoji: eyes}\n"
        "  - pause: 30\n",
    )
    assert [(one["step"], one["ended"], one["failed"]) for one in told[-2:]] == [(5, False, None), (5, True, None)]
    assert [one["says"]["en"] for one in told[:2]] == ["Waiting for the bot to connect.", "Slow down"]
    said = ws.messages("ops")[-1]
    assert (said["text"], said["reactions"][0]["name"]) == ("hello from a story", "eyes")
    assert ws.weather()["slack"]["mode"] == "fine"


def test_what_is_waited_for_in_vain_is_said(ws: Workspace, bolt: BoltApp, tmp_path: Path) -> None:
    told = plays(ws, tmp_path, "  - wait_for: {channel: ops, message: never said, seconds: 0.2}\n")
    assert told[-1]["failed"] == "Waited 0.2 s in vain for “never said” in #ops."


def test_whom_nobody_knows_is_said(ws: Workspace, bolt: BoltApp, tmp_path: Path) -> None:
    told = plays(ws, tmp_path, "  - say: {as: nobody, channel: ops, text: hello}\n")
    assert told[-1]["failed"] == "Nobody here is called nobody."


def test_an_unknown_scenario_is_refused_with_those_there_are(ws: Workspace) -> None:
    with pytest.raises(Refused) as refused:
        ws.play("nothing")
    assert "first-look" in refused.value.sentence
