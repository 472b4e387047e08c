"""What search engines read of the landing page: the clinic and the questions, as JSON-LD (schema.org)."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.content.clinic import Clinic


def describe(clinic: Clinic, site_url: str, questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The clinic and the answered questions as one graph. Nothing stands in it that does not stand on the page.

    Each question is {"ask": …, "answer": …}.
    """
    return {"@context": "https://schema.org", "@graph": [_clinic(clinic, site_url), _questions(questions)]}


def _clinic(clinic: Clinic, site_url: str) -> dict[str, Any]:
    return {
        "@type": "MedicalClinic",
        "@id": f"{site_url}/#clinic",
        "name": clinic.name,
        "url": clinic.website,
        "image": f"{site_url}/preview.png",
        "telephone": clinic.phone_e164,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": clinic.street,
            "addressLocality": clinic.city,
            "addressCountry": clinic.country,
        },
        "hasMap": clinic.map_url,
        "availableService": {"@type": "MedicalTherapy", "name": "Dry needling"},
    }


def _questions(questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question["ask"],
                "acceptedAnswer": {"@type": "Answer", "text": question["answer"]},
            }
            for question in questions
        ],
    }
