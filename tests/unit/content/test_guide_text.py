"""What the guide has to say, chapter by chapter."""

import re

import pytest

from chalicelib import services

CHAPTERS = {
    chapter.id: " ".join(re.sub(r"<[^>]+>", " ", chapter.body).split()) for chapter in services.guide("en").chapters
}

SAID = {
    "what-dry-needling-is": [
        "thin, sterile needle",
        "myofascial trigger point",
        "nothing is injected",
        "intramuscular stimulation",
        "deep tissue dry needling",
        "dry needling physiotherapy",
        "energy pathways, called meridians",
        "deep layers of muscle that hands cannot",
        "sciatica or lower back pain",
        "soreness after training",
    ],
    "how-it-works": [
        "local twitch response",
        "oxygen and nutrients",
        "Pain signals grow calmer",
        "settle inflammation",
    ],
    "a-session-step-by-step": [
        "15 to 30 minutes",
        "range of motion",
        "medical history",
        "skin is cleaned",
        "small pinch or a tingle",
        "manual therapy",
        "24 to 48 hours",
        "Some people feel better at once",
    ],
    "what-people-hope-for": [
        "less muscle pain",
        "trigger points that let go",
        "less stiffness",
        "after sport",
        "better circulation",
        "the cause in the muscle is treated",
        "more range of motion",
        "back, neck, shoulder and knee",
        "muscle imbalance",
        "without drugs",
        "cupping",
        "best support to short-term relief",
        "less certain about long-term benefit",
        "not a cure",
    ],
    "what-it-is-used-for": [
        "Neck and shoulder pain",
        "Back and hip tightness",
        "irritation of the nerve",
        "Tension headaches and migraine",
        "neck and scalp",
        "sports injury",
        "Muscle knots",
    ],
    "safety": [
        "generally safe in trained hands",
        "soreness",
        "bruising",
        "tiredness",
        "Infection",
        "Nerve irritation",
        "pneumothorax",
        "Sudden breathlessness or chest pain after dry needling: get emergency care at once",
        "fear of needles",
        "consent",
        "blood thinners",
        "bleeding disorder",
        "infected or broken skin",
        "weakened immunity",
        "pregnancy",
        "lymphoedema",
        "recent surgery",
        "epilepsy",
        "metal allergy",
        "child",
    ],
    "how-many-sessions": [
        "between one and eight",
        "New (acute) muscle pain 1–3",
        "Long-term pain or a sports injury 4–8",
        "Trigger point management 2–6",
        "plan is always personal",
    ],
    "compared-with-other-treatments": ["deeper muscle fibres", "suction", "combine for better results"],
    "who-should-do-it": ["Only a trained, certified physiotherapist"],
    "what-it-costs": ["US$30–80", "package", "price in rupees"],
    "aftercare": [
        "Drink water",
        "Stretch gently",
        "no intense training for 24 hours",
        "heat or ice",
        "Watch the soreness",
    ],
    "questions-people-ask": [
        "Does it hurt?",
        "usually well tolerated",
        "Is it safe?",
        "15 to 30 minutes",
        "migraine or sciatica?",
        "Usually between one and eight",
    ],
    "sources": ["2017", "2013", "2009", "2014"],
    "the-next-step": [
        "qualified physiotherapist",
        *(str(fact) for fact in (services.clinic().name, services.clinic().phone)),
    ],
}


@pytest.mark.parametrize("chapter", SAID)
def test_a_chapter_says_what_it_has_to(chapter):
    assert [fact for fact in SAID[chapter] if fact not in CHAPTERS[chapter]] == []


def test_the_chapters_come_in_their_order():
    assert list(CHAPTERS) == list(SAID)


def test_the_last_chapter_says_every_way_to_reach_the_clinic():
    clinic = services.clinic()
    body = services.guide("en").chapters[-1].body

    for way in (clinic.address, clinic.call_url, clinic.whatsapp_url, clinic.map_url, clinic.website):
        assert way in body
