"""What a language has to have of the words that the clinic's own has."""

import pytest

from chalicelib.content.language import Language
from tools.campaign.translations import differing

OWN = {"form": {"name": "Your name", "meant": "Did you mean {address}?"}, "report": {"name": "Name"}}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"form": {"name": "آپ کا نام", "meant": "{address}؟"}, "report": {"name": "نام"}}, []),
        ({"form": {"name": "آپ کا نام", "meant": "{address}؟"}}, []),
        ({"form": {"name": "آپ کا نام", "meant": "{email}؟"}}, ["form.meant"]),
        ({"form": {"meant": "{address}؟"}}, ["form.name"]),
        ({"form": {"name": "آپ کا نام", "meant": "{address}؟", "fax": "فیکس"}}, ["form.fax"]),
        ({"form": {"name": "آپ کا نام", "meant": "{address}؟"}, "report": {"fax": "فیکس"}}, ["report.fax"]),
    ],
    ids=["whole", "without the front desk's", "another value", "a word less", "a word more", "a word of nothing"],
)
def test_a_language_has_each_word_that_a_visitor_reads(words, wrong):
    assert differing(Language("en", "ltr", OWN), Language("ur", "rtl", words)) == wrong
