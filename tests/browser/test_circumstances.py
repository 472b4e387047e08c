"""The way to the guide under the circumstances of the people who go it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import lead_of, subjects_to

AMINA = "amina@example.com"
DESK = "front-desk@clinic.test"
A_2G_CONNECTION = {"offline": False, "latency": 800, "downloadThroughput": 31_250, "uploadThroughput": 12_500}
"""Milliseconds, and bytes a second: 250 kbit/s down."""


@pytest.fixture
def page(browser: Browser, site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, base_url=site.url)
    yield context.new_page()
    context.close()


def fill(page: Page) -> None:
    page.get_by_label("Your name").fill("Amina Khan")
    page.get_by_label("Email", exact=True).fill(AMINA)
    page.get_by_label("Phone or WhatsApp").fill("0300 1234567")


def press(page: Page) -> None:
    page.get_by_role("button", name="Send me the guide").click()


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_with_a_keyboard_alone(page, site):
    page.goto("/")
    tab_to(page, "[href='#ask']")
    page.keyboard.press("Enter")
    for name, typed in (("name", "Amina Khan"), ("email", AMINA), ("phone", "0300 1234567")):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(typed)
    tab_to(page, "[name=follow_ups]")
    page.keyboard.press("Space")
    tab_to(page, "button")
    page.keyboard.press("Enter")

    page.wait_for_url("**/thank-you")
    assert lead_of(AMINA).may_get_follow_ups


def test_a_question_is_folded_out_with_a_keyboard_alone(page):
    page.goto("/")
    tab_to(page, "summary")
    page.keyboard.press("Enter")

    expect(page.get_by_text("A little.").first).to_be_visible()


def test_over_a_2g_connection_each_page_comes_with_one_request(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", A_2G_CONNECTION)
    page.goto("/")
    fill(page)
    press(page)

    page.wait_for_url("**/thank-you")
    assert [url for url in asked if not url.startswith("data:")] == [
        f"{site.url}/",
        f"{site.url}/ready",
        f"{site.url}/leads",
    ]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_is_one_enquiry(browser, site, javascript):
    context = browser.new_context(java_script_enabled=javascript, base_url=site.url)
    page = context.new_page()
    page.goto("/")
    fill(page)
    page.get_by_role("button", name="Send me the guide").dblclick()

    expect(page).to_have_title("Thank you · Riverside Clinic")
    assert subjects_to(site, DESK) == ["Amina Khan · 0300 1234567 · direct visit"]
    context.close()


def test_who_goes_back_finds_the_form_filled_in_and_sends_nothing_twice(page, site):
    page.goto("/")
    fill(page)
    press(page)
    page.wait_for_url("**/thank-you")
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Amina Khan")

    press(page)
    page.wait_for_url("**/thank-you")
    assert len(subjects_to(site, DESK)) == 1


def test_reloading_the_thanks_sends_nothing(page, site):
    page.goto("/")
    fill(page)
    press(page)
    page.wait_for_url("**/thank-you")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.reload()

    expect(page).to_have_title("Thank you · Riverside Clinic")
    assert (sent, len(subjects_to(site, DESK))) == (["GET"], 1)


def test_without_a_script_reloading_the_thanks_sends_the_same_enquiry_again_which_changes_nothing(
    site, without_javascript
):
    page = without_javascript
    page.goto("/")
    fill(page)
    press(page)
    expect(page).to_have_title("Thank you · Riverside Clinic")
    page.reload()

    expect(page).to_have_title("Thank you · Riverside Clinic")
    assert len(subjects_to(site, DESK)) == 1


def test_a_page_that_lay_open_for_a_day_asks_for_one_more_press_with_everything_kept(page, site):
    page.goto("/")
    fill(page)
    site.functions.advance(timedelta(hours=25))
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("press the button once more")
    expect(page.get_by_label("Email", exact=True)).to_have_value(AMINA)

    press(page)
    page.wait_for_url("**/thank-you")
    assert lead_of(AMINA) is not None


@pytest.mark.parametrize(("width", "height"), [(640, 360), (180, 320)], ids=["desktop", "phone"])
def test_at_twice_the_size(browser, site, width, height):
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=2, base_url=site.url)
    page = context.new_page()
    page.goto("/")
    fill(page)
    press(page)

    page.wait_for_url("**/thank-you")
    context.close()


def test_when_the_network_fails_the_form_can_be_sent_again(page, site):
    page.goto("/")
    fill(page)
    page.context.set_offline(True)
    press(page)
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.go_back()

    expect(page.get_by_label("Email", exact=True)).to_have_value(AMINA)
    press(page)
    page.wait_for_url("**/thank-you")
    assert len(subjects_to(site, DESK)) == 1
