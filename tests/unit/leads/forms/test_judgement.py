"""What becomes of a posted form."""

import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose, Suspicion
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import URL_ENCODED, Form, Page, Posted, Refusal
from chalicelib.leads.forms.judgement import (
    FASTEST,
    LONGEST_OPEN,
    Accepted,
    Context,
    FormPage,
    Refused,
    SentBack,
    Trouble,
    Wording,
    is_stale,
    judge,
    suspicion_of,
)
from tests.forms import form

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
NETWORK = "203.0.113.0/24"
WORDINGS = {
    Purpose.ENQUIRY: Wording("You ask us to answer you.", "7"),
    Purpose.FOLLOW_UPS: Wording("Send me six emails.", "7"),
}
KNOTS = {"campaign": "knots", "language": "en"}
PAGES = {("", ""): ("knots", "en"), ("knots", "en"): ("knots", "en"), ("backs", "ur"): ("backs", "ur")}


def form_page(campaign: str, language: str) -> FormPage | None:
    page = PAGES.get((campaign, language))
    return FormPage(*page, WORDINGS) if page else None


CONTEXT = Context(
    now=NOW,
    network=NETWORK,
    country="PK",
    site_host="guide.example.com",
    rendered_at=lambda _token: NOW - timedelta(minutes=1),
    form_page=form_page,
    is_proved=lambda _: False,
)


def verdict(typed: Form, page: str = "", origin: str = "", **changes: object) -> Accepted | SentBack | Refused:
    body = urlencode(asdict(typed)).encode()
    return judge(Posted(URL_ENCODED, body, page, origin), replace(CONTEXT, **changes))


def enquiry(typed: Form | None = None, at: datetime = NOW) -> Enquiry:
    accepted = verdict(typed or form(), now=at)
    assert isinstance(accepted, Accepted)
    return accepted.enquiry


def test_a_good_form_is_accepted():
    assert isinstance(verdict(form()), Accepted)


def test_what_was_typed_is_kept_with_an_accepted_form():
    assert verdict(form(phone="+92 (0)300 1234567")).form.phone == "+92 (0)300 1234567"


def test_a_form_with_a_fault_is_sent_back_with_what_was_typed():
    typed = form(email="amina@", **KNOTS)

    assert verdict(typed) == SentBack(typed, {"email": Fault.INVALID})


def test_what_came_along_when_something_was_pasted_is_not_sent_back():
    pasted = form(
        name="\tAmina Khan", email="amina@", phone="\u202a0300 1234567\u202c", message="One\u2028Two", **KNOTS
    )
    clean = form(email="amina@", message="One\nTwo", **KNOTS)

    assert verdict(pasted) == SentBack(clean, {"email": Fault.INVALID})


def test_a_form_that_was_open_for_too_long_is_sent_back():
    typed = form(**KNOTS)
    opened_at = NOW - LONGEST_OPEN - timedelta(seconds=1)

    assert verdict(typed, rendered_at=lambda _: opened_at) == SentBack(typed, trouble=Trouble.STALE)


def test_a_form_of_a_token_that_is_not_ours_is_sent_back():
    typed = form(**KNOTS)

    assert verdict(typed, rendered_at=lambda _: None) == SentBack(typed, trouble=Trouble.STALE)


def test_a_form_that_names_no_campaign_is_sent_back_as_one_of_the_first():
    back = verdict(form(email="amina@")).form

    assert {"campaign": back.campaign, "language": back.language} == KNOTS


def test_a_fault_is_told_before_the_age_of_the_form():
    assert verdict(form(email=""), rendered_at=lambda _: None).trouble is None


def test_a_form_that_a_machine_has_sent_is_accepted_with_a_suspicion():
    assert verdict(form(subject="Buy now")).suspicion is Suspicion.TRAP


@pytest.mark.parametrize(
    "origin", ["", "null", "https://guide.example.com", "http://GUIDE.example.com:8000", "https://guide.example.com/"]
)
def test_a_form_of_our_own_pages_or_of_a_browser_that_hides_where_is_not_suspicious(origin: str):
    assert verdict(form(), origin=origin).suspicion is None


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://guide.example.com.evil.example",
        "https://example.com",
        "http://[",
        "x",
        "file://",
    ],
)
def test_a_form_that_was_sent_from_another_sites_page_is_suspicious(origin: str):
    assert verdict(form(), origin=origin).suspicion is Suspicion.OTHER_SITE


def test_a_form_that_a_person_has_sent_is_accepted_without_one():
    assert verdict(form()).suspicion is None


@pytest.mark.parametrize(
    ("posted", "refusal"),
    [
        (Posted("application/json", b"{}", ""), Refusal.WRONG_TYPE),
        (Posted(URL_ENCODED, b"message=" + b"x" * 99_999, ""), Refusal.TOO_LARGE),
        (Posted(URL_ENCODED, b"colour=red", ""), Refusal.MALFORMED),
    ],
)
def test_what_our_pages_cannot_have_sent_is_refused(posted: Posted, refusal: Refusal):
    assert judge(posted, CONTEXT) == Refused(refusal)


@pytest.mark.parametrize(("campaign", "language"), [("legs", ""), ("knots", "fr"), ("../knots", "en")])
def test_a_form_of_a_page_that_is_not_there_is_refused(campaign: str, language: str):
    assert verdict(form(campaign=campaign, language=language)) == Refused(Refusal.MALFORMED)


def test_an_enquiry_is_of_the_campaign_and_language_of_its_page():
    made = enquiry(form(campaign="backs", language="ur"))

    assert (made.campaign, made.language) == ("backs", "ur")


def test_a_consent_is_to_the_campaign_of_its_page():
    made = enquiry(form(campaign="backs", language="ur", follow_ups="yes"))

    assert {consent.campaign for consent in made.consents} == {"backs"}


def test_a_form_that_does_not_say_where_its_visitor_arrived_stands_on_that_page():
    page = "https://guide.example.com/?utm_source=meta"

    assert verdict(form(), page=page).enquiry.touch == Touch("/", utm_source="meta")


def test_an_enquiry_tells_who_asked_when_and_in_which_language():
    made = enquiry()

    assert (made.contact, made.at, made.language) == (AMINA, NOW, "en")


def test_an_enquiry_keeps_the_message_with_its_lines():
    assert enquiry(form(message="\n My neck\n\nand my back \n")).message == "My neck\n\nand my back"


def test_an_enquiry_from_the_landing_page_is_owed_the_guide():
    assert enquiry(form(page=Page.LANDING)).guide


def test_an_enquiry_from_the_contact_page_is_not_owed_the_guide():
    assert not enquiry(form(page=Page.CONTACT)).guide


def test_an_enquiry_from_the_contact_page_is_owed_the_guide_if_it_was_ticked():
    assert enquiry(form(page=Page.CONTACT, guide="yes")).guide


def test_sending_the_form_agrees_to_an_answer_in_the_very_words_beside_the_button():
    assert enquiry().consents == (Consent(Purpose.ENQUIRY, "knots", "You ask us to answer you.", NOW, "7", NETWORK),)


def test_ticking_the_box_agrees_to_follow_ups_in_the_very_words_beside_it():
    agreed = enquiry(form(follow_ups="yes")).consents

    assert agreed[1:] == (Consent(Purpose.FOLLOW_UPS, "knots", "Send me six emails.", NOW, "7", NETWORK),)


@pytest.mark.parametrize(("ticked", "said"), [("yes", Purpose.ADS), ("", Purpose.ADS_REFUSED)])
def test_where_a_page_asks_about_ads_the_answer_is_kept_with_the_words_that_asked(ticked: str, said: Purpose):
    asking = FormPage("knots", "en", {**WORDINGS, Purpose.ADS: Wording("Tell the ad's platform.", "7")})
    judged = verdict(form(ads=ticked), form_page=lambda _campaign, _language: asking)

    assert judged.enquiry.consents[-1] == Consent(said, "knots", "Tell the ad's platform.", NOW, "7", NETWORK)


def test_where_no_page_asks_about_ads_nothing_is_said_of_them():
    assert {one.purpose for one in enquiry(form(ads="yes")).consents} == {Purpose.ENQUIRY}


def test_an_enquiry_remembers_the_ad_and_the_page_before_it_to_the_letter():
    came = form(landing="/?utm_source=meta&gclid=CjwK_x-Aa", referrer="https://search.example/")

    assert enquiry(came).touch == Touch("/", "https://search.example/", utm_source="meta", gclid="CjwK_x-Aa")


def test_an_address_that_makes_no_sense_does_not_make_an_enquiry_fail():
    assert enquiry(form(landing="http://[", referrer="\x00")).touch == Touch()


def test_the_same_form_sent_twice_is_the_same_enquiry():
    assert enquiry(at=NOW + timedelta(minutes=1)).id == enquiry().id


def test_a_form_rendered_anew_makes_another_enquiry():
    assert enquiry(form(token="a91e")).id != enquiry().id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Bina Khan"),
        ("email", "bina@example.com"),
        ("phone", "0300 7654321"),
        ("message", ""),
        ("guide", "yes"),
        ("follow_ups", "yes"),
    ],
)
def test_a_form_sent_again_with_a_correction_is_another_enquiry(field: str, value: str):
    assert enquiry(form(**{field: value})).id != enquiry().id


def test_what_moves_from_one_field_to_the_next_makes_another_enquiry():
    assert enquiry(form(name="Amina", message="Khan")).id != enquiry(form(name="AminaK", message="han")).id


@pytest.mark.parametrize(
    ("age", "stale"), [(timedelta(0), False), (LONGEST_OPEN, False), (LONGEST_OPEN + timedelta(seconds=1), True)]
)
def test_a_form_becomes_stale_when_it_was_open_for_too_long(age: timedelta, stale: bool):
    assert is_stale(NOW - age, NOW) is stale


@pytest.mark.parametrize(
    ("subject", "age", "suspicion"),
    [
        pytest.param("", FASTEST, None, id="a person"),
        pytest.param("Buy now", FASTEST, Suspicion.TRAP, id="fills in what people do not see"),
        pytest.param(" ", FASTEST, Suspicion.TRAP, id="fills it in with nothing much"),
        pytest.param("", FASTEST - timedelta(seconds=1), Suspicion.TOO_FAST, id="sends it at once"),
        pytest.param("", -timedelta(minutes=1), Suspicion.TOO_FAST, id="sends it before it was made"),
    ],
)
def test_what_a_machine_does_is_suspicious(subject: str, age: timedelta, suspicion: Suspicion | None):
    assert suspicion_of(form(subject=subject), NOW - age, NOW) == suspicion


def test_a_form_of_unknown_age_is_stale():
    assert is_stale(None, NOW)


def test_an_enquiry_id_tells_nothing_of_what_was_typed():
    assert re.fullmatch(r"[0-9a-f]{20}", enquiry().id)


@pytest.mark.parametrize("field", ["landing", "referrer"])
def test_an_address_too_long_to_keep_does_not_cost_the_enquiry(field: str):
    assert enquiry(form(**{field: "/?gclid=" + "A" * 5000})).touch == Touch()
