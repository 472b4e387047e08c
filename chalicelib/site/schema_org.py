"""What search engines read of a landing page: the clinic and the questions, as JSON-LD (schema.org)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from chalicelib.content.clinic import Clinic
from chalicelib.content.landing import Landing, Question
from chalicelib.content.opening_hours import OpeningHours
from chalicelib.leads.owed.hours import MIDNIGHT


def describe(clinic: Clinic, site_url: str, picture_url: str, landing: Landing, language: str) -> dict[str, Any]:
    """The clinic and the answered questions in that language, as one graph. Nothing stands in it that does not stand on
    the page."""
    about = _clinic(clinic, site_url, picture_url, landing.words["treatment"])
    return {"@context": "https://schema.org", "@graph": [about, _questions(landing.questions, language)]}


def _clinic(clinic: Clinic, site_url: str, picture_url: str, treatment: str) -> dict[str, Any]:
    closes = clinic.hours and clinic.window.holidays
    return {
        "@type": "MedicalClinic",
        "@id": f"{site_url}/#clinic",
        "name": clinic.name,
        "url": clinic.website,
        "image": picture_url,
        "telephone": clinic.phone_e164,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": clinic.street,
            "addressLocality": clinic.city,
            "addressCountry": clinic.country,
        },
        "hasMap": clinic.map_url,
        **({"openingHoursSpecification": _hours(clinic.hours)} if clinic.hours else {}),
        **({"specialOpeningHoursSpecification": _closed(clinic.window.holidays)} if closes else {}),
        **({"priceRange": clinic.price} if clinic.price else {}),
        "availableService": {"@type": "MedicalTherapy", "name": treatment},
    }


def _hours(hours: OpeningHours) -> list[dict[str, Any]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": day,
            "opens": f"{span.opens:%H:%M}",
            # A day that closes as it opens, at 00:00, would be one on which it is closed.
            "closes": "23:59" if span.closes == MIDNIGHT else f"{span.closes:%H:%M}",
        }
        for day, spans in hours.days
        for span in spans
    ]


def _closed(days: Iterable[date]) -> list[dict[str, Any]]:
    """https://developers.google.com/search/docs/appearance/structured-data/local-business#business-hours"""
    closed = {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00"}
    return [{**closed, "validFrom": day.isoformat(), "validThrough": day.isoformat()} for day in sorted(days)]


def _questions(questions: Sequence[Question], language: str) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "inLanguage": language,
        "mainEntity": [
            {"@type": "Question", "name": one.ask, "acceptedAnswer": {"@type": "Answer", "text": one.answer}}
            for one in questions
        ],
    }
