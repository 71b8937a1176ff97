"""Set one environment variable of a Lambda function, and keep all the others.

AWS replaces the whole map, so it is read, changed in one place and written back under its revision id; a read that AWS
could not decrypt holds no variables, and writing that back would lose them all (AWS docs, UpdateFunctionConfiguration).
Only $LATEST can be changed: where callers use an alias, a version is published and the alias moved to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions import functions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Progress, Scene
from bot.domain.actions.latest import Latest
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.masking import MASK, masked
from bot.domain.queries import Query

LONGEST_VALUE = 256
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""What every program reads as the same number: `1e2`, `1_0` and other scripts' digits only some do."""


@dataclass(frozen=True, slots=True)
class LambdaVariable:
    """The variable and what it shall be (None: not there at all), through an alias where callers use one.

    `at_least` and `at_most` make it a number, within these bounds.
    """

    NAME: ClassVar[str] = "lambda_variable"
    READS: ClassVar[tuple[str, ...]] = ("lambda:GetFunctionConfiguration", "lambda:GetAlias", "lambda:ListAliases")
    CHANGES: ClassVar[tuple[str, ...]] = (
        "lambda:UpdateFunctionConfiguration",
        "lambda:PublishVersion",
        "lambda:UpdateAlias",
    )

    function: str
    variable: str
    value: str | None
    alias: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def subject(self) -> str:
        """The function and the variable."""
        return f"{self.function} {self.variable}"

    @property
    def resources(self) -> tuple[str, ...]:
        """The function, and its versions and aliases."""
        return functions.arns(self.function)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another value (`10`, `10%`), and the alias to reach callers by (`via live`)."""
        rest, alias = functions.split_words(words, self.alias)
        chosen = replace(self, alias=alias)
        if len(rest) > 1:
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(rest))}, field="value")
        return replace(chosen, value=self._read(rest[0])) if rest else chosen

    def _read(self, word: str) -> str:
        text = unicodedata.normalize("NFKC", word).strip()
        if self.at_least is None and self.at_most is None:
            if len(text) > LONGEST_VALUE:
                raise Mistake("value_is_long", {"length": len(text), "longest": LONGEST_VALUE}, field="value")
            return text
        bounds = {"word": shortened(word), "at_least": self.at_least, "at_most": self.at_most}
        number = text.removesuffix("%").strip()
        if _NUMBER.fullmatch(number) is None:
            raise Mistake("value_is_no_number", bounds, field="value")
        value = float(number)
        if not ((self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)):
            raise Mistake("value_out_of_bounds", bounds, field="value")
        return number

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the function, its aliases, what callers of the alias run, and for who else holds the variable."""
        others = (functions.configured(name) for name in scene.functions if name != self.function)
        return (*self._at.questions(scene), *others)

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the one value now and then, by name what is kept, and who else holds it or is not reached."""
        before, variables = self.before(scene, answers), self._variables(answers)
        now = variables.get(self.variable)
        if now == self.value:
            facts = {"subject": self.subject, "value": _readable(self.variable, now)}
            raise Mistake("action_already_so", facts, field="value")
        if _readable(self.variable, now or "") == MASK or _readable(self.variable, self.value or "") == MASK:
            raise Refusal("variable_is_secret", {"variable": self.variable})
        notes, offers = self._at.unreached(answers, *([] if self.value is None else [self.value]))
        held_by = [name for name in scene.functions if name != self.function and self._holds(answers, name)]
        if held_by:
            notes = (*notes, Detail("also_held_by", {"variable": self.variable, "functions": held_by}))
        return Draft(
            lines=(Line(self.variable, now, self.value),),
            calls=self._at.calls(scene, before, self._update(before, variables)),
            before=before,
            kept=tuple(sorted(name for name in variables if name != self.variable)),
            notes=notes,
            undo={"function": self.function, "variable": self.variable, "value": now, "alias": self.alias}
            | {"at_least": self.at_least, "at_most": self.at_most},
            functions=(self.function,),
            offers=offers,
        )

    def before(self, scene: Scene, answers: Answers) -> Json:
        """Return the revision and a fingerprint of every variable and setting; refuse what can't be read whole."""
        self._variables(answers)
        return self._at.before(scene, answers)

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Compare every variable with what it was; go on to the alias only when the function is as planned."""
        variables = self._variables(answers)
        wanted = {name: told for name, told in before["variables"].items() if name != self.variable}
        if self.value is not None:
            wanted |= functions.fingerprints(scene, {self.variable: self.value})
        state = {"variables": wanted, "settings": before["settings"]}
        progress = self._at.progress(scene, before, answers, state, self._update(before, variables))
        kept = len([name for name in variables if name != self.variable])
        return Done((Detail("variables_kept", {"n": kept}),)) if isinstance(progress, Done) else progress

    def _update(self, before: Json, variables: Mapping[str, str]) -> Call:
        others = {name: value for name, value in variables.items() if name != self.variable}
        own = {} if self.value is None else {self.variable: self.value}
        update = {"FunctionName": self.function, "RevisionId": before["revision"]}
        shown = dict.fromkeys(sorted(others), "…") | own
        return Call(
            "lambda",
            "UpdateFunctionConfiguration",
            {**update, "Environment": {"Variables": others | own}},
            shown={**update, "Environment": {"Variables": shown}},
        )

    def _variables(self, answers: Answers) -> Mapping[str, str]:
        return functions.variables(self._at.found(answers), self.function)

    @property
    def _at(self) -> Latest:
        return Latest(self.function, self.alias)

    def _holds(self, answers: Answers, function: str) -> bool:
        answer = answers[functions.configured(function)]
        return isinstance(answer, Known) and self.variable in (
            (answer.value.get("Environment") or {}).get("Variables") or {}
        )


def _readable(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    return MASK if MASK in masked(f"{name}={value}") else value
