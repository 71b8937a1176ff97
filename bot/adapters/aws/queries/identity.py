"""Which account and role are we?"""

from __future__ import annotations

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.knowledge import Answer, Known
from bot.domain.queries import Identity

ACTION = "sts:GetCallerIdentity"


def _answer(aws: Aws, _: Identity, region: str) -> Answer[str]:
    read_at = aws.clock.now()
    return Known(aws.session.client("sts", region).get_caller_identity()["Arn"], read_at, ACTION)


KIND = Kind(Identity, (ACTION,), _answer)
