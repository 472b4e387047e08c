import json
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.content.clinic import Clinic
from chalicelib.content.landing import Landing, Question
from chalicelib.content.opening_hours import read_hours
from chalicelib.site.schema_org import describe
from tests.clinic import templates

HOSTILE = Question("</script><script>alert(1)</script>", 'a "quote" & more')
SITE, PICTURE = "https://guide.example.com/prod", "https://guide.example.com/prod/preview/knots.en.png"


def described(*questions: Question, clinic: Clinic | None = None) -> dict:
    landing = Landing({"treatment": "Knot release"}, sections=(), questions=questions, picture="")
    return describe(clinic or templates().clinic, SITE, PICTURE, landing, "en")


def test_the_graph_holds_the_clinic_and_its_questions():
    assert [thing["@type"] for thing in described()["@graph"]] == ["MedicalClinic", "FAQPage"]


def test_the_clinic_is_known_by_an_address_of_the_site():
    [clinic, _questions] = described()["@graph"]

    assert clinic["@id"] == "https://guide.example.com/prod/#clinic"
    assert clinic["image"] == PICTURE


def test_the_clinic_is_described_by_its_facts():
    [clinic, _questions] = described()["@graph"]

    assert (clinic["name"], clinic["url"], clinic["telephone"]) == (
        "Riverside Clinic",
        "https://riverside.example",
        "+924235123456",
    )
    assert clinic["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "12 Canal Road",
        "addressLocality": "Lahore",
        "addressCountry": "PK",
    }


def test_the_clinic_offers_what_the_campaign_is_about():
    [clinic, _questions] = described()["@graph"]

    assert clinic["availableService"] == {"@type": "MedicalTherapy", "name": "Knot release"}


def test_the_hours_of_each_day_are_told_where_they_are_known():
    hours = read_hours({"Friday": "10:00-13:00, 15:00-20:00"})
    [clinic, _questions] = described(clinic=replace(templates().clinic, hours=hours))["@graph"]

    friday = {"@type": "OpeningHoursSpecification", "dayOfWeek": "Friday"}
    assert clinic["openingHoursSpecification"] == [
        {**friday, "opens": "10:00", "closes": "13:00"},
        {**friday, "opens": "15:00", "closes": "20:00"},
    ]


def test_a_day_that_ends_at_midnight_does_not_close_as_it_opens():
    hours = read_hours({"Friday": "00:00-24:00"})
    [clinic, _questions] = described(clinic=replace(templates().clinic, hours=hours))["@graph"]

    [friday] = clinic["openingHoursSpecification"]
    assert (friday["opens"], friday["closes"]) == ("00:00", "23:59")


def test_holidays_are_days_on_which_it_is_closed():
    known = templates().clinic
    window = replace(known.window, holidays=frozenset({date(2026, 3, 20)}))
    [clinic, _questions] = described(clinic=replace(known, window=window, hours=read_hours({"Friday": "10:00-13:00"})))[
        "@graph"
    ]

    assert clinic["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": "2026-03-20",
            "validThrough": "2026-03-20",
        }
    ]


def test_the_price_is_told_where_it_is_known():
    [clinic, _questions] = described(clinic=replace(templates().clinic, price="Rs 4,000"))["@graph"]

    assert clinic["priceRange"] == "Rs 4,000"


@pytest.mark.parametrize("fact", ["openingHoursSpecification", "specialOpeningHoursSpecification", "priceRange"])
def test_what_is_unknown_of_a_clinic_is_not_told(fact: str):
    [clinic, _questions] = described()["@graph"]

    assert fact not in clinic


def test_each_question_stands_with_its_answer():
    [_clinic, asked] = described(Question("Does it hurt?", "A little.", told_above=True))["@graph"]

    assert asked["mainEntity"] == [
        {"@type": "Question", "name": "Does it hurt?", "acceptedAnswer": {"@type": "Answer", "text": "A little."}}
    ]


def test_nothing_in_an_answer_can_end_the_script_element_it_stands_in():
    data = described(HOSTILE)
    rendered = templates().environment.from_string("{{ data | tojson }}").render(data=data)

    assert "<" not in rendered
    assert json.loads(rendered) == data
