"""Every link to a WhatsApp chat has a first sentence typed in, which is a stranger's to send or to change."""

import re
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from tests.letters import Hrefs, body
from tests.texts.shipped import (
    EDITIONS,
    SHIPPED,
    TO_LEADS,
    each_edition,
    each_letter,
    guide_as_plain_text,
    landing_page,
    written,
)
from tools.campaign.claims import AILMENTS, URDU_AILMENTS
from tools.campaign.told import addresses_in
from tools.campaign.translations import flat

CHAT = re.compile(r"https://wa\.me/(\d+)(?:\?text=(\S+))?")


def chats(text: str) -> list[str]:
    """The first sentence of each chat that a text links to, "" where there is none."""
    return [unquote(found[2] or "") for found in CHAT.finditer(text)]


def in_email(letter) -> str:
    email = written(letter)
    return " ".join([*Hrefs(body(email, "html")).found, body(email, "plain")])


FIRST_SENTENCES = {
    *(sentence for letter in TO_LEADS for sentence in chats(in_email(letter))),
    *(sentence for edition in EDITIONS for sentence in chats(guide_as_plain_text(edition))),
    *(
        str(words).format(clinic=SHIPPED.clinic.name)
        for language in SHIPPED.languages.values()
        for name, words in flat(language.words)
        if name.endswith(("hello", "ask_price"))
    ),
}


@each_letter
def test_every_chat_of_an_email_opens_with_words(letter):
    found = chats(in_email(letter))

    assert found
    assert "" not in found


@each_edition
def test_every_chat_of_a_page_opens_with_words(edition):
    found = chats(addresses_in(landing_page(edition))) + chats(guide_as_plain_text(edition))

    assert len(found) > 1
    assert "" not in found


@each_edition
def test_every_chat_of_the_pdf_opens_with_words(edition):
    with PdfReader(SHIPPED.guide_pdf(edition.campaign, edition.language)) as pdf:
        marks = [mark.get_object() for page in pdf.pages for mark in page.get("/Annots", [])]
    found = chats(" ".join(str(mark["/A"].get("/URI", "")) for mark in marks if "/A" in mark))

    assert found
    assert "" not in found


@pytest.mark.parametrize("sentence", sorted(FIRST_SENTENCES))
def test_the_words_of_a_chat_tell_nothing_of_anybodys_health(sentence):
    assert not re.search(rf"\b({AILMENTS}|symptom|{URDU_AILMENTS}|گردن|کندھ|کمر|گھٹن)", sentence, re.IGNORECASE)
    assert len(sentence.replace(SHIPPED.clinic.name, "")) <= 100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://wa.me/923001234567", [""]),
        ("https://wa.me/923001234567?text=Hello%20you.", ["Hello you."]),
        ("no chat", []),
    ],
)
def test_a_chat_without_words_is_found(text, found):
    assert chats(text) == found
