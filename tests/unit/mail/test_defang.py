import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.text import is_printable_text
from chalicelib.mail.defang import defanged


def code_points(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text)


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
