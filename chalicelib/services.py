"""Everything put together, each piece built when it is first needed and kept for the life of the process.

A page that is only looked at must not pay for AWS, nor the landing page for Jinja, so what is not always needed is
imported where it is built.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.content.links import Action, Links, fingerprint_of, lead_id_for, mailbox_id_for
from chalicelib.leads.variant import Version
from chalicelib.settings import Settings, read_settings
from chalicelib.site.csp import console_policy_of, policy_of
from chalicelib.site.landing import Landings

if TYPE_CHECKING:
    from chalicelib.aws.access import DynamoAccess
    from chalicelib.aws.dynamodb import DynamoStore
    from chalicelib.content.templates import Templates
    from chalicelib.mail.writer import EmailWriter
    from chalicelib.site.pages import Pages
    from chalicelib.use_cases.access import Door
    from chalicelib.use_cases.leads import Leads
    from chalicelib.use_cases.lists import Lists
    from chalicelib.use_cases.metric import Measure
    from chalicelib.use_cases.ports import Clock, Conversions, Mailer, Spending, Wakeups

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Services:
    """The service as one object. What builds another one, like the local run, hands it another clock, other templates,
    or overrides a piece."""

    def __init__(
        self, environment: Mapping[str, str], *, templates: Path = TEMPLATES, clock: "Clock" = utc_now
    ) -> None:
        self._environment = environment
        self._folder = templates
        self.clock = clock

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self._environment)

    @cached_property
    def templates(self) -> "Templates":
        from chalicelib.content.templates import Templates

        return Templates(self._folder)

    @cached_property
    def links(self) -> Links:
        return Links(self.settings.site_url, self.settings.signing_keys)

    @cached_property
    def pages(self) -> "Pages":
        from chalicelib.site.pages import Pages

        return Pages(self.templates, self.settings.site_url)

    @cached_property
    def policy(self) -> str:
        """The content security policy of every page."""
        return policy_of(self._folder)

    @cached_property
    def console_policy(self) -> str:
        """That of the pages of the console."""
        return console_policy_of(self._folder)

    @cached_property
    def landings(self) -> Landings:
        return Landings(self._folder, lambda: self.templates)

    @cached_property
    def store(self) -> "DynamoStore":
        from chalicelib.aws.dynamodb import connect

        return connect(self.settings.leads_table)

    @cached_property
    def access(self) -> "DynamoAccess":
        from chalicelib.aws.access import connect

        return connect(self.settings.leads_table)

    @cached_property
    def door(self) -> "Door":
        from chalicelib.use_cases.access import Door

        # Anybody may ask for the door, and a page that is looked at stores nothing: not even which key made the ids.
        self.recognize_key()
        key, staff = self.settings.lead_id_key, self.templates.clinic.staff_with(self.settings.clinic_inbox)
        return Door(self.access, {lead_id_for(one.email, key): one for one in staff}, self.clock, self.new_id)

    @cached_property
    def lists(self) -> "Lists":
        return self.store.lists

    @cached_property
    def conversions(self) -> "Conversions":
        from chalicelib.aws.conversions import connect

        return connect(self.settings.leads_table)

    @cached_property
    def spending(self) -> "Spending":
        from chalicelib.aws.spending import connect

        return connect(self.settings.leads_table)

    @property
    def measure(self) -> "Measure":
        from chalicelib.aws.metrics import measure

        return measure

    @cached_property
    def leads(self) -> "Leads":
        from chalicelib.use_cases.leads import Leads

        return Leads(self.store, self.templates.rules, self.clock, self.measure, self.mailbox_id_of)

    @cached_property
    def wakeups(self) -> "Wakeups":
        from chalicelib.aws.sqs import connect
        from chalicelib.leads.lead import Queue

        settings = self.settings
        return connect(
            lambda queue: settings.at_once_queue_url if queue is Queue.AT_ONCE else settings.follow_ups_queue_url
        )

    @cached_property
    def mailer(self) -> "Mailer":
        from chalicelib.aws.ses import connect

        return connect(self.settings.configuration_set, self.settings.alert_from)

    @cached_property
    def writer(self) -> "EmailWriter":
        from chalicelib.mail.email import Senders
        from chalicelib.mail.writer import writer_of

        senders = Senders(self.settings.mail_from, self.settings.alert_from, self.settings.clinic_inbox)
        return writer_of(self.templates, self.links, senders)

    def guide_url(self, campaign: str, language: str, version: Version = Version.A) -> str:
        """Where the guide with that version of its first page stands on the site, at an address that is the same for
        everybody who meets it."""
        from chalicelib.content.second import guide_name

        name = guide_name(campaign, version)
        return self.links.signed(Action.GUIDE, name, "/".join(self.templates.addresses.suffix(language)))

    @cached_property
    def lead_id_key(self) -> str:
        """The key of all ids in the table, compared with it once in a process, when the first id is made. Raises
        Unavailable if it is another."""
        key = self.settings.lead_id_key
        self.store.hold_to_key(fingerprint_of(key))
        return key

    def recognize_key(self) -> None:
        """Compare that key beforehand, which changes nothing: a table that knows none yet learns it with the first id.
        Raises Unavailable."""
        key = self.settings.lead_id_key
        if self.store.knows_key(fingerprint_of(key)):
            self.lead_id_key = key

    def lead_id_of(self, known_by: str) -> str:
        """The id of the person with that address, or whatever else they are known by (see `Contact`)."""
        return lead_id_for(known_by, self.lead_id_key)

    def mailbox_id_of(self, email: str) -> str:
        """The id of the mailbox behind that address."""
        return mailbox_id_for(email, self.lead_id_key)

    def new_id(self) -> str:
        import uuid

        return uuid.uuid4().hex


_installed: list[Services] = []


def install(services: Services) -> None:
    """Let the entrypoints of this process use that service from now on."""
    _installed[:] = [services]


def current() -> Services:
    """The service of this process: the one that was installed, or one of the environment, as on Lambda."""
    if not _installed:
        install(Services(os.environ))
    return _installed[0]
