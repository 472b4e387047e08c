"""What pages, texts and emails may tell of the clinic in one language."""

from collections.abc import Mapping

from chalicelib.content.clinic import Clinic
from chalicelib.content.language import Language


def facts_in(clinic: Clinic, language: Language) -> Mapping[str, object]:
    """The clinic, its own words in that language, its city, money and price as people write them there, its hours and
    its holidays as people there read them ("" unknown), and a link to a chat that asks for the price."""
    notes = clinic.notes_in(language.code)
    return {
        "clinic": clinic,
        "notes": notes,
        "city": notes.city or clinic.city,
        "currency": notes.currency or clinic.currency,
        "price": notes.price or clinic.price,
        "hours": language.hours(clinic.hours) if clinic.hours else "",
        "closed_on": language.dates(clinic.window.holidays) if clinic.hours else "",
        "price_url": clinic.chat(language.words["frame"]["ask_price"]),
    }
