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
