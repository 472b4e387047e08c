"""Many spellings of one mailbox, through the real handlers."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.changes import set_outcome
from chalicelib.leads.lead import Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases import feedback
from tests.conftest import NOON, lead_of, mail_to, subjects_to
from tests.integration.test_aws_calls import counted, deliver_to_amina
from tests.visitor import FORM

SPELLINGS = [f"ami.na+{number}@gmail.com" for number in range(6)]
DESK = "front-desk@clinic.test"


def ask(visitor, email: str, network: int = 0) -> None:
    form = {**visitor.rendered("/"), "name": "Amina Khan", "email": email, "phone": "0300 1234567", "follow_ups": "yes"}
    assert visitor.post("/leads", form, address=f"198.51.{network}.7").status_code == 200


def guides(site) -> list[str]:
    return [spelling for spelling in SPELLINGS for _ in subjects_to(site, spelling)]


@pytest.mark.parametrize("networks", [1, 6], ids=["one network", "a network each"])
def test_one_mailbox_gets_one_guide_a_day_however_it_is_spelled(site, visitor, networks):
    for number, spelling in enumerate(SPELLINGS):
        ask(visitor, spelling, number % networks)

    assert len(guides(site)) == 1


def test_one_mailbox_gets_one_course_of_follow_ups_however_it_is_spelled(site, visitor):
    for spelling in SPELLINGS:
        ask(visitor, spelling)
    site.functions.settle()
    [had_the_guide] = guides(site)
    agreed = [spelling for spelling in SPELLINGS if lead_of(spelling).may_get_follow_ups]

    assert agreed == [had_the_guide]


def test_another_spelling_gets_follow_ups_with_a_guide_of_its_own(site, visitor):
    ask(visitor, "amina@gmail.com")
    ask(visitor, "a.mina@gmail.com")
    site.functions.advance(timedelta(days=2))
    ask(visitor, "a.mina@gmail.com")

    assert len(mail_to(site, "a.mina@gmail.com")) == 1
    assert lead_of("a.mina@gmail.com").may_get_follow_ups


def test_each_spelling_is_a_person_whom_the_clinic_is_told_of(site, visitor):
    for spelling in SPELLINGS:
        ask(visitor, spelling)

    assert len(mail_to(site, DESK)) == len(SPELLINGS)


@pytest.mark.parametrize(("happens", "standing"), [("bounce", Standing.BOUNCED), ("complain", Standing.COMPLAINED)])
def test_after_a_bounce_or_a_complaint_no_other_spelling_gets_a_guide(site, visitor, happens, standing):
    ask(visitor, "amina@gmail.com")
    [guide] = mail_to(site, "amina@gmail.com")
    getattr(site.cloud.mail, happens)(guide)
    site.functions.settle()
    ask(visitor, "a.mina@gmail.com")

    assert mail_to(site, "a.mina@gmail.com") == []
    assert lead_of("a.mina@gmail.com").standing is standing


def test_a_mailbox_is_stored_without_its_address(site, visitor):
    ask(visitor, "amina@gmail.com")
    site.functions.settle()
    mailbox = current().store.load_mailbox(current().mailbox_id_of("a.mina@gmail.com"))

    assert mailbox.guides
    assert "gmail" not in json.dumps(repr(mailbox))


@pytest.mark.parametrize(("happens", "standing"), [("bounce", Standing.BOUNCED), ("complain", Standing.COMPLAINED)])
def test_after_a_bounce_or_a_complaint_no_other_spelling_gets_a_follow_up(site, visitor, happens, standing):
    for spelling in ("amina@gmail.com", "a.mina@gmail.com"):
        form = {**visitor.rendered("/"), **FORM, "email": spelling}
        visitor.post("/leads", form)
    [guide] = mail_to(site, "amina@gmail.com")
    getattr(site.cloud.mail, happens)(guide)
    site.functions.settle()
    lead, other = lead_of("a.mina@gmail.com"), lead_of("amina@gmail.com")
    # As if the guide of this spelling had gone first, and nothing had been known.
    current().leads.save(replace(lead, consents=other.consents, standing=Standing.ACTIVE, standing_since=None))
    site.functions.advance(timedelta(days=30))

    assert mail_to(site, "a.mina@gmail.com") == []
    assert lead_of("a.mina@gmail.com").standing is standing


def test_after_a_complaint_no_other_spelling_gets_aftercare(site, visitor):
    for spelling in ("amina@gmail.com", "a.mina@gmail.com"):
        visitor.post("/leads", {**visitor.rendered("/"), **FORM, "email": spelling})
    [guide] = mail_to(site, "amina@gmail.com")
    site.cloud.mail.complain(guide)
    site.functions.settle()
    known = lead_of("a.mina@gmail.com")
    booked = set_outcome(known, known.enquiries[0].id, Outcome.BOOKED, current().clock())
    # As if nothing had been known when it was marked.
    current().leads.save(replace(booked, standing=Standing.ACTIVE, standing_since=None))
    site.functions.advance(timedelta(days=2))

    assert mail_to(site, "a.mina@gmail.com") == []
    assert lead_of("a.mina@gmail.com").standing is Standing.COMPLAINED


def test_the_check_costs_a_follow_up_no_call_more(site, visitor):
    visitor.send()
    deliver_to_amina()
    lead = lead_of(FORM["email"])
    feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.CALLED, leads=current().leads)
    site.clock.move_to(NOON + timedelta(days=3))
    with counted() as calls:
        deliver_to_amina()

    assert calls == ["GetItem", "TransactWriteItems", "SendEmail", "PutItem"]
