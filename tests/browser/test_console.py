"""A morning at the desk, in a real browser without JavaScript, on a phone and on a desktop."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead
from chalicelib.leads.enquiry import Contact, Suspicion
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.quarantine import held
from chalicelib.services import current
from chalicelib.use_cases import feedback
from tests.browser.looks import SCHEMES, too_small_for_a_thumb, whole
from tests.conftest import NOON, mail_to
from tests.desk import ZARA, Desk
from tests.leads import enquiry

SCREENS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}

OTHERS = tuple(f"Guest{letter} Malik" for letter in "abcdefghijklmnopqrstuvwx")
PEOPLE = ("Amina Khan", "Bilal Ahmed", "Chand Bibi", "Daud Shah", "Erum Raza", "Fahad Mir", *OTHERS)


@pytest.fixture(params=SCREENS)
def page(request, browser: Browser, site) -> Iterator[Page]:
    """The console, to which the link in the email was followed."""
    context = browser.new_context(java_script_enabled=False, viewport=SCREENS[request.param], base_url=site.url)
    page = context.new_page()
    page.goto("/clinic")
    page.get_by_label("Your email address").fill(ZARA)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    [email] = mail_to(site, ZARA)
    page.goto(f"{site.mailbox_url}/messages/{email.id}.html")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in as Dr. Zara").click()
    yield page
    context.close()


@pytest.fixture
def morning(site) -> None:
    """What came in the night, an hour apart."""
    for number, name in enumerate(PEOPLE):
        contact = Contact(name, f"{name.split()[0].lower()}@example.com", f"+9230012345{number:02}")
        asked = enquiry(f"e{number}", NOON - timedelta(hours=number + 1), contact=contact, message="Is it safe?")
        current().leads.save(new_lead(current().lead_id_of(contact.email), asked))


def outcome_of(name: str) -> Outcome:
    return current().store.load(current().lead_id_of(f"{name.lower()}@example.com")).outcome


def card(page: Page, name: str):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def unfolded(page: Page, name: str):
    """Their card as it is after a press, with what may be said of them."""
    card(page, name).get_by_text("What came of it").click()
    return card(page, name)


@pytest.fixture(params=[320, 360, 1280])
def queue(request, browser: Browser, site, morning) -> Iterator[Page]:
    """The queue on a screen of that width."""
    context = browser.new_context(viewport={"width": request.param, "height": 740}, base_url=site.url)
    context.add_cookies([{"name": "session", "value": Desk(site).come_in(ZARA).cookie, "url": site.url}])
    page = context.new_page()
    page.goto("/clinic")
    yield page
    context.close()


PRESSED_HERE = """x => Array.from({length: innerHeight / 5}, (_, nth) => document.elementFromPoint(x, nth * 5))
    .filter(one => one.closest("main button")).length"""
"""How much of what a thumb may touch there is a button: a list may be pushed up or down before each press."""


@pytest.mark.parametrize("mark", ["No answer", "Booked", "Not interested"])
def test_after_a_press_a_second_tap_marks_nobody_wherever_the_thumb_was(queue, mark):
    button = queue.get_by_role("button", name=mark, exact=True).first
    box = button.bounding_box()
    button.click()
    expect(queue.get_by_role("status")).to_contain_text(mark.lower())

    assert whole(queue).evaluate(PRESSED_HERE, box["x"] + box["width"] / 2) == 0


@pytest.fixture
def visits(queue) -> Page:
    """All of them come today, some minutes after one another."""
    for number, name in enumerate(PEOPLE):
        lead_id = current().lead_id_of(f"{name.split()[0].lower()}@example.com")
        for_at = NOON + timedelta(minutes=number)
        feedback.mark_outcome(lead_id, f"e{number}", Outcome.BOOKED, leads=current().leads, for_at=for_at)
    queue.goto("/clinic/visits")
    return queue


def test_after_a_press_among_visits_a_second_tap_marks_nobody_wherever_the_thumb_was(visits):
    button = visits.get_by_role("button", name="Attended").first
    box = button.bounding_box()
    button.click()
    expect(visits.get_by_role("status")).to_contain_text("attended")

    assert visits.get_by_role("article").count() == len(PEOPLE) - 1
    assert whole(visits).evaluate(PRESSED_HERE, box["x"] + box["width"] / 2) == 0


@pytest.fixture
def report(queue) -> Page:
    """The report with an ad of a long name among its rows, pushed to the last column of each table."""
    touch = Touch(utm_source="meta", utm_campaign="spring offer for people who sit at a desk all day " * 2)
    asked = enquiry("long", NOON, touch=touch, contact=Contact("Gul Jan", "gul@example.com", "+923001234599"))
    current().leads.save(new_lead(current().lead_id_of("gul@example.com"), asked))
    queue.goto("/clinic/report")
    queue.evaluate("for (const one of document.querySelectorAll('.across')) one.scrollLeft = one.scrollWidth")
    return queue


def test_the_last_numbers_of_the_report_are_read_beside_what_they_are_of(report):
    places = report.evaluate("""[...document.querySelectorAll("tbody th")].map(one =>
        one.getBoundingClientRect().left - one.closest(".across").getBoundingClientRect().left)""")

    assert places and set(places) == {0}


def test_no_name_in_the_report_hides_what_is_read_beside_it(report):
    shares = report.evaluate("""[...document.querySelectorAll("tbody th")].map(one =>
        one.offsetWidth / one.closest(".across").clientWidth)""")

    assert max(shares) <= 0.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_numbers_of_the_report_do_not_show_through_the_names(report, scheme):
    report.emulate_media(color_scheme=scheme)
    grounds = report.evaluate("""["tbody th", "thead th", "body"].map(one =>
        getComputedStyle(document.querySelector(one)).backgroundColor)""")

    assert len(set(grounds)) == 1


def test_after_a_press_on_their_own_page_a_second_tap_says_nothing_else_of_them(queue):
    queue.get_by_role("link", name=PEOPLE[0]).click()
    queue.get_by_role("button", name="Booked", exact=True).click()
    expect(queue.get_by_role("status")).to_contain_text("booked")
    marks = whole(queue).locator("button[name=mark]").all()

    assert marks
    assert not any(mark.is_visible() for mark in marks)


@pytest.fixture
def quarantine(site, page) -> Page:
    """With two people in it."""
    for name in PEOPLE[:2]:
        asked = enquiry(name[:3].lower(), NOON, contact=Contact(name, f"{name[:3]}@example.com", "+923001234567"))
        current().leads.save(held(current().lead_id_of(asked.contact.email), asked, Suspicion.TRAP))
    page.goto("/clinic/quarantine")
    return page


def test_no_single_tap_throws_a_group_away(quarantine):
    page = quarantine
    throw = page.get_by_role("button", name="Throw these 2 away")
    expect(throw).to_be_hidden()
    page.get_by_text("No person among these?").click()
    throw.click()

    expect(page.get_by_role("main")).to_contain_text("Nobody else is in quarantine.")


def test_a_second_tap_in_the_quarantine_throws_nobody_else_away(quarantine):
    page = quarantine
    page.get_by_role("button", name="Throw away").first.click()
    throw = page.get_by_role("button", name="Throw away")
    expect(page.get_by_role("status")).to_contain_text("They are deleted.")

    expect(throw).to_be_hidden()
    page.get_by_text("Let in, or throw away").click()
    expect(throw).to_be_visible()


def test_a_morning_at_the_desk(site, morning, page):
    expect(page.get_by_role("heading", name="To call")).to_be_visible()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(list(reversed(PEOPLE)))
    assert too_small_for_a_thumb(page) == []

    card(page, "Fahad Mir").get_by_role("button", name="No answer").click()
    expect(page.get_by_role("status")).to_contain_text("Fahad Mir: no answer.")
    unfolded(page, "Erum Raza").get_by_role("button", name="Booked", exact=True).click()
    unfolded(page, "Daud Shah").get_by_role("button", name="Not interested").click()
    page.get_by_text("A slip of the thumb?").click()
    page.get_by_role("button", name="Take “not interested” back").click()
    assert (outcome_of("Erum"), outcome_of("Daud")) == (Outcome.BOOKED, Outcome.NEW)

    unfolded(page, "Daud Shah").get_by_text("Call back at a time").click()
    card(page, "Daud Shah").get_by_label("When do they want to be called?").fill("2026-03-02T16:30")
    card(page, "Daud Shah").get_by_role("button", name="Mark as to be called back").click()
    expect(card(page, "Daud Shah")).to_contain_text("At Monday 2 March, 16:30")

    page.get_by_role("link", name="All leads").click()
    page.get_by_label("Name, phone or email").fill("0300 1234501")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Bilal Ahmed").click()
    page.get_by_label("A note for the team").fill("Comes by bus, not before ten.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("listitem").filter(has_text="Comes by bus")).to_contain_text("(Dr. Zara)")
    assert too_small_for_a_thumb(page) == []

    page.get_by_role("link", name="New", exact=True).click()
    page.get_by_label("In person").check()
    page.get_by_label("Their name").fill("Gul Jan")
    page.get_by_label("Phone or WhatsApp").fill("0300 7654321")
    page.get_by_label("They asked us to answer them").check()
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("heading", name="Gul Jan")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/clinic/leads")
    expect(page.get_by_label("Your email address")).to_be_visible()
