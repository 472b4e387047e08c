"""People without a visit, once the clinic's months are over."""

from datetime import timedelta

import pytest

from chalicelib.leads.changes import new_lead, set_outcome
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.views.tally import Stage, week_of
from chalicelib.services import current
from chalicelib.use_cases import retention
from tests.conftest import NOON
from tests.desk import Desk
from tests.leads import enquiry

YEAR = timedelta(days=366)


@pytest.fixture
def people(site):
    """One who asked long ago, one of then who came, and one of today."""
    old, patient = (new_lead(f"lead-{name}", enquiry(at=NOON - YEAR)) for name in ("old", "patient"))
    came = set_outcome(patient, "e1", Outcome.ATTENDED, NOON - YEAR)
    for lead in (old, came, new_lead("lead-new", enquiry(at=NOON))):
        current().leads.save(lead)
    return site


def let_go(months: int = 12) -> int:
    return retention.let_go_of_the_unheard(months, leads=current().leads, lists=current().lists)


def kept() -> set[str]:
    return {name for name in ("old", "patient", "new") if current().store.load(f"lead-{name}").enquiries}


def test_who_never_came_is_erased_when_the_months_are_over(people):
    assert let_go() == 1
    assert kept() == {"patient", "new"}


def test_it_is_done_once(people):
    assert (let_go(), let_go()) == (1, 0)


def test_without_months_nobody_is(people):
    assert let_go(0) == 0
    assert kept() == {"old", "patient", "new"}


def test_the_numbers_stay(people):
    week = week_of(NOON - YEAR, current().templates.clinic.zone)
    let_go()

    assert sum(one.stages[Stage.ENQUIRED] for one in current().lists.counts(week, week)) == 2


def test_they_are_in_no_list_any_more(people):
    let_go()

    assert "lead-old" not in Desk(people).come_in().get("/clinic/leads").text


def test_a_tick_takes_a_few(people, monkeypatch):
    monkeypatch.setattr(retention, "AT_A_TIME", 1)
    current().leads.save(new_lead("lead-2", enquiry(at=NOON - YEAR - timedelta(days=1))))

    assert (let_go(), let_go(), let_go()) == (1, 1, 0)
