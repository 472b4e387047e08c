"""A system of the clinic's own that is told what happens."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.content.clinic import Webhook
from chalicelib.http.hook import WebHook
from chalicelib.leads.changes import erase, new_lead, set_outcome
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.quarantine import held
from chalicelib.services import current
from chalicelib.use_cases.failures import Declined, Unavailable
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.review import release
from chalicelib.use_cases.webhook import PATIENCE, SETTLED, tell_of_events
from local.events import scheduled_event
from tests.conftest import NOON
from tests.leads import enquiry

MINUTE = timedelta(minutes=1)


@dataclass
class System:
    """The clinic's own, which may be down."""

    told: list[str] = field(default_factory=list)
    is_down: bool = False
    declines: str = "nothing"

    def post(self, body: bytes, headers: dict[str, str]) -> None:
        if self.declines in headers["webhook-id"]:
            raise Declined("webhook", "answered 422")
        if self.is_down:
            raise Unavailable("webhook", "answered 503")
        self.told.append(headers["webhook-id"])


@pytest.fixture
def system(site) -> System:
    """It was told of already, and then somebody asked."""
    system = System()
    tell(system)
    site.clock.move_to(NOON + MINUTE)
    leads().save(new_lead("lead-1", enquiry(at=NOON + MINUTE)))
    site.clock.move_to(NOON + MINUTE + SETTLED + MINUTE)
    return system


def leads(**changes: object):
    own = current().leads
    return replace(own, rules=replace(own.rules, tells_webhook=True), **changes)


def tell(system: System, **changes: object) -> int:
    lists = current().store.lists
    return tell_of_events(site_url="https://x.test", key=b"k", hook=system, events=lists, leads=leads(**changes))


def test_it_is_told_of_an_enquiry_once(system):
    assert (tell(system), tell(system)) == (1, 0)
    assert system.told == ["lead-1_enquiry_e1"]


def test_it_is_told_of_an_outcome_after_its_enquiry(system):
    leads().change(None, "lead-1", lambda lead: set_outcome(lead, "e1", Outcome.BOOKED, NOON + MINUTE * 1.5))
    tell(system)

    assert [message.split("_")[1] for message in system.told] == ["enquiry", "outcome"]


def test_while_it_is_down_what_happens_waits_in_its_order(system):
    system.is_down = True
    assert tell(system) == 0

    system.is_down = False
    assert tell(system) == 1


def test_what_could_not_be_told_is_measured(system):
    measured = []
    system.is_down = True
    tell(system, measure=lambda *measure: measured.append(measure))

    assert measured == [(Metric.WEBHOOK_FAILED, 1)]


def test_what_could_not_be_told_for_a_day_is_left_out(system, site):
    system.is_down = True
    site.clock.move_to(NOON + MINUTE + PATIENCE)
    tell(system)
    system.is_down = False

    assert tell(system) == 0


@pytest.fixture
def another(system) -> None:
    """Somebody asked after the first one."""
    leads().save(new_lead("lead-2", enquiry("e2", at=NOON + MINUTE * 1.5)))


def test_what_it_declines_holds_up_nothing_behind_it(system, another):
    system.declines = "e1"
    tell(system)

    assert system.told == ["lead-2_enquiry_e2"]


def test_what_it_declines_is_not_told_again_once_it_took_another(system, another):
    system.declines = "e1"
    tell(system)
    system.declines = "nothing"

    assert tell(system) == 0


def test_an_engineer_is_called_for_what_it_declines(system, another, caplog):
    measured = []
    system.declines = "e1"
    tell(system, measure=lambda *measure: measured.append(measure))

    assert measured == [(Metric.WEBHOOK_FAILED, 1), (Metric.WEBHOOK_DECLINED, 1)]
    assert [(one.levelname, one.lead) for one in caplog.records if "declines" in one.message] == [("ERROR", "lead-1")]


def test_a_system_that_declines_all_loses_nothing(system, another):
    system.declines = "enquiry"
    tell(system)
    system.declines = "nothing"
    tell(system)

    assert system.told == ["lead-1_enquiry_e1", "lead-2_enquiry_e2"]


def test_what_was_erased_proves_nothing_of_what_it_declines(system, another):
    leads().change(None, "lead-2", lambda lead: erase(lead, NOON))
    system.declines = "e1"
    tell(system)
    system.declines = "nothing"
    tell(system)

    assert system.told == ["lead-1_enquiry_e1"]


def test_it_is_not_told_of_who_was_erased_before(system):
    leads().change(None, "lead-1", lambda lead: erase(lead, NOON))

    assert tell(system) == 0


def test_it_is_told_of_who_was_let_in_by_a_link_after_it_was_told_of_others(system, site, another):
    suspect = leads().save(held("lead-3", enquiry("e3", at=NOON + MINUTE), Suspicion.CROWD))
    tell(system)
    system.told.clear()
    release(suspect.id, "e3", leads=leads(), suspects=current().store, wakeups=current().wakeups)
    site.clock.move_to(current().clock() + SETTLED + MINUTE)
    tell(system)

    assert system.told == ["lead-3_enquiry_e3"]


def test_a_system_that_is_new_is_told_of_nothing_before(site):
    leads().save(new_lead("lead-1", enquiry(at=NOON - 5 * MINUTE)))
    system = System()

    assert (tell(system), tell(system)) == (0, 0)


def test_what_was_taken_back_since_it_was_found_is_passed_over(system, monkeypatch):
    found = current().store.lists.after("", NOON + 9 * MINUTE, 9)
    gone = tuple(replace(one, event_id="outcome.gone") for one in found)
    monkeypatch.setattr(type(current().store.lists), "after", lambda *_: gone)

    assert (tell(system), system.told) == (1, [])


def test_the_clinics_own_system_is_told_by_the_schedule(site, system, monkeypatch):
    posted = []
    clinic = replace(current().templates.clinic, webhook=Webhook("https://crm.example.com/hook"))
    monkeypatch.setattr(current().templates, "clinic", clinic)
    monkeypatch.setattr(WebHook, "post", lambda _self, _body, headers: posted.append(headers["webhook-id"]))
    site.functions._invoke("chalicelib.entrypoints.workers.digest", scheduled_event(current().clock()))

    assert posted == ["lead-1_enquiry_e1"]
