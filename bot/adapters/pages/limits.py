"""How much does Slack take? Its documented limits, and how a message is made to fit them.

Sources: Slack's Block Kit reference; the total was reported by users (slackapi/bolt-js issue 2509: refused as
`msg_blocks_too_long` from about 13,200 characters), so ours stays below it, counted on the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Block = Mapping[str, object]

BLOCKS_IN_A_MESSAGE = 50
BLOCKS_IN_A_VIEW = 100
CHARACTERS_IN_A_MESSAGE = 13_000
TEXT = 4_000
"""`chat.update` refuses a longer `text` (`msg_too_long`), though `chat.postMessage` would take it."""
SECTION = 3_000
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS = 25
BUTTON = 75
BUTTON_VALUE = 2_000
URL = 3_000
ALT_TEXT = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
QUOTE = 2_800
PREFORMATTED = 2_500
LINE = 300
"""Our own: a log line's beginning tells what it is; the rest of a huge one would push all others out."""
LABEL = 2_000
MODAL_TITLE = 24
PLACEHOLDER = 150
OPTIONS = 100
OPTION = 75
OPTION_VALUE = 150
ROOM_FOR_NOTICE = 400


def weight(blocks: Sequence[Block]) -> int:
    """Count the characters of blocks as they are sent."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fit(blocks: Sequence[Block], notice: Block, *, most: int = BLOCKS_IN_A_MESSAGE) -> list[Block]:
    """Leave out blocks from the end until the message fits, and say so; buttons always stay."""
    kept = list(blocks)
    if len(kept) <= most and weight(kept) <= CHARACTERS_IN_A_MESSAGE:
        return kept
    while len(kept) >= most or weight(kept) > CHARACTERS_IN_A_MESSAGE - ROOM_FOR_NOTICE:
        last = next((at for at in reversed(range(len(kept))) if kept[at]["type"] != "actions"), None)
        if last is None:
            break
        del kept[last]
    at = next((at for at, block in enumerate(kept) if block["type"] == "actions"), len(kept))
    kept.insert(at, notice)
    return kept
