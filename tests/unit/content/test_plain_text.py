from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.plain_text import to_plain
from chalicelib.content.prose import Prose

SIGNED = "https://guide.example.com/unsubscribe/mzxw6ytboi2gk43uojuw4zzanf.QvONccUqxjsf52x96c8jEo42VnMhjwXJbBsBDwrgMcg"

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=72)


def fill(markdown: str, **values: object) -> str:
    return Prose({}, markdown).fill(values)


def test_plain_text_ends_with_one_line_feed():
    assert to_plain("\n\nHello\n\n\n") == "Hello\n"


def test_plain_text_has_no_marks_of_emphasis():
    assert to_plain("**What it is.** *Dry* means `nothing` injected.") == "What it is. Dry means nothing injected.\n"


def test_plain_text_has_the_signs_and_not_their_entities():
    assert to_plain("5 < 6 & “dry”") == "5 < 6 & “dry”\n"


def test_lines_of_one_paragraph_are_joined():
    assert to_plain("Hello\nyou") == "Hello you\n"


def test_a_hard_break_stays_one():
    assert to_plain("Hello  \nyou") == "Hello\nyou\n"


def test_paragraphs_stay_apart():
    assert to_plain("Hello\n\nyou") == "Hello\n\nyou\n"


def test_a_heading_is_underlined():
    assert to_plain("## Hello you\n\nText") == "Hello you\n---------\n\nText\n"


def test_a_list_keeps_its_bullets():
    assert to_plain("Drink:\n\n- water\n- tea\n\nRest.") == "Drink:\n\n- water\n- tea\n\nRest.\n"


def test_a_list_keeps_its_numbers():
    assert to_plain("1. Sit\n2. Rest") == "1. Sit\n2. Rest\n"


def test_a_list_within_a_list_is_indented():
    assert to_plain("- drink\n  - water\n  - tea\n- rest") == "- drink\n  - water\n  - tea\n- rest\n"


def test_a_long_list_item_hangs():
    plain = to_plain("- " + "needle " * 25)

    assert [line[:3] for line in plain.splitlines()] == ["- n", "  n", "  n"]


def test_a_long_numbered_item_hangs():
    plain = to_plain("1. " + "needle " * 25)

    assert [line[:4] for line in plain.splitlines()] == ["1. n", "   n", "   n"]


def test_a_block_quote_is_marked_on_every_line():
    plain = to_plain("> " + "needle " * 25)

    assert [line[:3] for line in plain.splitlines()] == ["> n", "> n", "> n"]


def test_a_table_stands_row_by_row():
    plain = to_plain("| For | Sessions |\n| --- | --- |\n| Neck | 1 to 3 |\n| Back | 4 to 8 |\n\nAsk us.")

    assert plain == "For | Sessions\nNeck | 1 to 3\nBack | 4 to 8\n\nAsk us.\n"


def test_a_link_is_followed_by_its_address():
    assert to_plain("[Our site](https://clinic.example.com) helps.") == "Our site: https://clinic.example.com helps.\n"


def test_a_button_is_followed_by_its_address():
    plain = to_plain(fill('[Stop]({{ url }} "button")', url="https://guide.example.com/a_b?mark=booked"))

    assert plain == "Stop: https://guide.example.com/a_b?mark=booked\n"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("<https://clinic.example.com>", "https://clinic.example.com\n"),
        ("[desk@example.com](mailto:desk@example.com)", "desk@example.com\n"),
        ("[+923001234567](tel:+923001234567)", "+923001234567\n"),
        ("[Call +923001234567](tel:+923001234567)", "Call +923001234567\n"),
    ],
)
def test_a_link_whose_words_end_with_its_address_is_written_once(markdown: str, plain: str):
    assert to_plain(markdown) == plain


def test_a_number_to_call_is_written_without_its_scheme():
    assert to_plain("[our phone](tel:+923001234567)") == "our phone: +923001234567\n"


def test_a_number_to_call_that_stands_in_the_words_is_not_written_again():
    assert to_plain("[Call 0300 1234567](tel:+923001234567)") == "Call 0300 1234567\n"


@pytest.mark.parametrize(("last_word", "lines"), [("n" * 35, 1), ("n" * 36, 2)])
def test_a_line_of_72_columns_is_full(last_word: str, lines: int):
    assert len(to_plain("n" * 36 + " " + last_word).splitlines()) == lines


@given(st.lists(words, min_size=1))
def test_no_line_of_a_paragraph_is_wider_than_72_columns(typed: list[str]):
    plain = to_plain(fill("{{ typed }}", typed=" ".join(typed)))

    assert max(map(len, plain.splitlines())) <= 72


@given(st.lists(words, min_size=1))
def test_a_paragraph_breaks_only_where_the_next_word_would_not_fit(typed: list[str]):
    lines = to_plain(fill("{{ typed }}", typed=" ".join(typed))).splitlines()

    assert all(len(f"{line} {below.split()[0]}") > 72 for line, below in pairwise(lines))


def test_a_long_address_is_never_broken():
    assert to_plain(f"You can stop these emails whenever you like: [stop]({SIGNED})").split()[-1] == SIGNED


def test_a_line_never_breaks_at_a_hyphen():
    assert "long-term" in to_plain("needle " * 9 + "now long-term pain").split()
