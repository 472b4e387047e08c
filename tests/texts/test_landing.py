"""The landing pages that ship: what they must say, what they must never say, and what a slow connection waits for."""

import gzip
import re

import pytest

from chalicelib.leads.forms.contact import check, tidied
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from tests.texts.shipped import each_edition, landing_page, rendered
from tools.campaign.told import words_of

MAX_BYTES = 14_336
"""Ten packets, which a server may send before it hears from the visitor again (RFC 6928), less what TLS takes."""


@pytest.fixture
def words(edition) -> str:
    return words_of(landing_page(edition))


@each_edition
def test_the_page_says_how_to_reach_the_clinic(edition, words):
    clinic = edition.templates.clinic

    assert all(fact in words for fact in (clinic.name, clinic.address, clinic.phone))


@each_edition
def test_the_page_says_that_it_is_no_diagnosis(edition, words):
    assert edition.templates.languages[edition.language].words["frame"]["no_diagnosis"] in words


@each_edition
@pytest.mark.parametrize(
    "condition",
    ["pain", "neck", "back", "shoulder", "headache", "migraine", "sciatica", "injury", "condition", "symptom"],
)
def test_the_page_never_says_that_its_reader_has_a_condition(edition, words, condition):
    # Ad platforms forbid implying it, and a stranger does not know.
    assert not re.search(rf"\byou(r| have| suffer| feel| are in)\b[\w ]{{0,20}}\b{condition}", words, re.IGNORECASE)


@each_edition
@pytest.mark.parametrize(
    "promise",
    [r"guarantee", r"100 ?%", r"\bbest (clinic|treatment)", r"painless", r"risk-free", r"proven", r"★|\bstars?\b"],
)
def test_the_page_promises_nothing(edition, words, promise):
    assert not re.search(promise, words, re.IGNORECASE)


@each_edition
def test_the_page_does_not_shout(edition, words):
    assert "!" not in words


@each_edition
def test_the_whole_page_fits_into_the_first_packets(edition, record_property):
    size = len(gzip.compress(landing_page(edition).encode()))
    record_property("measured", f"Landing page, {edition}: {size:,} bytes compressed (at most {MAX_BYTES:,})")

    assert size <= MAX_BYTES, (
        f"{edition.folder}/landing.md makes a page of {size:,} bytes, and {MAX_BYTES:,} come without a pause: please "
        "shorten it, or take a drawing out."
    )


@each_edition
def test_a_form_sent_back_fits_into_them_too(edition):
    form = Form(name="", email="amina@", phone="12", message="Is Tuesday possible?", follow_ups="yes")
    _, faults = check(tidied(form), edition.templates.clinic.country)
    assert faults.keys() == {"name", "email", "phone"}

    assert len(gzip.compress(rendered(edition, SentBack(form, faults)).encode())) <= MAX_BYTES


@each_edition
def test_the_page_needs_nothing_but_itself(edition):
    assert not re.findall(
        r"""(?:\bsrc=|<link rel="(?:stylesheet|preload)|@import|url\()(?!["']?data:)[^>]{0,40}""", landing_page(edition)
    )
