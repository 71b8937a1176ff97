"""Does the page read texts as Slack does? The parsers by themselves, run where they live: in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.workspace.page_stage import BEN, open_stage

PAGE = Path(__file__).parents[2] / "workspace" / "page"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_stage(with_app=False) as stage:
        yield stage.window(BEN)


def parsed(page: Page, text: str, *, module: str = "text/mrkdwn", reader: str = "parseMrkdwn") -> Any:
    return page.evaluate(f"async (text) => (await import('/static/{module}.js')).{reader}(text)", text)


def outline(nodes: list[dict[str, Any]]) -> str:
    """Write a tree in one line: `bold(text)`."""
    words = []
    for node in nodes:
        if node["type"] == "text":
            words.append(node["text"])
        elif "children" in node:
            words.append(f"{node['type']}({outline(node['children'])})")
        else:
            inside = (
                node.get("text")
                or node.get("name")
                or node.get("id")
                or node.get("range")
                or node.get("url")
                or node.get("seconds")
            )
            words.append(f"{node['type']}({inside}{'|' + node['label'] if node.get('label') else ''})")
    return "".join(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*bold* _it_ ~no~ `code`", "bold(bold) italic(it) strike(no) code(code)"),
        ("*bold _both_*", "bold(bold italic(both))"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("* not bold * and *open", "* not bold * and *open"),
        ("*two\nlines*", "*two\nlines*"),
        ("a &amp; b &lt;b&gt; &amp;lt;", "a & b <b> &lt;"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("<javascript:alert(1)|x>", "<javascript:alert(1)|x>"),
        ("<https://a.example/?x=1&amp;y=2|the *page*>", "link(https://a.example/?x=1&y=2|the *page*)"),
        ("see https://a.example/x.", "see link(https://a.example/x)."),
        (
            "<@U01BEN> <#C01OPS|ops> <!here> <!subteam^S01ONCALL|@oncall>",
            "user(U01BEN) channel(C01OPS|ops) broadcast(here) group(S01ONCALL|@oncall)",
        ),
        ("<!date^1763769600^{date}|then>", "date(1763769600)"),
        (":eyes: :no_such_thing: 10:30:45", "emoji(eyes) :no_such_thing: 10:30:45"),
        ("`*plain* <https://a.example|a>`", "code(*plain* a)"),
        ("```\n*x* &lt;\n```after", "pre(*x* <)after"),
        ("&gt; one\n&gt; *two*\nthree", "quote(one\nbold(two))three"),
        ("&gt;&gt;&gt; one\ntwo", "quote(one\ntwo)"),
        ("重大度は *高* です。(*S1*)", "重大度は bold(高) です。(bold(S1))"),
    ],
)
def test_mrkdwn_is_read_as_slack_reads_it(page: Page, text: str, expected: str) -> None:
    assert outline(parsed(page, text)) == expected


def test_markdown_has_headings_lists_tables_and_code(page: Page) -> None:
    """The markdown block speaks standard Markdown: two stars are bold, and a table is a table."""
    nodes = parsed(
        page,
        "# Title\n\n**bold** and *it*\n\n- a\n- [x] b\n\n| k | v |\n|---|---|\n| 1 | `2` |\n\n```\nx < y\n```",
        module="text/markdown",
        reader="parseMarkdown",
    )
    assert [node["type"] for node in nodes] == ["heading", "paragraph", "list", "table", "pre"]
    assert outline(nodes[1]["children"]) == "bold(bold) and italic(it)"
    assert [outline(item["children"]) for item in nodes[2]["items"]] == ["a", "☑ b"]
    assert [[outline(cell) for cell in row] for row in nodes[3]["rows"]] == [["k", "v"], ["1", "code(2)"]]


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("status [1h|24h] | triage [alarm] | help", ["status [1h|24h]", "triage [alarm]", "help"]),
        ("check daily|weekly | help", ["check daily|weekly", "help"]),
        ("[1h|24h|7d]", ["[1h|24h|7d]"]),
        ("status|help", ["status", "help"]),
        ("", []),
    ],
)
def test_a_usage_hint_is_split_into_what_can_be_said(page: Page, hint: str, expected: list[str]) -> None:
    assert parsed(page, hint, module="talk/completion", reader="alternatives") == expected


def test_a_text_comes_back_as_it_was_typed(page: Page) -> None:
    """Whoever edits a message sees what they wrote and not Slack's references."""
    wire = "<@U01AIKO> &amp; <#C01OPS|ops>: &lt;b&gt; <https://a.example/?x=1&amp;y=2>"
    assert parsed(page, wire, module="text/typed", reader="toTyped") == "@aiko & #ops: <b> https://a.example/?x=1&y=2"


def test_everything_the_page_says_is_said_in_both_languages() -> None:
    """A missing Japanese word would show as English in the middle of a sentence."""
    english, japanese = (
        {
            key
            for path in (PAGE / "ground" / "words").glob(f"*{language}.js")
            for key in re.findall(r"^  (\w+):", path.read_text("utf-8"), re.MULTILINE)
        }
        for language in ("en", "ja")
    )
    assert english == japanese
    used = {
        key for path in PAGE.rglob("*.js") for key in re.findall(r"\bt\(\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert used <= english


def test_no_data_can_reach_the_page_as_html() -> None:
    """Text becomes text nodes: the ways around that are not used anywhere."""
    for path in PAGE.rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            path.read_text(encoding="utf-8"),
        ), path.name
