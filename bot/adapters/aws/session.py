"""Who speaks to AWS? One session, and one client for each product and region, made once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config

READS = Config(
    connect_timeout=1.5,
    read_timeout=7,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=32,
    tcp_keepalive=True,
    user_agent_extra="liveness-bot",
)
"""How we read: few and quick attempts, since somebody is waiting; three that can't connect, with their pauses, end
within a status answer's budget of 8 s, as one that is not answered does. A change to the world needs its own."""

ONCE = READS.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""For a question that we ask in another way when it fails."""

PATIENT = READS.merge(Config(retries={"mode": "standard", "total_max_attempts": 5}))
"""For what AWS allows only a few times a second (CloudTrail's lookups: two; searches of logs: ten and more)."""

COMMON = ("cloudwatch", "lambda")
"""The clients worth having ready before somebody asks."""


class AwsSession:
    """Clients that are safe to share between threads; making them is not, and costs much, so it happens once.

    Credentials, profile, endpoint and proxy are boto3's own business: its environment and files, or those of the
    session given.
    """

    def __init__(self, session: boto3.Session | None = None) -> None:
        self._lock = threading.Lock()
        self._session = session
        self._clients: dict[tuple[str, str | None, Config], Any] = {}

    def client(self, product: str, region: str | None, config: Config = READS) -> Any:
        """Return the client of a product in a region, or in boto3's own when it is None.

        Raises botocore's exceptions for a profile or region refused.
        """
        key = (product, region, config)
        with self._lock:
            if key not in self._clients:
                self._session = self._session or boto3.Session()
                make: Any = self._session.client  # boto3's stubs want each product's name as a literal
                self._clients[key] = make(product, region_name=region, config=config)
            return self._clients[key]

    def client_with(self, credentials: Mapping[str, Any], product: str, region: str, config: Config) -> Any:
        """Return a client of its own that signs with credentials which STS gave for a while; nothing of it is kept."""
        with self._lock:
            self._session = self._session or boto3.Session()
            make: Any = self._session.client  # as above
            return make(
                product,
                region_name=region,
                config=config,
                aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials["SessionToken"],
            )
