"""The thanks for a form: they say what its sender told us, and nothing of what we know."""

import re
from dataclasses import replace

import pytest

from chalicelib.leads.lead import Standing
from chalicelib.services import current
from tests.conftest import lead_of, mail_to
from tests.visitor import FORM, Visitor, path_of, token

AMINA, OTHER = FORM["email"], "bilal@example.com"


def thanks(visitor: Visitor, **changes: str) -> str:
    answer = visitor.send(**changes)
    assert answer.status_code == 200
    return answer.text


def guide_link(page: str) -> str:
    return path_of(re.findall(r'href="([^"]*/guide/[^"]*)"', page)[0])


def test_the_thanks_say_where_the_guide_goes_as_it_was_typed(visitor):
    assert "You asked us to send it to <strong><bdi>Amina.K@Example.com</bdi></strong>." in thanks(
        visitor, email="Amina.K@Example.com"
    )


def test_who_asked_only_a_question_is_told_of_no_guide_on_its_way(visitor):
    page = thanks(visitor, page="contact")

    assert AMINA not in page
    assert "You asked us to send" not in page


def test_who_asked_a_question_and_for_the_guide_is_told_of_it(visitor):
    assert AMINA in thanks(visitor, page="contact", guide="yes")


@pytest.mark.parametrize("page", ["landing", "contact"])
def test_the_guide_can_be_read_at_once_whether_or_not_the_address_is_right(visitor, page):
    answer = visitor.get(guide_link(thanks(visitor, page=page)))

    assert (answer.status_code, "<h1>Muscle knots, explained</h1>" in answer.text) == (200, True)


def test_the_address_of_the_guide_names_nobody(visitor):
    one, other = (guide_link(thanks(visitor, email=email)) for email in (AMINA, OTHER))

    assert one == other


def test_the_thanks_stand_at_an_address_that_names_nobody(visitor):
    assert 'rel="canonical" href="/thank-you"' in thanks(visitor)


def test_who_comes_back_to_that_address_finds_nobody_named(visitor):
    thanks(visitor)
    page = visitor.get("/thank-you").text

    assert "Thank you, we have it" in page
    assert AMINA not in page


def test_the_way_on_keeps_the_ad(visitor):
    page = visitor.send("/?utm_source=meta").text

    assert 'href="/contact?utm_source=meta"' in page


def told_of(visitor: Visitor, **changes: str) -> str:
    """What a person is told, who types another question each time."""
    return thanks(visitor, **{"message": "One more question", **changes})


def test_who_was_here_before_is_told_the_same_as_a_stranger(visitor):
    before = told_of(visitor, message="First")

    assert told_of(visitor) == before


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.ACTIVE])
def test_no_standing_of_an_address_shows(site, visitor, standing):
    before = told_of(visitor, message="First")
    current().leads.change(None, lead_of(AMINA).id, lambda lead: replace(lead, standing=standing))

    assert told_of(visitor) == before


def test_a_guide_beyond_the_cap_is_promised_in_the_same_words(site, visitor):
    told = {told_of(visitor, message=f"Question {number}") for number in range(5)}

    assert len(told) == 1
    assert len(mail_to(site, AMINA)) == 1


def test_a_machine_in_the_trap_is_thanked_in_the_same_words(visitor):
    assert told_of(visitor, subject="Buy now") == told_of(visitor)


def test_who_reloads_the_thanks_sends_the_same_enquiry_and_is_told_the_same(site, visitor):
    form = {**FORM, "token": token()}
    once, again = (visitor.post("/leads", form).text for _ in range(2))

    assert once == again
    assert len(lead_of(AMINA).enquiries) == 1
