import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from hypothesis import HealthCheck, settings

from chalicelib.aws.clients import session
from chalicelib.content.links import lead_id_for
from chalicelib.leads.lead import Lead
from chalicelib.services import Services, current, install
from local.clock import LocalClock
from local.mail import SentEmail
from local.site import Site, start
from tests.clinic import templates
from tests.quick_moto import put_back, quicken, taken_from
from tests.short_cut import ShortCut
from tests.visitor import Visitor

# A busy machine is slow: a test is no stopwatch.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

pytest_plugins = ["tests.parts"]

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""Noon in Karachi, on a Monday."""

QUEUES = ("AtOnceQueue", "FollowUpsQueue", "MailEventsQueue")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The proof goes first: its longest test takes a minute, and begun last it would leave one worker alone."""
    items.sort(key=lambda item: item.path.parent.name != "proof")


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so no collection of garbage needs to look through it again."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured, whether they passed or not."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    measured = [text for report in reports for name, text in report.user_properties if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        for text in sorted(measured):
            terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def running_site() -> Iterator[Site]:
    monkeypatch = pytest.MonkeyPatch()
    quicken(monkeypatch)
    short_cut = ShortCut()
    boto3.setup_default_session(botocore_session=session())
    short_cut.take(boto3.DEFAULT_SESSION)
    site = start(0, 0, clock=LocalClock(lambda: NOON), templates=templates().folder)
    # Nothing happens but what a test does or asks for: nobody waits for what it leaves to do.
    site.functions.stop()
    short_cut.lead_to(site.cloud.mail)
    yield site
    site.stop()
    monkeypatch.undo()


@pytest.fixture
def site(running_site: Site) -> Site:
    """The whole service on the embedded AWS: no lead, no mail, empty queues, and time standing still at NOON."""
    for queue in QUEUES:
        taken_from(running_site.cloud.resolve({"Fn::GetAtt": [queue, "Arn"]}))
    running_site.clock.move_to(NOON)
    put_back(running_site.cloud.environment["LEADS_TABLE"], {})
    running_site.cloud.mail.emails.clear()
    return running_site


@pytest.fixture
def serve(site: Site) -> Iterator[Callable[[Path], Services]]:
    """Has the site serve the templates of another folder, until the test ends."""

    def serve(folder: Path) -> Services:
        services = Services(site.cloud.environment, templates=folder, clock=site.clock.now)
        install(services)
        return services

    yield serve
    install(site.services)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site)


def lead_of(email: str) -> Lead | None:
    return current().store.load(lead_id_for(email, current().settings.lead_id_key))


def mail_to(site: Site, recipient: str) -> list[SentEmail]:
    site.functions.settle()
    return [email for email in site.cloud.mail.emails if email.recipient == recipient]


def subjects_to(site: Site, recipient: str) -> list[str]:
    return [str(email.message["Subject"]) for email in mail_to(site, recipient)]
