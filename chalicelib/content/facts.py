"""What pages, texts and emails may tell of the clinic in one language."""

from collections.abc import Mapping

from chalicelib.content.clinic import Clinic
from chalicelib.content.language import Language


def facts_in(clinic: Clinic, language: Language) -> Mapping[str, object]:
    """The clinic, its own words in that language, its hours as people there read them ("" unknown), and a link to a
    chat that asks for the price."""
    return {
        "clinic": clinic,
        "notes": clinic.notes_in(language.code),
        "hours": language.hours(clinic.hours) if clinic.hours else "",
        "price_url": clinic.chat(language.words["frame"]["ask_price"]),
    }
