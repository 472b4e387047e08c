import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.text import defanged, is_printable, is_printable_text, single_line, unlinked_name

BIDI_CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
CONTROLS = ["\x00", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9f"]
LINE_BREAKS = ["\n", "\r", "\r\n", "\u2028", "\u2029"]
MARKS_OF_URDU = ["\u200c", "\u200d", "\u200e", "\u200f"]


def code_points(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text)


@pytest.mark.parametrize("text", ["", "Amina Khan", "O'Neil-Smith", "آمنہ خان", "María", "李雷", "🙂", "a < b & c > d"])
def test_ordinary_text_is_printable(text: str):
    assert is_printable(text)


@pytest.mark.parametrize("mark", MARKS_OF_URDU, ids=code_points)
def test_the_joiners_and_marks_that_urdu_needs_are_printable(mark: str):
    assert is_printable(f"آمنہ{mark}خان")


@pytest.mark.parametrize("control", BIDI_CONTROLS, ids=code_points)
def test_what_makes_a_line_read_as_what_it_is_not_is_unprintable(control: str):
    assert not is_printable(f"Amina{control}Khan")


@pytest.mark.parametrize("control", CONTROLS, ids=code_points)
def test_a_control_character_is_unprintable(control: str):
    assert not is_printable(f"Amina{control}Khan")


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=code_points)
def test_a_line_break_is_unprintable_in_a_single_line(line_break: str):
    assert not is_printable(f"Amina{line_break}Khan")


def test_a_tab_is_unprintable_in_a_single_line():
    assert not is_printable("Amina\tKhan")


def test_half_a_surrogate_pair_is_unprintable():
    assert not is_printable("Amina\ud83d")


def test_text_of_several_lines_may_have_line_feeds_and_tabs():
    assert is_printable_text("My neck:\n\tthree weeks now.\n")


@pytest.mark.parametrize("line_break", ["\r", "\r\n", "\u2028", "\u2029"], ids=code_points)
def test_text_of_several_lines_has_no_other_line_break(line_break: str):
    assert not is_printable_text(f"My neck:{line_break}three weeks now.")


@pytest.mark.parametrize("control", CONTROLS + BIDI_CONTROLS, ids=code_points)
def test_text_of_several_lines_has_no_other_control(control: str):
    assert not is_printable_text(f"My neck:\n{control}three weeks now.")


def test_every_run_of_white_space_becomes_one_space():
    assert single_line("Amina \t\u00a0  Bibi\nKhan") == "Amina Bibi Khan"


def test_white_space_at_the_ends_is_taken_off():
    assert single_line("\n Amina \t") == "Amina"


def test_white_space_alone_becomes_nothing():
    assert single_line(" \t\r\n ") == ""


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("https://evil.example/x?y=1", "https[:]//evil[.]example/x?y=1"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("see evil.example.", "see evil[.]example."),
        ("boss@evil.example", "boss[@]evil[.]example"),
        ("mailto:boss", "mailto[:]boss"),
        ("tel:+92300", "tel[:]+92300"),
        ("203.0.113.7", "203[.]0[.]113[.]7"),
        ("7eleven.example", "7eleven[.]example"),
        ("evil.7x.example", "evil[.]7x[.]example"),
        ("evil\u3002example", "evil[\u3002]example"),
        ("evil.\u200bexample", "evil[.]\u200bexample"),
        ("پاک.پاکستان", "پاک[.]پاکستان"),
        ("h2://evil", "h2[:]//evil"),
        (r"\\evil\share", r"[\\]evil\share"),
    ],
)
def test_what_a_mail_client_makes_a_link_of_is_broken(typed: str, broken: str):
    assert defanged(typed) == broken


@pytest.mark.parametrize(
    "typed", ["My neck. It hurts...", "at 10:30", "7.5 of 10", "Rs. 500, please :)", "سلام۔ شکریہ", "a\tb\nc", "“Yes.”"]
)
def test_ordinary_words_stay_as_they_are(typed: str):
    assert defanged(typed) == typed


@pytest.mark.parametrize("sign", ["\u202e", "\x00", "\r", "\u2028", "\ud83d"], ids=code_points)
def test_what_cannot_be_printed_is_shown_as_something_else(sign: str):
    assert defanged(f"a{sign}b") == "a\ufffdb"


@given(st.text())
def test_what_is_broken_can_be_put_together_again(typed: str):
    whole = re.sub(r"\[([.:@\u3002\uff0e\uff61\uff20]|\\\\)\]", r"\1", defanged(typed))
    plain = re.sub(r"\[([.:@\u3002\uff0e\uff61\uff20]|\\\\)\]", r"\1", typed)

    assert whole == "".join(c if is_printable_text(c) else "\ufffd" for c in plain)


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Dr.Amina", "Dr. Amina"), ("M. Ali", "M. Ali"), ("Amina Jr.", "Amina Jr."), ("evil.example", "evil. example")],
)
def test_a_name_is_greeted_without_a_link(name: str, greeted: str):
    assert unlinked_name(name) == greeted
