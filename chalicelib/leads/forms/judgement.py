"""The judgement of a posted form: accepted as an enquiry, sent back to the person, or refused."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.leads.attribution import arrival_of_form, hostname_of, read_touch
from chalicelib.leads.canary import is_canary
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose, Suspicion
from chalicelib.leads.forms.contact import check, tidied
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form, MalformedForm, Posted, Refusal, read_form
from chalicelib.leads.variant import Variant, version_of

FASTEST = timedelta(seconds=3)
"""A form that is sent sooner after it was rendered than this was not read. A page may have stood in a shared cache for
some minutes, and then its form is older than its visitor knows: that can hide a bot, and makes none of a person."""

LONGEST_OPEN = timedelta(hours=24)
"""A form older than this is asked for once more: what its token proves wears off, and tabs stay open for weeks."""


class Trouble(StrEnum):
    """Why a form goes back to the person although no field of it is at fault."""

    STALE = "stale"
    NOT_STORED = "not stored"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words beside a box, and which version of them they are."""

    words: str
    version: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The page a form stands on: of which campaign, in which language, with which words beside its boxes. `confirms`
    says that the campaign asks people to confirm their consent from their inbox; `test` names what is tried in two
    versions, "" if nothing is."""

    campaign: str
    language: str
    wordings: Mapping[Purpose, Wording]
    confirms: bool = False
    test: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a form is judged by. `network` is the one that it came from; `country` is the clinic's (ISO 3166).

    `rendered_at` tells from a form's token when its page was rendered, None if the token is not ours. `form_page` finds
    the page of a campaign and a language, None if there is no such page; "" is the first campaign, or its first
    language. `is_proved` tells from a canary's address whether the canary is ours.
    """

    now: datetime
    network: str
    country: str
    site_host: str
    rendered_at: Callable[[str], datetime | None]
    form_page: Callable[[str, str], FormPage | None]
    is_proved: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Accepted:
    """An enquiry to be stored, in quarantine if there is a suspicion."""

    form: Form
    enquiry: Enquiry
    suspicion: Suspicion | None


@dataclass(frozen=True, slots=True)
class SentBack:
    """A form that the person has to look at again, with all that they typed."""

    form: Form
    faults: Mapping[str, Fault] = field(default_factory=dict)
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that our pages cannot have sent."""

    reason: Refusal


def judge(posted: Posted, context: Context) -> Accepted | SentBack | Refused:
    """What becomes of a posted form."""
    try:
        form = _with_arrival(tidied(read_form(posted)), posted.page, context.site_host)
        form_page = _form_page(form, context)
        form = replace(form, campaign=form_page.campaign, language=form_page.language)
    except MalformedForm as malformed:
        return Refused(malformed.refusal)
    contact, faults = check(form, context.country)
    if contact and is_canary(contact.email) and not context.is_proved(contact.email):
        return Refused(Refusal.MALFORMED)
    rendered_at = context.rendered_at(form.token)
    if contact is None or is_stale(rendered_at, context.now):
        return SentBack(form, faults, None if faults else Trouble.STALE)
    is_ours = is_own_site(posted.origin, context.site_host)
    suspicion = suspicion_of(form, rendered_at, context.now, is_ours=is_ours)
    return Accepted(form, _enquiry(form, contact, form_page, context), suspicion)


def is_stale(rendered_at: datetime | None, now: datetime) -> bool:
    """Whether a form has to be asked for once more, because it is too old or its age is unknown (None)."""
    return rendered_at is None or now - rendered_at > LONGEST_OPEN


def is_own_site(origin: str, site_host: str) -> bool:
    """Whether a form may come from a page of ours: some browsers hide it, and only another site's is none."""
    return origin in ("", "null") or hostname_of(origin) == site_host


def suspicion_of(form: Form, rendered_at: datetime | None, now: datetime, *, is_ours: bool = True) -> Suspicion | None:
    """Why a form looks like a machine's, None if it does not."""
    if form.subject:
        return Suspicion.TRAP
    if not is_ours:
        return Suspicion.OTHER_SITE
    if rendered_at is None or now - rendered_at < FASTEST:
        return Suspicion.TOO_FAST
    return None


def _with_arrival(form: Form, page: str, site_host: str) -> Form:
    return form if form.landing else replace(form, landing=arrival_of_form(page, site_host).landing)


def _form_page(form: Form, context: Context) -> FormPage:
    form_page = context.form_page(form.campaign, form.language)
    if form_page is None:
        raise MalformedForm
    return form_page


def _enquiry(form: Form, contact: Contact, form_page: FormPage, context: Context) -> Enquiry:
    to_follow_ups = Purpose.FOLLOW_UPS_ONCE_CONFIRMED if form_page.confirms else Purpose.FOLLOW_UPS
    consents = [_consent(Purpose.ENQUIRY, form_page, context)]
    if form.wants_follow_ups:
        consents.append(replace(_consent(Purpose.FOLLOW_UPS, form_page, context), purpose=to_follow_ups))
    if Purpose.ADS in form_page.wordings:
        said_to_ads = Purpose.ADS if form.agrees_to_ads else Purpose.ADS_REFUSED
        consents.append(replace(_consent(Purpose.ADS, form_page, context), purpose=said_to_ads))
    return Enquiry(
        id=_enquiry_id(form),
        at=context.now,
        campaign=form_page.campaign,
        language=form_page.language,
        contact=contact,
        message=form.message.strip(),
        guide=form.wants_guide,
        consents=tuple(consents),
        touch=read_touch(form.landing, form.referrer),
        variant=Variant(form_page.test, version_of(form.token)) if form_page.test else None,
    )


def _consent(purpose: Purpose, form_page: FormPage, context: Context) -> Consent:
    wording = form_page.wordings[purpose]
    return Consent(purpose, form_page.campaign, wording.words, context.now, wording.version, context.network)


def _enquiry_id(form: Form) -> str:
    """The same for the same form sent twice, and another for each person who got the same page from a shared cache."""
    boxes = (form.guide, form.follow_ups, form.ads)
    typed = (form.campaign, form.token, form.name, form.email, form.phone, form.message, *boxes)
    return hashlib.sha256(repr(typed).encode()).hexdigest()[:20]
