"""What a clinic's facts say against each other, against what else is written, or against what is known of countries,
their zones and their numbers.

The tables and the library for it are no small thing to read, so facts are checked before they ship, and no visitor
waits for it.
"""

import re
from collections.abc import Collection
from importlib.resources import files

from chalicelib.content.authored import Misfit
from chalicelib.content.clinic import Clinic
from chalicelib.leads.forms.fault import Faulty
from chalicelib.leads.forms.phone import dialled, is_country, read_phone


def check_facts(clinic: Clinic) -> None:
    """Raises Misfit, which names to its author the first fact that cannot be true, and what would fit."""
    zones, zone = _zones(), clinic.zone.key
    if not is_country(clinic.country):
        fitting = [country for country, known in zones.items() if zone in known]
        _refuse("country", clinic.country, f"which is no country of ISO 3166{_advice(fitting)}")
    if zone not in zones.get(clinic.country, {zone}):
        _refuse("zone", zone, f"where country has {clinic.country}{_advice(sorted(zones[clinic.country]))}")
    if clinic.street == clinic.address:
        _refuse("city", clinic.city, f'and address does not end so: write it like "1 High Street, {clinic.city} 12345"')
    for told in clinic.notes:
        if told.price and re.findall(r"\d", told.price) != re.findall(r"\d", clinic.price):
            _refuse("price", told.price, f"which is not the price outside [notes.{told.language}]")
    _check_numbers(clinic)


def check_names(clinic: Clinic, campaigns: Collection[str], languages: Collection[str]) -> None:
    """Raises Misfit if its first campaign is none of those, or its language none of these."""
    if clinic.first_campaign not in campaigns:
        _refuse("first_campaign", clinic.first_campaign, f"which is no folder of campaigns/{_advice(campaigns)}")
    if clinic.language not in languages:
        _refuse("language", clinic.language, f"which is no file of wording/{_advice(languages)}")


def _check_numbers(clinic: Clinic) -> None:
    if dialled(clinic.phone_e164, clinic.country) != clinic.phone_e164:
        _refuse("phone_e164", clinic.phone_e164, "which is the number of no phone")
    if dialled(clinic.phone, clinic.country) != clinic.phone_e164:
        _refuse("phone", clinic.phone, f"which is not how {clinic.phone_e164} is dialled in {clinic.country}")
    try:
        read_phone(clinic.example_phone, clinic.country)
    except Faulty:
        _refuse("example_phone", clinic.example_phone, f"which the form would refuse in {clinic.country}")


def _zones() -> dict[str, set[str]]:
    """The zones of each country, by its two letters, from the table that comes with them."""
    zones: dict[str, set[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _place, zone, *_notes = line.split("\t")
            zones.setdefault(country, set()).add(zone)
    return zones


def _advice(fitting: Collection[str]) -> str:
    return f": write {' or '.join(fitting)}" if fitting else ""


def _refuse(fact: str, value: str, why: str) -> None:
    raise Misfit("clinic.toml", f'{fact} has "{value}", {why}', fact, "", 1)
