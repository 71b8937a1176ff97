"""Did SNS sign this? Its certificates, fetched once, and what they say of a signature."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.adapters.fetching import fetched
from bot.adapters.hooks.answering import RefusedError
from bot.adapters.hooks.envelope import Envelope

LARGEST_CERTIFICATE_BYTES = 20_000
REMEMBERED = 16
"""SNS signs with one certificate for each region, and changes it rarely."""

_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "1": hashes.SHA1,  # still what a topic uses unless its attribute SignatureVersion says 2
    "2": hashes.SHA256,
}


def fetched_certificate(url: str) -> bytes:
    """Fetch a certificate from an address that was checked; raises `Outage("sns", …)`."""
    return fetched(url, port="sns", largest=LARGEST_CERTIFICATE_BYTES)


class Certificates:
    """Remembers certificates by their address; safe between threads, one of which fetches at a time."""

    def __init__(self, fetch: Callable[[str], bytes] = fetched_certificate) -> None:
        self._fetch = fetch
        self._known: OrderedDict[str, x509.Certificate] = OrderedDict()
        self._lock = threading.Lock()

    def prove(self, envelope: Envelope, *, now: datetime) -> None:
        """Refuse with 403 what wasn't signed by the certificate it names.

        Raises `Outage("sns", …)` when that can't be fetched now: SNS tries again.
        """
        if envelope.signature_version not in _HASHES:
            raise RefusedError(403, "signature_version")
        certificate = self._certificate(envelope.certificate_url)
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise RefusedError(403, "certificate_dates")
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise RefusedError(403, "certificate")
        try:
            key.verify(envelope.signature, envelope.signed, PKCS1v15(), _HASHES[envelope.signature_version]())
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            raise RefusedError(403, "signature") from None

    def _certificate(self, url: str) -> x509.Certificate:
        with self._lock:
            if url not in self._known:
                self._known[url] = _read(self._fetch(url))
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            return self._known[url]


def _read(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise RefusedError(403, "certificate") from None
