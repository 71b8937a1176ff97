"""Can the world be turned on the page, and is every weather seen in what the panel draws? In real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.workspace.page_stage import AIKO, BEN, Stage, open_stage
from workspace import cloud


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with cloud.serve(history_days=1) as aws, open_stage(cloud=aws) as stage:
        yield stage


@pytest.fixture(autouse=True)
def fair_again(stage: Stage) -> Iterator[None]:
    yield
    stage.close_windows()
    stage.workspace.weather(slack="fine", liveness="healthy", aws="fine")
    assert stage.complaints() == []


def panel(stage: Stage, person: str = BEN) -> Page:
    page = stage.window(person)
    page.locator("#weather-button").click()
    page.locator("figure.line").first.wait_for()
    return page


def turn(page: Page, part: str, sky: str) -> None:
    page.locator(f"label.sky:has(input[name='sky-{part}'][value='{sky}'])").click()
    expect(page.locator(f"input[name='sky-{part}'][value='{sky}']")).to_be_checked()


def line(page: Page, name: str) -> Locator:
    return page.locator("figure.line", has=page.get_by_text(name, exact=True))


SEEN = {
    "low_success": "Success rate",
    "errors": "Error rate",
    "slow": "Verification time, mean",
    "throttled_table": "Writes the table refused",
}


@pytest.mark.parametrize(("sky", "drawn"), SEEN.items())
def test_one_click_and_the_line_breaks_its_limit(stage: Stage, sky: str, drawn: str) -> None:
    page = panel(stage)
    expect(line(page, drawn)).not_to_have_class(re.compile("is-bad"))
    turn(page, "liveness", sky)
    expect(line(page, drawn)).to_have_class(re.compile("is-bad"))
    expect(line(page, drawn).get_by_role("img")).to_have_accessible_name(re.compile("limit .*, over the line"))


@pytest.mark.parametrize(
    ("sky", "drawn", "least"), [("cold_starts", "Cold starts", 5), ("cost_spike", "Sessions", 100)]
)
def test_weathers_without_a_limit_show_in_their_figure(stage: Stage, sky: str, drawn: str, least: int) -> None:
    page = panel(stage)
    turn(page, "liveness", sky)
    page.wait_for_function(
        "([name, least]) => [...document.querySelectorAll('figure.line')]"
        ".some((one) => one.innerText.includes(name) && Number(one.querySelector('b').innerText) >= least)",
        arg=[drawn, least],
    )


def test_slack_and_aws_have_weather_and_lines_of_their_own(stage: Stage) -> None:
    page = panel(stage)
    turn(page, "aws", "throttled")
    turn(page, "slack", "dropping")
    stage.workspace.wait_for(lambda: stage.workspace.connections() == 0, what="the cut")
    turn(page, "slack", "fine")
    stage.workspace.wait_for(lambda: stage.workspace.connections() > 0, seconds=15, what="the connection")
    expect(page.locator("fieldset", has_text="Slack").get_by_role("img").first).to_have_accessible_name(
        re.compile(r"Calls, last hour: now \d+")
    )


def test_what_is_focused_stays_focused_while_the_figures_move(stage: Stage) -> None:
    page = panel(stage)
    radio = page.locator("input[name='sky-liveness'][value='errors']")
    radio.focus()
    stage.workspace.weather(liveness="slow")
    expect(page.locator("input[name='sky-liveness'][value='slow']")).to_be_checked()
    expect(radio).to_be_focused()


def test_a_single_fault_is_asked_for_and_confirmed(stage: Stage) -> None:
    page = panel(stage, AIKO)
    page.get_by_role("button", name="次の配信を2回届ける").click()
    expect(page.locator(".troubles [role=status]")).to_contain_text("次の機会に起こります")
    before = len(stage.workspace.deliveries("slash_commands"))
    stage.workspace.person("ben").command("face-auth-ops", "/liveness status")
    stage.workspace.wait_for(lambda: len(stage.workspace.deliveries("slash_commands")) == before + 2, what="two")


def test_a_story_is_started_followed_and_stopped_on_the_page(stage: Stage) -> None:
    ben, aiko = panel(stage), stage.window(AIKO)
    ben.get_by_text("Stories that play by themselves").click()
    ben.get_by_role("button", name="Play: A quiet night").click()
    expect(aiko.locator("#story")).to_contain_text("静かすぎる夜")
    expect(ben.locator("#story .says")).to_contain_text("The publisher of the metrics dies")
    expect(ben.locator("input[value=silent]")).to_be_checked()
    aiko.locator("#story").get_by_role("button", name="停止").click()
    expect(ben.locator("#story")).to_be_hidden()
    expect(ben.locator("input[name='sky-liveness'][value=healthy]")).to_be_checked()
