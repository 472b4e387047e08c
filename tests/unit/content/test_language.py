from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from chalicelib.content.language import Language, filled, read_language
from chalicelib.leads.enquiry import Contact
from tests.clinic import templates

KARACHI = ZoneInfo("Asia/Karachi")
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)

GERMAN = {
    "direction": "ltr",
    "dates": {
        "weekdays": ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
        "months": ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
        "moment": "{weekday}, {day}. {month} um {time}",
    },
}


def test_a_language_has_its_code_its_direction_and_its_words():
    language = read_language("de", GERMAN)

    assert (language.code, language.direction, language.words) == ("de", "ltr", GERMAN)


def test_a_language_has_to_tell_its_direction():
    with pytest.raises(KeyError, match="direction"):
        read_language("de", {"dates": GERMAN["dates"]})


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+923001234567", "0300 1234567"),
        ("+922135890123", "(021) 35890123"),
        ("+922135890123;ext=204", "(021) 35890123 ext 204"),
        ("+442079460958", "+44 20 7946 0958"),
        ("made-up", "made-up"),
    ],
)
def test_a_number_is_shown_as_people_in_the_clinics_country_read_it(phone: str, shown: str):
    assert templates().languages["en"].phone(Contact("Amina", "amina@example.com", phone), "PK") == shown


def test_a_moment_is_told_in_the_clinics_zone():
    assert templates().languages["en"].moment(MONDAY, KARACHI) == "Monday 2 March, 12:00"


def test_a_date_is_told_with_its_year():
    assert templates().languages["en"].date(date(2026, 11, 25)) == "25 November 2026"


def test_a_moment_is_told_on_the_day_that_it_is_there():
    late = datetime(2026, 2, 28, 19, 5, tzinfo=UTC)

    assert templates().languages["en"].moment(late, KARACHI) == "Sunday 1 March, 00:05"


def test_a_moment_is_told_as_the_language_writes_it():
    assert read_language("de", GERMAN).moment(MONDAY, KARACHI) == "Mo, 2. Mrz um 12:00"


@pytest.mark.parametrize(("direction", "side"), [("ltr", "left"), ("rtl", "right")])
def test_lines_begin_on_the_side_from_which_the_language_runs(direction: str, side: str):
    assert Language("xx", direction, {}).starts_on == side


def test_values_stand_in_the_place_of_their_names():
    assert filled("Call {phone}", phone="0300 1234567") == "Call 0300 1234567"


def test_words_are_escaped():
    assert filled("<b>Call</b> & {phone}", phone="1") == "&lt;b&gt;Call&lt;/b&gt; &amp; 1"


def test_a_value_is_escaped():
    assert filled("Hello {name}", name="<script>") == "Hello &lt;script&gt;"


def test_a_value_that_is_markup_stays_markup():
    assert filled("or {stop}", stop=Markup('<a href="/x">stop</a>')) == 'or <a href="/x">stop</a>'


def test_words_with_values_are_safe_to_stand_in_html():
    assert isinstance(filled("Call"), Markup)


def test_a_value_is_not_filled_again():
    assert filled("Hello {name}", name="{phone}", phone="1") == "Hello {phone}"


def test_a_value_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="phone"):
        filled("Call {phone}")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=45), "45 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_a_wait_is_told_as_short_as_it_is_read(passed: timedelta, words: str):
    assert templates().languages["en"].wait(passed) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (119, "119 min"), (120, "2 h 0 min"), (26 * 60 + 5, "26 h 5 min")]
)
def test_open_time_is_told_without_days(minutes: int, words: str):
    assert templates().languages["en"].open_time(minutes) == words
