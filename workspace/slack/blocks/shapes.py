"""Which blocks are there, what is in each, and on which surface may it stand?"""

from __future__ import annotations

from typing import Any

from workspace.slack.blocks.elements import ELEMENTS, ID_LIMIT, IMAGE, plain, unique_actions, words
from workspace.slack.blocks.rich import RICH_TEXT
from workspace.slack.blocks.rules import (
    Rule,
    Shape,
    anything,
    flag,
    many,
    one_of,
    only,
    shape,
    string,
    typed,
    url,
    whole,
)

# The numbers are the limits of Slack's Block Kit reference.
_ID = string(ID_LIMIT)
_NOT_FOR_ACTIONS = {
    "image",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "file_input",
    "feedback_buttons",
    "icon_button",
}
_FOR_ACTIONS = {name: element for name, element in ELEMENTS.items() if name not in _NOT_FOR_ACTIONS}
_FOR_INPUT = {
    name: element
    for name, element in ELEMENTS.items()
    if name not in {"button", "image", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
}
_FOR_SECTION = {
    name: element
    for name, element in ELEMENTS.items()
    if not name.endswith("_input") and name not in {"icon_button", "feedback_buttons"}
}
_CONTEXT = {
    **only(ELEMENTS, "image"),
    "plain_text": shape("text", text=string(3000, 1), emoji=flag()),
    "mrkdwn": shape("text", text=string(3000, 1), verbatim=flag()),
}


def _elements(shapes: dict[str, Shape], most: int) -> Rule:
    listed = many(typed(shapes, "element"), most)

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        listed(value, pointer, findings)
        unique_actions(value, pointer, findings)

    return check


def _block(required: str = "", either: str = "", /, **fields: Rule) -> Shape:
    return shape(required, either, block_id=_ID, **fields)


_CELL = typed(
    {
        "raw_text": shape("text", text=string()),
        "raw_number": shape("value", value=anything(), text=string()),
        "rich_text": RICH_TEXT,
    },
    "cell",
)
_BUTTONS = _elements(only(ELEMENTS, "button", "overflow", "workflow_button", "icon_button"), 3)

BLOCKS: dict[str, Shape] = {
    "section": _block(
        "",
        "text fields",
        text=words(3000),
        fields=many(words(2000), 10),
        accessory=typed(_FOR_SECTION, "accessory"),
        expand=flag(),
    ),
    "header": _block("text", text=plain(150), level=whole(1, 4)),
    "divider": _block(),
    "context": _block("elements", elements=many(typed(_CONTEXT, "element"), 10)),
    "actions": _block("elements", elements=_elements(_FOR_ACTIONS, 25)),
    "image": Shape({**IMAGE.fields, "block_id": _ID, "title": plain(2000)}, IMAGE.required, IMAGE.either),
    "input": _block(
        "label element",
        label=plain(2000),
        element=typed(_FOR_INPUT, "element"),
        hint=plain(2000),
        optional=flag(),
        dispatch_action=flag(),
    ),
    "rich_text": Shape({**RICH_TEXT.fields, "block_id": _ID}, RICH_TEXT.required),
    "markdown": _block("text", text=string(12_000, 1)),
    "table": _block("rows", rows=many(many(_CELL, 20), 100), column_settings=many(anything(), 20)),
    "video": _block(
        "alt_text title thumbnail_url video_url",
        alt_text=string(),
        title=plain(200),
        author_name=string(50),
        description=plain(200),
        provider_name=string(),
        provider_icon_url=url(),
        thumbnail_url=url(),
        title_url=url(),
        video_url=url(),
    ),
    "file": _block("external_id source", external_id=string(), source=one_of("remote")),
    "call": _block("call_id", call_id=string(), call=anything()),
    "alert": _block("text", text=words(200), level=string()),
    "card": _block(
        title=words(150),
        subtitle=words(150),
        body=words(200),
        subtext=words(200),
        icon=anything(),
        hero_image=anything(),
        slack_icon=anything(),
        actions=_BUTTONS,
    ),
    "carousel": _block("elements", elements=many(anything(), 10)),
    "container": _block(
        title=words(150),
        subtitle=words(150),
        child_blocks=many(anything(), 10),
        elements=many(anything(), 10),
        icon=anything(),
        width=string(),
        is_collapsible=flag(),
        default_collapsed=flag(),
    ),
    "data_table": _block(
        "rows",
        rows=many(many(anything(), 20), 201, 2),
        caption=string(),
        page_size=whole(1),
        row_header_column_index=whole(),
    ),
    "data_visualization": _block(
        title=anything(), chart=anything(), data=anything(), visualization=anything(), kind=anything()
    ),
    "context_actions": _block("elements", elements=_elements(only(ELEMENTS, "feedback_buttons", "icon_button"), 5)),
    "plan": _block("title", title=anything(), tasks=many(anything(), 50)),
    "task_card": _block(
        "task_id title",
        task_id=string(),
        title=anything(),
        status=string(),
        details=anything(),
        output=anything(),
        sources=anything(),
    ),
}

_EVERYWHERE = {
    "section",
    "header",
    "divider",
    "context",
    "actions",
    "image",
    "rich_text",
    "input",
    "video",
    "card",
    "carousel",
    "container",
}
SURFACES: dict[str, dict[str, Shape]] = {
    "message": {name: block for name, block in BLOCKS.items() if name != "alert"},
    "modal": only(BLOCKS, *_EVERYWHERE, "alert", "table", "file"),
    "home": only(BLOCKS, *_EVERYWHERE, "table"),
}
