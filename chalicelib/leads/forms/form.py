"""A form as it was posted: what a stranger typed, before anything is made of it."""

from dataclasses import dataclass, fields
from enum import StrEnum
from urllib.parse import parse_qs

MAX_BODY_BYTES = 32 * 1024
"""A full form with a message in Urdu, every character percent-encoded, stays below this."""

URL_ENCODED = "application/x-www-form-urlencoded"


class Page(StrEnum):
    """The pages that carry the form."""

    LANDING = "landing"
    CONTACT = "contact"


class Refusal(StrEnum):
    """Why a form is refused: our pages cannot have sent it, however it was filled in."""

    WRONG_TYPE = "wrong type"
    TOO_LARGE = "too large"
    MALFORMED = "malformed"


class MalformedForm(Exception):
    """The body is not something our form can send, however it was filled in."""

    def __init__(self, refusal: Refusal = Refusal.MALFORMED) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that sends a form. `page` is the address of the page that the form stands on, by its Referer; `origin`
    is its site, about which no page can make a browser lie (Fetch standard, 3.2), "" or "null" if it is hidden."""

    content_type: str
    body: bytes
    page: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as typed: every value is kept, so that it can be shown again. Names are those of its fields.

    `campaign` and `language` are those of its page. `subject` is a trap: people do not see it, and bots fill in what
    they find. `token` says when the page was rendered.
    """

    campaign: str = ""
    language: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
    guide: str = ""
    follow_ups: str = ""
    ads: str = ""
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

    @property
    def agrees_to_ads(self) -> bool:
        return self.ads == "yes"


FIELD_NAMES = frozenset(field.name for field in fields(Form))


def read_form(posted: Posted) -> Form:
    """The form in a request. Raises MalformedForm if ours cannot have sent it."""
    if posted.content_type.partition(";")[0].strip().lower() != URL_ENCODED:
        raise MalformedForm(Refusal.WRONG_TYPE)
    if len(posted.body) > MAX_BODY_BYTES:
        raise MalformedForm(Refusal.TOO_LARGE)
    try:
        values = parse_qs(
            posted.body.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=len(FIELD_NAMES),
        )
    except ValueError as error:
        raise MalformedForm from error
    if not values.keys() <= FIELD_NAMES or any(len(repeated) > 1 for repeated in values.values()):
        raise MalformedForm
    form = Form(**{name: value.replace("\r\n", "\n") for name, (value,) in values.items()})
    if not ({form.guide, form.follow_ups, form.ads} <= {"", "yes"} and form.page in list(Page)):
        raise MalformedForm
    return form
