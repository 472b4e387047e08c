"""The whole way, with a mistake on it, on the screens that people have: nothing moves, and nothing is said or asked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import lead_of
from tools.bench.watching import Watch

AMINA = "amina@example.com"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}

SCREENS = {
    "phone": PHONE,
    "narrow phone": {**PHONE, "viewport": {"width": 320, "height": 568}},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "dark": {**PHONE, "color_scheme": "dark"},
    "forced colours": {**PHONE, "forced_colors": "active"},
    "less motion": {**PHONE, "reduced_motion": "reduce"},
}


@pytest.fixture(params=SCREENS)
def watch(request, browser: Browser, site) -> Iterator[Watch]:
    context = browser.new_context(**SCREENS[request.param], base_url=site.url)
    yield Watch(context.new_page())
    context.close()


def test_the_way_to_the_guide_is_quiet_on_every_screen(watch):
    page = watch.page
    shifts = []
    page.goto("/?utm_campaign=spring")
    page.get_by_label("Your name").fill("Amina Khan")
    page.get_by_label("Phone or WhatsApp").fill("12")
    page.get_by_label("Email", exact=True).fill(AMINA)
    shifts.append(watch.layout_shift())
    page.get_by_role("button", name="Send me the guide").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Email", exact=True)).to_have_value(AMINA)
    # With real keys: what they move is meant to move.
    page.get_by_label("Phone or WhatsApp").press("Control+a")
    page.keyboard.type("0300 1234567")
    shifts.append(watch.layout_shift())
    page.get_by_role("button", name="Send me the guide").click()

    page.wait_for_url("**/thank-you?**")
    shifts.append(watch.layout_shift())
    assert lead_of(AMINA).first_touch.utm_campaign == "spring"
    assert (shifts, watch.third_parties, ours(watch.messages)) == ([0, 0, 0], [], [])


def ours(messages: list[str]) -> list[str]:
    """Chromium itself notes each answer that is an error; that is not ours to silence."""
    return [text for text in messages if not text.startswith("Failed to load resource")]
