"""What ships says the same in each of its languages: each block of a text has its other, with the same sentences,
numbers, values and links."""

import re

import pytest

from tests.texts.shipped import SHIPPED, Edition
from tools.campaign.agreement import disagreements, numbers
from tools.campaign.edition import editions_of
from tools.campaign.promises import promises_of
from tools.campaign.translations import flat, shared_texts

OWN = SHIPPED.clinic.language
OTHERS = [code for code in SHIPPED.languages if code != OWN]
TRANSLATED = [edition for edition in editions_of(SHIPPED) if edition.first != edition]

each_translated = pytest.mark.parametrize("edition", TRANSLATED, ids=str)
each_other_language = pytest.mark.parametrize("code", OTHERS)


def texts_of(edition: Edition) -> list[str]:
    return sorted(name for name in edition.texts if name.endswith(".md"))


@each_translated
def test_a_campaign_has_the_same_texts_in_each_language(edition):
    assert texts_of(edition) == texts_of(edition.first)


@pytest.mark.parametrize(
    ("edition", "name"),
    [(edition, name) for edition in TRANSLATED for name in texts_of(edition.first)],
    ids=str,
)
def test_a_text_says_the_same_in_each_language(edition, name):
    ours, theirs = (SHIPPED.languages[one.language] for one in (edition.first, edition))

    found = disagreements(edition.first.texts[name], edition.texts[name], ours, theirs)
    assert [f"{edition.folder}/{name}: '{words}' {wrong}" for words, wrong in found] == []


@pytest.mark.parametrize(("name", "code"), [(name, code) for code in OTHERS for name in shared_texts(SHIPPED, code)])
def test_a_text_of_no_campaign_says_the_same_in_each_language(name, code):
    own, other = (SHIPPED.source(name.format(one)) for one in (OWN, code))

    assert list(disagreements(own, other, SHIPPED.languages[OWN], SHIPPED.languages[code])) == []


@each_other_language
def test_the_short_words_name_the_same_numbers_in_each_language(code):
    ours, theirs = SHIPPED.languages[OWN], SHIPPED.languages[code]
    own = dict(flat(ours.words))
    unlike = [
        name
        for name, words in flat(theirs.words)
        if isinstance(words, str)
        and not name.endswith("version")
        and numbers(words, theirs) != numbers(own[name], ours)
    ]

    assert unlike == []


@each_translated
def test_a_campaign_owes_as_much_in_each_language(edition):
    own, other = (
        [(one.kind, one.name if one.kind == "emails" else "") for one in promises_of(it)]
        for it in (edition.first, edition)
    )

    assert other == own


URDU = re.compile(r"[\u0600-\u06ff]")
URDU_TEXTS = {
    str(path.relative_to(SHIPPED.folder)): path.read_text(encoding="utf-8")
    for pattern in ("wording/ur.toml", "*/ur/*.md", "campaigns/*/ur/**/*.md", "campaigns/*/ur/*.toml")
    for path in sorted(SHIPPED.folder.glob(pattern))
}


@pytest.mark.parametrize("name", URDU_TEXTS)
@pytest.mark.parametrize(
    ("wrong", "letters"),
    [
        ("a letter of Arabic's keyboard, which is another one in Urdu", r"[يكةىٱ]"),
        ("digits that people in Pakistan do not write", r"[۰-۹٠-٩]"),
        ("a stop, a comma or a question mark of English", r"(?<=[\u0600-\u06ff])[.,;?]"),
        ("a dash between numbers, which turns them round", r"[\u0600-\u06ff][^A-Za-z]*\d–\d"),
    ],
    ids=["letters", "digits", "stops", "dashes"],
)
def test_urdu_is_spelt_as_in_pakistan(name, wrong, letters):
    lines = [line for line in URDU_TEXTS[name].splitlines() if URDU.search(line.partition("#")[0])]

    assert [found[0] for line in lines if (found := re.search(rf".{{0,20}}{letters}.{{0,20}}", line))] == [], wrong


@pytest.mark.parametrize("name", URDU_TEXTS)
def test_no_fact_of_the_clinic_is_written_into_a_text(name):
    clinic, notes = SHIPPED.clinic, SHIPPED.clinic.notes_in("ur")
    facts = (clinic.name, clinic.city, clinic.phone, clinic.phone_e164, clinic.website, notes.city, notes.currency)

    assert [fact for fact in facts if fact in URDU_TEXTS[name]] == []
