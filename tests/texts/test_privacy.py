"""The privacy page that ships says what this clinic does, and nothing that it does not."""

from dataclasses import replace

import pytest

from chalicelib.content.clinic import Webhook
from tests.texts.shipped import SHIPPED

each_language = pytest.mark.parametrize("language", SHIPPED.languages)


def page(language: str, **facts: object) -> str:
    return SHIPPED.page_text(language, "privacy").fill({"clinic": replace(SHIPPED.clinic, **facts)})


@each_language
def test_it_says_for_how_many_months_people_without_a_visit_are_kept(language):
    assert "37" in page(language, keep_months=37)
    assert "37" not in page(language, keep_months=0)


@each_language
def test_of_one_month_it_says_so_in_a_word(language):
    in_a_word = {"en": "until a month has gone by", "ur": "ایک مہینہ نہ گزر جائے"}

    assert in_a_word[language] in page(language, keep_months=1)


@each_language
def test_it_says_that_another_system_of_the_clinics_gets_what_was_written(language):
    told = page(language, webhook=Webhook("https://crm.example.com"))

    assert len(told.split()) > len(page(language, webhook=None).split())


@each_language
def test_it_says_what_google_may_be_told_of_who_came_by_its_ad(language):
    assert "Google" in page(language)
