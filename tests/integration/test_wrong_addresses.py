"""Addresses that nobody was given, and pages that are gone: each answer is a page that says so."""

import json

import pytest

from chalicelib.services import Services, current, install


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/contact/en", id="the language that has no address of its own"),
        pytest.param("/contact/xx", id="a language that is not spoken"),
        pytest.param("/preview/knots.xx.png", id="the picture of a page that is not there"),
        pytest.param("/preview/..%2Fclinic.toml", id="a file that is no picture"),
    ],
)
def test_there_is_no_such_page(visitor, path):
    answer = visitor.get(path)

    assert (answer.status_code, "There is no page here" in answer.text) == (404, True)


def test_an_outcome_cannot_be_marked_by_a_made_up_link(visitor):
    assert visitor.post("/outcome/made-up", {"mark": "booked"}).status_code == 404


def test_a_form_with_a_mistake_of_a_campaign_that_is_gone_is_refused_with_a_page(visitor):
    answer = visitor.send(campaign="gone", email="amina@")

    assert (answer.status_code, answer.mimetype) == (400, "text/html")


MESSAGE = "An internal server error occurred."


def test_without_its_settings_the_service_answers_without_a_word_of_why(site, visitor):
    running = current()
    install(Services({}))
    try:
        answer = visitor.get("/contact")
    finally:
        install(running)

    assert (answer.status_code, json.loads(answer.text)) == (500, {"Code": "InternalServerError", "Message": MESSAGE})
