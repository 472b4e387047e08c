"""The emails as HTML: valid but for what Outlook needs, and written for phones."""

import re

from tests.letters import body
from tests.texts.shipped import ALL, each_letter, written
from tools.bench.nu import nu_errors

FOR_OUTLOOK = [
    "The “{}” attribute on the “table” element is obsolete. Use CSS instead.",
    "The “{}” attribute on the “td” element is obsolete. Use CSS instead.",
]
FORGIVEN = {
    *(FOR_OUTLOOK[0].format(name) for name in ("cellpadding", "cellspacing", "border", "width")),
    *(FOR_OUTLOOK[1].format(name) for name in ("align", "bgcolor")),
    "CSS: “mso-padding-alt”: Property “mso-padding-alt” doesn't exist.",
}
"""Outlook on Windows draws HTML as Word does: it has no other way to say this."""


def test_the_html_checker_finds_nothing_wrong():
    errors = nu_errors({str(letter): body(written(letter), "html") for letter in ALL})

    assert [error for error in errors if not error.endswith(tuple(FORGIVEN))] == []


@each_letter
def test_every_text_has_its_ground_on_the_same_cell(letter):
    """A client that changes light grounds alone changes the text on them too, if it finds both in one place."""
    cells = re.findall(r'<td[^>]*style="[^"]*[;"]color:[^>]*>', body(written(letter), "html"))

    assert cells
    assert all("background-color:" in cell and "bgcolor=" in cell for cell in cells)


@each_letter
def test_text_is_large_enough_for_a_phone(letter):
    sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", body(written(letter), "html"))]

    assert min(sizes) >= 14
    assert {16, 17} & set(sizes)
