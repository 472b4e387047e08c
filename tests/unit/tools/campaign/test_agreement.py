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
        ("It costs US$30–80.", "اس کی فیس 30 سے 80 امریکی ڈالر ہے۔"),
        ("3 sessions in 2 weeks.", "2 ہفتوں میں 3 سیشن۔"),
        ("It took 1.5 hours.", "اس میں 1.5 گھنٹے لگے۔"),
        ("Call 0300 1234567.", "0300-1234567 پر فون کریں۔"),
        ("For two to 3 days.", "2 سے تین دن تک۔"),
    ],
)
def test_a_text_agrees_with_its_translation(own, other):
    assert found(own, other) == []


@pytest.mark.parametrize(
    ("own", "other", "wrong"),
    [
        ("Rest. Drink.", "آرام کریں۔", "has another number of sentences than 'Rest. Drink.' in en"),
        ("Rest for 24 hours.", "48 گھنٹے آرام کریں۔", "names other numbers than 'Rest for 24 hours.' in en"),
        ("It took 1.5 hours.", "اس میں 15 گھنٹے لگے۔", "names other numbers than 'It took 1.5 hours.' in en"),
        ("Call 0300 1234567.", "0300 1234576 پر فون کریں۔", "names other numbers than 'Call 0300 1234567.' in en"),
        ("Rest for 24 hours.", "24 دن آرام کریں۔", "counts something else than 'Rest for 24 hours.' in en"),
        ("It is US$30–80.", "یہ 30 سے 80 روپے ہے۔", "counts something else than 'It is US$30–80.' in en"),
        (
            "New: 1 to 3. Old: 4 to 8.",
            "نیا: 4 سے 8۔ پرانا: 1 سے 3۔",
            "names its numbers in another order than 'New: 1 to 3. Old: 4 to 8.' in en",
        ),
        (
            "It is 1 to 3, or 4 to 8.",
            "یہ 1 سے 4 یا 3 سے 8 ہے۔",
            "names the same numbers from and to others than 'It is 1 to 3, or 4 to 8.' in en",
        ),
        (
            "It is 15–30 long.",
            "یہ 30 سے 15 ہے۔",
            "names the same numbers from and to others than 'It is 15–30 long.' in en",
        ),
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
