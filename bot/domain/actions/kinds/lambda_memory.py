"""Give a Lambda function more memory, or less, and with it processor and price; nothing else of it changes.

Only $LATEST can be changed: where callers use an alias, a version is published and the alias moved to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions import functions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Progress, Scene
from bot.domain.actions.latest import Latest
from bot.domain.failures import Mistake, shortened
from bot.domain.items import Detail
from bot.domain.queries import Query

LEAST_MB, MOST_MB = 128, 10_240
"""The bounds of a function's memory (Lambda docs, quotas)."""

_MEMORY = re.compile(r"(\d{1,6})\s*(?:mi?b?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LambdaMemory:
    """The memory the function shall have, in MB, through an alias where callers use one."""

    NAME: ClassVar[str] = "lambda_memory"
    READS: ClassVar[tuple[str, ...]] = ("lambda:GetFunctionConfiguration", "lambda:GetAlias", "lambda:ListAliases")
    CHANGES: ClassVar[tuple[str, ...]] = (
        "lambda:UpdateFunctionConfiguration",
        "lambda:PublishVersion",
        "lambda:UpdateAlias",
    )

    function: str
    memory_mb: int
    alias: str | None = None

    @property
    def subject(self) -> str:
        """The function."""
        return self.function

    @property
    def resources(self) -> tuple[str, ...]:
        """The function, and its versions and aliases."""
        return functions.arns(self.function)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another size (`512`, `512MB`), and the alias to reach callers by (`via live`)."""
        rest, alias = functions.split_words(words, self.alias)
        chosen = replace(self, alias=alias)
        return replace(chosen, memory_mb=_read(" ".join(rest))) if rest else chosen

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the function, its aliases, and what callers of the alias run."""
        return self._at.questions(scene)

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the memory now and then, what it does to the price, and who is not reached."""
        _read(str(self.memory_mb))
        before, latest = self.before(scene, answers), self._at.found(answers)
        now = int(latest["MemorySize"])
        if now == self.memory_mb:
            raise Mistake("action_already_so", {"subject": self.subject, "value": f"{now} MB"}, field="value")
        unreached, offers = self._at.unreached(answers, str(self.memory_mb))
        # What a call costs is its duration times the memory (Lambda pricing); with more processor it may be shorter.
        cost = Detail("memory_cost", {"factor": round(self.memory_mb / now, 2), "before_mb": now, "mb": self.memory_mb})
        unchecked = Detail("variables_unchecked", {"function": self.function})
        variables = functions.readable_variables(latest)
        return Draft(
            lines=(Line("MemorySize", f"{now} MB", f"{self.memory_mb} MB"),),
            calls=self._at.calls(scene, before, self._update(before)),
            before=before,
            kept=(*sorted(set(before["settings"]) - {"MemorySize"}), *sorted(variables or ())),
            notes=(*unreached, cost, *([unchecked] if _are_locked(latest) else [])),
            undo={"function": self.function, "memory_mb": now, "alias": self.alias},
            functions=(self.function,),
            offers=offers,
        )

    def before(self, scene: Scene, answers: Answers) -> Json:
        """Return the revision and a fingerprint of every variable and setting."""
        return self._at.before(scene, answers)

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Compare all that is set with what it was; go on to the alias only when the function is as planned."""
        own = functions.fingerprints(scene, {"MemorySize": self.memory_mb})
        wanted = {"variables": before["variables"], "settings": {**before["settings"], **own}}
        progress = self._at.progress(scene, before, answers, wanted, self._update(before))
        if not isinstance(progress, Done):
            return progress
        kept = {"n": len(before["settings"]) - 1, "variables": len(before["variables"] or ())}
        return Done((Detail("settings_kept", kept),))

    def _update(self, before: Json) -> Call:
        update = {"FunctionName": self.function, "MemorySize": self.memory_mb, "RevisionId": before["revision"]}
        return Call("lambda", "UpdateFunctionConfiguration", update)

    @property
    def _at(self) -> Latest:
        return Latest(self.function, self.alias)


def _read(word: str) -> int:
    text = unicodedata.normalize("NFKC", word).strip()
    bounds = {"word": shortened(word), "at_least": LEAST_MB, "at_most": MOST_MB}
    found = _MEMORY.fullmatch(text)
    if found is None:
        raise Mistake("value_is_no_number", bounds, field="value")
    size = int(found[1])
    if not LEAST_MB <= size <= MOST_MB:
        raise Mistake("value_out_of_bounds", bounds, field="value")
    return size


def _are_locked(configuration: Json) -> bool:
    return bool((configuration.get("Environment") or {}).get("Error"))
