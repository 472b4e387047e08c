"""A text and its translation: what a machine can tell of their difference."""

import pytest

from chalicelib.content.language import Language
from tools.campaign.agreement import disagreements, numbers

ENGLISH = Language(
    "en", "ltr", {"counts": {"emails": ["no emails", "one email", "two emails", "three emails", "{number} emails"]}}
)
URDU = Language(
    "ur", "rtl", {"counts": {"emails": ["کوئی ای میل", "ایک ای میل", "دو ای میلز", "تین ای میلز", "{number} ای میلز"]}}
)


def found(own: str, other: str) -> list[str]:
    return [wrong for _, wrong in disagreements(f"+++\n+++\n{own}", f"+++\n+++\n{other}", ENGLISH, URDU)]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Rest. Is it safe?", "آرام کریں۔ کیا یہ محفوظ ہے؟"),
        ("It takes 15–30 minutes.", "یہ 15 سے 30 منٹ لیتا ہے۔"),
        ("For two days.", "دو دن تک۔"),
        ("For a day or two.", "ایک دو دن تک۔"),
        ("At most 2,000.", "زیادہ سے زیادہ 2,000۔"),
        ("Ask in {{ clinic.city }}.", "{{ city }} میں پوچھیں۔"),
        ("- one\n- two", "- ایک\n- دو"),
    ],
)
def test_a_text_agrees_with_its_translation(own, other):
    assert found(own, other) == []


@pytest.mark.parametrize(
    ("own", "other", "wrong"),
    [
        ("Rest. Drink.", "آرام کریں۔", "has another number of sentences than 'Rest. Drink.' in en"),
        ("Rest for 24 hours.", "48 گھنٹے آرام کریں۔", "names other numbers than 'Rest for 24 hours.' in en"),
        ("Rest for two days.", "تین دن آرام کریں۔", "names other numbers than 'Rest for two days.' in en"),
        ("Call {{ clinic.phone }}", "فون کریں", "fills in something else than 'Call {{ clinic.phone }}' in en"),
        ("[Read]({{ guide_url }}#safety)", "[پڑھیں]({{ guide_url }}#cost)", "links elsewhere than 'Read' in en"),
        ("- one", "ایک", "stands where en has 'one': each has what the other has, in its order"),
        ("One\n\nTwo", "ایک", "stands where en has 'Two': each has what the other has, in its order"),
        ("One", "ایک\n\nدو", "stands where en has nothing: each has what the other has, in its order"),
    ],
)
def test_what_differs_is_told_with_the_words_of_the_first_language(own, other, wrong):
    assert found(own, other) == [wrong]


@pytest.mark.parametrize(
    ("text", "told"),
    [("one or none", []), ("Two, three", [2, 3]), ("US$30–80", [30, 80]), ("2,000", [2000]), ("the network", [])],
)
def test_numbers_are_found_in_figures_and_in_words(text, told):
    assert numbers(text, ENGLISH) == told
