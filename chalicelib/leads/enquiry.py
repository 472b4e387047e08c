"""What a person asks for: an enquiry, what they agreed to with it, and why it may be held to be a machine's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.leads.attribution import Touch
from chalicelib.leads.variant import Variant

EXTENSION = ";ext="
"""What stands between a phone number and its extension (RFC 3966, section 3)."""

QUARANTINE = timedelta(days=30)
"""How long an enquiry in quarantine is kept for the clinic to look at."""


class Purpose(StrEnum):
    """What a person may agree to. A consent to be confirmed counts for nothing until the button in an email to that
    person is pressed: whose inbox it is, is then known. Whether the ad's platform may be told what came of it is asked
    only where a campaign has words for that, and an empty box is an answer too."""

    ENQUIRY = "enquiry"
    FOLLOW_UPS = "follow-ups"
    FOLLOW_UPS_ONCE_CONFIRMED = "follow-ups, once confirmed"
    ADS = "ads"
    ADS_REFUSED = "ads, refused"


class Suspicion(StrEnum):
    """Why an enquiry is in quarantine until the clinic has looked at it: it filled in a field that people do not see,
    it was sent from the page of another site, or faster than people read, or more came from its network, or in its
    person's name, than people send."""

    TRAP = "trap"
    OTHER_SITE = "other site"
    TOO_FAST = "too fast"
    CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Contact:
    """`email` is ASCII (IDNA) and `phone` is E.164, with an extension as in "+922135890123;ext=204" (RFC 3966); both
    as the person gave them with their latest enquiry."""

    name: str
    email: str
    phone: str

    @property
    def known_by(self) -> str:
        """What the id of the person is made of: their address, or the phone of somebody who gave none."""
        return self.email or f"tel:{self.phone}"

    @property
    def number(self) -> str:
        """The phone without its extension."""
        return self.phone.partition(EXTENSION)[0]

    @property
    def extension(self) -> str:
        return self.phone.partition(EXTENSION)[2]


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed in a campaign, in the very words that stood beside the box, which version of them, and in which
    network: an address cut so short that it names no person."""

    purpose: Purpose
    campaign: str
    wording: str
    at: datetime
    version: str = ""
    network: str = ""

    @property
    def is_to_follow_ups(self) -> bool:
        return self.purpose in (Purpose.FOLLOW_UPS, Purpose.FOLLOW_UPS_ONCE_CONFIRMED)


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person wants no more follow-ups of that campaign; those of others go on."""

    campaign: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """The language in which a person wants to be written to from then on, until they ask in another one."""

    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One sent form. `campaign` and `language` are those of its page; `guide` says that it is owed the guide,
    `variant` which version of what was tried on them, None if nothing was. Somebody who called or came in was typed in
    by one of the staff, `typed_by`, and may have given no email."""

    id: str
    at: datetime
    campaign: str
    language: str
    contact: Contact
    message: str
    guide: bool
    consents: tuple[Consent, ...]
    touch: Touch
    typed_by: str = ""
    variant: Variant | None = None

    @property
    def network(self) -> str:
        """The one that it came from, as its consents have it; "" if that is not known."""
        return next((consent.network for consent in self.consents), "")


@dataclass(frozen=True, slots=True)
class Suspect:
    """An enquiry in quarantine. Nothing is owed for it, and what it says of its sender counts for nothing."""

    enquiry: Enquiry
    suspicion: Suspicion
