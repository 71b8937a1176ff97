"""Do files come in and out as Slack's own client expects, and may blocks show them?"""

from __future__ import annotations

import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.bolt_app import BoltApp
from workspace.slack import Workspace

OWN = "C01FACEOPS"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def test_an_upload_in_two_steps_becomes_a_message(ws: Workspace, web: WebClient) -> None:
    """Source: Slack docs, files.getUploadURLExternal, raw bytes, files.completeUploadExternal."""
    root = ws.person("aiko").post(OWN, "chart please")
    answer = web.files_upload_v2(
        content=PNG, filename="chart.png", title="Chart", channel=OWN, thread_ts=root, initial_comment="here"
    )
    file = answer["files"][0]
    message = ws.messages(OWN, root)[-1]
    assert (message["text"], message["files"][0]["id"], message["thread_ts"]) == ("here", file["id"], root)
    assert web.files_info(file=file["id"])["file"]["shares"] == {"public": {OWN: [{"ts": message["ts"]}]}}
    assert ws.unknown == []


def test_private_files_need_the_token(ws: Workspace, web: WebClient) -> None:
    """Without one Slack answers 200 with its sign-in page, which a careless bot stores as the file."""
    file = web.files_upload_v2(content=PNG, filename="chart.png", channel=OWN)["files"][0]
    url = web.files_info(file=file["id"])["file"]["url_private"]
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {ws.bot_token}"})
    with urllib.request.urlopen(request, timeout=5) as response:
        assert (response.read(), response.headers["Content-Type"]) == (PNG, "image/png")
    with urllib.request.urlopen(url, timeout=5) as response:
        assert response.headers["Content-Type"].startswith("text/")


def test_an_image_block_may_show_an_uploaded_file(ws: Workspace, web: WebClient) -> None:
    """Source: Slack docs, slack_file object; the page gets an address it can load."""
    file = web.files_upload_v2(content=PNG, filename="chart.png")["files"][0]
    image = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "chart"}
    ts = web.chat_postMessage(channel=OWN, text="card", blocks=[image])["ts"]
    [shown] = [message for message in ws.messages(OWN) if message["ts"] == ts]
    address = ws.page_url.rstrip("/") + shown["blocks"][0]["image_url"]
    with urllib.request.urlopen(address, timeout=5) as response:
        assert response.read() == PNG
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=OWN, text="card", blocks=[{**image, "slack_file": {"id": "F0NOSUCH"}}])
    assert caught.value.response["error"] == "invalid_blocks"


def test_a_persons_file_reaches_the_app(ws: Workspace, web: WebClient, bolt: BoltApp) -> None:
    shared = ws.person("aiko").upload(OWN, "error.log", b"trace", "see the log")
    event = bolt.wait_for_event("message", "file_share")
    assert (event["ts"], event["files"][0]["name"], event["user"]) == (shared["ts"], "error.log", "U01AIKO")
    assert bolt.wait_for_event("file_shared")["file_id"] == shared["file_id"]
    request = urllib.request.Request(
        event["files"][0]["url_private"], headers={"Authorization": f"Bearer {ws.bot_token}"}
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        assert response.read() == b"trace"


def test_any_name_makes_an_address_that_works(ws: Workspace) -> None:
    ts = ws.person("aiko").upload(OWN, "../障害 ログ#1?.txt", b"trace")["ts"]
    [message] = [one for one in ws.messages(OWN) if one["ts"] == ts]
    [file] = message["files"]
    assert file["name"] == "障害 ログ#1?.txt"
    with urllib.request.urlopen(ws.page_url.rstrip("/") + file["page_url"], timeout=5) as response:
        assert response.read() == b"trace"
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {ws.bot_token}"})
    with urllib.request.urlopen(request, timeout=5) as response:
        assert response.read() == b"trace"


def test_what_was_not_uploaded_cannot_be_completed(web: WebClient) -> None:
    promised = web.files_getUploadURLExternal(filename="a.txt", length=3)
    with pytest.raises(SlackApiError) as caught:
        web.files_completeUploadExternal(files=[{"id": promised["file_id"]}])
    assert caught.value.response["error"] == "file_update_failed"
    with pytest.raises(SlackApiError) as caught:
        web.files_completeUploadExternal(files=[{"id": "F0NOSUCH"}])
    assert caught.value.response["error"] == "file_not_found"
