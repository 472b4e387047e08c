"""The landing page in a real browser: on a phone, on paper, and with the help of its script."""

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pypdf import PdfReader

from chalicelib.services import current
from tests.browser.looks import too_small_for_a_thumb
from tests.conftest import lead_of
from tools.bench.watching import TWO_FRAMES

AMINA = "amina@example.com"
AD = "/?utm_source=meta&utm_campaign=spring&fbclid=IwAR0_AbC"


@pytest.fixture
def phone(browser: Browser, site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, base_url=site.url, has_touch=True)
    yield context.new_page()
    context.close()


def send(page: Page, email: str = AMINA) -> None:
    page.get_by_label("Your name").fill("Amina Khan")
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Phone or WhatsApp").fill("0300 1234567")
    page.get_by_role("button", name="Send me the guide").click()


def test_the_first_screen_of_a_phone_says_what_this_is_and_shows_the_way_to_the_form(phone):
    phone.goto("/")
    bar = phone.get_by_role("navigation", name="Reach the clinic").bounding_box()

    for seen in (
        phone.get_by_role("heading", level=1),
        phone.get_by_text("What they are and what helps"),
        phone.get_by_role("link", name="Get the free guide", exact=True),
    ):
        box = seen.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


def test_a_chat_is_opened_with_a_text_that_says_nothing_of_anybodys_health(phone):
    phone.goto("/")

    link = phone.get_by_role("navigation", name="Reach the clinic").get_by_role("link", name="WhatsApp")
    assert link.get_attribute("href") == (
        "https://wa.me/924235123456?text=Hello%20Riverside%20Clinic%2C%20I%20have%20a%20question."
    )


def test_everything_to_be_tapped_is_as_large_as_a_thumb(phone):
    phone.goto("/")

    assert too_small_for_a_thumb(phone) == []


def test_what_has_the_focus_is_never_under_the_bar(phone):
    phone.goto("/")
    hidden = []
    for _ in range(24):
        phone.keyboard.press("Tab")
        hidden += phone.evaluate("""() => {
            const one = document.activeElement, bar = document.querySelector(".bar")
            const covered = one.getBoundingClientRect().bottom > bar.getBoundingClientRect().top
            return covered && !bar.contains(one) ? [one.outerHTML] : []
        }""")

    assert hidden == []


def test_the_bar_is_on_phones_alone(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=site.url)
    page.goto("/")

    expect(page.get_by_role("navigation", name="Reach the clinic")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_prints_as_one_sheet_that_says_how_to_reach_the_clinic(browser, site, scheme):
    page = browser.new_page(base_url=site.url, color_scheme=scheme)
    page.goto("/")
    sheet = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    [text] = [one.extract_text() for one in sheet.pages]

    clinic = current().templates.clinic
    assert all(fact in text for fact in (clinic.address, clinic.phone, "riverside.example"))
    assert "Send me the guide" not in text
    page.close()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("amina@gmial.com", "amina@gmail.com"),
        ("amina@gmail.con", "amina@gmail.com"),
        ("amina@Yaho.com", "amina@yahoo.com"),
        ("amina@hotmaill.com", "amina@hotmail.com"),
        ("amina@cyber.net.pj", "amina@cyber.net.pk"),
    ],
)
def test_a_mistyped_mail_host_is_pointed_out_and_one_tap_mends_it(phone, typed, offered):
    phone.goto("/")
    email = phone.get_by_label("Email", exact=True)
    email.fill(typed)
    email.blur()
    phone.get_by_role("button", name=f"Did you mean {offered}?").tap()

    expect(email).to_have_value(offered)
    expect(email).to_be_focused()


def test_hosts_that_only_look_mistyped_are_left_alone(phone):
    phone.goto("/")
    email = phone.get_by_label("Email", exact=True)
    for host in ("gmail.com", "email.com", "mail.com", "ymail.com", "example.com", "gmx.com"):
        email.fill(f"amina@{host}")
        email.blur()
        phone.wait_for_function("!document.querySelector(':active')")
        expect(phone.get_by_text("Did you mean")).to_have_count(0)


def test_an_offer_that_is_not_taken_stops_no_form(phone, site):
    phone.goto("/")
    send(phone, "amina@gmial.com")

    expect(phone).to_have_url(f"{site.url}/thank-you")
    assert lead_of("amina@gmial.com") is not None


def test_a_mistake_is_named_as_the_field_is_left_and_forgotten_once_it_is_mended(phone):
    phone.goto("/")
    email = phone.get_by_label("Email", exact=True)
    email.fill("amina@")
    email.blur()
    expect(email).to_have_accessible_description(
        "This does not look like an email address. It should read like name@example.com."
    )

    email.fill(AMINA)
    expect(email).to_have_accessible_description("")
    expect(email).to_have_attribute("aria-invalid", "false")


def test_a_field_that_is_left_empty_is_not_complained_about(phone):
    phone.goto("/")
    for _ in range(3):
        phone.get_by_label("Your name").focus()
        phone.get_by_label("Email", exact=True).focus()
        phone.get_by_label("Phone or WhatsApp").focus()

    assert phone.locator(".fault:not(:empty)").count() == 0


def test_a_fault_named_while_the_button_is_pressed_does_not_move_it_away(phone):
    phone.goto("/")
    phone.get_by_label("Phone or WhatsApp").fill("12")
    button = phone.get_by_role("button", name="Send me the guide")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    phone.mouse.move(before["x"] + 20, before["y"] + 20)
    phone.mouse.down()
    phone.wait_for_timeout(120)
    during = button.bounding_box()
    phone.mouse.up()

    assert during == before
    expect(phone.get_by_role("alert")).to_be_focused()


def test_enter_goes_on_to_what_is_empty_and_sends_when_nothing_is(phone, site):
    phone.goto("/")
    phone.get_by_label("Your name").fill("Amina Khan")
    phone.get_by_label("Your name").press("Enter")
    expect(phone.get_by_label("Email", exact=True)).to_be_focused()

    phone.get_by_label("Email", exact=True).fill(AMINA)
    phone.keyboard.press("Enter")
    phone.get_by_label("Phone or WhatsApp").fill("0300 1234567")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(f"{site.url}/thank-you")


def test_the_summary_of_what_is_wrong_takes_the_focus_and_leads_to_each_field(phone):
    phone.goto("/")
    send(phone, "amina@")
    expect(phone.get_by_role("alert")).to_be_focused()

    phone.get_by_role("alert").get_by_role("link").click()
    expect(phone.get_by_label("Email", exact=True)).to_be_focused()


@pytest.fixture
def got_ready(phone: Page) -> list[Request]:
    """The requests by which the page lets the server get ready."""
    asked: list[Request] = []
    phone.on("request", lambda request: asked.append(request) if "/ready" in request.url else None)
    return asked


@pytest.mark.parametrize("page", ["/", "/contact"])
def test_the_server_gets_ready_once_when_something_is_typed(phone, got_ready, page):
    phone.goto(page)
    with phone.expect_response("**/ready") as answer:
        for label in ("Your name", "Phone or WhatsApp"):
            phone.get_by_label(label).press_sequentially("03")

    assert [request.method for request in got_ready] == ["GET"]
    assert answer.value.status == 204


def test_nobody_who_only_reads_or_looks_at_a_field_lets_the_server_get_ready(phone, got_ready):
    phone.goto(AD)
    phone.get_by_label("Your name").focus()
    phone.keyboard.press("Tab")
    phone.mouse.wheel(0, 2000)
    phone.evaluate(TWO_FRAMES)

    assert got_ready == []


def test_what_lets_the_server_get_ready_tells_nothing_of_the_person(phone, got_ready, site):
    phone.goto(AD)
    with phone.expect_request("**/ready") as asked:
        phone.get_by_label("Your name").fill("Amina Khan")

    request = asked.value
    assert (request.url, request.post_data) == (f"{site.url}/ready", None)
    assert not {"referer", "cookie"} & request.all_headers().keys()


def test_where_the_server_cannot_get_ready_the_form_is_sent_all_the_same(phone, site):
    phone.route("**/ready", lambda route: route.abort())
    phone.goto("/")
    send(phone)

    phone.wait_for_url("**/thank-you")
    assert lead_of(AMINA) is not None


def test_the_script_tells_which_ad_the_page_was_opened_from(phone):
    phone.goto(AD, referer="https://meta.example/")
    send(phone)
    phone.wait_for_url("**/thank-you?**")

    touch = lead_of(AMINA).first_touch
    assert (touch.utm_campaign, touch.fbclid, touch.referrer) == ("spring", "IwAR0_AbC", "https://meta.example/")


def test_the_script_passes_the_ad_on_to_the_sites_own_links(phone):
    phone.goto(AD)

    own = phone.evaluate("""[...document.links].filter(link => /^.(privacy|contact)$/.test(link.pathname))
        .map(link => link.search)""")
    assert own == [AD.removeprefix("/")] * 3


@pytest.mark.parametrize("link", ["Get the free guide", "Riverside Clinic"])
def test_without_a_script_links_within_the_page_keep_the_ad(without_javascript, link):
    page = without_javascript
    page.goto(AD)
    page.get_by_role("link", name=link, exact=True).first.click()
    send(page)
    page.wait_for_url("**/leads")

    assert lead_of(AMINA).first_touch.utm_campaign == "spring"


def test_without_a_script_the_ad_survives_a_walk_through_the_site(without_javascript):
    page = without_javascript
    page.goto(AD)
    page.get_by_role("link", name="Privacy").last.click()
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("Your name").fill("Amina Khan")
    page.get_by_label("Email", exact=True).fill(AMINA)
    page.get_by_label("Phone or WhatsApp").fill("0300 1234567")
    page.get_by_role("button", name="Send my question").click()
    page.wait_for_url("**/leads?*")

    assert lead_of(AMINA).first_touch.fbclid == "IwAR0_AbC"
