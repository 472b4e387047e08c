"""Somebody has called or come in, and is typed in at the console."""

import re
import shutil
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.leads.forms.contact import MAX_LENGTHS
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from tests.clinic import CAMPAIGN, templates
from tests.conftest import NOON, lead_of, mail_to
from tests.desk import INBOX, ZARA, Desk, form_with
from tests.pseudo import CODE, add_language, in_pseudo

SAID = {"name": "Amina Khan", "phone": "0300 1234567", "message": "A stiff neck", "way": "walk-in", "answer": "yes"}


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


@pytest.fixture
def of_two_languages(serve, tmp_path):
    """The folder of the site's templates, whose campaign speaks English and the pseudo-language."""
    folder = tmp_path / "templates"
    shutil.copytree(templates().folder, folder)
    add_language(folder)
    serve(folder)
    return folder


def languages_offered(page: str) -> list[tuple[str, str]]:
    """The code of each language that the form lets them choose, with what it is called."""
    [select] = re.findall(r'<select id="language".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="(\w+)"[^>]*>([^<]+)', select)


def enter(desk: Desk, **changes: str):
    return desk.press("/clinic/new", "Enter", **{**SAID, **changes})


def test_who_came_in_is_a_lead_who_was_called(desk):
    page = enter(desk, email="amina@example.com").text

    assert lead_of("amina@example.com").outcome is Outcome.CALLED
    assert "Enquiry of Amina Khan, typed in by Dr. Zara" in page


def test_who_gave_no_email_is_known_by_their_phone(desk):
    page = enter(desk).text

    lead = current().store.load(current().lead_id_of("tel:+923001234567"))
    assert lead.enquiries[0].message == "A stiff neck"
    assert "A stiff neck" in page


def test_of_who_gave_no_email_it_is_not_said_that_email_reaches_them(desk):
    page = enter(desk).text

    assert "They gave no email address" in page and "Email reaches them" not in page


def test_who_gave_no_email_is_not_offered_a_pause_of_emails(desk):
    assert "Pause the follow-up emails" not in enter(desk).text


def test_a_message_in_urdu_may_be_as_long_as_its_field(desk):
    message = "ن" * MAX_LENGTHS["message"]
    enter(desk, email="amina@example.com", message=message)

    assert lead_of("amina@example.com").enquiries[0].message == message


def test_nobody_is_alerted_of_what_they_typed_themselves(site, desk):
    enter(desk, email="amina@example.com")

    assert mail_to(site, INBOX) == []


@pytest.mark.parametrize("guide", ["yes", ""])
def test_who_wants_the_follow_ups_gets_the_guide_with_the_button_for_them(site, desk, guide):
    enter(desk, email="amina@example.com", guide=guide, follow_ups="yes")

    [guide] = mail_to(site, "amina@example.com")
    assert "Yes, send me the follow-ups" in guide.message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("ticked", ["guide", "follow_ups"])
def test_that_their_inbox_gets_no_more_guides_today_is_said(site, desk, ticked):
    first = enter(desk, email="amina@example.com", guide="yes").text
    site.clock.move_to(NOON + timedelta(hours=1))
    second = enter(desk, email="amina@example.com", **{ticked: "yes"}).text
    third = enter(desk, email="amina@example.com").text

    told = ["The guide was not sent" in page for page in (first, second, third)]
    assert told == [False, True, False]
    assert len(mail_to(site, "amina@example.com")) == 1


def test_that_another_spelling_of_their_inbox_had_the_guide_today_is_said(site, desk):
    enter(desk, email="amina.khan@gmail.com", guide="yes")
    site.functions.settle()
    told = enter(desk, email="aminakhan@gmail.com", guide="yes").text

    assert "The guide was not sent" in told
    assert mail_to(site, "aminakhan@gmail.com") == []


def test_that_their_inbox_takes_no_email_is_said(site, desk):
    enter(desk, email="amina@example.com", guide="yes")
    [guide] = mail_to(site, "amina@example.com")
    site.cloud.mail.bounce(guide)
    site.functions.settle()
    site.clock.move_to(NOON + timedelta(days=2))
    told = enter(desk.come_in(ZARA), email="amina@example.com", guide="yes").text

    assert "The guide was not sent" in told


def test_what_was_typed_stays_with_a_word_beside_what_is_wrong(desk):
    answer = enter(desk, phone="12", name="Amina <b>", guide="yes")

    assert answer.status_code == 422
    assert 'value="Amina &lt;b&gt;"' in answer.text
    for field in ("name", "phone", "email"):
        assert re.search(f'id="{field}-fault">[^<]', answer.text)


def test_without_their_yes_nothing_is_kept(desk):
    answer = enter(desk, email="amina@example.com", answer="")

    assert (answer.status_code, lead_of("amina@example.com")) == (422, None)


def test_a_walk_in_who_writes_later_is_another_with_the_same_phone(site, desk):
    enter(desk)
    page = enter(desk, email="amina@example.com", message="Again").text

    assert "Amina Khan, with the same phone" in page


def test_the_same_form_twice_is_one_enquiry_and_one_call(desk):
    form = form_with(desk.get("/clinic/new").text, "Enter") | SAID | {"email": "amina@example.com"}
    for _ in range(2):
        desk.post("/clinic/new", form)

    lead = lead_of("amina@example.com")
    assert (len(lead.enquiries), len(lead.outcomes)) == (1, 1)


def test_each_language_that_is_spoken_is_offered_by_its_own_name_the_clinics_first(of_two_languages, desk):
    assert languages_offered(desk.get("/clinic/new").text) == [("en", "English"), (CODE, in_pseudo("English"))]


def test_where_one_language_alone_is_spoken_none_is_asked_for(desk):
    assert 'name="language"' not in desk.get("/clinic/new").text


def test_who_chose_a_language_gets_the_guide_in_it(site, of_two_languages, desk):
    enter(desk, email="amina@example.com", guide="yes", language=CODE)

    [guide] = mail_to(site, "amina@example.com")
    assert f'<html lang="{CODE}" dir="rtl">' in guide.message.get_body(("html",)).get_content()


def test_what_they_agreed_to_is_kept_in_the_language_they_chose(of_two_languages, desk):
    enter(desk, email="amina@example.com", follow_ups="yes", language=CODE)
    page = current().templates.form_page(CAMPAIGN, CODE)

    kept = [consent.wording for consent in lead_of("amina@example.com").consents]
    assert kept == [wording.words for wording in page.wordings.values()]


@pytest.mark.parametrize("language", ["", "de", "<b>"])
def test_a_language_that_is_unknown_gives_way_to_the_clinics_own(of_two_languages, desk, language):
    enter(desk, email="amina@example.com", language=language)

    assert lead_of("amina@example.com").language == "en"


def test_a_language_that_the_campaign_does_not_speak_gives_way_to_the_clinics_own(of_two_languages, serve, desk):
    campaign = of_two_languages / "campaigns" / CAMPAIGN / "campaign.toml"
    campaign.write_text(campaign.read_text().replace(f'["en", "{CODE}"]', '["en"]'))
    serve(of_two_languages)
    enter(desk, email="amina@example.com", language=CODE)

    assert lead_of("amina@example.com").language == "en"


def test_the_language_stays_chosen_beside_what_is_wrong(of_two_languages, desk):
    assert f'<option value="{CODE}" lang="{CODE}" dir="rtl" selected>' in enter(desk, phone="12", language=CODE).text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), (CODE, "rtl")])
def test_the_words_that_are_kept_stand_there_in_each_language_to_be_read(of_two_languages, desk, language, direction):
    page = unescape(desk.get("/clinic/new").text)
    wordings = current().templates.form_page(CAMPAIGN, language).wordings

    told = [f'<p lang="{language}" dir="{direction}">“{one.words}”</p>' for one in wordings.values()]
    assert [words for words in told if words not in page] == []


def test_words_for_which_there_is_no_box_are_not_read(of_two_languages, serve, desk):
    consent = of_two_languages / "campaigns" / CAMPAIGN / "en" / "consent.toml"
    consent.write_text(f'{consent.read_text()}\nads = "Tell the platform."\n')
    serve(of_two_languages)

    assert "Tell the platform." not in desk.get("/clinic/new").text
