"""The main journey in a real browser, on a phone, without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from chalicelib.leads.lead import Standing
from chalicelib.leads.outcome import Outcome
from tests.browser.looks import fits, whole
from tests.conftest import lead_of, mail_to, subjects_to

AMINA = "amina@example.com"
DESK = "front-desk@clinic.test"


def fill(page: Page, **changes: str) -> None:
    page.get_by_label("Your name").fill(changes.get("name", "Amina Khan"))
    page.get_by_label("Email", exact=True).fill(changes.get("email", AMINA))
    page.get_by_label("Phone or WhatsApp").fill(changes.get("phone", "0300 1234567"))


def ask_for_the_guide(page: Page, path: str = "/") -> None:
    page.goto(path)
    fill(page)
    page.get_by_label("Send me six short emails").check()
    page.get_by_role("button", name="Send me the guide").click()


def open_email(page: Page, site, email) -> None:
    page.goto(f"{site.mailbox_url}/messages/{email.id}.html")


def test_a_visitor_gets_the_guide_and_then_the_follow_ups(site, without_javascript):
    page = without_javascript
    ask_for_the_guide(page, "/?utm_source=meta&utm_campaign=spring&fbclid=IwAR0_AbC")

    expect(page.get_by_text("You asked us to send it to")).to_contain_text(AMINA)
    assert subjects_to(site, DESK) == ["Amina Khan · 0300 1234567 · spring"]
    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]
    assert lead_of(AMINA).first_touch.fbclid == "IwAR0_AbC"

    site.functions.advance(timedelta(days=22))
    assert len(mail_to(site, AMINA)) == 7


def test_the_guide_opens_from_its_email(site, without_javascript):
    page = without_javascript
    ask_for_the_guide(page)
    open_email(page, site, mail_to(site, AMINA)[0])
    page.get_by_role("link", name="Read the full guide").click()

    expect(page.get_by_role("heading", name="What a knot is")).to_be_visible()


def test_the_unsubscribe_link_of_an_email_stops_them_with_one_press(site, without_javascript):
    page = without_javascript
    ask_for_the_guide(page)
    site.functions.settle()
    site.functions.advance(timedelta(days=3))
    open_email(page, site, mail_to(site, AMINA)[-1])
    page.get_by_role("link", name="Unsubscribe").click()
    assert lead_of(AMINA).standing is Standing.ACTIVE

    page.get_by_role("button", name="Stop the emails").click()
    expect(page.get_by_role("heading", name="Done, the emails are stopped")).to_be_visible()
    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED


def test_the_front_desk_marks_an_outcome_from_the_alert(site, without_javascript):
    page = without_javascript
    ask_for_the_guide(page)
    open_email(page, site, mail_to(site, DESK)[0])
    page.get_by_role("link", name="Booked").click()
    page.get_by_role("button", name="Mark as booked").click()

    expect(page.get_by_role("status")).to_contain_text("Saved: booked")
    assert lead_of(AMINA).outcome is Outcome.BOOKED


@pytest.mark.parametrize("mark", ["no answer", "called", "booked", "not interested"])
def test_after_a_press_no_button_lies_under_the_same_thumb(site, without_javascript, mark):
    page = without_javascript
    ask_for_the_guide(page)
    open_email(page, site, mail_to(site, DESK)[0])
    page.get_by_role("link", name=mark.capitalize()).click()
    page.get_by_role("button", name=f"Mark as {mark}").click()

    expect(page.get_by_role("status")).to_contain_text(f"Saved: {mark}")
    assert not [button for button in whole(page).get_by_role("button").all() if button.is_visible()]


def test_a_slip_of_the_thumb_is_taken_back_with_two_taps(site, without_javascript):
    page = without_javascript
    ask_for_the_guide(page)
    open_email(page, site, mail_to(site, DESK)[0])
    page.get_by_role("link", name="Booked").click()
    page.get_by_role("button", name="Mark as booked").click()
    page.get_by_text("A slip of the thumb?").click()
    page.get_by_role("button", name="Take “booked” back").click()

    expect(page.get_by_role("status")).to_contain_text("Taken back")
    assert lead_of(AMINA).outcome is Outcome.NEW


def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(without_javascript):
    page = without_javascript
    page.goto("/contact")
    page.get_by_label("Your question").fill("Does it help runners?\nAnd when?")
    fill(page, email="amina@", name="Amina “A” Khan")
    page.get_by_role("button", name="Send my question").click()

    expect(page.get_by_label("Email", exact=True)).to_have_accessible_description(
        "This does not look like an email address. It should read like name@example.com."
    )
    expect(page.get_by_label("Your name")).to_have_value("Amina “A” Khan")
    expect(page.get_by_label("Your question")).to_have_value("Does it help runners?\nAnd when?")

    page.get_by_label("Email", exact=True).fill(AMINA)
    page.get_by_role("button", name="Send my question").click()
    expect(page).to_have_title("Thank you · Riverside Clinic")


def test_a_question_reaches_the_front_desk_as_it_was_typed(site, without_javascript):
    page = without_javascript
    page.goto("/contact")
    page.get_by_label("Your question").fill("Does it help runners?\nAnd when?")
    fill(page)
    page.get_by_role("button", name="Send my question").click()

    open_email(page, site, mail_to(site, DESK)[0])
    expect(page.locator("blockquote")).to_contain_text("Does it help runners?")


LONG_NAME = "Abdurrahmanabdulkarim" * 3


@pytest.mark.parametrize("kind", ["alert", "guide"])
def test_no_email_is_wider_than_a_phone(browser, site, without_javascript, kind):
    page = without_javascript
    page.goto("/?utm_campaign=" + "spring" * 60)
    fill(page, name=LONG_NAME)
    page.get_by_label("A question").fill("Donaudampfschifffahrt" * 30)
    page.get_by_role("button", name="Send me the guide").click()
    [email] = mail_to(site, DESK if kind == "alert" else AMINA)
    reader = browser.new_page(viewport={"width": 360, "height": 800})
    open_email(reader, site, email)

    assert fits(reader, 360)
    reader.close()
