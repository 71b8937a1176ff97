"""Where are kinds of action on S3 tried? On a stand-in for AWS with one bucket, which remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.actions.call import Authority, Call, Changed
from bot.domain.actions.kind import ActionKind, Answers, Done, Scene
from bot.domain.knowledge import Answer, Failed, Known, Missing
from bot.domain.queries import Query
from bot.ports import Cloud
from tests.actions.driver import NOW, SCENE, Carried, carried_out, planned, undone
from tests.adapters.clouds import REGION, StandIn, ministack, moto

A = TypeVar("A")

BUCKET = "face-auth-images"
DENIED = Failed("denied", "s3:Anything", needs="s3:Anything", detail="no")
NOT_SET = Missing("not_set", "s3:Anything", BUCKET)


def answers(kind: ActionKind, *told: Any, scene: Scene = SCENE) -> Answers:
    """Answer a kind's questions in their order; what is no answer already is known to be so."""
    questions = kind.questions(scene)
    answered = (one if isinstance(one, Known | Missing | Failed) else Known(one, NOW, "by hand") for one in told)
    return dict(zip(questions, answered, strict=True))


class Remembering:
    """A cloud that remembers the calls made, and lets something happen after each."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.calls: list[Call] = []
        self.after_call: Callable[[], object] = lambda: None

    def read(self, query: Query[A], *, region: str) -> Answer[A]:
        return self._cloud.read(query, region=region)

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        self.calls.append(call)
        outcome = self._cloud.change(call, region=region, authority=authority)
        self.after_call()
        return outcome


class Buckets(StandIn):
    """A stand-in for AWS with a bucket, filled through boto3; `aws` is what the actions are carried out on."""

    def __init__(self, name: str, endpoint: str, room: Path) -> None:
        super().__init__(endpoint, room, knows_percentiles=False)
        self.reset("/moto-api/reset" if name == "moto" else "/_ministack/reset")
        self.aws = Remembering(self.cloud)
        self.s3 = self.boto.client("s3", region_name=REGION)
        self.s3.create_bucket(Bucket=BUCKET)

    def do(self, kind: ActionKind) -> Carried:
        """Carry it out, and see that exactly the requests planned were made."""
        self.aws.calls.clear()
        return self._done(carried_out(kind, self.aws, draft=planned(kind, self.aws)))

    def undo(self, carried: Carried, kind: ActionKind) -> Carried:
        self.aws.calls.clear()
        return self._done(undone(carried, kind, self.aws))

    def _done(self, carried: Carried) -> Carried:
        assert isinstance(carried.ended, Done), carried.ended
        assert [call.arguments for call in self.aws.calls] == [call.arguments for call in carried.draft.calls]
        return carried

    def keep_versions(self, status: Any = "Enabled") -> None:
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})

    def put(self, key: str, body: bytes, **more: Any) -> str:
        """Put an object and return its version's id."""
        return self.s3.put_object(Bucket=BUCKET, Key=key, Body=body, **more).get("VersionId", "null")

    def delete(self, key: str) -> str:
        """Delete an object and return the marker's id."""
        return self.s3.delete_object(Bucket=BUCKET, Key=key)["VersionId"]

    def body(self, key: str) -> bytes | None:
        try:
            return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def tags(self, key: str) -> dict[str, str]:
        told = self.s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
        return {tag["Key"]: tag["Value"] for tag in told}


@contextmanager
def stand_in(name: str) -> Iterator[tuple[str, str]]:
    """Run a stand-in for AWS; give its name and address."""
    with moto() if name == "moto" else ministack() as address:
        yield name, address
