"""Somebody who types as people in Pakistan do: a name in Urdu, digits of Urdu, and the marks that keyboards put in."""

import csv
import io

import pytest

from chalicelib.leads.attempt import EmailId, EmailKind
from chalicelib.leads.exports.spreadsheet import leads_table
from chalicelib.services import current
from tests.conftest import lead_of
from tests.letters import body
from tests.visitor import FORM

RIGHT_TO_LEFT, LEFT_TO_RIGHT = "\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}"

URDU = {"name": "آمنہ خان", "phone": "۰۳۰۰ ۱۲۳۴۵۶۷", "message": "کیا منگل کو آ سکتی ہوں؟"}


@pytest.mark.parametrize(
    "typed",
    [
        "۰۳۰۰ ۱۲۳۴۵۶۷",
        "٠٣٠٠ ١٢٣٤٥٦٧",
        f"{RIGHT_TO_LEFT}0300 1234567",
        f"{LEFT_TO_RIGHT}+92 300 1234567{RIGHT_TO_LEFT}",
        "\N{LEFT-TO-RIGHT ISOLATE}0300-1234567\N{POP DIRECTIONAL ISOLATE}",
    ],
    ids=["of Urdu", "of Arabic", "marked", "marked on both sides", "isolated"],
)
def test_a_number_is_taken_however_it_is_typed(site, visitor, typed):
    visitor.send(**{**URDU, "phone": typed})

    assert lead_of(FORM["email"]).contact.phone == "+923001234567"


def test_a_name_and_a_question_in_urdu_are_kept_letter_by_letter(site, visitor):
    visitor.send(**URDU)
    [enquiry] = lead_of(FORM["email"]).enquiries

    assert (enquiry.contact.name, enquiry.message) == (URDU["name"], URDU["message"])


def test_a_name_in_urdu_is_shown_again_in_a_form_sent_back(site, visitor):
    answer = visitor.send(**{**URDU, "email": "@"})

    assert answer.status_code == 422
    assert f'value="{URDU["name"]}"' in answer.text and URDU["message"] in answer.text


def test_an_address_typed_between_marks_of_direction_is_taken(site, visitor):
    visitor.send(**{**URDU, "email": f"{RIGHT_TO_LEFT}{FORM['email']}{LEFT_TO_RIGHT}"})

    assert lead_of(FORM["email"]) is not None


def test_a_row_of_the_list_of_leads_holds_urdu_as_it_was_typed(site, visitor):
    visitor.send(**URDU)
    known = lead_of(FORM["email"])
    file = leads_table([(known, known.enquiries[0])], current().templates.clinic.zone)
    [row] = csv.DictReader(io.StringIO(file.removeprefix("\ufeff"), newline=""))

    assert URDU["name"] in row.values()


def test_the_alert_about_them_sets_their_name_apart_from_their_number(site, visitor):
    visitor.send(**URDU)
    asked = lead_of(FORM["email"])
    [enquiry] = asked.enquiries
    html = body(current().writer.write(asked, EmailId(EmailKind.ALERT, enquiry.id), enquiry.at), "html")

    assert f"<bdi>{URDU['name']}</bdi>, 0300 1234567" in html
