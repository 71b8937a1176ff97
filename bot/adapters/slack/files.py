"""How are the bytes of a file in Slack read, without our token or our patience going astray?"""

from __future__ import annotations

import urllib.request
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit

from slack_sdk import WebClient

from bot.adapters.slack.client import CALL_TIMEOUT_SECONDS, retry_after, tls
from bot.domain.failures import Outage

SLACK_HOSTS = ("slack.com", "slack-gov.com")
"""Slack's own, and GovSlack's; files lie on hosts below them (Slack docs, file object)."""

CHUNK_BYTES = 64 * 1024
PAGES = (".html", ".htm")


def read_file(client: WebClient, url: str, *, most_bytes: int) -> bytes:
    """Read a private address with the bot's token; see `Records.file` for what is raised.

    Slack answers whoever may not read a file with its sign-in page (Slack docs, file object), which is no file.
    """
    if not is_slacks(url, client.base_url):
        raise Outage("slack", "not_slacks_address", retry=False, detail=urlsplit(url).hostname or "")
    opener = urllib.request.build_opener(_OnlyAtSlack(client.base_url), urllib.request.HTTPSHandler(context=tls()))
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - judged above
    try:
        with opener.open(request, timeout=CALL_TIMEOUT_SECONDS) as answer:
            if answer.headers.get_content_type() == "text/html" and not urlsplit(url).path.endswith(PAGES):
                raise Outage("slack", "file_not_readable", needs="files:read", retry=False, detail="sign-in")
            return _content(answer, most_bytes)
    except HTTPError as error:
        with error:
            raise _refusal(error) from error
    except TimeoutError as error:
        raise Outage("slack", "timeout", detail="file") from error
    except (URLError, OSError, HTTPException) as error:
        reason = "timeout" if isinstance(getattr(error, "reason", None), TimeoutError) else "unreachable"
        raise Outage("slack", reason, detail="file") from error


class _OnlyAtSlack(urllib.request.HTTPRedirectHandler):
    """Follow a redirection only where our token may go, and none to the sign-in page."""

    max_redirections = 3

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Return the next request, or raise the Outage that the redirection means."""
        if "redir" in parse_qs(urlsplit(newurl).query):
            fp.close()
            raise Outage("slack", "file_not_readable", needs="files:read", retry=False, detail="sign-in")
        if not is_slacks(newurl, self._api_url):
            fp.close()
            raise Outage("slack", "not_slacks_address", retry=False, detail=urlsplit(newurl).hostname or "")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_slacks(url: str, api_url: str) -> bool:
    """Say whether an address is at Slack, or at the very origin that we were told to call in its place."""
    try:
        there, api = urlsplit(url), urlsplit(api_url)
        if "@" in there.netloc:
            return False
        if (there.scheme, there.hostname, there.port) == (api.scheme, api.hostname, api.port):
            return True
    except ValueError:
        return False
    host = there.hostname or ""
    return there.scheme == "https" and any(host == home or host.endswith(f".{home}") for home in SLACK_HOSTS)


def _content(answer: Any, most_bytes: int) -> bytes:
    promised = answer.headers.get("Content-Length") or ""
    if promised.isdecimal() and int(promised) > most_bytes:
        raise Outage("slack", "file_too_large", retry=False, detail=promised)
    content = bytearray()
    while chunk := answer.read(CHUNK_BYTES):
        content += chunk
        if len(content) > most_bytes:
            raise Outage("slack", "file_too_large", retry=False, detail=str(len(content)))
    if promised.isdecimal() and len(content) < int(promised):
        raise Outage("slack", "unreachable", detail="file cut short")
    return bytes(content)


def _refusal(error: HTTPError) -> Outage:
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        return Outage("slack", "ratelimited", retry_after=retry_after(error.headers), detail="file")
    if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outage("slack", "server_error", detail="file")
    gone = error.code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
    reason = "file_not_found" if gone else "file_not_readable"
    return Outage("slack", reason, needs=None if gone else "files:read", retry=False, detail=str(error.code))
