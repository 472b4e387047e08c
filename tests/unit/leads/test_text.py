from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.text import is_printable, is_printable_text, single_line, tidy_code, tidy_line, tidy_text

BIDI_CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
CONTROLS = ["\x00", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9f"]
LINE_BREAKS = ["\n", "\r", "\r\n", "\u2028", "\u2029"]
MARKS = ["\xad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff", "\u3164", "\U000e0041", *BIDI_CONTROLS]
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


@pytest.mark.parametrize("mark", MARKS, ids=code_points)
def test_a_mark_that_no_script_needs_is_taken_out_of_a_text(mark: str):
    assert tidy_text(f"{mark}My {mark}neck{mark}") == "My neck"


@pytest.mark.parametrize("kept", ["ہم\u200cدم", "क्\u200dष", "❤\ufe0f", "👩\u200d⚕\ufe0f", "\u0600۱۲", "a\tb", "  a"])
def test_what_a_script_needs_stays_in_a_text(kept: str):
    assert tidy_text(kept) == kept


@pytest.mark.parametrize("line_break", [*LINE_BREAKS, "\v", "\f", "\x85"], ids=code_points)
def test_every_kind_of_break_is_one_line_feed_in_a_text(line_break: str):
    assert tidy_text(f"One{line_break}{line_break}Two") == "One\n\nTwo"


@pytest.mark.parametrize("line_break", [*LINE_BREAKS, "\v", "\f", "\x85", "\t", "\u3000"], ids=code_points)
def test_every_kind_of_break_is_one_space_in_a_line(line_break: str):
    assert tidy_line(f"{line_break}One{line_break}{line_break}Two{line_break}") == "One Two"


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x1c", "\x1f", "\x7f", "\x9f", "\ud83d"], ids=code_points)
@pytest.mark.parametrize("tidy", [tidy_text, tidy_line, tidy_code])
def test_what_cannot_be_a_slip_is_kept_to_be_refused(control: str, tidy: Callable[[str], str]):
    assert tidy(f"{control}Amina{control}Khan{control}") == f"{control}Amina{control}Khan{control}"


@pytest.mark.parametrize("mark", [*MARKS, "\u200c", "\u200d", "\ufe0f"], ids=code_points)
def test_no_mark_stays_in_what_machines_read(mark: str):
    assert tidy_code(f"{mark}0300{mark} 12{mark}") == "0300 12"


@given(st.text())
def test_tidying_twice_changes_nothing_more(typed: str):
    for tidy in (tidy_text, tidy_line, tidy_code):
        assert tidy(tidy(typed)) == tidy(typed)
