"""Another clinic changes what ships, and no test of the machine fails for it: their facts are those of fixtures."""

import re
from pathlib import Path

import pytest

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES

TESTS = Path(__file__).resolve().parents[1]

OF_THE_MACHINE = sorted(
    file for part in ("unit", "integration", "journeys", "proof") for file in (TESTS / part).rglob("*.py")
)

ABOUT_WHAT_SHIPS = {
    "integration/test_aws_calls.py",
    "unit/test_another_clinic.py",
    "unit/tools/test_guide_pdf.py",
    "unit/tools/test_preview.py",
    "unit/tools/test_scale.py",
}
"""They look at what ships, whatever it says: the PDF beside the text, what is deployed, every email of the preview."""

SHIPPED = re.compile(r"import .*\b(TEMPLATES|OURS|SHIPPED|this_site)\b")


def test_no_test_of_the_machine_but_a_few_looks_at_what_ships():
    found = {str(file.relative_to(TESTS)) for file in OF_THE_MACHINE if SHIPPED.search(file.read_text("utf-8"))}

    assert found <= ABOUT_WHAT_SHIPS


@pytest.mark.parametrize("fact", ["name", "address", "phone", "phone_e164", "website", "map_url"])
def test_no_test_of_the_machine_knows_a_fact_of_the_clinic_that_ships(fact: str):
    told = getattr(Templates(TEMPLATES).clinic, fact)

    assert [file.name for file in OF_THE_MACHINE if told in file.read_text("utf-8")] == []
