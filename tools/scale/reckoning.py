"""From what one lead costs to what so many do: how busy each part is at its busiest, and what it costs a month."""

from dataclasses import dataclass
from itertools import pairwise

from chalicelib.aws.items import SHARDS
from chalicelib.leads.caps import Caps
from chalicelib.leads.owed.sequence import SendingWindow
from chalicelib.use_cases.sweep import MOST
from local.deployed import memory_of
from local.template import FORMS_A_SECOND, REQUESTS_A_SECOND
from tools import aws
from tools.scale.life import Life

DAY_SECONDS = 86_400
MINUTES = 30 * 24 * 60

BUSIEST = 4
"""How many times as many people come in the busiest hour as on average. An assumption, as are the next ones."""

VISITS = 20
"""Of the landing page, for each lead: one in twenty sends the form."""

PAGE_SECONDS, FORM_SECONDS, WORK_SECONDS, EVENT_SECONDS = 0.02, 0.15, 0.30, 0.06
"""What a warm function takes for a page, a form, an email and an event. SES alone takes half of the third."""

IDLE_SECONDS = 0.05

HOURS = 30 * 24

FLIGHT_SECONDS = 12
"""Of a canary, which waits nearly all the time."""

TRANSACTION_SECONDS = 0.01
"""How long a transaction keeps others from its items; so many in a row are what one item can take."""

SUSPECTS = 0.05
"""Of all forms, those that are kept in quarantine; each is two units of its index."""

PAGE_GB, AT_ONCE_GB, FOLLOW_UP_GB, EVENT_GB, SWEEP_GB, DIGEST_GB, FLIGHT_GB = (
    memory_of(function) / 1024
    for function in ("api_handler", "deliver", "follow_up", "record", "sweep", "digest", "canary")
)
"""As deployed. Where a person waits there is more of it, for Lambda gives CPU by memory."""

LOGGED = 400
"""Bytes of a function's log for each time it runs."""

EVENTS = 2
"""Of each email: that it was sent, and that it was delivered."""

YEAR = 12
"""A lead is kept so many months, as far as its storage is reckoned here."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the service is made of besides AWS: workers of each queue as deployed, the clinic's caps and hours."""

    workers_at_once: int
    workers_of_follow_ups: int
    caps: Caps
    window: SendingWindow
    alarms: int
    metrics: int
    guide_bytes: int
    page_bytes: int

    @property
    def open_seconds(self) -> int:
        opens, closes = self.window.opens, self.window.closes
        return (closes.hour - opens.hour) * 3600 + (closes.minute - opens.minute) * 60


@dataclass(frozen=True, slots=True)
class Need:
    """Of one quota or limit: how much is needed at the busiest moment, how much there is, and what to change."""

    what: str
    needed: float
    there_is: float
    change: str

    @property
    def share(self) -> float:
        return self.needed / self.there_is


def follow_ups(life: Life) -> int:
    """Of each lead: all emails but the alert and the guide."""
    return life.emails - 2


def emails_a_second(leads_a_day: float, life: Life, site: Site) -> float:
    """At the busiest: guides and alerts of the busiest hour, and the follow-ups of a day within its open hours."""
    return 2 * arrivals(leads_a_day) + leads_a_day * follow_ups(life) / site.open_seconds


def arrivals(leads_a_day: float) -> float:
    """A second, in the busiest hour."""
    return BUSIEST * leads_a_day / DAY_SECONDS


def due_at_opening(leads_a_day: float, life: Life, site: Site) -> float:
    """Follow-ups whose time came while the hours were closed: all are due in the minute in which they open."""
    return leads_a_day * follow_ups(life) * (1 - site.open_seconds / DAY_SECONDS)


def needs(leads_a_day: float, life: Life, site: Site) -> list[Need]:
    busiest, emails = arrivals(leads_a_day), emails_a_second(leads_a_day, life, site)
    sent = leads_a_day * follow_ups(life) / site.open_seconds
    of_an_email, requests = life.index_writes / life.emails, busiest * (VISITS + 1)
    visited = busiest * (VISITS * PAGE_SECONDS + FORM_SECONDS)
    at_once = visited + emails * (WORK_SECONDS + EVENTS * EVENT_SECONDS)
    return [
        Need("guides an hour (`clinic.toml`)", busiest * 3600, site.caps.guides_an_hour, "raise `guides_an_hour`"),
        Need("workers of follow-ups", sent * WORK_SECONDS, site.workers_of_follow_ups, "raise their number"),
        Need("workers at once", 2 * busiest * WORK_SECONDS, site.workers_at_once, "raise their number"),
        Need("SES a day, sandbox", leads_a_day * life.emails, aws.SES_SANDBOX_A_DAY, "ask SES for more"),
        Need("SES a second, sandbox", emails, aws.SES_SANDBOX_A_SECOND, "ask SES for more"),
        Need("Lambda at once, new account", at_once, aws.LAMBDA_OF_A_NEW_ACCOUNT, "ask Lambda for more"),
        Need("Lambda at once, default", at_once, aws.LAMBDA_OF_AN_ACCOUNT, "ask Lambda for more"),
        Need("what a sweep wakes a minute", 60 * sent, MOST, "a sweep for each shard"),
        Need("the hour's count of guides, one item", busiest, 1 / TRANSACTION_SECONDS, "count in slices"),
        Need("the day's count of follow-ups to one domain", sent, 1 / TRANSACTION_SECONDS, "count in slices"),
        Need("the index of suspects, one key", busiest * SUSPECTS * 2, aws.WRITES_OF_A_KEY, "a key for each day"),
        Need("the due index", emails * of_an_email, SHARDS * aws.WRITES_OF_A_KEY, "more shards"),
        Need("a new table", emails * life.writes / life.emails, aws.WRITES_OF_A_NEW_TABLE, "warm it up"),
        Need("a table", emails * life.writes / life.emails, aws.WRITES_OF_A_TABLE, "ask DynamoDB for more"),
        Need("our limit on forms a second", busiest, FORMS_A_SECOND, "raise `LIMITS` in `local/template.py`"),
        Need(
            "our limit on requests, without CloudFront",
            requests,
            REQUESTS_A_SECOND,
            "CloudFront, or raise `LIMITS`",
        ),
        Need("API, without CloudFront", requests, aws.API_REQUESTS_A_SECOND, "CloudFront"),
    ]


def costs(leads_a_month: float, life: Life, site: Site) -> dict[str, float]:
    """A month, without any free tier, and without the minutes in which nothing happens."""
    emails, events = leads_a_month * life.emails, leads_a_month * life.emails * EVENTS
    # A wake-up that finds nothing to send yet takes a read and a write.
    looking = (life.wake_ups - life.emails) * EVENT_SECONDS
    gb_seconds = (
        (VISITS * PAGE_SECONDS + FORM_SECONDS) * PAGE_GB
        + (life.emails - follow_ups(life)) * WORK_SECONDS * AT_ONCE_GB
        + (follow_ups(life) * WORK_SECONDS + looking) * FOLLOW_UP_GB
        + EVENTS * life.emails * EVENT_SECONDS * EVENT_GB
    )
    runs = VISITS + 1 + life.wake_ups + EVENTS * life.emails
    messages = life.wake_ups + EVENTS * life.emails
    stored_gb = leads_a_month * YEAR * life.sizes[1] / 2**30
    return {
        "SES, emails": _of_emails(emails),
        "SES, the attached guide": leads_a_month * life.attached * site.guide_bytes / 2**30 * aws.SES_ATTACHED_GB,
        "DynamoDB, writes and reads": leads_a_month * (life.writes * aws.WRITE + life.reads * aws.READ),
        "DynamoDB, a year of leads kept": stored_gb * (aws.STORED_GB_A_MONTH + aws.RECOVERY_GB_A_MONTH),
        "Lambda": leads_a_month * (runs * aws.LAMBDA_REQUEST + gb_seconds * aws.LAMBDA_GB_SECOND),
        "SQS and SNS": leads_a_month * 3 * messages * aws.SQS_REQUEST + events * aws.SNS_PUBLISH,
        "API Gateway": leads_a_month * (VISITS + 1) * (aws.API_REQUEST + site.page_bytes / 2**30 * aws.API_GB),
        "Logs": leads_a_month * runs * LOGGED / 2**30 * aws.LOGGED_GB,
    }


def standing(site: Site) -> dict[str, float]:
    """A month in which nobody comes: the sweep looks each minute, Lambda asks the three queues, and a canary sends a
    form each hour and gets two emails, one of them with the guide."""
    of_a_sweep, of_a_digest = (
        aws.LAMBDA_REQUEST + IDLE_SECONDS * gb * aws.LAMBDA_GB_SECOND + SHARDS / 2 * aws.READ
        for gb in (SWEEP_GB, DIGEST_GB)
    )
    mail = 2 * aws.SES_EMAIL + site.guide_bytes / 2**30 * aws.SES_ATTACHED_GB
    work = (
        FLIGHT_SECONDS * FLIGHT_GB
        + FORM_SECONDS * PAGE_GB
        + 2 * WORK_SECONDS * AT_ONCE_GB
        + 2 * EVENTS * EVENT_SECONDS * EVENT_GB
    )
    return {
        "Lambda asking the queues": 3 * aws.POLLERS_OF_A_QUEUE * MINUTES * 60 / aws.POLL_SECONDS * aws.SQS_REQUEST,
        "the sweep and the digest": MINUTES * (of_a_sweep + of_a_digest / 5),
        "the canary": HOURS * (mail + work * aws.LAMBDA_GB_SECOND),
        f"{site.alarms} alarms": site.alarms * aws.ALARM,
        f"{site.metrics} metrics of our own, if each is measured": site.metrics * aws.METRIC,
    }


def _of_emails(emails: float) -> float:
    """By the steps of the price."""
    steps = [(0.0, aws.SES_EMAIL), *aws.SES_EMAIL_BEYOND, (float("inf"), 0.0)]
    return sum(max(0.0, min(emails, end) - begin) * price for (begin, price), (end, _) in pairwise(steps))
