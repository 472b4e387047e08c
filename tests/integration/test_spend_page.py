"""What ads have cost, told at the console by the file of their platform."""

import io
from collections import Counter
from html import unescape

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from chalicelib.services import current
from tests.desk import INBOX, Desk, form_with

META = "Day,Campaign name,Ad name,Amount spent (PKR)\n2026-03-02,Guide,Video,5200\n,,,5200\n"
UNKNOWN = (
    "Report\n\nDate\tGroup\tNet cost\tIn\n2026-03-02\tSpring\t70\tEUR\n2026-03-09\tSpring\t30\tEUR\nSum\t\t100\t\n"
)
COLUMNS = {"day": "0", "campaign": "1", "amount": "2"}
SAID = {"source": "TikTok", **COLUMNS}


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in()


def hand_over(desk: Desk, content: str | bytes) -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    form = form_with(desk.get("/clinic/spend").text, "Take it in")
    path = form.pop("action")
    boundary, body = encode_multipart({**form, "file": FileStorage(io.BytesIO(raw), "report.csv")})
    return desk.post(path, body, **{"Content-Type": f"multipart/form-data; boundary={boundary}"})


def say(desk: Desk, asked: TestResponse, **said: str) -> TestResponse:
    """Say which column is which on the page that asks for it."""
    form = form_with(asked.text, "Take it in and remember")
    path = form.pop("action")
    return desk.post(
        path, {name: unescape(value) for name, value in form.items()} | {"file": (io.BytesIO(), "")} | said
    )


def amounts() -> list[tuple[str, str, int]]:
    sums: Counter[tuple[str, str]] = Counter()
    for one in current().spending.between("2026-W01", "2026-W53"):
        sums[one.source, one.week] += one.amount
    return sorted((*place, int(amount)) for place, amount in sums.items())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_a_platform_that_we_know_is_taken_in_as_it_is(desk, encoding):
    answer = hand_over(desk, META.encode(encoding))

    assert answer.status_code == 303
    assert amounts() == [("meta", "2026-W10", 5200)]


def test_who_handed_a_file_over_stands_in_the_log(desk, caplog):
    caplog.set_level("INFO")
    hand_over(desk, META)

    assert [one.staff for one in caplog.records if "what ads have cost was taken in, 1" in one.message] == [
        current().door.staff_id_of(INBOX)
    ]


def test_the_page_says_what_was_taken_in_and_left_out(desk):
    page = desk.get(hand_over(desk, META).location).text

    assert "Lines taken in: 1, of the weeks 2026-W10 to 2026-W10." in page
    assert "Lines that are no day of an ad, like sums, and were left out: 1." in page


@pytest.mark.parametrize("kept", ["x", "1.1.<b>.2026-W10", "1.1.2026-W10"])
def test_what_an_address_makes_up_is_not_said(desk, kept):
    assert "Lines taken in" not in desk.get(f"/clinic/spend?kept={kept}").text


def test_two_months_that_meet_within_a_week_both_count(desk):
    lines = META.splitlines()
    hand_over(desk, "\n".join([lines[0], lines[1].replace("2026-03-02", "2026-03-31")]))
    hand_over(desk, "\n".join([lines[0], lines[1].replace("2026-03-02", "2026-04-01")]))

    assert amounts() == [("meta", "2026-W14", 10400)]


def test_a_file_of_another_platform_is_asked_about_once(desk):
    answer = say(desk, hand_over(desk, UNKNOWN), **SAID)
    again = hand_over(desk, UNKNOWN.replace("70", "80"))

    assert [answer.status_code, again.status_code] == [303, 303]
    assert amounts() == [("tiktok", "2026-W10", 80), ("tiktok", "2026-W11", 30)]


def test_the_columns_are_shown_with_what_stands_in_them(desk):
    assert ">Net cost (70)</option>" in hand_over(desk, UNKNOWN.encode("utf-16")).text


@pytest.mark.parametrize(
    "wrong", [{**SAID, "day": "1"}, {**SAID, "amount": ""}, {**SAID, "source": " "}, {"day": "99"}]
)
def test_columns_that_do_not_fit_are_asked_about_again_and_not_remembered(desk, wrong):
    answer = say(desk, hand_over(desk, UNKNOWN), **wrong)

    assert answer.status_code == 422
    assert "With these columns no line tells a day" in answer.text
    assert current().spending.learned() == ()


TWO_DAYS = META.replace("2026-03-02", "03/02/2026")


@pytest.mark.parametrize(("answer", "week"), [("2 March 2026", "2026-W10"), ("3 February 2026", "2026-W06")])
def test_of_days_that_can_be_two_it_asks_which(desk, answer, week):
    asked = hand_over(desk, TWO_DAYS)
    form = form_with(asked.text, answer)
    desk.post(form.pop("action"), {**form, "file": (io.BytesIO(), "")})

    assert "Line 2 says 03/02/2026" in asked.text
    assert amounts() == [("meta", week, 5200)]


def test_what_was_said_of_the_columns_is_not_asked_again_with_the_days(desk):
    asked = say(
        desk, hand_over(desk, UNKNOWN.replace("2026-03-02", "03/02/2026").replace("2026-03-09", "03/09/2026")), **SAID
    )
    form = {name: unescape(value) for name, value in form_with(asked.text, "2 March 2026").items()}
    desk.post(form.pop("action"), {**form, "file": (io.BytesIO(), "")})

    assert amounts() == [("tiktok", "2026-W10", 70), ("tiktok", "2026-W11", 30)]


FAULTY = {
    "Please choose a file": b" \r\n",
    "larger than 2 MB": b"Day,Campaign,Cost\n" + b"x" * 2_000_001,
    "no table that we can read": b"%PDF-1.7\n\x00\xff",
    "no table that we can read.": b'Day,Campaign,Cost\n"' + b"x" * 140_000,
    "Line 2 says 1.234, which can be thousands or decimals": b"Day,Campaign,Cost\n2026-03-02,Search,1.234\n",
    "more than two years": ("Day,Campaign,Cost\n" + "2026-03-02,a,1\n" * 1001).encode(),
}


@pytest.mark.parametrize(("said", "content"), FAULTY.items(), ids=FAULTY)
def test_a_file_that_cannot_be_taken_in_gets_a_kind_word(desk, said, content):
    answer = hand_over(desk, content)

    assert answer.status_code == 422
    assert said in answer.text
    assert amounts() == []


def test_what_a_file_says_is_shown_as_text(desk):
    assert "&lt;script&gt;" in hand_over(desk, UNKNOWN.replace("Group", "<script>")).text


def test_without_the_key_of_the_session_no_file_is_taken(desk):
    answer = desk.post("/clinic/spend", {"key": "x", "file": (io.BytesIO(META.encode()), "report.csv")})

    assert answer.status_code == 403
    assert amounts() == []
