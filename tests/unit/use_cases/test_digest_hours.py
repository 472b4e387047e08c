"""The digest goes by the clinic's clock, wherever the clinic is: never at night, on a day off or on a holiday."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from chalicelib.leads.enquiry import Suspect, Suspicion
from chalicelib.use_cases.lists import Page, Suspected
from chalicelib.use_cases.review import tell_of_suspects
from tests.clinic import elsewhere
from tests.letters import lead, writer_in


class Waiting:
    """One suspect of which the clinic was not told of."""

    def __init__(self) -> None:
        [enquiry] = lead().enquiries
        self._suspect = Suspect(enquiry, Suspicion.TOO_FAST)
        self.told = False

    def between(self, *_: object) -> Page:
        return Page((Suspected("lead-1", self._suspect),), "")

    def digest_sent_through(self) -> None:
        return None

    def spend(self, *_: object) -> None:
        """There is always a budget."""

    def note_digest_sent(self, _through: datetime) -> None:
        self.told = True


@pytest.mark.parametrize(
    ("place", "there", "told"),
    [
        pytest.param("london", "2026-03-23 07:59", False, id="before opening, in winter time"),
        pytest.param("london", "2026-03-23 08:00", True, id="at opening, in winter time"),
        pytest.param("london", "2026-03-30 07:59", False, id="before opening, in summer time"),
        pytest.param("london", "2026-03-30 08:00", True, id="at opening, in summer time"),
        pytest.param("london", "2026-03-28 12:00", False, id="a Saturday without hours"),
        pytest.param("london", "2026-04-06 12:00", False, id="a holiday"),
        pytest.param("new_york", "2026-03-06 18:59", True, id="before closing, in winter time"),
        pytest.param("new_york", "2026-03-09 18:59", True, id="before closing, in summer time"),
        pytest.param("new_york", "2026-03-09 19:00", False, id="at closing"),
        pytest.param("new_york", "2026-03-08 23:30", False, id="night there, and morning in UTC"),
        pytest.param("kathmandu", "2026-03-01 10:00", True, id="a Sunday that is a working day"),
        pytest.param("kathmandu", "2026-03-02 03:30", False, id="night"),
        pytest.param("sao_paulo", "2026-03-02 08:00", True, id="morning in São Paulo"),
    ],
)
def test_the_clinic_is_told_in_the_hours_in_which_it_is_open(place: str, there: str, told: bool):
    templates = elsewhere(place)
    now = datetime.fromisoformat(there).replace(tzinfo=templates.clinic.zone).astimezone(UTC)
    suspects, mailer = Waiting(), SimpleNamespace(send=lambda *_: "ses")
    leads = SimpleNamespace(clock=lambda: now, rules=templates.rules, measure=lambda *_: None)

    tell_of_suspects(leads=leads, suspects=suspects, writer=writer_in(templates), mailer=mailer)

    assert suspects.told is told
