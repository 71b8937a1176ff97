"""Keep so many environments of a Lambda function warm for those who call an alias; they cost money all the while.

Never for $LATEST, for which AWS has no such thing (Lambda docs, provisioned concurrency).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions import functions
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, Wait, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Missing
from bot.domain.queries import Described, Query, described

DOLLARS_PER_GB_SECOND = 0.0000041667
"""List price of provisioned concurrency, us-east-1, x86 (AWS Lambda pricing); what calls cost comes on top."""

SECONDS_PER_MONTH = 30 * 24 * 3600

MB_PER_GB = 1024
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ProvisionedConcurrency:
    """How many environments shall be warm behind the alias; 0: none, as without it."""

    NAME: ClassVar[str] = "provisioned_concurrency"
    READS: ClassVar[tuple[str, ...]] = (
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:GetAlias",
        "lambda:GetFunctionConfiguration",
    )
    CHANGES: ClassVar[tuple[str, ...]] = (
        "lambda:PutProvisionedConcurrencyConfig",
        "lambda:DeleteProvisionedConcurrencyConfig",
    )

    function: str
    alias: str
    executions: int

    @property
    def subject(self) -> str:
        """The function and the alias."""
        return f"{self.function}:{self.alias}"

    @property
    def resources(self) -> tuple[str, ...]:
        """The function, and its versions and aliases."""
        return functions.arns(self.function)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another number (`5`; `0` removes it)."""
        if len(words) > 1:
            raise Mistake("value_is_several_words", {"word": shortened(" ".join(words))}, field="value")
        return replace(self, executions=_read(words[0])) if words else self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:  # noqa: ARG002 - every kind is given the same
        """Ask for what is provisioned, for the alias, and how much memory its callers' function has."""
        return (
            self._provisioned(),
            functions.alias(self.function, self.alias),
            functions.configured(self.function, self.alias),
        )

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the number now and then, and what it costs in a month."""
        before = self.before(scene, answers)
        now, wanted = before["executions"], _read(str(self.executions))
        if now == wanted and before["status"] != "FAILED":
            raise Mistake("action_already_so", {"subject": self.subject, "value": str(now)}, field="value")
        memory = int(known(answers, functions.configured(self.function, self.alias))["MemorySize"])
        cost: dict[str, object] = {
            "dollars_now": _dollars(now, memory),
            "dollars_then": _dollars(wanted, memory),
            "memory_mb": memory,
            "dollars_per_gb_second": DOLLARS_PER_GB_SECOND,
        }
        reach = Detail("only_through_alias", {"function": self.function, "alias": self.alias})
        return Draft(
            lines=(Line("ProvisionedConcurrentExecutions", str(now or "") or None, str(wanted or "") or None),),
            calls=(self._call(),),
            before=before,
            notes=(Detail("concurrency_cost", cost), reach),
            undo={"function": self.function, "alias": self.alias, "executions": now},
            functions=(self.function,),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - every kind is given the same
        """Return what is provisioned, and the alias's version; refuse while it is changing and where it can't be."""
        facts = {"function": self.function, "alias": self.alias}
        if self.alias == functions.LATEST:
            raise Refusal("concurrency_not_on_latest", facts)
        alias, found = known(answers, functions.alias(self.function, self.alias)), self._state(answers)
        if alias["FunctionVersion"] == functions.LATEST:
            raise Refusal("concurrency_not_on_latest", facts)
        # "Alias with weights can not be used with Provisioned Concurrency" (AWS's own refusal).
        if functions.weights(alias) and self.executions:
            raise Refusal("alias_is_split", {**facts, "weights": dict(functions.weights(alias))})
        if found["status"] == "IN_PROGRESS":
            raise Refusal("concurrency_is_changing", facts)
        return {**found, "version": alias["FunctionVersion"]}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Wait until AWS has all of it ready; what was asked for is not there before that."""
        found = self._state(answers)
        is_untouched = all(found[name] == before[name] for name in found)
        was_made = self._call().name in scene.results
        if is_untouched and (found["executions"] != self.executions or found["status"] == "FAILED"):
            # AWS may tell a change a little late; asked again at once, it would begin anew.
            return Wait(self._waiting(answers)) if was_made else Make(self._call())
        if found["executions"] != self.executions:
            return Otherwise(("RequestedProvisionedConcurrentExecutions",))
        if found["status"] == "IN_PROGRESS":
            return Wait(self._waiting(answers))
        if found["status"] == "FAILED":
            return Otherwise(("Status",))
        return Done((Detail("concurrency_ready", {"subject": self.subject, "n": self.executions}),))

    def _state(self, answers: Answers) -> dict[str, Any]:
        """Return the number asked for (0: nothing provisioned), how far AWS is, and when it was asked."""
        answer = answers[self._provisioned()]
        if isinstance(answer, Missing) and answer.reason == "not_set":
            return {"executions": 0, "status": "READY", "asked_at": None}
        told = known(answers, self._provisioned())
        return {
            "executions": int(told["RequestedProvisionedConcurrentExecutions"]),
            "status": told["Status"],
            "asked_at": told.get("LastModified"),
        }

    def _waiting(self, answers: Answers) -> Detail:
        answer = answers[self._provisioned()]
        told = {} if isinstance(answer, Missing) else known(answers, self._provisioned())
        ready = int(told.get("AvailableProvisionedConcurrentExecutions") or 0)
        return Detail("concurrency_allocates", {"subject": self.subject, "ready": ready, "n": self.executions})

    def _call(self) -> Call:
        named = {"FunctionName": self.function, "Qualifier": self.alias}
        if not self.executions:
            return Call("lambda", "DeleteProvisionedConcurrencyConfig", named, repeatable=True)
        wanted = {**named, "ProvisionedConcurrentExecutions": self.executions}
        return Call("lambda", "PutProvisionedConcurrencyConfig", wanted, repeatable=True)

    def _provisioned(self) -> Described:
        return described(
            "lambda",
            "GetProvisionedConcurrencyConfig",
            subject=self.subject,
            FunctionName=self.function,
            Qualifier=self.alias,
        )


def _read(word: str) -> int:
    text = unicodedata.normalize("NFKC", word).strip()
    if text.startswith("-") and text[1:].isdecimal():
        raise Mistake("value_out_of_bounds", {"word": shortened(word), "at_least": 0, "at_most": None}, field="value")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        facts = {"word": shortened(word), "at_least": 0, "at_most": None}
        raise Mistake("value_is_no_number", facts, example="5", field="value")
    return int(text)


def _dollars(executions: int, memory_mb: int) -> float:
    return round(executions * memory_mb / MB_PER_GB * DOLLARS_PER_GB_SECOND * SECONDS_PER_MONTH, 2)
