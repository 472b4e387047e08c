"""The email that tells the front desk who is in quarantine."""

import re
from dataclasses import replace
from datetime import timedelta

from chalicelib.content.links import Action
from chalicelib.leads.enquiry import QUARANTINE, Suspect, Suspicion
from tests.letters import LINKS, NOON, body, lead, parsed, sample_writer


def suspect(name: str = "Amina Khan", suspicion: Suspicion = Suspicion.TOO_FAST) -> Suspect:
    enquiry = lead(name, "Buy at https://evil.example now").enquiries[0]
    return Suspect(enquiry, suspicion)


def digest(*news: Suspect):
    return sample_writer().digest(news or (suspect(),), NOON)


def text(email) -> str:
    return " ".join(body(email, "plain").split())


def test_it_goes_from_the_alerts_to_the_clinic():
    assert (digest().sender, digest().recipient) == ("enquiries@clinic.test", "front-desk@clinic.test")


def test_it_has_no_address_to_answer():
    assert parsed(digest())["Reply-To"] is None


def test_its_subject_says_how_many():
    assert parsed(digest())["Subject"] == "1 enquiry in quarantine"
    assert parsed(digest(suspect(), suspect("Bilal Ahmed")))["Subject"] == "2 enquiries in quarantine"


def test_it_says_who_when_and_why():
    sent = text(digest(suspect(), suspect("Buy Now", Suspicion.TRAP), suspect("Bilal Ahmed", Suspicion.CROWD)))

    assert "Amina Khan, Monday 2 March, 12:00: sent within seconds of opening the page" in sent
    assert "Buy Now, Monday 2 March, 12:00: filled in a field that people do not see" in sent
    assert "Bilal Ahmed, Monday 2 March, 12:00: one of very many in a short time" in sent


def test_it_repeats_nothing_that_a_machine_wrote_but_its_name():
    assert "evil.example" not in digest().raw.decode()


def test_a_name_that_is_an_address_can_be_tapped_nowhere():
    contact = replace(suspect().enquiry.contact, name="evil.example")
    sent = digest(replace(suspect(), enquiry=replace(suspect().enquiry, contact=contact)))

    assert "evil.example" not in body(sent, "plain") + body(sent, "html")


def test_its_link_leads_to_the_page_for_as_long_as_there_is_something_to_see():
    [token] = re.findall(rf"{re.escape(LINKS.site_url)}/quarantine/(\S+)", body(digest(), "plain"))

    assert LINKS.stamped_at(Action.QUARANTINE, token) == NOON
    assert timedelta(days=30) == QUARANTINE
    assert "after 30 days" in text(digest())


def test_of_very_many_it_names_the_latest_and_says_that_there_are_more():
    sent = text(digest(*(suspect(f"Person {'x' * number}") for number in range(1, 31))))

    assert ("Person xxxxx," in sent, f"Person {'x' * 21}," in sent) == (True, False)
    assert "The link shows all that are in quarantine now." in sent
