"""Do the pieces that templates are made of become what Slack takes, and keep what is written in them harmless?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.pages import Pages
from bot.adapters.pages.harmless import line_by_line
from tests.blocks import check_message

TEMPLATES = Path(__file__).parents[2] / "templates"
Write = Callable[..., dict[str, Any]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Render a template that a test writes: a message, or a form when it says so; Slack's judges look at it too."""
    shutil.copytree(TEMPLATES / "locale", tmp_path / "locale")
    (tmp_path / "try").mkdir()

    def written(source: str, *, form: bool = False, **facts: object) -> dict[str, Any]:
        frame = '{{ form("Title", "Yes", "No", "try") }}' if form else "{% call text() %}said{% endcall %}"
        (tmp_path / "try" / "it.blocks.j2").write_text(f"{frame}\n{source}", encoding="utf-8")
        pages = Pages(tmp_path, "en")
        if form:
            found = pages.form("try/it", facts, "en")
        else:
            message = pages.message("try/it", facts, "en")
            found = {"text": message.text, "blocks": message.blocks}
        check_message(found)
        return found

    return written


def only(found: dict[str, Any]) -> dict[str, Any]:
    (block,) = found["blocks"]
    return block


# --- rows and buttons --------------------------------------------------------------------------------------------------


def test_a_row_is_a_paragraph_with_its_button_beside_it(write: Write) -> None:
    block = only(
        write('{% call row() %}\n*low-success-rate*\n{{ button("Silence", "alarm.silence:1") }}\n{% endcall %}')
    )

    assert block["text"]["text"] == "*low-success-rate*"
    assert (block["accessory"]["action_id"], block["accessory"]["text"]["text"]) == ("alarm.silence:1", "Silence")


def test_a_row_whose_button_leads_nowhere_is_a_paragraph(write: Write) -> None:
    block = only(write('{% call row() %}\nx\n{{ link_button("Open", "link:x", "javascript:x") }}\n{% endcall %}'))

    assert "accessory" not in block


def test_a_row_that_says_nothing_is_left_out(write: Write) -> None:
    assert write('{% call row() %}\n{{ button("Silence", "x") }}\n{% endcall %}')["blocks"] == []


def test_a_row_has_room_for_one_button(write: Write) -> None:
    with pytest.raises(ValueError, match="room for one button"):
        write('{% call row() %}x{{ button("A", "a") }}{{ button("B", "b") }}{% endcall %}')


def test_a_button_stands_in_a_row_or_among_actions(write: Write) -> None:
    with pytest.raises(ValueError, match="outside of"):
        write('{% call row() %}x{% endcall %}\n{{ button("A", "a") }}')


def test_a_button_asks_before_it_does_what_cannot_be_taken_back(write: Write) -> None:
    source = '{% call actions() %}{{ button("Roll back", "x", style="danger", confirm=(facts.a, facts.a, facts.a, facts.a)) }}{% endcall %}'
    (button,) = only(write(source, a="<!here> " + "あ" * 400))["elements"]
    asked = button["confirm"]

    assert asked.pop("style") == "danger"
    assert [len(asked[part]["text"]) for part in ("title", "text", "confirm", "deny")] == [100, 300, 30, 30]
    assert {part["type"] for part in asked.values()} == {"plain_text"}


# --- fields ------------------------------------------------------------------------------------------------------------


def test_a_field_holds_what_was_written_before(write: Write) -> None:
    (short, long) = write(
        '{{ text_input("Why", "why", initial=facts.said, optional=true) }}{{ text_input("More", "more", long=true, initial=facts.said, most=9) }}',
        form=True,
        said="one\n<two>\u202e three",
    )["blocks"]

    assert short["element"]["initial_value"] == "one <two> three"
    assert short["optional"] is True
    assert long["element"]["initial_value"] == "one\n<two>"
    assert "optional" not in long


def test_a_choice_comes_back_by_its_value(write: Write) -> None:
    block = only(
        write(
            '{{ select_input(_("Send"), "span", options=[("1h", _("1 hour")), ("24h", _("24 hours"))], initial="24h", hint="Choose") }}',
            form=True,
        )
    )

    assert block["block_id"] == block["element"]["action_id"] == "span"
    assert [(row["value"], row["text"]["text"]) for row in block["element"]["options"]] == [
        ("1h", "1 hour"),
        ("24h", "24 hours"),
    ]
    assert block["element"]["initial_option"] == block["element"]["options"][1]


def test_a_choice_fits_whatever_there_is_to_choose_from(write: Write) -> None:
    names = [f"{'あ' * 80}{at}" for at in range(120)]
    options = [["x" * 151, "too long to come back whole"], ["", "nothing"], ["blank", " "], *([n, n] for n in names)]
    element = only(
        write('{{ select_input("Alarm", "alarm", options=facts.all, initial="gone") }}', form=True, all=options)
    )["element"]

    assert len(element["options"]) == 100
    assert element["options"][0] == {
        "text": {"type": "plain_text", "text": "blank", "emoji": True},
        "value": "blank",
    }
    assert [row["value"] for row in element["options"][1:]] == names[:99]
    assert "initial_option" not in element


def test_a_choice_without_options_is_no_field(write: Write) -> None:
    assert write('{{ select_input("Alarm", "alarm", options=[]) }}', form=True)["blocks"] == []


# --- mentions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_id", "mentioned"),
    [
        ("U012ABCDEF", "<@U012ABCDEF>"),
        ("W012ABCDEF", "<@W012ABCDEF>"),
        ("S01ONCALL", "<!subteam^S01ONCALL>"),
        ("C012ABCDEF", "<#C012ABCDEF>"),
        ("G012ABCDEF", "<#G012ABCDEF>"),
        ("SRE", "SRE"),
        ("s01oncall", "s01oncall"),
        ("S01ONCALL\n", "S01ONCALL"),
        ("S01ONCALL|x", "S01ONCALL|x"),
        ("!here", "!here"),
        ("<!subteam^S01ONCALL>", "&lt;!subteam^S01ONCALL&gt;"),
        ("U1> <!channel", "U1&gt; &lt;!channel"),
        ("", ""),
    ],
)
def test_ids_become_mentions_and_nothing_else_does(write: Write, given_id: str, mentioned: str) -> None:
    found = write("{% call section() %}call {{ facts.id|mention }}{% endcall %}", id=given_id)

    assert only(found)["text"]["text"] == f"call {mentioned}".strip()


# --- log lines ---------------------------------------------------------------------------------------------------------

LOG = "{{ preformatted(facts.log) }}"


def shown(found: dict[str, Any]) -> str:
    (inside,) = only(found)["elements"]
    (text,) = inside["elements"]
    assert (inside["type"], text["type"], set(text)) == ("rich_text_preformatted", "text", {"type", "text"})
    return text["text"]


def test_a_log_line_is_shown_as_it_is_and_means_nothing(write: Write) -> None:
    said = "*x* <!channel> <@U0123456> `y` :tada: https://evil.example &lt;"

    assert shown(write(LOG, log=said)) == said


def test_lines_joined_in_a_template_stay_exact(write: Write) -> None:
    """Jinja would escape what it joins if one of the parts counted as safe."""
    assert shown(write('{{ preformatted(facts.log|join("\\n")) }}', log=["<a> & b", "*c*"])) == "<a> & b\n*c*"


def test_control_characters_are_seen_and_do_nothing(write: Write) -> None:
    assert shown(write(LOG, log="\x1b[31mred\x00\x7f\r\nback\rover\u202e\u2028\x85\tend\ud800")) == (
        "␛[31mred␀␡\nback␍over\\u202e\\u2028\\u0085\tend\\ud800"
    )


def test_a_huge_line_is_cut_and_pushes_no_other_out(write: Write) -> None:
    lines = shown(write(LOG, log="x" * 5_000_000 + "\nsecond")).split("\n")

    assert lines == ["x" * 299 + "…", "second"]


def test_lines_that_do_not_fit_are_left_out_and_that_is_said(write: Write) -> None:
    lines = shown(write(LOG, log="\n".join(f"line {at}" for at in range(9999)))).split("\n")

    assert lines[:2] == ["line 0", "line 1"]
    assert lines[-1] == "… (shortened)"
    assert lines[-2] == f"line {len(lines) - 2}"


def test_no_log_is_no_block(write: Write) -> None:
    assert write(LOG, log=" \n\n ")["blocks"] == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=3000), most=st.integers(min_value=20, max_value=400))
def test_a_log_never_takes_more_than_its_room_and_is_always_text_that_can_be_sent(text: str, most: int) -> None:
    found = line_by_line(text, most, 300, "(shortened)")

    assert len(found) <= most
    assert json.loads(json.dumps(found).encode()) == found
    assert not any(ord(character) < 0x20 and character not in "\n\t" for character in found)
    assert found.encode().decode() == found
