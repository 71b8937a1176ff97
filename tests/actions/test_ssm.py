"""Is the very document run that was planned, once, and is the step named at which it failed?"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.actions.kind import Done, Draft, Otherwise, Wait
from bot.domain.actions.kinds.ssm_document import START, SsmDocument
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, carried_out, planned, undone
from tests.actions.s3_driver import DENIED, answers
from tests.adapters.clouds import REGION, StandIn, moto, session_for
from tests.adapters.scripted import Scripted, refusal
from tests.fakes import FixedClock

CONTENT = {
    "schemaVersion": "0.3",
    "description": "Drains a node.",
    "parameters": {
        "Node": {"type": "String", "description": "which"},
        "Minutes": {"type": "String", "default": "5"},
        "Tags": {"type": "StringList", "default": []},
    },
    "mainSteps": [{"name": "wait", "action": "aws:sleep", "inputs": {"Duration": "PT1S"}}],
}
KIND = SsmDocument("Drain-Node", ("Node=n1",), "Fill-Node", ("Node=n1",))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run moto, which describes documents and runs none; ministack has neither."""
    with moto() as told:
        yield told


@pytest.fixture
def aws(address: str, tmp_path: Path) -> StandIn:
    stand_in = StandIn(address, tmp_path, knows_percentiles=False)
    stand_in.reset("/moto-api/reset")
    ssm: Any = stand_in.boto.client("ssm", region_name=REGION)
    ssm.create_document(
        Name="Drain-Node", Content=json.dumps(CONTENT), DocumentType="Automation", DocumentFormat="JSON"
    )
    return stand_in


def test_a_plan_shows_the_document_its_version_and_all_it_is_given(aws: StandIn) -> None:
    draft = planned(KIND.chosen(["Minutes=10"]), aws.cloud)
    lines = [(line.name, line.before, line.after) for line in draft.lines]
    assert lines[:3] == [("DocumentVersion", None, "1"), ("Node", None, "n1"), ("Minutes", None, "10")]
    assert [note.key for note in draft.notes] == ["document_says", "undone_by_document"]
    assert draft.notes[0].facts["text"] == "Drains a node."
    [call] = draft.calls
    assert call.arguments["Parameters"] == {"Node": ["n1"], "Minutes": ["10"]}
    assert call.arguments["DocumentVersion"] == "1"


def test_a_document_that_is_not_there_is_told(aws: StandIn) -> None:
    with pytest.raises(Mistake) as raised:
        planned(SsmDocument("Nothing-Such"), aws.cloud)
    assert (raised.value.key, raised.value.facts) == ("document_unknown", {"document": "Nothing-Such"})


def test_a_document_written_anew_since_the_plan_is_seen(aws: StandIn) -> None:
    before = planned(KIND, aws.cloud).before
    ssm: Any = aws.boto.client("ssm", region_name=REGION)
    anew = json.dumps(CONTENT | {"description": "Does another thing."})
    ssm.update_document(Name="Drain-Node", Content=anew, DocumentVersion="$LATEST", DocumentFormat="JSON")
    ssm.update_document_default_version(Name="Drain-Node", DocumentVersion="2")
    found = planned(KIND, aws.cloud).before
    assert (before["version"], found["version"]) == ("1", "2")
    assert before["content"] != found["content"]


# No stand-in runs documents: these answers are written as botocore's service model has them.


def document(**more: Any) -> dict[str, Any]:
    parameters = [
        {"Name": "Node", "Type": "String"},
        {"Name": "Minutes", "Type": "String", "DefaultValue": "5"},
        {"Name": "Tags", "Type": "StringList", "DefaultValue": ""},
    ]
    told = {"Name": "Drain-Node", "DocumentVersion": "3", "Hash": "abc", "Status": "Active"}
    return {"Document": told | {"DocumentType": "Automation", "Parameters": parameters} | more}


class Automation:
    """Systems Manager, which starts one execution for each token and moves it on at each look."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.executions: dict[str, str] = {}

    def __call__(self, operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        match operation:
            case "DescribeDocument":
                return 200, document(Name=asked["Name"])
            case "StartAutomationExecution":
                execution = self.executions.setdefault(asked["ClientToken"], str(uuid.uuid4()))
                return 200, {"AutomationExecutionId": execution}
            case "GetAutomationExecution":
                status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
                steps = [
                    {"StepName": "look", "StepStatus": "Success"},
                    {"StepName": "drain", "StepStatus": status, "FailureMessage": "no"},
                ]
                told = {"AutomationExecutionStatus": status, "StepExecutions": steps, "CurrentStepName": "drain"}
                return 200, {"AutomationExecution": told}
        return 400, refusal("InvalidAction")


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    desk = Scripted()
    yield desk
    desk.close()


@pytest.fixture
def cloud(scripted: Scripted, tmp_path: Path) -> AwsCloud:
    return AwsCloud(FixedClock(), AwsSession(session_for(scripted.address, tmp_path)))


def test_a_document_is_run_to_its_end_and_undone_by_another(scripted: Scripted, cloud: AwsCloud) -> None:
    scripted.script = Automation("Pending", "InProgress", "Waiting", "Success")
    carried = carried_out(KIND, cloud)
    assert carried.made == (START,)
    assert carried.keys == ["automation_succeeded"]
    back = undone(carried, KIND, cloud)
    started = [asked for operation, asked in scripted.calls if operation == "StartAutomationExecution"]
    assert [one["DocumentName"] for one in started] == ["Drain-Node", "Fill-Node"]
    assert started[0]["ClientToken"] != started[1]["ClientToken"]
    assert back.draft.undo == {
        "document": "Drain-Node",
        "parameters": ["Node=n1"],
        "undo_document": "Fill-Node",
        "undo_parameters": ["Node=n1"],
    }


def test_a_request_made_again_after_an_unknown_outcome_is_the_same_execution(
    scripted: Scripted, cloud: AwsCloud
) -> None:
    automation = Automation("Success")
    scripted.script = automation
    [call] = planned(KIND, cloud).calls
    assert cloud.change(call, region=REGION) == cloud.change(call, region=REGION)
    assert len(automation.executions) == 1
    assert call.repeatable
    assert str(uuid.UUID(call.arguments["ClientToken"])) == call.arguments["ClientToken"]
    other = replace(SCENE, token="action-liveness-000099")
    assert planned(KIND, cloud, other).calls[0].arguments["ClientToken"] != call.arguments["ClientToken"]


@pytest.mark.parametrize("status", ["Failed", "TimedOut", "Cancelled"])
def test_the_step_that_failed_is_named(scripted: Scripted, cloud: AwsCloud, status: str) -> None:
    scripted.script = Automation("InProgress", status)
    assert carried_out(KIND, cloud).ended == Otherwise(("drain",))


BEGUN = replace(SCENE, results={START: {"AutomationExecutionId": "e1"}})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("CompletedWithSuccess", Done),
        ("Rejected", Otherwise),
        ("PendingApproval", Wait),
        ("Cancelling", Wait),
        ("RunbookInProgress", Wait),
    ],
)
def test_every_state_is_an_end_or_a_wait(status: str, kind: type[Any]) -> None:
    execution = {"AutomationExecution": {"AutomationExecutionStatus": status}}
    step = KIND.progress(BEGUN, {}, answers(KIND, document(), execution, scene=BEGUN))
    assert isinstance(step, kind)
    if isinstance(step, Otherwise):
        assert step.names == (status,)


def plan(kind: SsmDocument, told: Any) -> Draft:
    return kind.plan(SCENE, answers(kind, told))


@pytest.mark.parametrize(
    ("kind", "told", "refusal", "key", "names"),
    [
        (SsmDocument("D"), document(), Mistake, "parameters_missing", ["Node"]),
        (SsmDocument("D", ("Node=a", "Nod=b")), document(), Mistake, "parameters_unknown", ["Nod"]),
        (SsmDocument("D", ("Node=a", "Node=b")), document(), Mistake, "parameters_several", ["Node"]),
        (SsmDocument("D", ("Node",)), document(), Mistake, "parameter_without_value", None),
        (KIND, document(Status="Updating"), Refusal, "document_not_active", None),
        (KIND, document(DocumentType="Command"), Refusal, "document_not_automation", None),
        (KIND, DENIED, Refusal, "action_cannot_look", None),
    ],
)
def test_it_is_refused_with_the_reason(kind: SsmDocument, told: Any, refusal: Any, key: str, names: Any) -> None:
    with pytest.raises(refusal) as raised:
        plan(kind, told)
    assert (raised.value.key, raised.value.facts.get("names")) == (key, names)


def test_a_secret_is_not_put_into_a_plan() -> None:
    parameters = [{"Name": "ApiToken", "Type": "String"}]
    with pytest.raises(Refusal) as raised:
        plan(SsmDocument("D", ("ApiToken=xoxb-1234567890-abcdefghijklmno",)), document(Parameters=parameters))
    assert (raised.value.key, raised.value.facts["parameter"]) == ("parameter_is_secret", "ApiToken")


def test_the_role_that_a_document_takes_is_noted() -> None:
    role = "arn:aws:iam::123456789012:role/Automation"
    parameters = [{"Name": "AutomationAssumeRole", "Type": "String", "DefaultValue": role}]
    noted = {note.key: note.facts for note in plan(SsmDocument("D"), document(Parameters=parameters)).notes}
    assert noted["document_acts_as"] == {"role": role}


def test_words_replace_the_parameters_they_name_and_keep_the_others() -> None:
    kind = SsmDocument("D", ("Node=n1", "Tags=a", "Tags=b"))
    assert kind.chosen(["Node=n2"]).parameters == ("Tags=a", "Tags=b", "Node=n2")
    assert kind.chosen(["Tags=c=d"]).parameters == ("Node=n1", "Tags=c=d")
    assert kind.chosen([]) == kind
    with pytest.raises(Mistake) as raised:
        kind.chosen(["n2"])
    assert (raised.value.key, raised.value.field) == ("parameter_without_value", "value")


def test_without_an_undoing_document_nothing_undoes_it() -> None:
    assert plan(SsmDocument("D", ("Node=a",)), document()).undo is None
