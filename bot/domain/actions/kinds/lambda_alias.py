"""Point an alias of a Lambda function at another version: how code is rolled back for all who call through it.

A version never changes, so going back is exact, and so is going forward again. What differs between the two is told by
name; a variable's value never is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions import functions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.function_versions import FunctionVersions, differences, listed, told
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.queries import Query

MOST_OTHERS = 5
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class LambdaAlias:
    """The alias and the version it shall point at.

    `version` None: the one published just before the newest that gets calls, or, while calls are split, the oldest that
    gets any. `weights` are the shares of other versions afterwards (`42=0.1`): none, but for restoring a split.
    """

    NAME: ClassVar[str] = "lambda_alias"
    READS: ClassVar[tuple[str, ...]] = ("lambda:GetAlias", "lambda:ListVersionsByFunction")
    CHANGES: ClassVar[tuple[str, ...]] = ("lambda:UpdateAlias",)

    function: str
    alias: str
    version: str | None = None
    weights: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The function and the alias."""
        return f"{self.function}:{self.alias}"

    @property
    def resources(self) -> tuple[str, ...]:
        """The function, and its versions and aliases."""
        return functions.arns(self.function)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another version (`41`, `v41`), which then gets all calls."""
        if len(words) > 1:
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(words))}, field="value")
        return replace(self, version=_read(words[0]), weights=()) if words else self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:  # noqa: ARG002 - every kind is given the same
        """Ask for the alias and for all versions of the function."""
        return (functions.alias(self.function, self.alias), listed(self.function))

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the versions now and then, what differs between them, and which others could be chosen."""
        before, versions = (
            self.before(scene, answers),
            FunctionVersions.of(self.function, known(answers, listed(self.function))),
        )
        now, then, shares = before["version"], before["then"], self._shares()
        if then == now and shares == before["weights"]:
            raise Mistake("action_already_so", {"subject": self.subject, "value": then}, field="value")
        lines, notes = [], []
        if then != now:
            lines.append(Line("FunctionVersion", now, then))
        if shares != before["weights"]:
            lines.append(Line("AdditionalVersionWeights", _shown(before["weights"]), _shown(shares)))
        if before["weights"] and not shares:
            facts = {"alias": self.alias, "weights": dict(before["weights"]), "version": then}
            notes.append(Detail("split_ends", facts))
        # While calls are split, what is left may be the other version.
        left = now if then != now else max({**before["weights"], now: 0}, key=functions.number)
        differing, what = differences(versions.rows[left], versions.rows[then]) if left != then else ((), ())
        notes += [Detail("version_now", told(versions.rows[left]))] if left != then else []
        notes.append(Detail("version_then", told(versions.rows[then])))
        others = [told(versions.rows[one]) for one in versions.newest_first if one not in {left, then}][:MOST_OTHERS]
        return Draft(
            lines=(*lines, *differing),
            calls=(self._update(before),),
            before=before,
            notes=(*notes, *what, *([Detail("other_versions", {"versions": others})] if others else [])),
            undo=self._undo(before),
            functions=(self.function,),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - every kind is given the same
        """Return the alias's version, shares and revision, and the version it shall point at."""
        alias = functions.with_revision(known(answers, functions.alias(self.function, self.alias)), self.function)
        versions = FunctionVersions.of(self.function, known(answers, listed(self.function)))
        now, shares = str(alias["FunctionVersion"]), dict(functions.weights(alias))
        then = self._then(versions, now, shares)
        return {"version": now, "weights": shares, "revision": alias["RevisionId"], "then": then}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:  # noqa: ARG002 - as above
        """Compare the alias's version and shares, which are moved together or not at all."""
        alias = known(answers, functions.alias(self.function, self.alias))
        found = {"version": str(alias["FunctionVersion"]), "weights": dict(functions.weights(alias))}
        wanted = {"version": before["then"], "weights": self._shares()}
        if found == wanted:
            return Done((Detail("alias_points_at", {"subject": self.subject, "version": before["then"]}),))
        names = {"version": "FunctionVersion", "weights": "AdditionalVersionWeights"}
        if any(found[part] != before[part] for part in found):
            return Otherwise(tuple(name for part, name in names.items() if found[part] != wanted[part]))
        is_same = alias.get("RevisionId") == before["revision"]
        return Make(self._update(before)) if is_same else Otherwise(("RevisionId",))

    def _then(self, versions: FunctionVersions, now: str, shares: Mapping[str, float]) -> str:
        """Return the version it shall point at; refuse what isn't there, or can't be returned to."""
        facts = {"function": self.function, "alias": self.alias}
        if self.version == functions.LATEST:
            raise Refusal("version_is_latest", facts)
        served = [now, *shares]
        then = self.version
        if then is None and functions.LATEST in served:
            raise Mistake(
                "version_is_needed", {**facts, "versions": versions.newest_first[:MOST_OTHERS]}, field="value"
            )
        if then is None:
            then = min(served, key=functions.number) if shares else versions.just_before(now)
        if then is None:
            raise Refusal("no_earlier_version", {**facts, "version": now})
        if then not in versions.rows:
            known_ones = versions.newest_first[:MOST_OTHERS]
            raise Mistake("no_such_release", {**facts, "word": shortened(then), "versions": known_ones}, field="value")
        if versions.rows[then].get("State") == "Failed":
            raise Refusal("version_failed", {**facts, "version": then})
        return then

    def _shares(self) -> dict[str, float]:
        try:
            return {version: float(share) for version, _, share in (one.partition("=") for one in self.weights)}
        except ValueError:
            raise Mistake("weights_unreadable", {"word": shortened(" ".join(self.weights))}) from None

    def _update(self, before: Json) -> Call:
        arguments: dict[str, Any] = {
            "FunctionName": self.function,
            "Name": self.alias,
            "FunctionVersion": before["then"],
            "RevisionId": before["revision"],
        }
        if before["weights"] or self.weights:
            # Left out, the shares would stay: an empty map ends them.
            arguments["RoutingConfig"] = {"AdditionalVersionWeights": self._shares()}
        return Call("lambda", "UpdateAlias", arguments)

    def _undo(self, before: Json) -> Json | None:
        if before["version"] == functions.LATEST:
            return None
        shares = [f"{version}={share}" for version, share in before["weights"].items()]
        return {"function": self.function, "alias": self.alias, "version": before["version"], "weights": shares}


def _read(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).strip()
    if text.upper() == functions.LATEST:
        return functions.LATEST
    number = text[1:] if text[:1] in {"v", "V"} else text
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise Mistake("version_is_no_number", {"word": shortened(word)}, example="41", field="value")
    return str(int(number))


def _shown(shares: Mapping[str, float]) -> str | None:
    return ", ".join(f"{version}: {share:.0%}" for version, share in sorted(shares.items())) or None
