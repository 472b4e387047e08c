"""The quarantine in the console."""

import pytest

from chalicelib.content.links import Action
from chalicelib.leads.acts import ActKind
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.lead import Lead
from chalicelib.leads.quarantine import held
from chalicelib.services import current
from chalicelib.use_cases import review
from tests.conftest import NOON
from tests.desk import ZARA, Desk
from tests.integration.test_queue import contact_of
from tests.leads import enquiry

PAGE = "/clinic/quarantine"


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


def suspect(name: str) -> Lead:
    asked = enquiry(name.lower(), NOON, contact=contact_of(name), message="Buy <b>now</b>")
    return current().leads.save(held(current().lead_id_of(asked.contact.email), asked, Suspicion.TRAP))


def person(one: Lead) -> Lead | None:
    return current().store.load(one.id.partition(".")[0])


def test_those_in_quarantine_are_shown_by_group(desk):
    suspect("Amina")
    suspect("Bilal")
    page = desk.get(PAGE).text

    assert "Filled in a field that people do not see" in page
    assert "Buy &lt;b&gt;now&lt;/b&gt;" in page and "Throw these 2 away" in page


def test_a_person_is_let_in_and_it_is_kept_by_whom(desk):
    amina = suspect("Amina")
    page = desk.press(PAGE, "Let Amina in").text

    assert [(act.kind, act.by) for act in person(amina).acts] == [(ActKind.LET_IN, "Dr. Zara")]
    assert current().store.load(amina.id) is None
    assert "Nobody else is in quarantine." in page


def test_one_is_thrown_away(desk):
    amina = suspect("Amina")
    desk.press(PAGE, "Throw away")

    assert (current().store.load(amina.id), person(amina)) == (None, None)


def test_what_is_done_with_a_group_stands_below_its_people(desk):
    suspect("Amina")
    suspect("Bilal")
    page = desk.get(PAGE).text

    assert max(page.index(">Amina</h3>"), page.index(">Bilal</h3>")) < page.index("these 2")


def test_a_group_is_let_in_before_it_is_thrown_away(desk):
    suspect("Amina")
    suspect("Bilal")
    page = desk.get(PAGE).text

    assert page.index("Let these 2 in") < page.index("Throw these 2 away")


def test_a_group_is_thrown_away_at_once(desk):
    judge_all(desk, "throw-away", suspect("Amina"), suspect("Bilal"))

    assert "Nobody is in quarantine" in desk.get(PAGE).text


def judge_all(desk, do: str, *suspects: Lead) -> None:
    """What the form of a group sends."""
    key = current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])
    chosen = {
        "lead": [one.id for one in suspects],
        "enquiry": [one.quarantine[0].enquiry.id for one in suspects],
    }
    desk.post(PAGE, {**chosen, "key": key, "do": do})


def test_a_group_is_let_in_at_once(desk):
    amina, bilal = suspect("Amina"), suspect("Bilal")
    assert "Let these 2 in" in desk.get(PAGE).text
    judge_all(desk, "", amina, bilal)

    assert [len(person(one).enquiries) for one in (amina, bilal)] == [1, 1]
    assert "Nobody is in quarantine" in desk.get(PAGE).text


def test_the_log_says_who_judged_and_names_nobody(desk, caplog):
    caplog.set_level("INFO")
    suspect("Amina")
    desk.press(PAGE, "Throw away")

    [record] = [one for one in caplog.records if one.message.startswith("suspects were judged")]
    assert (record.message, record.staff in current().door.staff) == ("suspects were judged, 1: throw-away", True)


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "by the link of an email"])
def test_nothing_but_suspects_is_thrown_away(desk, signed_in):
    door = current().door
    sessions = f"staff-{next(iter(door.staff))}"
    key = current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])
    link = f"/quarantine/{current().links.stamp(Action.QUARANTINE, NOON)}"
    for named in ("sign-in.x", "entry-x.y", sessions, "digest"):
        answer = desk.post(PAGE if signed_in else link, {"lead": named, "enquiry": "x", "do": "throw-away", "key": key})

        assert answer.status_code == 400
    assert desk.get(PAGE).status_code == 200


def test_once_one_is_judged_the_others_are_still_shown(desk):
    amina, _ = suspect("Amina"), suspect("Bilal")
    judge_all(desk, "throw-away", amina)

    assert "Bilal" in desk.get(f"{PAGE}?done=throw-away").text


def test_who_was_just_judged_is_not_shown_though_the_index_is_behind(desk, monkeypatch):
    amina, _ = suspect("Amina"), suspect("Bilal")
    behind = review.newest_suspects(leads=current().leads, suspects=current().store)
    judge_all(desk, "throw-away", amina)
    monkeypatch.setattr(review, "newest_suspects", lambda **_: behind)

    assert "Amina" not in desk.get(f"{PAGE}?done=throw-away").text
