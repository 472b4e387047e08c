"""What each email owes its reader of the facts: a text may be written anew, but these have to be in it."""

import re

import pytest

from tests.letters import TO_LEADS, body, named, written

WARNING = ["Sudden breathlessness or chest pain", "emergency care at once"]
RISKS = ["infection", "nerve irritation", "collapsed lung"]
SIDE_EFFECTS = ["soreness", "mild bruising", "slight tiredness"]
WHO_SHOULD_ASK = [
    *("needles", "without consent", "blood thinners", "bleeding disorder", "infected", "broken", "weakened immunity"),
    *("pregnan", "lymphoedema", "recent", "epilepsy", "metal allergy", "child"),
]
USES = [
    "neck and shoulder pain",
    "back and hip tightness",
    "sciatica",
    "tension headaches and migraine",
    "muscle knots",
]
EVIDENCE = ["short-term relief of myofascial pain", "long-term benefit is less certain", "not a cure"]
PRICE = ["US$30–80", "package", "price in rupees"]

OWED = {
    "guide": [
        *("sterile needle", "trigger point", "nothing is injected", "acupuncture", "15 to 30 minutes", "one to eight"),
        *("24 to 48 hours", "trained, certified physiotherapist", "massage", "cupping", "physiotherapy", "no intense"),
        *USES,
        *EVIDENCE,
        *SIDE_EFFECTS,
        *RISKS,
        *WARNING,
        *WHO_SHOULD_ASK,
        *PRICE,
    ],
    "what-to-expect": [
        *("15 to 30 minutes", "assessment", "preparation", "insertion", "afterwards", "recovery", "24 to 48 hours"),
        *("medical history", "skin is cleaned", "pinch", "tingle", "twitch", "stretching", "manual therapy", "points"),
    ],
    "is-it-for-you": [*USES, "sports injury", *WHO_SHOULD_ASK],
    "questions": ["discomfort", "usually well tolerated", *SIDE_EFFECTS, *RISKS, *WARNING, *EVIDENCE, "guarantee"],
    "sessions-and-cost": ["1–3", "2–6", "4–8", "personal", "massage", "cupping", "physiotherapy alone", *PRICE],
    "after-your-session": ["water", "stretch gently", "24 hours", "heat or ice", "24 to 48 hours", *WARNING],
    "last-note": ["last email", "physiotherapist", "goodbye"],
}


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, facts in OWED.items() for fact in facts])
def test_an_email_tells_what_it_owes(name, fact):
    [email_id] = [email_id for email_id in TO_LEADS if named(email_id) == name]
    plain = body(written(email_id), "plain").partition("--------")[0]
    told = " ".join(re.sub(r"^> ", "", plain, flags=re.MULTILINE).split())

    assert fact.lower() in told.lower()


def test_every_email_owes_something():
    assert OWED.keys() == {named(email_id) for email_id in TO_LEADS}
