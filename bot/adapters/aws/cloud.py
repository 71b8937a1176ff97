"""How is the cloud asked? The Cloud port, on AWS."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, TypeVar

from bot.adapters.aws.changing import change
from bot.adapters.aws.dimensions import PublishedSets
from bot.adapters.aws.errors import AWS_FAULTS, failed
from bot.adapters.aws.queries import Aws, kinds
from bot.adapters.aws.session import COMMON, AwsSession
from bot.domain.actions.call import Authority, Call, Changed
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.domain.questions import questions_for
from bot.domain.service import Service
from bot.domain.windows import WINDOWS
from bot.ports import Clock

A = TypeVar("A")


class AwsCloud:
    """AWS, asked through boto3. Nothing is connected, and no client made, before the first question or `warm`."""

    def __init__(self, clock: Clock, session: AwsSession | None = None) -> None:
        session = session or AwsSession()
        self._aws = Aws(session, PublishedSets(session, clock), clock)
        self._kinds = kinds()

    def read(self, query: Query[A], *, region: str) -> Answer[A]:
        """Answer a question in a region; whatever AWS or the way to it does wrong is a `Failed` with its reason."""
        kind = self._kinds[type(query)]
        try:
            return kind.answer(self._aws, query, region)
        except AWS_FAULTS as fault:
            return failed(fault, kind.actions[0])

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        """Make a call once; whatever AWS or the way to it does wrong is told as what it means for the world."""
        return change(self._aws.session, call, region, authority)

    def warm(self, services: Iterable[Service]) -> threading.Thread:
        """Make the common clients and ask everything once in the background, so that the first person needn't wait.

        Clients, connections and dimension sets are ready afterwards. What fails here will be told when somebody asks.
        """
        thread = threading.Thread(target=self._warm, args=(tuple(services),), name="aws-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self, services: tuple[Service, ...]) -> None:
        for service in services:
            for product in COMMON:
                try:
                    self._aws.session.client(product, service.region)
                except AWS_FAULTS:
                    return
            asked = questions_for(service, WINDOWS["1h"], self._aws.clock.now())
            questions: tuple[Query[Any], ...] = (asked.metrics, asked.alarms, *asked.functions)
            for question in questions:
                self.read(question, region=service.region)
