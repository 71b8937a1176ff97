"""How is one setting of a Lambda function changed with all others kept, and how does it reach an alias's callers?

Only $LATEST can be changed, under its revision id. Callers of an alias run a published version: one is published of
exactly what was read back (its revision id and its code's digest), and the alias is moved to it (Lambda API,
PublishVersion and UpdateAlias).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.actions import functions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Make, Offer, Otherwise, Progress, Scene, Wait, known
from bot.domain.failures import Refusal
from bot.domain.items import Detail
from bot.domain.queries import Described, Query

UNKNOWN_YET = "…"
"""What stands in a plan for what only an earlier request's answer tells."""


@dataclass(frozen=True, slots=True)
class Latest:
    """A function's $LATEST, and the alias whose callers shall get it; None: only who calls the function itself."""

    function: str
    alias: str | None = None

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for $LATEST, the aliases, what callers of the alias run, and for the version published for it."""
        asked: tuple[Query[Any], ...] = (self._latest(), functions.aliases(self.function))
        if self.alias is None:
            return asked
        asked = (*asked, self._served(), functions.alias(self.function, self.alias))
        version = _published(scene)
        return asked if version is None else (*asked, functions.configured(self.function, version))

    def found(self, answers: Answers) -> Json:
        """Return the configuration of $LATEST."""
        told: Json = known(answers, self._latest())
        return told

    def before(self, scene: Scene, answers: Answers) -> dict[str, Any]:
        """Return the revision and fingerprints of all that is set; refuse what would release more than was asked."""
        latest = functions.at_rest(self.found(answers))
        told: dict[str, Any] = {"revision": latest["RevisionId"], **functions.state(scene, latest)}
        if self.alias is None:
            return told
        functions.variables(latest, self.function)  # two that can't be read can't be said to be the same
        alias, served = self._movable(answers), functions.state(scene, known(answers, self._served()))
        if served != functions.state(scene, latest):
            names = list(functions.different(functions.state(scene, latest), served))
            raise Refusal("unreleased_changes", {"function": self.function, "alias": self.alias, "names": names})
        return told | {"alias": {"version": alias["FunctionVersion"], "revision": alias["RevisionId"]}}

    def calls(self, scene: Scene, before: Json, update: Call) -> tuple[Call, ...]:
        """Return all requests it takes, `update` first."""
        return (update,) if self.alias is None else (update, self._publish(scene, {}), self._move(scene, before))

    def progress(self, scene: Scene, before: Json, answers: Answers, wanted: Json, update: Call) -> Progress:
        """Compare all that is set with what it was and with `wanted`; go on to the alias only when it is as planned."""
        latest = self.found(answers)
        unsettled = functions.unsettled(latest, before["revision"])
        if unsettled is not None:
            return unsettled
        found = functions.state(scene, latest)
        if found == {part: before[part] for part in found} and found != wanted:
            is_same = latest.get("RevisionId") == before["revision"]
            return Make(update) if is_same else Otherwise(("RevisionId",))
        if found != wanted:
            return Otherwise(functions.different(found, wanted))
        return Done() if self.alias is None else self._release(scene, before, answers, wanted)

    def unreached(self, answers: Answers, *words: str) -> tuple[tuple[Detail, ...], tuple[Offer, ...]]:
        """Say that callers of an alias would notice nothing, and offer to go through it with the same words."""
        rows = known(answers, functions.aliases(self.function)).get("Aliases", [])
        names = [row["Name"] for row in rows if row["FunctionVersion"] != functions.LATEST]
        if self.alias is not None or not names:
            return (), ()
        said = Detail("aliases_not_reached", {"function": self.function, "aliases": names})
        offers = (
            Offer(Detail("go_through_alias", {"alias": one}), " ".join([*words, functions.VIA, one])) for one in names
        )
        return (said,), tuple(offers)

    def _release(self, scene: Scene, before: Json, answers: Answers, wanted: Json) -> Progress:
        version = _published(scene)
        if version is None:
            return Make(self._publish(scene, self.found(answers)))
        published = known(answers, functions.configured(self.function, version))
        if published.get("State") == "Pending":
            return Wait(Detail("version_settles", {"function": self.function, "version": version}))
        if published.get("State") == "Failed":
            return Otherwise(("State",))
        made = functions.state(scene, published)
        if made != wanted:
            return Otherwise(functions.different(made, wanted))
        now = known(answers, functions.alias(self.function, str(self.alias)))
        if now["FunctionVersion"] == before["alias"]["version"]:
            return Make(self._move(scene, before))
        is_there = now["FunctionVersion"] == version and not functions.weights(now)
        return Done() if is_there else Otherwise((str(self.alias),))

    def _movable(self, answers: Answers) -> Json:
        """Return the alias; a Refusal where moving it would do something else than was asked for."""
        alias: Json = known(answers, functions.alias(self.function, str(self.alias)))
        facts = {"function": self.function, "alias": self.alias}
        if alias["FunctionVersion"] == functions.LATEST:
            raise Refusal("alias_is_latest", facts)
        if functions.weights(alias):
            raise Refusal("alias_is_split", {**facts, "weights": dict(functions.weights(alias))})
        return functions.with_revision(alias, self.function)

    def _publish(self, scene: Scene, latest: Json) -> Call:
        exactly = {name: latest.get(name, UNKNOWN_YET) for name in ("CodeSha256", "RevisionId")}
        arguments = {"FunctionName": self.function, "Description": scene.token, **exactly}
        # Published a second time, what has not changed is the same version.
        return Call("lambda", "PublishVersion", arguments, repeatable=True)

    def _move(self, scene: Scene, before: Json) -> Call:
        named = {"FunctionName": self.function, "Name": self.alias}
        moved = {"FunctionVersion": _published(scene) or UNKNOWN_YET, "RevisionId": before["alias"]["revision"]}
        return Call("lambda", "UpdateAlias", {**named, **moved})

    def _latest(self) -> Described:
        return functions.configured(self.function)

    def _served(self) -> Described:
        return functions.configured(self.function, self.alias)


def _published(scene: Scene) -> str | None:
    version: str | None = scene.results.get("lambda:PublishVersion", {}).get("Version")
    return version
