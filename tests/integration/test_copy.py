"""What the landing page says, and what it must never say."""

import re
from html import unescape

import pytest

from chalicelib import services

FACTS = [
    "a thin, sterile needle",
    "nothing is injected",
    "trigger point",
    "meridians",
    "Posture, range of motion, where it hurts, and medical history",
    "15 to 30 minutes",
    "24 to 48 hours",
    "Neck and shoulder pain",
    "Back and hip tightness",
    "Sciatica",
    "Tension headaches and migraine",
    "Sports injury recovery",
    "Muscle knots",
    "short-term relief of muscle pain best",
    "Long-term benefit is less certain",
    "Infection, nerve irritation, and a collapsed lung",
    "get emergency care at once",
    "Only a trained, certified physiotherapist",
    "1 to 3",
    "2 to 6",
    "4 to 8",
    "US$30 to 80",
    "leave out intense training for 24 hours",
    "This is information, not a diagnosis",
]

ASK_FIRST = [
    "Blood thinners",
    "bleeding disorder",
    "pregnancy",
    "epilepsy",
    "weakened immunity",
    "metal allergy",
    "lymphoedema",
    "recent surgery",
    "broken skin",
    "fear of needles",
    "children",
]


@pytest.fixture
def words(visitor) -> str:
    """What a person reads: without tags, style and script."""
    page = re.sub(r"<(style|script|title)\b.*?</\1>", " ", visitor.get("/").text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("fact", [*FACTS, *ASK_FIRST])
def test_the_page_says_what_people_come_to_learn(words, fact):
    assert fact in words


def test_the_page_says_how_to_reach_the_clinic(words):
    clinic = services.clinic()

    assert all(fact in words for fact in (clinic.name, clinic.address, clinic.phone))


@pytest.mark.parametrize(
    "condition",
    ["pain", "neck", "back", "shoulder", "headache", "migraine", "sciatica", "injury", "condition", "symptom"],
)
def test_the_page_never_says_that_its_reader_has_a_condition(words, condition):
    # Ad platforms forbid implying it, and a stranger does not know.
    assert not re.search(rf"\byou(r| have| suffer| feel| are in)\b[\w ]{{0,20}}\b{condition}", words, re.IGNORECASE)


@pytest.mark.parametrize(
    "promise",
    [r"guarantee", r"100 ?%", r"\bbest (clinic|treatment)", r"painless", r"risk-free", r"proven", r"★|\bstars?\b"],
)
def test_the_page_promises_nothing(words, promise):
    assert not re.search(promise, words, re.IGNORECASE)
