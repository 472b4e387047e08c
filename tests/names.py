"""Names that a clinic may have, and what has to hold them."""

from dataclasses import replace
from functools import cache

from chalicelib.content.templates import Templates
from tests.clinic import elsewhere

NAMES = {
    "200 characters": (
        "The Riverside Clinic for Physiotherapy, Rehabilitation, Sports Medicine and the Care of People in Pain of All "
        "Ages and their Families, with Hydrotherapy, Pilates and Home Visits, Founded in 1923 as a Charity"
    ),
    "200 without a space": "Abdurrahmanabdulkarim" * 10,
    "capitals": "WELLNESS WORLDWIDE " * 10,
    "signs of HTML": """<b>O'Neill & "Sons"</b> {{ clinic }} */ </style>""",
    "Urdu": "دریا کنارے فزیوتھراپی کلینک",
    "Devanagari": "नमूना फिजियोथेरापी तथा पुनर्स्थापना केन्द्र",
    "Portuguese": "Clínica São João de Reabilitação & Ação",
    "one letter": "Q",
}


@cache
def named(name: str) -> Templates:
    """What ships, for a clinic of that name in London."""
    templates = Templates(elsewhere("london").folder)
    templates.clinic = replace(templates.clinic, name=name)
    return templates
