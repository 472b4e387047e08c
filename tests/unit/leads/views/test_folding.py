import pytest

from chalicelib.leads.views.folding import LONGEST_WORD, MOST_WORDS, words_of

SAME = [
    ("Amina", "AMINA"),
    ("José", "jose"),
    ("José", "Jose\u0301"),
    ("Łukasz", "lukasz"),
    ("Strauß", "Strauss"),
    ("Işıl", "isil"),
    ("علي", "علی"),
    ("كريم", "کریم"),
    ("عائشہ", "عائشة"),
    ("آمنہ", "امنہ"),
    ("مُحَمَّد", "محمد"),
    ("محـمد", "محمد"),
    ("خاں", "خان"),
    ("می\u200cروم", "میروم"),
    ("Ａｍｉｎａ", "Amina"),
    ("آمنہ۱۲", "آمنہ12"),
]


@pytest.mark.parametrize(("written", "otherwise"), SAME)
def test_what_is_written_in_two_ways_is_one_word(written, otherwise):
    assert words_of(written) == words_of(otherwise)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Amina Khan", ("amina", "khan")),
        ("Anne-Marie O'Neil", ("anne", "marie", "o", "neil")),
        ("amina.khan_88", ("amina", "khan", "88")),
        ("Khan Khan", ("khan",)),
        ("آمنہ خان", ("امنہ", "خان")),
        ("  \u200f ", ()),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_of(text) == words


def test_no_word_is_longer_than_anybody_types():
    assert words_of("x" * 200) == ("x" * LONGEST_WORD,)


def test_nobody_has_more_words_than_they_are_looked_for_by():
    assert len(words_of(" ".join(f"name{n}" for n in range(99)))) == MOST_WORDS
