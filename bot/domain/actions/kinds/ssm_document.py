"""Run an Automation document of AWS Systems Manager: whatever somebody has written down there.

What it does is its author's word, not ours: shown are its description, its version and what it is given, and that very
version is run. The request carries a token made of this action's own name, so that made twice it is one execution.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, Wait, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Missing
from bot.domain.masking import MASK, masked
from bot.domain.queries import Described, Query, described

ROLE = "AutomationAssumeRole"
"""The parameter by which documents are told as whom to act, by convention (SSM docs)."""

START = "ssm:StartAutomationExecution"
_TOKENS = uuid.UUID("6f0a2b1e-5c55-4c7b-9f3d-2f8f6a5c9f10")
"""The space of our tokens: any UUID, as long as it stays the same."""

SUCCEEDED = frozenset({"Success", "CompletedWithSuccess"})
FAILED = frozenset(
    {"Failed", "TimedOut", "Cancelled", "Rejected", "CompletedWithFailure", "Exited", "ChangeCalendarOverrideRejected"}
)
"""How an execution, or a step, ends; in any other state it goes on (SSM docs, AutomationExecutionStatus)."""


@dataclass(frozen=True, slots=True)
class SsmDocument:
    """The document, and its parameters as `name=value`; a list is the same name several times.

    `undo_document` with its own parameters is what takes it back.
    """

    NAME: ClassVar[str] = "ssm_document"
    READS: ClassVar[tuple[str, ...]] = ("ssm:DescribeDocument", "ssm:GetAutomationExecution")
    CHANGES: ClassVar[tuple[str, ...]] = ("ssm:StartAutomationExecution",)

    document: str
    parameters: tuple[str, ...] = ()
    undo_document: str | None = None
    undo_parameters: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The document."""
        return self.document

    @property
    def resources(self) -> tuple[str, ...]:
        """The document under both names that IAM knows it by, what undoes it, and the executions."""
        names = [name for name in (self.document, self.undo_document) if name]
        kinds = ("document/{}", "automation-definition/{}:*")
        own = [f"arn:aws:ssm:{{region}}:*:{kind.format(name)}" for name in names for kind in kinds]
        return (*own, "arn:aws:ssm:{region}:*:automation-execution/*")

    def chosen(self, words: Sequence[str]) -> Self:
        """Take other values for the parameters named, `name=value` each; all others stay."""
        taken = _read(words)
        kept = {name: values for name, values in _read(self.parameters).items() if name not in taken}
        told = (f"{name}={value}" for name, values in (kept | taken).items() for value in values)
        return replace(self, parameters=tuple(told)) if words else self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the document, and how far its execution is once there is one."""
        started = self._started(scene)
        return (self._described(),) if started is None else (self._described(), self._execution(started))

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the document and all its parameters, those that nobody gave as it sets them itself."""
        before, told = self.before(scene, answers), self._document(answers)
        given = self._fitting(told)
        defaults = {one["Name"]: one.get("DefaultValue") for one in told.get("Parameters", [])}
        shown = {name: ", ".join(given[name]) if name in given else default for name, default in defaults.items()}
        secret = next((name for name, value in shown.items() if MASK in masked(f"{name}={value}")), None)
        if secret is not None:
            raise Refusal("parameter_is_secret", {"parameter": secret, "document": self.document})
        notes = [Detail("document_says", {"document": self.document, "text": told.get("Description", "")})]
        if shown.get(ROLE):
            notes.append(Detail("document_acts_as", {"role": shown[ROLE]}))
        if self.undo_document is not None:
            notes.append(Detail("undone_by_document", {"document": self.undo_document}))
        version = Line("DocumentVersion", None, before["version"])
        return Draft(
            lines=(version, *(Line(name, None, value) for name, value in shown.items())),
            calls=(self._call(scene, before),),
            before=before,
            notes=tuple(notes),
            undo=self._undo(),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - the same in every scene
        """Return which version of the document it is, and what is in it."""
        told = self._document(answers)
        if told.get("DocumentType") != "Automation":
            raise Refusal("document_not_automation", {"document": self.document, "type": told.get("DocumentType")})
        if told.get("Status") != "Active":
            raise Refusal("document_not_active", {"document": self.document, "status": told.get("Status")})
        return {"version": told["DocumentVersion"], "content": told.get("Hash")}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Wait for the execution's end; name the step at which it failed."""
        started = self._started(scene)
        if started is None:
            return Make(self._call(scene, before))
        told = known(answers, self._execution(started))["AutomationExecution"]
        status, facts = told["AutomationExecutionStatus"], {"execution": started, "document": self.document}
        steps = told.get("StepExecutions", [])
        if status in SUCCEEDED:
            return Done((Detail("automation_succeeded", {**facts, "n": len(steps)}),))
        if status in FAILED:
            failed = [step["StepName"] for step in steps if step.get("StepStatus") in FAILED]
            return Otherwise((failed[0] if failed else status,))
        return Wait(Detail("automation_runs", {**facts, "status": status, "step": told.get("CurrentStepName", "")}))

    def _document(self, answers: Answers) -> Json:
        answer = answers[self._described()]
        if isinstance(answer, Missing):
            raise Mistake("document_unknown", {"document": self.document}, field="value")
        told: Json = known(answers, self._described())["Document"]
        return told

    def _fitting(self, told: Json) -> Mapping[str, list[str]]:
        """Return the parameters if the document takes them; a Mistake where one is unknown, missing or several."""
        given, defined = _read(self.parameters), {one["Name"]: one for one in told.get("Parameters", [])}
        facts = {"document": self.document, "known": sorted(defined)}
        unknown = sorted(set(given) - set(defined))
        if unknown:
            raise Mistake("parameters_unknown", {**facts, "names": unknown}, field="value")
        missing = [name for name, one in defined.items() if "DefaultValue" not in one and name not in given]
        if missing:
            example = f"{missing[0]}=…"
            raise Mistake("parameters_missing", {**facts, "names": missing}, example=example, field="value")
        several = [name for name, values in given.items() if len(values) > 1 and defined[name]["Type"] == "String"]
        if several:
            raise Mistake("parameters_several", {**facts, "names": several}, field="value")
        return given

    def _call(self, scene: Scene, before: Json) -> Call:
        arguments: dict[str, Any] = {"DocumentName": self.document, "DocumentVersion": before["version"]}
        given = _read(self.parameters)
        if given:
            arguments["Parameters"] = given
        token = str(uuid.uuid5(_TOKENS, scene.token))
        return Call("ssm", "StartAutomationExecution", {**arguments, "ClientToken": token}, repeatable=True)

    def _undo(self) -> Json | None:
        if self.undo_document is None:
            return None
        told = {"document": self.undo_document, "parameters": list(self.undo_parameters)}
        return {**told, "undo_document": self.document, "undo_parameters": list(self.parameters)}

    def _started(self, scene: Scene) -> str | None:
        started: str | None = scene.results.get(START, {}).get("AutomationExecutionId")
        return started

    def _described(self) -> Described:
        return described("ssm", "DescribeDocument", Name=self.document)

    def _execution(self, started: str) -> Described:
        return described("ssm", "GetAutomationExecution", AutomationExecutionId=started)


def _read(words: Sequence[str]) -> dict[str, list[str]]:
    """Read `name=value` words; a Mistake for a word that is none."""
    told: dict[str, list[str]] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not (name and sign):
            raise Mistake("parameter_without_value", {"word": shortened(word)}, example="name=value", field="value")
        told.setdefault(name, []).append(value)
    return told
