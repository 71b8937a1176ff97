"""What does SNS send over HTTP, and could it be from SNS at all, before its signature is checked?

The rules are AWS's (SNS docs, "Verifying the signatures of Amazon SNS messages"). The header with the message's type is
a hint only: what is signed is the body.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.alarms.values import UnreadableError, moment, parsed
from bot.adapters.hooks.answering import RefusedError

OLDEST = timedelta(hours=1)
FURTHEST_AHEAD = timedelta(minutes=5)
LONGEST_ADDRESS = 500

_HOST = re.compile(r"sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Mapping[str, tuple[str, ...]] = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _CONFIRMATION,
    "UnsubscribeConfirmation": _CONFIRMATION,
}
"""Which fields are signed, in this order; a notification may have no subject."""

_MAY_LACK = "Subject"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message of SNS as it claims to be: nothing of it is true before its signature is checked."""

    kind: str
    id: str
    topic: str
    at: datetime
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    signature_version: str
    certificate_url: str
    message: str = field(repr=False)
    token: str = field(repr=False, default="")

    @classmethod
    def of(cls, body: bytes) -> Envelope:
        """Read a body; refuses with 400 what SNS never sends."""
        try:
            told = parsed(body)
        except UnreadableError as error:
            raise RefusedError(400, error.why) from None
        kind = told.get("Type") if isinstance(told, dict) else None
        if not isinstance(kind, str) or kind not in _SIGNED:
            raise RefusedError(400, "type")
        try:
            return cls(
                kind=kind,
                id=_word(told, "MessageId"),
                topic=_word(told, "TopicArn"),
                at=moment(told.get("Timestamp")),
                signed=_to_sign(told, _SIGNED[kind]),
                signature=base64.b64decode(_word(told, "Signature"), validate=True),
                signature_version=_word(told, "SignatureVersion"),
                certificate_url=_word(told, "SigningCertURL"),
                message=_word(told, "Message"),
                token=_word(told, "Token") if "Token" in _SIGNED[kind] else "",
            )
        except (UnreadableError, UnicodeEncodeError, binascii.Error, ValueError):
            raise RefusedError(400, "fields") from None

    def judge(self, *, topics: Collection[str], now: datetime) -> None:
        """Refuse with 403 what can't be SNS's, or isn't meant for us; asks nobody."""
        if self.topic not in topics:
            raise RefusedError(403, "topic")
        if not is_of_sns(self.certificate_url):
            raise RefusedError(403, "certificate_address")
        if now - self.at > OLDEST:
            raise RefusedError(403, "old")
        if self.at - now > FURTHEST_AHEAD:
            raise RefusedError(403, "ahead")


def is_of_sns(address: str) -> bool:
    """Say whether a certificate's address is one of SNS's own: its host in full, and nothing that leads elsewhere."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        len(address) <= LONGEST_ADDRESS
        and re.fullmatch(r"[!-~]+", address) is not None  # urlsplit drops line ends and tabs; we don't
        and "\\" not in address
        and parts.scheme == "https"
        and "@" not in parts.netloc
        and port is None
        and _HOST.fullmatch(parts.netloc) is not None
        and parts.path.endswith(".pem")
        and not parts.query
        and not parts.fragment
    )


def _to_sign(told: Mapping[str, Any], names: tuple[str, ...]) -> bytes:
    """Return the string to sign: each name and its value on lines of their own."""
    kept = [name for name in names if name != _MAY_LACK or told.get(name) is not None]
    return "".join(f"{name}\n{_word(told, name)}\n" for name in kept).encode()


def _word(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise UnreadableError("fields")
    return value
