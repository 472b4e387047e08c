"""The page on which somebody who grew up with a language reads what is said in it."""

import re
import shutil

import pytest

from chalicelib.content.templates import Templates
from tests.clinic import templates
from tests.pseudo import CODE, add_language, in_pseudo
from tools.preview.__main__ import _template
from tools.preview.reading import marked, reading, sheets


@pytest.fixture(scope="module")
def translated(tmp_path_factory) -> Templates:
    folder = shutil.copytree(templates().folder, tmp_path_factory.mktemp("reading") / "templates")
    add_language(folder)
    return Templates(folder)


@pytest.fixture(scope="module")
def page(translated) -> str:
    return reading(_template("reading.html"), translated, CODE)


def test_a_sentence_stands_beside_its_translation(translated):
    pairs = [(pair.own.text, pair.other.text) for sheet in sheets(translated, CODE) for pair in sheet.pairs]

    own = "Chest pain needs emergency care at once."
    assert (own, in_pseudo(own)) in pairs


def test_each_file_of_the_language_is_there(translated):
    names = {sheet.name for sheet in sheets(translated, CODE)}

    assert names >= {f"campaigns/knots/{CODE}/emails/guide.md", f"pages/{CODE}/privacy.md", f"wording/{CODE}.toml"}


def test_the_page_that_visitors_see_first_is_read_first(translated):
    assert next(sheets(translated, CODE)).name == f"campaigns/knots/{CODE}/landing.md"


def test_each_block_has_its_own_number(page):
    numbers = re.findall(r'class="number">(\d+)<', page)

    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_a_translation_runs_in_its_own_direction(page):
    assert f'class="other" lang="{CODE}" dir="rtl"' in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hello {{ name }},", "Hello <bdi>{{ name }}</bdi>,"),
        ("Call {phone}", "Call <bdi>{phone}</bdi>"),
        ("a < b", "a &lt; b"),
    ],
)
def test_what_is_filled_in_stands_out(text, shown):
    assert marked(text) == shown
