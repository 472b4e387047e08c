"""How to reach a person: what they typed, checked field by field."""

import re
from collections.abc import Mapping
from enum import StrEnum

from chalicelib.leads.enquiry import Contact
from chalicelib.leads.form import Form
from chalicelib.leads.text import is_printable, is_printable_text, single_line

MAX_LENGTHS = {"name": 80, "email": 254, "phone": 32, "message": 2000}
"""In characters. An email address cannot be longer (RFC 5321, section 4.5.3.1.3)."""


class Fault(StrEnum):
    """What can be wrong with a field; the words for it are in `templates/wording/`."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    INVALID = "invalid"


def check(form: Form, country: str) -> tuple[Contact | None, Mapping[str, Fault]]:
    """The contact that the form gives, or the fault of each field that has one.

    `country` (ISO 3166, two letters) is where a phone number without a country code belongs.
    """
    found = {
        "name": _name_fault(form.name),
        "email": _typed_fault("email", form.email),
        "phone": _typed_fault("phone", form.phone),
        "message": _message_fault(form.message),
    }
    email = phone = None
    if not found["email"] and (email := _ascii_email(form.email)) is None:
        found["email"] = Fault.INVALID
    if not found["phone"] and (phone := _e164(form.phone, country)) is None:
        found["phone"] = Fault.INVALID
    faults = {field: fault for field, fault in found.items() if fault}
    if faults or email is None or phone is None:
        return None, faults
    return Contact(single_line(form.name), email, phone), {}


def _typed_fault(field: str, value: str) -> Fault | None:
    if not value.strip():
        return Fault.MISSING
    if len(value) > MAX_LENGTHS[field]:
        return Fault.TOO_LONG
    if not is_printable(value):
        return Fault.UNPRINTABLE
    return None


def _name_fault(name: str) -> Fault | None:
    """A name stands in the greeting of an email: it must be no advertisement that strangers are sent in our name."""
    if fault := _typed_fault("name", name):
        return fault
    is_name = any(c.isalpha() for c in name) and not re.search(r"[<>@/\\]|www\.|\d{3}", name, re.IGNORECASE)
    return None if is_name else Fault.INVALID


def _message_fault(message: str) -> Fault | None:
    if len(message) > MAX_LENGTHS["message"]:
        return Fault.TOO_LONG
    return None if is_printable_text(message) else Fault.UNPRINTABLE


def _ascii_email(typed: str) -> str | None:
    # The validation libraries are imported where they are used: no page that is only looked at pays for them.
    from email_validator import EmailNotValidError, validate_email

    try:
        # No DNS look-up: it would be slow and prove little. `.test` is let through (RFC 2606 reserves it for trials).
        valid = validate_email(typed.strip(), allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return valid.ascii_email


def _e164(typed: str, country: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
