"""How a canary flies: what it sends, how long it waits, what it says where it is lost, and that it is erased."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.lead import Lead
from chalicelib.use_cases.canary import LOOKS_EVERY, PATIENCE, Canary, Lost, Passing, fly, lacks
from tests.leads import NOW, lead

CANARY = Canary("success+canary-1-x@simulator.amazonses.com", "0300 1234567", "canary-1", "mailbox-canary-1")
ON_THE_PAGE = {"token": "5f2c", "campaign": "knots", "name": "", "subject": ""}


def tried(kind: EmailKind, result: Result = Result.SENT, delivery: Delivery = Delivery.DELIVERED) -> EndedAttempt:
    return EndedAttempt(Attempt(kind, EmailId(kind, "e1"), NOW, NOW), result, "ses-1", delivery)


def emailed(*tries: EndedAttempt) -> Lead:
    return lead(attempts=tries)


ARRIVED = emailed(tried(EmailKind.ALERT), tried(EmailKind.GUIDE))
ALERTED = emailed(tried(EmailKind.ALERT))


@dataclass
class World:
    """Where a canary flies: a site, a table in which it is seen as `seen` after one look more each, and the time."""

    seen: list[Lead | None] = field(default_factory=lambda: [ARRIVED])
    closed: str = ""
    now: datetime = NOW
    sent: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    def open(self) -> dict[str, str]:
        if self.closed:
            raise Lost(self.closed)
        return dict(ON_THE_PAGE)

    def send(self, fields: dict[str, str]) -> None:
        self.sent.append((self.now, fields))

    def load(self, lead_id: str) -> Lead | None:
        assert lead_id == CANARY.lead_id
        return self.seen.pop(0) if len(self.seen) > 1 else self.seen[0]

    def wait(self, span: timedelta) -> None:
        self.now += span

    def fly(self) -> timedelta:
        return fly(
            CANARY,
            door=self,
            load=self.load,
            delete=self.erased.append,
            clock=lambda: self.now,
            wait=self.wait,
        )


def test_it_sends_the_form_that_stands_on_the_page_filled_in():
    world = World()
    world.fly()

    [(_, sent)] = world.sent
    assert sent == {**ON_THE_PAGE, "name": "Canary", "email": CANARY.email, "phone": CANARY.phone}


def test_it_agrees_to_no_follow_ups():
    world = World()
    world.fly()

    assert "follow_ups" not in world.sent[0][1]


def test_it_reads_as_long_as_a_person_does():
    world = World()
    world.fly()

    assert world.sent[0][0] - NOW == timedelta(seconds=4)


def test_it_says_how_long_it_took_from_the_form_on():
    assert World([None, ALERTED, ARRIVED]).fly() == 2 * LOOKS_EVERY


@pytest.mark.parametrize(
    "world", [World(), World([ALERTED]), World(closed="the site is down")], ids=["arrived", "lost", "not sent"]
)
def test_it_is_erased_however_it_ends(world):
    with suppress(Lost):
        world.fly()

    assert world.erased == [CANARY.lead_id, CANARY.mailbox_id]


def test_it_is_given_up_after_a_while():
    world = World([ALERTED])
    with pytest.raises(Lost, match=r"^the guide was not sent within 120 seconds$"):
        world.fly()

    assert world.now - world.sent[0][0] == PATIENCE


@pytest.mark.parametrize("put_off", [{"guide_deferred_until": NOW}, {"deferred_until": NOW}])
def test_mail_that_is_put_off_is_no_fault_of_the_version(put_off):
    """Too many guides go or bounce, or SES takes none just now."""
    with pytest.raises(Passing, match=r"^the guide was not sent within 120 seconds$"):
        World([replace(ALERTED, **put_off)]).fly()


def test_a_site_that_does_not_answer_is_what_is_told():
    with pytest.raises(Lost, match=r"^the site is down$"):
        World(closed="the site is down").fly()


@pytest.mark.parametrize(
    ("seen", "lacking"),
    [
        (None, "the form was not stored"),
        (emailed(), "the alert was not sent"),
        (emailed(tried(EmailKind.ALERT, Result.FAILED)), "the alert was not sent"),
        (
            emailed(tried(EmailKind.ALERT, delivery=Delivery.UNKNOWN)),
            "SES did not say that the alert has arrived",
        ),
        (ALERTED, "the guide was not sent"),
        (emailed(*ALERTED.attempts, tried(EmailKind.GUIDE, Result.IN_DOUBT)), "the guide was not sent"),
        (
            emailed(*ALERTED.attempts, tried(EmailKind.GUIDE, delivery=Delivery.HARD_BOUNCED)),
            "SES did not say that the guide has arrived",
        ),
        (ARRIVED, ""),
    ],
)
def test_what_it_lacks_is_told(seen, lacking):
    assert lacks(seen) == lacking
