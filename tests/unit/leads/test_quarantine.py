from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import SUSPECTS_KEPT, Caps
from chalicelib.leads.changes import accept, enquire, erase, new_lead, unknown, worsen
from chalicelib.leads.enquiry import QUARANTINE, Consent, Contact, Enquiry, Purpose, Suspect, Suspicion
from chalicelib.leads.lead import Due, Lead, Queue, Standing
from chalicelib.leads.plan import next_due
from chalicelib.leads.quarantine import forget_expired, quarantine, release
from tests.clinic import CAMPAIGN
from tests.unit.leads.test_plan import sequence

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
MACHINE = Contact("Buy Now", "amina@example.com", "+923007654321")
RULES = sequence(2, 5)


def enquiry(enquiry_id: str = "e1", at: datetime = NOW, contact: Contact = AMINA) -> Enquiry:
    agreed = (Consent(Purpose.FOLLOW_UPS, CAMPAIGN, "Yes", at),)
    return Enquiry(enquiry_id, at, CAMPAIGN, "en", contact, "", True, agreed, Touch(gclid=enquiry_id))


def suspected(lead: Lead | None = None, enquiry_id: str = "s1", at: datetime = NOW) -> Lead:
    return quarantine(lead or unknown("lead-1"), enquiry(enquiry_id, at, MACHINE), Suspicion.TRAP)


def quarantined_ids(lead: Lead) -> list[str]:
    return [suspect.enquiry.id for suspect in lead.quarantine]


def test_a_suspect_is_kept_with_what_makes_it_one():
    assert suspected().quarantine == (Suspect(enquiry("s1", contact=MACHINE), Suspicion.TRAP),)


def test_nothing_is_owed_for_a_suspect():
    assert next_due(suspected(), RULES, NOW) is None


def test_a_suspect_agrees_to_nothing():
    assert suspected().follow_ups_agreed_at == {}


def test_a_suspect_does_not_change_whom_we_write_to():
    assert suspected(new_lead("lead-1", enquiry())).contact == AMINA


def test_a_suspect_is_no_first_touch():
    assert enquire(suspected(), enquiry(), Caps()).first_touch.gclid == "e1"


def test_the_same_suspect_twice_is_one():
    assert suspected(suspected()) == suspected()


def test_an_enquiry_that_was_accepted_is_no_suspect_any_more():
    lead = new_lead("lead-1", enquiry())

    assert quarantine(lead, enquiry(), Suspicion.TOO_FAST) == lead


def test_a_person_who_sends_the_same_form_once_more_and_slower_lets_themselves_in():
    lead = enquire(quarantine(unknown("lead-1"), enquiry(), Suspicion.TOO_FAST), enquiry(), Caps())

    assert (quarantined_ids(lead), [one.id for one in lead.enquiries]) == ([], ["e1"])


def test_of_many_suspects_the_latest_are_kept():
    lead = unknown("lead-1")
    for number in range(SUSPECTS_KEPT + 2):
        lead = suspected(lead, f"s{number}", NOW + number * HOUR)

    assert quarantined_ids(lead) == [f"s{number}" for number in range(2, SUSPECTS_KEPT + 2)]


def test_suspects_do_not_count_as_enquiries_that_wait():
    lead = unknown("lead-1")
    for number in range(20):
        lead = suspected(lead, f"s{number}")

    assert enquire(lead, enquiry(), Caps()).enquiries == (enquiry(),)


def test_what_is_released_is_an_enquiry_like_any_other():
    released = release(suspected(), "s1", Caps())

    assert released == new_lead("lead-1", enquiry("s1", contact=MACHINE))


def test_what_was_released_is_owed_its_emails():
    assert next_due(release(suspected(), "s1", Caps()), RULES, NOW + DAY) == Due(NOW, Queue.AT_ONCE)


def test_to_release_it_again_changes_nothing():
    released = release(suspected(), "s1", Caps())

    assert release(released, "s1", Caps()) == released


def test_to_release_what_is_not_there_changes_nothing():
    assert release(suspected(), "e9", Caps()) == suspected()


def test_what_was_released_late_does_not_hide_what_came_after_it():
    lead = enquire(suspected(at=NOW - HOUR), enquiry(), Caps())

    assert release(lead, "s1", Caps()).contact == AMINA


def test_what_was_released_keeps_to_the_caps_of_guides():
    lead = enquire(suspected(at=NOW - HOUR), enquiry(), Caps())

    assert [one.guide for one in release(lead, "s1", Caps()).enquiries] == [False, True]


def test_releasing_is_never_too_much():
    lead = suspected()
    for number in range(8):
        lead = accept(lead, enquiry(f"e{number}", NOW + number * DAY), Caps())

    assert "s1" in {one.id for one in release(lead, "s1", Caps()).enquiries}


def test_a_lead_of_suspects_alone_goes_by_itself():
    assert suspected(suspected(), "s2", NOW + DAY).expires_at == NOW + DAY + QUARANTINE


@pytest.mark.parametrize(
    "lead",
    [
        pytest.param(unknown("lead-1"), id="nothing"),
        pytest.param(new_lead("lead-1", enquiry()), id="an enquiry"),
        pytest.param(enquire(suspected(), enquiry(), Caps()), id="an enquiry after a suspect"),
        pytest.param(suspected(new_lead("lead-1", enquiry())), id="a suspect after an enquiry"),
        pytest.param(release(suspected(), "s1", Caps()), id="a suspect that was released"),
        pytest.param(suspected(erase(new_lead("lead-1", enquiry()), NOW)), id="a suspect after an erasure"),
        pytest.param(worsen(suspected(), Standing.BOUNCED, NOW), id="an address that is dead"),
    ],
)
def test_any_other_lead_stays(lead: Lead):
    assert lead.expires_at is None


def test_suspects_are_forgotten_when_their_time_is_over():
    lead = suspected(suspected(new_lead("lead-1", enquiry())), "s2", NOW + DAY)

    assert quarantined_ids(forget_expired(lead, NOW + QUARANTINE)) == ["s2"]


def test_a_lead_that_goes_by_itself_is_left_to_go():
    assert forget_expired(suspected(), NOW + 2 * QUARANTINE) == suspected()


def test_an_old_suspect_makes_room_for_a_new_one():
    assert quarantined_ids(suspected(suspected(), "s2", NOW + QUARANTINE)) == ["s2"]


def test_erasing_a_person_erases_their_suspects():
    assert replace(erase(suspected(), NOW), standing_since=None) == replace(
        unknown("lead-1"), standing=Standing.UNSUBSCRIBED
    )
