"""How does the world speak to the emulator it lives in? By one boto3 session that sees nothing of the user's AWS."""

from __future__ import annotations

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from workspace.cloud.names import NATURE, REGION


class Account:
    """Clients of the pretend account, each made once; not for sharing between threads before it is made."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        nothing = (None, None, None, None)
        # A profile named in the user's environment need not exist, and must not matter.
        bare = botocore.session.Session(
            session_vars={
                "profile": nothing,
                "ca_bundle": nothing,
                "config_file": (None, None, os.devnull, None),
                "credentials_file": (None, None, os.devnull, None),
            }
        )
        self._session = boto3.Session(
            region_name=REGION,
            botocore_session=bare,
        )
        self._made: dict[tuple[str, str], Any] = {}

    def client(self, service: str, *, user: str = NATURE) -> Any:
        """Give the client of a service, by boto3's name for it; the account's trail names the user."""
        if (service, user) not in self._made:
            calm = Config(
                retries={"mode": "standard", "total_max_attempts": 2},
                connect_timeout=5,
                read_timeout=20,
                proxies={},
                s3={"addressing_style": "path"},
            )
            self._made[service, user] = self._session.client(  # type: ignore[call-overload]
                service,
                endpoint_url=self._endpoint_url,
                config=calm,
                aws_access_key_id=user,
                aws_secret_access_key="opens-nothing",  # noqa: S106 -- as it says
            )
        return self._made[service, user]

    def close(self) -> None:
        """Close the connections."""
        for made in self._made.values():
            made.close()
