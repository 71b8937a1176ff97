"""SNS's side of a signature: a key, its certificate, and messages signed as AWS documents it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import NameOID

ADDRESS = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem"


class Signer:
    """Signs what SNS would, with a key of its own."""

    def __init__(self, now: datetime, *, days: int = 30) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .sign(self._key, hashes.SHA256())
        )
        self.pem = made.public_bytes(serialization.Encoding.PEM)

    def signed(self, told: Mapping[str, Any], *, version: str = "2", address: str = ADDRESS) -> dict[str, Any]:
        """Return a message with the signature of the version."""
        subject = ["Subject"] if told.get("Subject") is not None else []
        confirms = told["Type"] != "Notification"
        names = (
            ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
            if confirms
            else ["Message", "MessageId", *subject, "Timestamp", "TopicArn", "Type"]
        )
        text = "".join(f"{name}\n{told[name]}\n" for name in names).encode()
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - SNS's version 1 is SHA1
        signature = base64.b64encode(self._key.sign(text, PKCS1v15(), digest)).decode()
        return {**told, "SignatureVersion": version, "Signature": signature, "SigningCertURL": address}

    def body(self, told: Mapping[str, Any], *, version: str = "2", address: str = ADDRESS) -> bytes:
        """Return it as it is sent."""
        return json.dumps(self.signed(told, version=version, address=address), ensure_ascii=False).encode()
