"""The guide as a web page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from chalicelib.content.links import Action
from chalicelib.services import current
from tests.browser.looks import fits
from tests.clinic import CAMPAIGN


@pytest.fixture
def guide_url(site) -> str:
    return current().links.signed(Action.GUIDE, f"{CAMPAIGN}.lead1")


@pytest.fixture
def page(browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 740})
    yield page
    page.close()


def test_the_guide_fits_a_narrow_phone_with_its_tables_and_drawings(page, guide_url):
    page.goto(guide_url)

    assert fits(page, 320)


def test_the_guide_is_one_request_and_breaks_no_policy(page, guide_url):
    requests, messages = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(guide_url)

    assert [url for url in requests if not url.startswith("data:")] == [guide_url]
    assert messages == []


def test_the_guide_has_its_own_style(page, guide_url):
    page.goto(guide_url)

    assert page.locator("article .number").first.evaluate("number => getComputedStyle(number).display") == "block"


def test_each_entry_of_the_contents_leads_to_its_chapter(page, guide_url):
    page.goto(guide_url)
    entries = page.locator(".contents a")
    found = {entry.inner_text(): entry.get_attribute("href") for entry in entries.all()}

    chapters = current().templates.guide(CAMPAIGN, "en").chapters
    assert found == {chapter.title: f"#{chapter.id}" for chapter in chapters}
    assert all(page.locator(f"h2{href}").count() == 1 for href in found.values())


def test_each_drawing_says_in_words_what_it_shows(page, guide_url):
    page.goto(guide_url)
    drawings = page.get_by_role("img").all()

    assert drawings
    assert all(drawing.locator("title").text_content() for drawing in drawings)
    assert page.get_by_role("img", name="A needle ends in a knot.").is_visible()
