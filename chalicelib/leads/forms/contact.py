"""How to reach a person: what they typed, checked field by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from chalicelib.leads.enquiry import Contact
from chalicelib.leads.forms.email_address import read_email
from chalicelib.leads.forms.fault import Fault, Faulty
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.phone import read_phone
from chalicelib.leads.text import is_printable, is_printable_text, tidy_code, tidy_line, tidy_text

MAX_LENGTHS = {"name": 80, "email": 254, "phone": 80, "message": 2000}
"""In characters. An email address cannot be longer (RFC 5321, section 4.5.3.1.3). Browsers cut what is pasted without a
word, so there is room for a number as a signature writes it, or its extension would be cut."""


def tidied(form: Form) -> Form:
    """The form without what only came along when something was pasted into it."""
    return replace(
        form,
        name=tidy_line(form.name),
        email=tidy_code(form.email),
        phone=tidy_code(form.phone),
        message=tidy_text(form.message),
    )


def check(form: Form, country: str) -> tuple[Contact | None, Mapping[str, Fault]]:
    """The contact that a tidied form gives, or the fault of each field that has one.

    `country` (ISO 3166, two letters) is where a phone number without a country code belongs.
    """
    readers: Mapping[str, Callable[[str], str]] = {
        "name": _read_name,
        "email": read_email,
        "phone": partial(read_phone, country=country),
        "message": str,
    }
    read, faults = {}, {}
    for field, reader in readers.items():
        try:
            read[field] = reader(_typed(form, field))
        except Faulty as faulty:
            faults[field] = faulty.fault
    return (None, faults) if faults else (Contact(read["name"], read["email"], read["phone"]), {})


def _typed(form: Form, field: str) -> str:
    """What stands in a field. Raises Faulty if nothing does, or what can be no text of ours."""
    value: str = getattr(form, field)
    is_message = field == "message"
    if not value and not is_message:
        raise Faulty(Fault.MISSING)
    if len(value) > MAX_LENGTHS[field]:
        raise Faulty(Fault.TOO_LONG)
    if not (is_printable_text(value) if is_message else is_printable(value)):
        raise Faulty(Fault.UNPRINTABLE)
    return value


def _read_name(name: str) -> str:
    """A name stands in the greeting of an email: it must be no advertisement that strangers are sent in our name."""
    is_name = any(c.isalpha() for c in name) and not re.search(r"[<>@/\\]|www\.|\d{3}", name, re.IGNORECASE)
    if not is_name:
        raise Faulty(Fault.INVALID)
    return name
