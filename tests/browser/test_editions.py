"""The pages and emails that ship, in a browser: their own words and drawings, on the screens that people have."""

import io

import pytest
from pypdf import PdfReader

from chalicelib.leads.forms.contact import MAX_LENGTHS, check, tidied
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.form import Page as FormPage
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.site.pages import Pages, Visit
from tests.browser.looks import SCHEMES, fits, needs_nu, too_small_for_a_thumb
from tests.browser.test_emails import faults
from tests.letters import LINKS, body
from tests.texts.shipped import EDITIONS, Edition, each_edition, each_letter, landing_page, rendered, written
from tests.texts.test_facts import each_state
from tools.bench.axe import axe_violations
from tools.bench.nu import nu_errors
from tools.bench.states import LONG_NAME, LONG_WORD


def pages_and_visit(edition: Edition) -> tuple[Pages, Visit]:
    return Pages(edition.templates, LINKS.site_url), Visit("", edition.campaign, edition.language)


def sent_back(edition: Edition) -> str:
    """With every field at fault, and as long as people can make them."""
    typed = dict.fromkeys(MAX_LENGTHS, LONG_WORD) | {"name": f"www.{LONG_NAME}", "phone": "12"}
    form = Form(**typed, follow_ups="yes")
    return rendered(edition, SentBack(form, check(tidied(form), edition.templates.clinic.country)[1]))


def contact_page(edition: Edition) -> str:
    return rendered(edition, SentBack(Form(page=FormPage.CONTACT)))


def guide_page(edition: Edition) -> str:
    pages, visit = pages_and_visit(edition)
    return pages.render_guide(visit)


def privacy_page(edition: Edition) -> str:
    pages, visit = pages_and_visit(edition)
    return pages.render_text("privacy", visit)


PAGES = {
    "landing": landing_page,
    "landing, sent back": sent_back,
    "contact": contact_page,
    "guide": guide_page,
    "privacy": privacy_page,
}

each_page = pytest.mark.parametrize("html_of", PAGES.values(), ids=PAGES)


@each_edition
@each_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_can_read_the_page(shown, edition, html_of, scheme):
    assert axe_violations(shown(html_of(edition), scheme=scheme)) == []


@each_edition
@each_page
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_page_is_not_wider_than_the_screen(shown, edition, html_of, width):
    assert fits(shown(html_of(edition), width), width)


@needs_nu
def test_the_nu_checker_finds_no_error_in_any_page():
    pages = {f"{edition}: {name}": html_of(edition) for edition in EDITIONS for name, html_of in PAGES.items()}

    assert nu_errors(pages) == []


@each_state
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_landing_page_prints_as_one_sheet_that_says_how_to_reach_the_clinic(shown, edition, scheme):
    page, clinic = shown(landing_page(edition), scheme=scheme), edition.templates.clinic
    [sheet] = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(sheet.extract_text().split())

    assert all(fact in text for fact in (clinic.address, clinic.phone))


@each_edition
def test_everything_to_be_tapped_is_as_large_as_a_thumb(shown, edition):
    assert too_small_for_a_thumb(shown(landing_page(edition))) == []


@each_edition
def test_each_drawing_of_the_guide_says_in_words_what_it_shows(shown, edition):
    drawings = shown(guide_page(edition)).get_by_role("img").all()

    assert len(drawings) == edition.texts["guide.md"].count("![")
    assert all(drawing.locator("title").text_content() for drawing in drawings)


@each_state
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_the_first_screen_says_what_it_is_for_and_where_and_when(shown, edition, width, height):
    page = shown(landing_page(edition), width)
    page.set_viewport_size({"width": width, "height": height})
    end = (page.locator(".bar").bounding_box() or {"y": height})["y"]
    place, way = page.locator(".place"), page.locator(".go a:visible, .card button:visible").first
    boxes = [one.bounding_box() for one in (page.get_by_role("heading", level=1), place, way)]

    assert edition.templates.clinic.city in place.inner_text()
    assert all(box["y"] + box["height"] <= end for box in boxes)


@each_edition
def test_the_text_of_the_guide_is_at_least_16_pixels(shown, edition):
    sizes = shown(guide_page(edition)).evaluate("""[...document.querySelectorAll("article :is(p, li, td, th)")]
        .map(one => parseFloat(getComputedStyle(one).fontSize))""")

    assert min(sizes) >= 16


@each_letter
def test_everybody_can_read_the_email_and_no_phone_is_too_narrow(shown, letter):
    page = shown(body(written(letter), "html"), 320)

    assert faults(page) == []
    assert fits(page, 320)
