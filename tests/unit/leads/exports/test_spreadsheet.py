"""The table of leads, as spreadsheet programs read it."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, new_lead, set_outcome
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.exports.spreadsheet import COLUMNS, MAX_CELL, leads_table, table
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from tests.leads import AMINA, NOW, enquiry, lead

KARACHI = ZoneInfo("Asia/Karachi")


def file_of(leads: Iterable[Lead], zone: ZoneInfo) -> str:
    return leads_table(((lead, one) for lead in leads for one in reversed(lead.enquiries)), zone)


def rows_of(file: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.removeprefix("\ufeff"), newline=""), delimiter=separator))


def shown(**changes: object) -> dict[str, str]:
    [row] = csv.DictReader(io.StringIO(file_of([new_lead("l1", enquiry(**changes))], KARACHI)[1:], newline=""))
    return row


def cell(value: str) -> str:
    return rows_of(table(["A"], [[value]]))[1][0]


def is_formula(value: str) -> bool:
    """As OWASP lists what begins one; with white space before it some programs see it too."""
    return bool(re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", value)) and value.strip() != ""


def test_the_file_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert file_of([], KARACHI).encode().startswith(b"\xef\xbb\xbfEnquiry,")


def test_its_lines_end_as_rfc_4180_has_it():
    assert file_of([], KARACHI).endswith("\r\n")


def test_each_enquiry_is_a_row_the_latest_first():
    twice = enquire(lead(), enquiry("e2", NOW + timedelta(days=1)), Caps())
    _, *rows = rows_of(file_of([twice], KARACHI))

    assert [row[0] for row in rows] == ["lead-1/e2", "lead-1/e1"]


def test_every_row_has_as_many_cells_as_there_are_columns():
    assert {len(row) for row in rows_of(file_of([lead()], KARACHI))} == {len(COLUMNS)}


def test_a_time_is_that_of_the_clinics_clock_in_a_form_that_sorts():
    assert shown()["Asked at"] == "2026-03-02 11:00"


def test_an_outcome_stands_with_the_enquiry_it_is_of():
    marked = set_outcome(lead(), "e1", Outcome.BOOKED, NOW + timedelta(hours=2))
    [row] = csv.DictReader(io.StringIO(file_of([marked], KARACHI)[1:]))

    assert (row["Outcome"], row["Outcome since"]) == ("booked", "2026-03-02 13:00")


def test_a_phone_is_text_and_keeps_its_plus():
    assert shown()["Phone"] == "'+923001234567"


def test_a_name_in_urdu_is_there_letter_by_letter():
    assert shown(contact=replace(AMINA, name="آمنہ خان"))["Name"] == "آمنہ خان"


def test_a_message_keeps_its_lines_within_its_cell():
    assert shown(message='Two lines,\none of them "quoted"')["Message"] == 'Two lines,\none of them "quoted"'


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        " =1+1",
        "\t=1+1",
        "\r=1+1",
        '=HYPERLINK("http://example.com","x")',
        "=cmd|' /C calc'!A0",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
    ],
)
def test_no_cell_is_a_formula(typed: str):
    assert not is_formula(cell(typed))


@pytest.mark.parametrize(
    "typed",
    [
        *("pain;=1+1", "pain\n=1+1", "pain;\t@SUM(A1)", 'pain";=1+1', "a;-1"),
        *('pain;"=1+1', 'pain;" =1+1', 'pain;"""@SUM(A1)', 'pain\n"=1+1;"+1'),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_a_program_parts_them_otherwise(typed: str):
    file = table(["A", "B"], [["x", typed]])

    assert [part for row in rows_of(file, ";") for part in row if is_formula(part)] == []


@pytest.mark.parametrize("typed", ["pain - here", "a=b", "me@example.com", "2-3 weeks", "4,000", "O'Neil-Smith", ""])
def test_ordinary_text_is_left_as_it_is(typed: str):
    assert cell(typed) == typed


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("120210000000000001", "'120210000000000001"),
        ("007", "'007"),
        ("42", "42"),
        ("0", "0"),
        ("12345678901", "12345678901"),
    ],
)
def test_a_number_whose_digits_a_spreadsheet_would_drop_is_text(value: str, kept: str):
    assert cell(value) == kept


def test_a_text_longer_than_a_cell_of_excels_is_cut_there():
    assert len(cell("x" * 40_000)) == MAX_CELL


@given(typed=st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_is_typed_is_no_formula_and_moves_no_other_cell(typed: list[str]):
    _, row = rows_of(table(["A"] * len(typed), [typed]))

    assert len(row) == len(typed) and not any(map(is_formula, row))


def test_where_an_enquiry_came_from_is_told_column_by_column():
    touch = Touch(utm_source="meta", utm_campaign="spring", utm_content="120210000000000001")
    row = shown(touch=touch, contact=Contact("-", "a@example.com", "+1"))

    assert (row["Source"], row["Ad campaign"], row["Creative"]) == ("meta", "spring", "'120210000000000001")


def test_a_file_that_stops_short_says_where_it_goes_on():
    *_, last = rows_of(leads_table([], KARACHI, more_at="https://clinic.example/clinic/leads.csv?page=x"))

    assert last == ["There are more, in the file at", "https://clinic.example/clinic/leads.csv?page=x"]
