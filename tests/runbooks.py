"""What do tests of runbooks share? A scene, and a look of one kind into a cloud in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.runbook import StepKind
from bot.domain.runbooks.scene import Scene
from bot.domain.service import Service
from tests.fakes import FakeCloud
from tests.liveness import CREATE, LOW_SUCCESS, liveness

GROUP = f"/aws/lambda/{CREATE}"
TABLE = "FaceAuth-LivenessSessions"


def scene(cloud: FakeCloud, service: Service | None = None, **more: Any) -> Scene:
    """Return the scene of an alarm that fired just now."""
    now = cloud.clock.now()
    return Scene(service or liveness(), now, **{"alarm": LOW_SUCCESS, "function": CREATE, "fired_at": now, **more})


def look(kind: StepKind, cloud: FakeCloud, where: Scene | None = None) -> Reading:
    """Ask all that a step asks, and read the answers."""
    where = where or scene(cloud)
    asked = kind.questions(where)
    return kind.read(where, {query: cloud.read(query, region=where.service.region) for query in asked})


def ago(cloud: FakeCloud, **length: float) -> datetime:
    """Return a moment so long before now."""
    return cloud.clock.now() - timedelta(**length)
