"""Everything put together, each piece built when it is first needed and kept for the life of the process.

A page that is only looked at must not pay for AWS, nor the landing page for Jinja, so what is not always needed is
imported where it is built.
"""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.content.links import Links, lead_id_for
from chalicelib.settings import Settings, read_settings
from chalicelib.site.csp import content_security_policy
from chalicelib.site.landing import Gap, fill

if TYPE_CHECKING:
    from chalicelib.aws.dynamodb import DynamoStore
    from chalicelib.content.clinic import Clinic
    from chalicelib.content.guide import Guide
    from chalicelib.leads.plan import Sequence
    from chalicelib.mail.writer import Addresses, EmailWriter
    from chalicelib.site.pages import Pages
    from chalicelib.use_cases.leads import Leads
    from chalicelib.use_cases.ports import Clock, Mailer, Wakeups

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

LANDING = "landing.html"
"""Where the bundle has the landing page. In the sources there is none."""

STYLE = "pages/style.css"
GUIDE_STYLE = "pages/guide.css"
SCRIPT = "pages/form.js"

LANGUAGE = "en"
"""The language of the site's pages."""


def utc_now() -> datetime:
    return datetime.now(UTC)


clock: "Clock" = utc_now
"""The one clock of the service. The local cloud puts another in its place, to let three weeks pass in a minute."""


def now() -> datetime:
    """The time, timezone-aware in UTC."""
    return clock()


def new_id() -> str:
    import uuid

    return uuid.uuid4().hex


@cache
def settings() -> Settings:
    return read_settings(os.environ)


@cache
def clinic() -> "Clinic":
    from chalicelib.content.clinic import read_clinic

    return read_clinic(_table("clinic.toml"))


@cache
def pages() -> "Pages":
    return pages_of(settings().site_url)


def pages_of(site_url: str) -> "Pages":
    """The pages of the site at that public address."""
    from chalicelib.site.pages import Pages, template_environment

    return Pages(
        environment=template_environment(TEMPLATES),
        clinic=clinic(),
        site_url=site_url,
        wording=_table(f"wording/{LANGUAGE}.toml"),
        style=_inline(STYLE),
        guide_style=_inline(GUIDE_STYLE),
        script=_inline(SCRIPT),
    )


@cache
def policy() -> str:
    """The content security policy of every page."""
    return content_security_policy([_inline(STYLE), _inline(GUIDE_STYLE)], _inline(SCRIPT))


@cache
def landing_page(base: str) -> tuple[str, str]:
    """The landing page before and after its form's token. `base` is the path that the site lives under.

    The bundle brings it rendered: a visitor who meets a cold start waits neither for Jinja nor for its templates.
    """
    rendered = TEMPLATES / LANDING
    page = rendered.read_text(encoding="utf-8") if rendered.exists() else render_landing_page()
    return fill(page, settings().site_url, base)


def render_landing_page() -> str:
    """The landing page with its gaps."""
    from chalicelib.leads.form import Form, Page

    return pages_of(Gap.SITE_URL).render_form(Gap.BASE, "", Form(page=Page.LANDING, token=Gap.STAMP), {})


@cache
def preview() -> bytes:
    return (TEMPLATES / "pages" / "preview.png").read_bytes()


@cache
def links() -> Links:
    return Links(settings().site_url, settings().signing_keys)


def lead_id_of(email: str) -> str:
    """The id of whoever has that address."""
    return lead_id_for(email, settings().lead_id_key)


@cache
def guide(language: str) -> "Guide":
    from chalicelib.content.guide import read_guide

    drawings = {path.stem: path.read_text(encoding="utf-8").strip() for path in TEMPLATES.glob("guide/drawings/*.svg")}
    return read_guide(_source(f"guide/{language}.md"), drawings, clinic())


@cache
def store() -> "DynamoStore":
    import boto3

    from chalicelib.aws.dynamodb import IN_TIME, DynamoStore

    return DynamoStore(boto3.client("dynamodb", config=IN_TIME), settings().leads_table)


@cache
def sequence() -> "Sequence":
    from chalicelib.leads.plan import read_sequence

    return read_sequence(_table("sequence.toml"), clinic().zone)


@cache
def leads() -> "Leads":
    from chalicelib.aws.metrics import measure
    from chalicelib.use_cases.leads import Leads

    return Leads(store(), sequence(), now, measure)


@cache
def wakeups() -> "Wakeups":
    import boto3

    from chalicelib.aws.sqs import BRIEFLY, SqsWakeups
    from chalicelib.use_cases.ports import Queue

    queue_urls = {Queue.AT_ONCE: settings().at_once_queue_url, Queue.FOLLOW_UPS: settings().follow_ups_queue_url}
    return SqsWakeups(boto3.client("sqs", config=BRIEFLY), queue_urls)


@cache
def mailer() -> "Mailer":
    import boto3

    from chalicelib.aws.ses import SEND_ONCE, SesMailer

    return SesMailer(boto3.client("sesv2", config=SEND_ONCE), settings().configuration_set, settings().alert_from)


@cache
def writer() -> "EmailWriter":
    from chalicelib.mail.writer import Addresses

    return writer_for(links(), Addresses(settings().mail_from, settings().alert_from, settings().clinic_inbox))


def writer_for(links: Links, addresses: "Addresses") -> "EmailWriter":
    """A writer with the texts as they stand, for any site."""
    from chalicelib.content.markdown import read_prose
    from chalicelib.mail.writer import EmailWriter
    from chalicelib.site.pages import template_environment

    texts = {(path.parent.name, path.stem): path for path in TEMPLATES.glob("emails/*/*.md")}
    return EmailWriter(
        clinic=clinic(),
        links=links,
        addresses=addresses,
        texts={key: read_prose(path.read_text(encoding="utf-8")) for key, path in texts.items()},
        guide_pdfs={path.stem: path.read_bytes() for path in TEMPLATES.glob("guide/*.pdf")},
        layouts=template_environment(TEMPLATES),
        styles=_table("emails/styles.toml"),
    )


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _inline(name: str) -> str:
    """A style sheet or a script as it stands in the pages."""
    return _source(name).strip()


def _table(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(_source(name))
