"""What may a rich_text block hold?"""

from __future__ import annotations

from workspace.slack.blocks.rules import Rule, anything, flag, many, one_of, shape, string, typed, whole

_STYLE = anything()

_INLINE = {
    "text": shape("text", text=string(), style=_STYLE),
    "link": shape("url", url=string(), text=string(), unsafe=flag(), style=_STYLE),
    "user": shape("user_id", user_id=string(), style=_STYLE),
    "usergroup": shape("usergroup_id", usergroup_id=string(), style=_STYLE),
    "channel": shape("channel_id", channel_id=string(), style=_STYLE),
    "team": shape("team_id", team_id=string(), style=_STYLE),
    "emoji": shape("name", name=string(), unicode=string(), skin_tone=whole(), style=_STYLE),
    "broadcast": shape("range", range=one_of("here", "channel", "everyone"), style=_STYLE),
    "date": shape(
        "timestamp format", timestamp=whole(), format=string(), url=string(), fallback=string(), style=_STYLE
    ),
    "color": shape("value", value=string(), style=_STYLE),
}
_inline = many(typed(_INLINE, "rich text element"), None, 0)


def _parts() -> Rule:
    section = shape("elements", elements=_inline)
    kinds = {
        "rich_text_section": section,
        "rich_text_quote": shape("elements", elements=_inline, border=whole()),
        "rich_text_preformatted": shape("elements", elements=_inline, border=whole(), language=string()),
        "rich_text_list": shape(
            "elements style",
            elements=many(typed({"rich_text_section": section}, "list item"), None, 0),
            style=one_of("bullet", "ordered"),
            indent=whole(0, 8),
            offset=whole(),
            border=whole(),
        ),
    }
    return many(typed(kinds, "rich text part"), None, 0)


RICH_TEXT = shape("elements", elements=_parts())
