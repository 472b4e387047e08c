"""From a posted form to an enquiry: what a stranger typed, checked field by field."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs

from chalicelib.leads.attribution import read_touch
from chalicelib.leads.lead import Consent, Contact, Enquiry, Purpose, Suspicion
from chalicelib.leads.text import is_printable, is_printable_text, single_line

MAX_BODY_BYTES = 32 * 1024
"""A full form with a message in Urdu, every character percent-encoded, stays below this."""

MAX_LENGTHS = {"name": 80, "email": 254, "phone": 32, "message": 2000}
"""In characters. An email address cannot be longer (RFC 5321, section 4.5.3.1.3)."""

FASTEST = timedelta(seconds=3)
"""Whoever sends a form sooner after it was rendered than this did not read it. A page may have stood in a shared cache
for some minutes, and then its form is older than its visitor knows: that can hide a bot, and never makes one of a
person."""

LONGEST_OPEN = timedelta(hours=24)
"""A form older than this is asked for once more: what its token proves wears off, and tabs stay open for weeks."""


class Page(StrEnum):
    """The pages that carry the form."""

    LANDING = "landing"
    CONTACT = "contact"


class Fault(StrEnum):
    """What can be wrong with a field; the words for it are in `templates/wording/`."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    INVALID = "invalid"


class Trouble(StrEnum):
    """Why a form comes back although no field of it is at fault."""

    STALE = "stale"
    NOT_STORED = "not stored"


class MalformedForm(Exception):
    """The body is not something our form can send, however it was filled in."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as typed: every value is kept, so that it can be shown again. Names are those of its fields.

    `subject` is a trap: people do not see it, and bots fill in what they find. `token` says when the page was rendered.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
    guide: str = ""
    follow_ups: str = ""
    subject: str = ""
    page: str = Page.LANDING
    token: str = ""
    landing: str = ""
    referrer: str = ""

    @property
    def wants_guide(self) -> bool:
        return self.page == Page.LANDING or self.guide == "yes"

    @property
    def wants_follow_ups(self) -> bool:
        return self.follow_ups == "yes"


FIELD_NAMES = frozenset(field.name for field in fields(Form))


def read_form(body: bytes) -> Form:
    """The form in an `application/x-www-form-urlencoded` body. MalformedForm if ours could not have sent it."""
    try:
        values = parse_qs(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=len(FIELD_NAMES),
        )
    except ValueError as error:
        raise MalformedForm("the body is not a URL-encoded form") from error
    if not values.keys() <= FIELD_NAMES:
        raise MalformedForm("unknown fields")
    if any(len(repeated) > 1 for repeated in values.values()):
        raise MalformedForm("repeated fields")
    form = Form(**{name: value.replace("\r\n", "\n") for name, (value,) in values.items()})
    _check_hidden_fields(form)
    return form


def _check_hidden_fields(form: Form) -> None:
    choices = {form.guide, form.follow_ups} <= {"", "yes"}
    if not (choices and form.page in list(Page)):
        raise MalformedForm("a hidden field was changed")


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


def is_stale(rendered_at: datetime | None, now: datetime) -> bool:
    """Whether a form has to be asked for once more, because it is too old or nobody knows how old (None)."""
    return rendered_at is None or now - rendered_at > LONGEST_OPEN


def suspicion_of(form: Form, rendered_at: datetime | None, now: datetime) -> Suspicion | None:
    """Why a form looks like a machine's, None if it does not."""
    if form.subject:
        return Suspicion.TRAP
    if rendered_at is None or now - rendered_at < FASTEST:
        return Suspicion.TOO_FAST
    return None


def make_enquiry(
    form: Form, contact: Contact, *, language: str, wordings: Mapping[str, str], network: str, at: datetime
) -> Enquiry:
    """The enquiry of a form that was found good. Its id is the same for the same form sent twice, and another for
    everybody who was given the same page by a shared cache. `wordings` are the words of each purpose and their
    version; the form came from `network`."""
    agreed = [Purpose.ENQUIRY] + ([Purpose.FOLLOW_UPS] if form.wants_follow_ups else [])
    return Enquiry(
        id=_enquiry_id(form),
        at=at,
        contact=contact,
        language=language,
        message=form.message.strip(),
        guide=form.wants_guide,
        consents=tuple(Consent(purpose, wordings[purpose], at, wordings["version"], network) for purpose in agreed),
        touch=read_touch(form.landing, form.referrer),
    )


def _enquiry_id(form: Form) -> str:
    typed = repr((form.token, form.name, form.email, form.phone, form.message, form.guide, form.follow_ups))
    return hashlib.sha256(typed.encode()).hexdigest()[:20]


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
