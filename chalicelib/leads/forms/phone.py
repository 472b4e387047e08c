"""A phone number as people type and paste it, read with the library that knows what each country dials."""

import re
import unicodedata
from typing import TYPE_CHECKING

from chalicelib.leads.enquiry import EXTENSION
from chalicelib.leads.forms.fault import Fault, Faulty

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

TOO_FEW_DIGITS = 7
"""So many are mostly a number within a city, or a short code."""

_FEWEST = {
    4: "LU NU SH TA TK",
    5: "AC AT CK FK SB TO TV VU WS",
    6: "AD DE FI FO GL IT KI KR NC NF SR VA WF ZA",
    7: "AW AX BD BG BN BQ BT BW BZ CU CV CW EE FJ FM GA GM GY IO IR IS KM MM MU MV NR PA PG PH PL PM PW RO SC SK SO ST"
    " TL",
}
"""The countries with numbers of so few digits, as people there dial them. The tests hold it to the library, which no
page waits for."""

NO_COUNTRY = "001"
"""Where the library puts the numbers of satellites and of services that belong to no country (UN M.49: the world)."""


def read_phone(typed: str, country: str) -> str:
    """The number in E.164, with its extension behind it: "+922135890123;ext=204". Raises Faulty.

    `country` (ISO 3166, two letters) is where a number without a country code belongs.
    """
    # The library is imported where it is used: no page that is only looked at pays for it.
    import phonenumbers

    typed = _with_ascii_digits(typed)
    number = _parsed(typed, country)
    if number is None or not phonenumbers.is_valid_number(number):
        raise Faulty(_why_unread(typed))
    if not _is_read_whole(typed, number):
        raise Faulty(Fault.UNCLEAR)
    if not _is_of_a_person(number):
        raise Faulty(Fault.COSTLY)
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{dialled}{EXTENSION}{number.extension}" if number.extension else dialled


def dialled(typed: str, country: str) -> str:
    """The number in E.164, be its calls dear or not; "" if nobody there can dial it."""
    import phonenumbers

    number = _parsed(typed, country)
    if number is None or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national_digits(typed: str, country: str) -> str:
    """The digits of a number, or of the end of one, without what is dialled before it: a country code, a zero. "" if
    they are too few to tell."""
    import phonenumbers

    typed = _with_ascii_digits(typed)
    number = _parsed(typed, country)
    if number is None or len(re.sub(r"\D", "", typed)) < TOO_FEW_DIGITS:
        return ""
    return phonenumbers.national_significant_number(number)


def fewest_digits(country: str) -> int:
    """A number that is typed in that country (ISO 3166) has no fewer digits. With more it may be wrong all the same."""
    return next((digits for digits, countries in _FEWEST.items() if country in countries.split()), TOO_FEW_DIGITS + 1)


def is_country(code: str) -> bool:
    """Whether these two letters (ISO 3166) are a country whose numbers can be read."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def as_read(number: str, country: str) -> str:
    """A number in E.164 as people in that country (ISO 3166) read it: "0300 1234567", "+44 20 7946 0958"."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    is_at_home = phonenumbers.region_code_for_number(parsed) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _with_ascii_digits(typed: str) -> str:
    return "".join(str(unicodedata.decimal(c, c)) for c in typed)


def _parsed(typed: str, country: str) -> "PhoneNumber | None":
    import phonenumbers

    try:
        return phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return None


def _why_unread(typed: str) -> Fault:
    if _words_behind(typed):
        return Fault.UNCLEAR
    digits = len(re.findall(r"\d", typed))
    return Fault.TOO_SHORT if 0 < digits <= TOO_FEW_DIGITS else Fault.INVALID


def _is_read_whole(typed: str, number: "PhoneNumber") -> bool:
    """Whether nothing behind the number was cut off, or taken for a part of it. The library drops letters it does not
    understand, and what follows a slash. It also rewrites how some numbers begin, so their end is compared."""
    extension = number.extension or ""
    digits, end = re.sub(r"\D", "", typed), str(number.national_number)[-4:] + extension
    return digits.endswith(end) and len(_words_behind(typed)) <= bool(extension)


def _words_behind(typed: str) -> list[str]:
    """The runs of letters behind the first digit."""
    return re.findall(r"[^\W\d_]+", re.sub(r"^\D+", "", typed))


def _is_of_a_person(number: "PhoneNumber") -> bool:
    """Whether it can be the phone of a person or of where they work, at the cost of an ordinary call."""
    import phonenumbers

    kind = phonenumbers.PhoneNumberType
    others = (kind.PREMIUM_RATE, kind.SHARED_COST, kind.PERSONAL_NUMBER, kind.PAGER, kind.VOICEMAIL)
    is_of_a_country = phonenumbers.region_code_for_number(number) != NO_COUNTRY
    return is_of_a_country and phonenumbers.number_type(number) not in others
