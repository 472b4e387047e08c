from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest

from chalicelib import wiring
from chalicelib.lead import Lead
from chalicelib.links import lead_id_for
from local.clock import LocalClock
from local.mail import SentEmail
from local.site import Site, start

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""Noon in Karachi, on a Monday."""


@pytest.fixture(scope="session")
def running_site() -> Iterator[Site]:
    site = start(0, 0, clock=LocalClock(lambda: NOON))
    yield site
    site.stop()


@pytest.fixture
def site(running_site: Site) -> Site:
    """The whole service on the embedded AWS: no lead, no mail, empty queues, and time standing still at NOON."""
    running_site.functions.settle()
    running_site.clock.move_to(NOON)
    table = running_site.cloud.environment["LEADS_TABLE"]
    dynamodb = boto3.client("dynamodb")
    for item in dynamodb.scan(TableName=table, ProjectionExpression="id")["Items"]:
        dynamodb.delete_item(TableName=table, Key=item)
    running_site.cloud.mail.emails.clear()
    return running_site


def lead_of(email: str) -> Lead | None:
    return wiring.desk().store.load(lead_id_for(email, wiring.settings().lead_id_key))


def mail_to(site: Site, recipient: str) -> list[SentEmail]:
    site.functions.settle()
    return [email for email in site.cloud.mail.emails if email.recipient == recipient]


def subjects_to(site: Site, recipient: str) -> list[str]:
    return [str(email.message["Subject"]) for email in mail_to(site, recipient)]
