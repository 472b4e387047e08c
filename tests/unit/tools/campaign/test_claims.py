import pytest

from tools.campaign.claims import diagnoses, promises


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It cures everything.", ["cures"]),
        ("The best treatment, guaranteed.", ["best", "guaranteed"]),
        ("Act\nnow for a discount.", ["Act now", "discount"]),
        ("Research best supports short-term relief. It is not a cure, and nobody can guarantee a result.", []),
        ("Research gives its\nbest support to relief.", []),
        ("An unbestowed obscure word.", []),
        ("بہترین علاج، سو فیصد گارنٹی۔", ["بہترین", "سو فیصد", "گارنٹی"]),
        ("یہ بیماری کا پکا علاج نہیں، اور کوئی نتیجے کی\nضمانت نہیں دے سکتا۔", []),
    ],
)
def test_a_promise_is_found_and_an_honest_sentence_is_none(text: str, found: list[str]):
    assert [words for _, words in promises(text)] == found


FORBIDDEN = [
    *("It cured them.", "A guarantee.", "A 100 % success.", "One hundred percent relief.", "A permanent fix."),
    *("Gone for good.", "Lasting relief.", "Instant relief.", "It works every time.", "It never fails."),
    *("Get rid of pain.", "No side effects.", "Free of side effects.", "Side-effect free.", "It is pain-free."),
    *("Without any pain.", "Risk-free.", "Perfectly safe.", "The best in the city.", "Number one in Karachi."),
    *("The leading clinic.", "A miracle.", "It works wonders.", "A world-class team.", "Hurry.", "Today only."),
    *("Before/after.", "Clinically proven."),
    *("علاج کی ضمانت ہے۔", "سو فیصد آرام۔", "مکمل شفا ملے گی۔", "مکمل علاج۔", "درد سے نجات۔", "درد سے چھٹکارا۔"),
    *(
        "ہمیشہ کے لیے آرام۔",
        "مستقل حل۔",
        "فوری آرام۔",
        "یقینی علاج۔",
        "بغیر درد کے۔",
        "بغیر کسی تکلیف کے۔",
        "درد کے بغیر۔",
    ),
    *(
        "کوئی سائیڈ ایفیکٹ نہیں۔",
        "بغیر سائیڈ ایفیکٹ کے۔",
        "بالکل محفوظ ہے۔",
        "شہر کا سب سے اچھا کلینک۔",
        "نمبر ون کلینک۔",
    ),
    *("معجزاتی علاج۔", "جادوئی اثر۔", "حیرت انگیز نتیجہ۔", "آخری موقع۔", "درد ختم۔", "شرطیہ علاج۔"),
]

ALLOWED = [
    *(
        "Ask before and after a session.",
        "It is for good posture.",
        "Leading a busy life.",
        "Some wonder about needles.",
    ),
    *("Minor side effects.", "Is it safe? Generally.", "The plan is always personal.", "A free guide."),
    *(
        "لمبے عرصے کا فائدہ اتنا یقینی نہیں۔",
        "پلان ہمیشہ ہر شخص کا اپنا ہوتا ہے۔",
        "مفت گائیڈ۔",
        "دکھن جلد ختم۔",
        "سب سے زیادہ فرق۔",
    ),
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_no_treatment_can_promise_is_found(text: str):
    assert list(promises(text)) != []


@pytest.mark.parametrize("text", ALLOWED)
def test_words_that_promise_nothing_are_left_alone(text: str):
    assert list(promises(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We treat your neck pain.", ["your neck pain"]),
        ("If you have\nback trouble", ["you have back"]),
        ("Dry needling for neck pain.", []),
        ("Ask your doctor.", []),
        ("ہم آپ کی گردن کے درد کا علاج کرتے ہیں۔", ["آپ کی گردن کے درد"]),
        ("گردن کے درد کے لیے ڈرائی نیڈلنگ۔ آپ کا سوال۔", []),
    ],
)
def test_a_phrase_that_says_that_the_reader_is_ill_is_found(text: str, found: list[str]):
    assert [words for _, words in diagnoses(text)] == found


def test_it_is_told_where_a_promise_stands():
    assert list(promises("Not a cure.\nIt is painless.")) == [(len("Not a cure.\nIt is "), "painless")]
