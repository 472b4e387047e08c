"""Words that were left in Latin letters in a text of other letters."""

import pytest

from chalicelib.content.language import Language
from tools.campaign.foreign import has_other_letters, left_in, untranslated


def found(markdown: str) -> list[str]:
    return list(untranslated(f"+++\n+++\n{markdown}"))


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("Drink plenty of water.", ["Drink plenty of water."[:-1]]),
        ("سیشن سے پہلے please drink some water پانی پیئیں۔", ["please drink some water"]),
        ("## Sources", ["Sources"]),
        ("*Drink plenty of water.*", ["Drink plenty of water"]),
    ],
)
def test_a_sentence_of_english_is_found(markdown, left):
    assert found(markdown) == left


@pytest.mark.parametrize(
    "markdown",
    [
        "پانی پیئیں۔",
        "North Bristol NHS Trust نے لکھا۔",
        "Gattie, Cleland اور Snodgrass، 2017، PEDro کے خلاصے کے مطابق۔",
        "Journal of Manual & Manipulative Therapy 22(3) میں چھپا۔",
        "جواب میں “please stop it” لکھیں۔",
        "*Adverse events following dry needling: a survey.* Journal of Pain 22(3): 134۔",
        "5 kg سے زیادہ نہ اٹھائیں۔",
        "[{{ clinic.name }}]({{ clinic.website }})",
        "[نقشہ](https://example.com/the/way/to/us)",
        "name@example.com کی طرح",
    ],
)
def test_names_titles_units_values_and_addresses_stay_as_they_are(markdown):
    assert found(markdown) == []


def test_a_label_of_one_word_is_found():
    assert list(left_in("Name")) == ["Name"]


@pytest.mark.parametrize(
    ("words", "other"), [({"name": "English"}, False), ({"name": "اردو", "direction": "rtl"}, True)]
)
def test_a_language_is_known_by_the_letters_of_its_words(words, other):
    assert has_other_letters(Language("xx", "rtl", words)) is other
