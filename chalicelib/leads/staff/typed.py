"""Enquiries that the front desk types in: of somebody who called or came in, so that all are counted alike."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.leads.attribution import Touch
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose
from chalicelib.leads.forms.contact import check, tidied
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import FormPage


class Way(StrEnum):
    """How somebody came who sent no form: it stands where an ad names its source, and is the name of none."""

    PHONE = "phone call"
    WALK_IN = "walk-in"
    WHATSAPP = "whatsapp chat"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, to be shown again. The token tells one page from another, so that a button pressed twice enters
    one enquiry."""

    name: str = ""
    phone: str = ""
    email: str = ""
    message: str = ""
    language: str = ""
    way: str = Way.PHONE
    token: str = ""
    answer: str = ""
    guide: str = ""
    follow_ups: str = ""


def read_typed(values: Mapping[str, str]) -> Typed:
    """What a form of the console says, each value without what came along when it was pasted."""
    form = tidied(Form(**{name: values.get(name, "") for name in ("name", "phone", "email", "message")}))
    rest = {name: values.get(name, "") for name in ("language", "token", "answer", "guide", "follow_ups")}
    way = next((way for way in Way if way == values.get("way")), Way.PHONE)
    return Typed(form.name, form.phone, form.email, form.message, way=way, **rest)


def enquiry_of(
    typed: Typed, country: str, page: FormPage, by: str, now: datetime
) -> tuple[Enquiry | None, Mapping[str, Fault]]:
    """The enquiry, or what is wrong with it by field. An email may be left out, but not by who wants emails; that they
    want to be answered has to be said by themselves."""
    contact, faults = _contact(typed, country)
    if typed.answer != "yes":
        faults = {**faults, "answer": Fault.MISSING}
    if faults or contact is None:
        return None, faults
    consents = [_consent(Purpose.ENQUIRY, page, now)]
    if typed.follow_ups == "yes":
        # Whether it is their own inbox only its owner can say: the guide has the button for that.
        confirmed = replace(_consent(Purpose.FOLLOW_UPS, page, now), purpose=Purpose.FOLLOW_UPS_ONCE_CONFIRMED)
        consents.append(confirmed)
    wants_guide, touch = typed.guide == "yes", Touch(utm_source=typed.way)
    return Enquiry(
        _id(typed), now, page.campaign, page.language, contact, typed.message, wants_guide, tuple(consents), touch, by
    ), {}


def _contact(typed: Typed, country: str) -> tuple[Contact | None, Mapping[str, Fault]]:
    form = Form(name=typed.name, phone=typed.phone, email=typed.email, message=typed.message)
    if typed.email or "yes" in (typed.guide, typed.follow_ups):
        return check(form, country)
    contact, faults = check(replace(form, email="nobody@example.com"), country)
    return (replace(contact, email="") if contact else None), faults


def _consent(purpose: Purpose, page: FormPage, now: datetime) -> Consent:
    wording = page.wordings[purpose]
    return Consent(purpose, page.campaign, wording.words, now, f"{wording.version}, said to the front desk")


def _id(typed: Typed) -> str:
    return hashlib.sha256(repr(typed).encode()).hexdigest()[:20]
