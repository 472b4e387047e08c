"""Everything put together, each piece built when it is first needed and kept for the life of the process.

A page that is only looked at must not pay for AWS, so boto3 and what needs it is imported where it is built.
"""

import os
import tomllib
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.facts import Clinic, read_clinic
from chalicelib.links import Links, lead_id_for
from chalicelib.pages import Pages, template_environment
from chalicelib.settings import Settings, read_settings

if TYPE_CHECKING:
    from chalicelib.desk import Desk
    from chalicelib.emails import Addresses, EmailWriter
    from chalicelib.guide import Guide
    from chalicelib.ports import Clock, Mailer, Wakeups

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

LANGUAGE = "en"
"""The language of the site's pages and of the alerts."""


def utc_now() -> datetime:
    return datetime.now(UTC)


clock: "Clock" = utc_now
"""The one clock of the service. The local cloud puts another in its place, to let three weeks pass in a minute."""


def now() -> datetime:
    """The time, timezone-aware in UTC."""
    return clock()


def new_id() -> str:
    return uuid.uuid4().hex


@cache
def settings() -> Settings:
    return read_settings(os.environ)


@cache
def clinic() -> Clinic:
    return read_clinic(tomllib.loads(_source("clinic.toml")))


@cache
def pages() -> Pages:
    return pages_of(settings().site_url)


def pages_of(site_url: str) -> Pages:
    """The pages of the site at that public address."""
    return Pages(
        environment=template_environment(TEMPLATES),
        clinic=clinic(),
        site_url=site_url,
        wording=tomllib.loads(_source(f"wording/{LANGUAGE}.toml")),
        style=_source("pages/style.css").strip(),
        guide_style=_source("pages/guide.css").strip(),
        script=_source("pages/form.js").strip(),
    )


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
    from chalicelib.guide import read_guide

    drawings = {path.stem: path.read_text(encoding="utf-8").strip() for path in TEMPLATES.glob("guide/drawings/*.svg")}
    return read_guide(_source(f"guide/{language}.md"), drawings, clinic())


@cache
def desk() -> "Desk":
    import boto3

    from chalicelib.desk import Desk
    from chalicelib.metrics import measure
    from chalicelib.sequence import read_sequence
    from chalicelib.store import IN_TIME, DynamoStore

    sequence = read_sequence(tomllib.loads(_source("sequence.toml")), clinic().zone)
    store = DynamoStore(boto3.client("dynamodb", config=IN_TIME), settings().leads_table)
    return Desk(store, sequence, now, measure)


@cache
def wakeups() -> "Wakeups":
    import boto3

    from chalicelib.ports import Lane
    from chalicelib.wakeups import BRIEFLY, SqsWakeups

    queue_urls = {Lane.AT_ONCE: settings().at_once_queue_url, Lane.FOLLOW_UPS: settings().follow_ups_queue_url}
    return SqsWakeups(boto3.client("sqs", config=BRIEFLY), queue_urls)


@cache
def mailer() -> "Mailer":
    import boto3

    from chalicelib.mailer import SEND_ONCE, SesMailer

    return SesMailer(boto3.client("sesv2", config=SEND_ONCE), settings().configuration_set, settings().alert_from)


@cache
def writer() -> "EmailWriter":
    from chalicelib.emails import Addresses

    return writer_for(links(), Addresses(settings().mail_from, settings().alert_from, settings().clinic_inbox))


def writer_for(links: Links, addresses: "Addresses") -> "EmailWriter":
    """A writer with the texts as they stand, for any site."""
    from chalicelib.emails import EmailWriter
    from chalicelib.prose import read_prose

    texts = {(path.parent.name, path.stem): path for path in TEMPLATES.glob("emails/*/*.md")}
    return EmailWriter(
        clinic=clinic(),
        links=links,
        addresses=addresses,
        texts={key: read_prose(path.read_text(encoding="utf-8")) for key, path in texts.items()},
        guide_pdfs={path.stem: path.read_bytes() for path in TEMPLATES.glob("guide/*.pdf")},
        layouts=template_environment(TEMPLATES),
        styles=tomllib.loads(_source("emails/styles.toml")),
    )


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
