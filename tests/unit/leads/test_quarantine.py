from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import accept, erase, new_lead, unknown, worsen
from chalicelib.leads.enquiry import QUARANTINE, Consent, Contact, Enquiry, Purpose, Suspect, Suspicion
from chalicelib.leads.lead import Due, Lead, Queue, Standing
from chalicelib.leads.owed.plan import next_due
from chalicelib.leads.quarantine import find, forget_expired, held, is_held, person_of, release, throw_away
from tests.clinic import CAMPAIGN
from tests.unit.leads.owed.test_plan import sequence

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
MACHINE = Contact("Buy Now", "amina@example.com", "+923007654321")
RULES = sequence(2, 5)


def enquiry(enquiry_id: str = "e1", at: datetime = NOW, contact: Contact = AMINA) -> Enquiry:
    agreed = (Consent(Purpose.FOLLOW_UPS, CAMPAIGN, "Yes", at),)
    return Enquiry(enquiry_id, at, CAMPAIGN, "en", contact, "", True, agreed, Touch(gclid=enquiry_id))


def suspected(enquiry_id: str = "s1", at: datetime = NOW) -> Lead:
    return held("lead-1", enquiry(enquiry_id, at, MACHINE), Suspicion.TRAP)


def kept_within(lead: Lead, *suspects: Enquiry) -> Lead:
    """A lead as an earlier version wrote it, with suspects in it."""
    return replace(lead, quarantine=tuple(Suspect(one, Suspicion.TRAP) for one in suspects))


def quarantined_ids(lead: Lead) -> list[str]:
    return [suspect.enquiry.id for suspect in lead.quarantine]


def test_a_suspect_is_kept_with_what_makes_it_one():
    assert suspected().quarantine == (Suspect(enquiry("s1", contact=MACHINE), Suspicion.TRAP),)


def test_nothing_is_owed_for_a_suspect():
    assert next_due(suspected(), RULES, NOW) is None


def test_a_suspect_agrees_to_nothing():
    assert suspected().follow_ups_agreed_at == {}


def test_a_suspect_is_kept_apart_from_its_person():
    assert (suspected().id, person_of(suspected().id)) == ("lead-1.s1", "lead-1")


def test_each_enquiry_of_a_person_is_kept_by_itself():
    assert suspected("s1").id != suspected("s2").id


@pytest.mark.parametrize(("lead_id", "expected"), [("lead-1.s1", True), ("lead-1", False)])
def test_what_is_in_quarantine_is_told_by_its_id(lead_id: str, expected: bool):
    assert is_held(lead_id) is expected


@pytest.mark.parametrize(("enquiry_id", "is_there"), [("s1", True), ("s9", False)])
def test_a_suspect_is_found_by_its_enquiry(enquiry_id: str, is_there: bool):
    assert (find(suspected(), enquiry_id) is not None) is is_there


def test_what_is_released_is_an_enquiry_like_any_other():
    released = release(unknown("lead-1"), enquiry(), Caps())

    assert released == new_lead("lead-1", enquiry())


def test_what_was_released_is_owed_its_emails():
    assert next_due(release(unknown("lead-1"), enquiry(), Caps()), RULES, NOW + DAY) == Due(NOW, Queue.AT_ONCE)


def test_to_release_it_again_changes_nothing():
    released = release(unknown("lead-1"), enquiry(), Caps())

    assert release(released, enquiry(), Caps()) == released


def test_what_was_released_late_does_not_hide_what_came_after_it():
    lead = new_lead("lead-1", enquiry())

    assert release(lead, enquiry("s1", NOW - HOUR, MACHINE), Caps()).contact == AMINA


def test_what_was_released_keeps_to_the_caps_of_guides():
    lead = new_lead("lead-1", enquiry())

    assert [one.guide for one in release(lead, enquiry("s1", NOW - HOUR), Caps()).enquiries] == [False, True]


def test_releasing_is_never_too_much():
    lead = unknown("lead-1")
    for number in range(8):
        lead = accept(lead, enquiry(f"e{number}", NOW + number * DAY), Caps())

    assert release(lead, enquiry("s1"), Caps()).has("s1")


def test_what_is_thrown_away_is_gone():
    assert quarantined_ids(throw_away(suspected(), "s1")) == []


def test_a_suspect_goes_by_itself():
    assert suspected().expires_at == NOW + QUARANTINE


@pytest.mark.parametrize(
    "lead",
    [
        pytest.param(unknown("lead-1"), id="nothing"),
        pytest.param(new_lead("lead-1", enquiry()), id="an enquiry"),
        pytest.param(kept_within(new_lead("lead-1", enquiry()), enquiry("s1")), id="an enquiry and a suspect"),
        pytest.param(erase(new_lead("lead-1", enquiry()), NOW), id="an erased person"),
        pytest.param(worsen(kept_within(unknown("lead-1"), enquiry()), Standing.BOUNCED, NOW), id="a dead address"),
    ],
)
def test_any_other_lead_stays(lead: Lead):
    assert lead.expires_at is None


def test_suspects_that_an_earlier_version_kept_are_forgotten_when_their_time_is_over():
    lead = kept_within(new_lead("lead-1", enquiry()), enquiry("s1"), enquiry("s2", NOW + DAY))

    assert quarantined_ids(forget_expired(lead, NOW + QUARANTINE)) == ["s2"]


def test_a_lead_that_goes_by_itself_is_left_to_go():
    assert forget_expired(suspected(), NOW + 2 * QUARANTINE) == suspected()


def test_a_suspect_that_an_earlier_version_kept_is_released_out_of_its_lead():
    lead = kept_within(unknown("lead-1"), enquiry("s1"))

    assert release(lead, enquiry("s1"), Caps()) == new_lead("lead-1", enquiry("s1"))


def test_erasing_a_person_erases_the_suspects_that_an_earlier_version_kept():
    erased = erase(kept_within(new_lead("lead-1", enquiry()), enquiry("s1")), NOW)

    assert erased.quarantine == ()
