"""The local mailbox, for those who try the service out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import fits
from tests.conftest import mail_to

LONG_NAME = "Abdurrahmanabdulkarim" * 3


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """The mailbox on a desktop, with what one enquiry brought."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=site.url)
    page.goto("/contact")
    page.get_by_label("Your question").fill("Is Tuesday possible?")
    page.get_by_label("Your name").fill(LONG_NAME)
    page.get_by_label("Email", exact=True).fill("amina@example.com")
    page.get_by_label("Phone or WhatsApp").fill("0300 1234567")
    page.get_by_role("button", name="Send my question").click()
    mail_to(site, "front-desk@clinic.test")
    page.goto(site.mailbox_url)
    yield page
    page.close()


def test_an_email_can_be_seen_as_wide_as_a_phone(page):
    page.get_by_role("link", name=LONG_NAME[:30]).click()
    email = page.frame_locator("iframe").locator("html")
    expect(email).not_to_have_js_property("clientWidth", 360)
    page.get_by_label("Phone").check()

    expect(email).to_have_js_property("clientWidth", 360)


@pytest.mark.parametrize("is_open", [False, True])
def test_the_mailbox_fits_a_phone(page, is_open):
    page.set_viewport_size({"width": 360, "height": 740})
    if is_open:
        page.get_by_role("link", name=LONG_NAME[:30]).click()

    assert fits(page, 360)
