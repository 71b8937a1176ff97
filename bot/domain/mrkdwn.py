"""What does a message in Slack's mrkdwn read like where nothing interprets it?"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"<(?:(?P<sign>[@#!])(?=[A-Za-z0-9])|(?=[a-z][a-z0-9+.-]*:))(?P<target>[^<>|\n]*)(?:\|(?P<label>[^<>\n]*))?>|&(?P<entity>lt|gt|amp);"
)
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_SCHEMES = ("mailto:", "tel:")


def plain(text: str) -> str:
    """Return a text without Slack's own marks: people by their id, channels by name, links as they lead.

    Format: https://docs.slack.dev/messaging/formatting-message-text
    """
    return _TOKEN.sub(_read, text) if "<" in text or "&" in text else text


def _read(found: re.Match[str]) -> str:
    if found["entity"]:
        return _ENTITIES[found["entity"]]
    sign, target, label = found["sign"], _unescaped(found["target"]), _unescaped(found["label"] or "")
    if sign == "@":
        return f"@{target}"  # the id, whatever the label: names are shown only where the owner wants them
    if sign == "#":
        return f"#{(label or target).removeprefix('#')}"
    if sign == "!":
        return _special(target, label)
    for scheme in _SCHEMES:
        if target.startswith(scheme):
            return label or target.removeprefix(scheme)
    is_same = label in {"", target} or target.rstrip("/").endswith(f"://{label.rstrip('/')}")
    return target if is_same else f"{label} ({target})"


def _special(target: str, label: str) -> str:
    """Read `<!here>`, `<!subteam^S…|@ops>`, `<!date^…|noon>`."""
    kind, _, rest = target.partition("^")
    if kind == "date":
        return label or rest.partition("^")[0]
    return f"@{label.removeprefix('@') or rest or kind}"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
