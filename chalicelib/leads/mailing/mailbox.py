"""The mailbox behind an address: what is counted for it, however its address is spelled.

Who a person is stays the address as given. But a provider that drops dots and tags delivers a thousand spellings to one
inbox, so guides and the worst standings are those of the mailbox.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.caps import LONGEST_CAP, Caps
from chalicelib.leads.changes import ask_to_confirm, forgo_guide, worsen
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.tries import is_lost


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider of mailboxes takes no notice of. `domains` is a pattern; `home` the domain that stands for its
    twins, "" where the same name at another domain is another person, as at hotmail.com and outlook.com; `tag` is what
    a tag begins with. `has_made_tags`: an address with a tag is there only once the owner has made it."""

    domains: str
    home: str
    tag: str
    ignored: str = ""
    has_made_tags: bool = False


PROVIDERS = (
    # https://support.google.com/mail/answer/7436150, /22370 and /10313
    Provider(r"g(oogle)?mail\.com", "gmail.com", "+", "."),
    # https://support.microsoft.com/office/459b1989-356d-40fa-a689-8f285b13f1f2
    Provider(r"(outlook|hotmail|live|msn)\.(com|[a-z]{2}|com?\.[a-z]{2})", "", "+"),
    # https://support.apple.com/102540 and /guide/icloud/mm6b1a490a
    Provider(r"(icloud|me|mac)\.com", "icloud.com", "+"),
    # https://www.fastmail.help/hc/en-us/articles/360060591053
    Provider(r"fastmail\.(com|fm)", "", "+"),
    # https://proton.me/support/addresses-and-aliases
    Provider(r"(proton|pm)\.me|protonmail\.(com|ch)", "proton.me", "+", ".-_"),
    # https://help.yahoo.com/kb/SLN28815.html: a name has no hyphen of its own
    Provider(r"yahoo\.(com|[a-z]{2}|com?\.[a-z]{2})|ymail\.com|rocketmail\.com", "", "-", has_made_tags=True),
)

_SUBDOMAIN = re.compile(r"[^@]+@(?P<name>[^@.]+)\.(?P<domain>fastmail\.(com|fm))")
"""Fastmail delivers anything@amina.fastmail.com to amina@fastmail.com too."""


def mailbox_of(email: str) -> str:
    """One spelling for all addresses that arrive in the same mailbox, as far as their provider tells."""
    address = _SUBDOMAIN.sub(r"\g<name>@\g<domain>", email.lower())
    name, _, domain = address.rpartition("@")
    provider = _provider_of(domain)
    if provider is None:
        return address
    bare = name.partition(provider.tag)[0].translate(str.maketrans("", "", provider.ignored))
    return f"{bare or name}@{provider.home or domain}"


def _may_be_unmade(email: str) -> bool:
    """Whether mail to that address may bounce while mail to its mailbox arrives."""
    name, _, domain = email.lower().rpartition("@")
    provider = _provider_of(domain)
    return provider is not None and provider.has_made_tags and provider.tag in name


def _provider_of(domain: str) -> Provider | None:
    return next((provider for provider in PROVIDERS if re.fullmatch(provider.domains, domain)), None)


@dataclass(frozen=True, slots=True)
class GivenGuide:
    """A guide that went to the mailbox, or is about to: that of an enquiry, of the lead of one spelling. `at` is when
    it was asked for, by the person or by the front desk."""

    lead_id: str
    enquiry_id: str
    campaign: str
    at: datetime

    @property
    def email_id(self) -> EmailId:
        return EmailId(EmailKind.GUIDE, self.enquiry_id)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`id` is a keyed hash of the one spelling; `standing` the worst of its leads; `revision` counts saves."""

    id: str
    guides: tuple[GivenGuide, ...] = ()
    standing: Standing = Standing.ACTIVE
    revision: int = 0

    @property
    def expires_at(self) -> datetime | None:
        """When nothing of it counts any more. That it is dead, or complained, counts for ever."""
        return max(one.at for one in self.guides) + LONGEST_CAP if self.is_open and self.guides else None

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.ACTIVE

    def with_guide(self, lead: Lead, enquiry: Enquiry, caps: Caps) -> "Mailbox | None":
        """The mailbox once it has got the guide of that enquiry of the lead's, None if it gets no more. The same guide
        twice counts once, for an attempt may fail; those of the lead that were lost count no more."""
        if not self.is_open:
            return None
        if any((one.lead_id, one.enquiry_id) == (lead.id, enquiry.id) for one in self.guides):
            return self
        asked_at = lead.guide_again_at(enquiry.id) or enquiry.at
        arrived = tuple(one for one in self.guides if not (one.lead_id == lead.id and is_lost(lead, one.email_id)))
        if caps.is_capped(arrived, enquiry.campaign, asked_at):
            return None
        kept = tuple(one for one in arrived if asked_at - one.at < LONGEST_CAP)
        return replace(self, guides=(*kept, GivenGuide(lead.id, enquiry.id, enquiry.campaign, asked_at)))

    def with_standing_of(self, lead: Lead) -> "Mailbox":
        """The mailbox with what became of mail to one of its spellings, if that is worse than what was known."""
        is_dead = lead.standing is Standing.BOUNCED and not _may_be_unmade(lead.contact.email)
        is_worse = lead.standing is Standing.COMPLAINED or (is_dead and self.is_open)
        return replace(self, standing=lead.standing) if is_worse else self


def turn_away(lead: Lead, enquiry_id: str, mailbox: Mailbox, now: datetime) -> Lead:
    """A guide that its mailbox does not get is owed no more. To a mailbox that is dead or complained goes nothing.

    A spelling that never had a guide gets no follow-ups either: thirty of them are thirty sequences in one inbox, and
    stopping one would stop one."""
    turned = forgo_guide(worsen(lead, mailbox.standing, now), enquiry_id)
    had = {ended.attempt.email_id.kind for ended in lead.attempts if ended.result is Result.SENT}
    return turned if had & {EmailKind.GUIDE, EmailKind.FOLLOW_UP} else ask_to_confirm(turned)
