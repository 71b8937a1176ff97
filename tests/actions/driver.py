"""How is one action tried on a cloud, without its record? Asked, planned, and carried out as the bot does it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.actions.call import Made, NotMade
from bot.domain.actions.kind import ActionKind, Answers, Done, Draft, Make, Otherwise, Progress, Scene, Wait
from bot.domain.actions.kinds import parameters, remade
from bot.domain.items import Detail
from bot.domain.knowledge import Answer, Known, Missing
from bot.domain.queries import Described, Query
from bot.ports import Cloud
from tests.actions.reading import read_out
from tests.adapters.clouds import REGION
from tests.adapters.waiting import until

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
SCENE = Scene("action-liveness-000042", NOW, REGION)
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Carried:
    """How an action went: its plan, what was made in order, how it ended, and what was learned on the way."""

    draft: Draft
    made: tuple[str, ...]
    ended: Progress | NotMade
    scene: Scene

    @property
    def notes(self) -> tuple[Detail, ...]:
        """Return what was said at the end, which must have come."""
        assert isinstance(self.ended, Done), self.ended
        return self.ended.notes

    @property
    def keys(self) -> list[str]:
        """Return the keys of what was said at the end."""
        return [note.key for note in self.notes]


def asked(kind: ActionKind, cloud: Cloud, scene: Scene = SCENE) -> dict[Query[Any], Answer[Any]]:
    """Ask all that a kind wants to know."""
    return {query: cloud.read(query, region=scene.region) for query in kind.questions(scene)}


def planned(kind: ActionKind, cloud: Cloud, scene: Scene = SCENE) -> Draft:
    """Plan it on the cloud as it is; a plan is kept and hashed, so all of it must be plain JSON values."""
    draft = kind.plan(scene, asked(kind, cloud, scene))
    told_of = [asdict(one) for one in (*draft.lines, *draft.notes, *draft.offers)]
    kept = [told_of, dict(draft.before), draft.undo, [dict(call.shown or call.arguments) for call in draft.calls]]
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept, "lists and not tuples, texts and not moments"
    read_out(kind, draft)
    return draft


def carried_out(kind: ActionKind, cloud: Cloud, scene: Scene = SCENE, *, draft: Draft | None = None) -> Carried:
    """Plan it and carry it out, from what can be kept on record only; a plan may be given that was made before."""
    draft = draft or planned(kind, cloud, scene)
    kept: ActionKind = remade(kind.NAME, json.loads(json.dumps(parameters(kind))))
    assert kept == kind
    before: Mapping[str, Any] = json.loads(json.dumps(draft.before))
    made: list[str] = []
    for _ in range(MOST_STEPS):
        step = _settled(kept, cloud, scene, before)
        if not isinstance(step, Make):
            read_out(kept, draft, step.notes if isinstance(step, Done) else ())
            return Carried(draft, tuple(made), step, scene)
        outcome = cloud.change(step.call, region=scene.region)
        if not isinstance(outcome, Made):
            assert isinstance(outcome, NotMade)
            return Carried(draft, tuple(made), outcome, scene)
        made.append(step.call.name)
        result = json.loads(json.dumps(outcome.result))
        scene = replace(scene, results={**scene.results, step.call.name: result})
    raise AssertionError(f"no end after {made}")


def _settled(kind: ActionKind, cloud: Cloud, scene: Scene, before: Mapping[str, Any]) -> Progress:
    def look() -> Progress | None:
        step = kind.progress(scene, before, asked(kind, cloud, scene))
        return None if isinstance(step, Wait) else step

    step = until(look, what=kind.subject)
    assert isinstance(step, Make | Done | Otherwise)
    return step


def undone(carried: Carried, kind: ActionKind, cloud: Cloud) -> Carried:
    """Carry out what takes an action back."""
    assert carried.draft.undo is not None
    back: ActionKind = remade(kind.NAME, json.loads(json.dumps(carried.draft.undo)))
    return carried_out(back, cloud, replace(SCENE, token="action-liveness-000043"))


def told(answers: Mapping[Described, Mapping[str, Any] | Missing]) -> Answers:
    """Make answers by hand, for what no stand-in ever says."""
    return {query: one if isinstance(one, Missing) else Known(one, NOW, query.action) for query, one in answers.items()}
