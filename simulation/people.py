"""The people of the campaign: who they are, when they come, and what they do."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address
from itertools import islice
from random import Random
from urllib.parse import urlencode

from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.forms.form import Page
from simulation.campaigns import CONFIRMED
from simulation.plan import Plan

NAMES = ("Amina Khan", "Bilal Ahmed", "Sana Malik", "Omar Farooq", "Hira Shah", "Zain Qureshi", "آمنہ خان")


WORDS = r"Question \d of person \d+\."
"""What people write."""

VICTIMS = 3
"""The mailboxes that somebody has guides sent to under many spellings."""

CARRIER, EVERY_CARRIED = "203.0.113.7", 20
"""The address of a mobile carrier, and one in how many people comes from there."""


COMES_BACK = 3
"""That time, a person who has left ticks the box again."""


class Mailbox(StrEnum):
    """What happens to email at a person's address."""

    GOOD = "good"
    UNKNOWN = "does not exist"
    NO_DOMAIN = "is of a domain that does not exist"
    FULL = "full"
    HICCUPS = "down at first"
    WARY = "refuses us at first"
    NO_ATTACHMENTS = "takes no attachments"


@dataclass(frozen=True, slots=True)
class Person:
    """`leaves_after` and `complains_after` count follow-ups received, 0 is never, and `leaves_within` is how long they
    think about it; `outcome` is what the front desk will say of them; `rejected` the kind of email to, or about, them
    that SES never takes. `mailbox_name` is whose mailbox theirs is but a spelling of, "" where it is their own;
    `is_machine` says that they fill in what people do not see.

    `campaign` is the one whose form they send, "" the first; `presses` says that they press the button which confirms
    follow-ups, or starts them again; `comes_back_after` how long after they left they tick the box again. The one who
    asks the second time is their partner, if they have one, with the same address. `slip` is how the front desk's mark
    was wrong, and `slip_after` when it is put right."""

    number: int
    name: str
    email: str
    phone: str
    page: Page
    arrives_at: datetime
    asks_again_at: datetime | None
    wants_follow_ups: bool
    double_clicks: bool
    mailbox: Mailbox
    leaves_after: int
    leaves_within: timedelta
    complains_after: int
    outcome: str
    outcome_after: timedelta
    is_erased: bool
    is_in_sample: bool
    rejected: EmailKind | None
    mailbox_name: str = ""
    is_machine: bool = False
    campaign: str = ""
    presses: bool = False
    comes_back_after: timedelta | None = None
    partner_name: str = ""
    partner_phone: str = ""
    partner_outcome: str = ""
    slip: str = ""
    slip_after: timedelta = timedelta()

    def form(self, time: int, token: str) -> str:
        """Their form, as a browser sends it."""
        words = self.words(time)
        values = {
            "name": self.name_of(words),
            "email": self.email,
            "phone": self.partner_phone if self.is_partners(words) else self.phone,
            "message": words,
            "guide": "yes" if self.number % 2 or time == COMES_BACK else "",
            "follow_ups": "yes" if self.ticks(time) else "",
            "campaign": self.campaign,
            "page": self.page,
            "token": token,
            "subject": "Buy now" if self.is_machine else "",
            "landing": f"/?utm_source=facebook&utm_campaign=campaign-{self.number % 7}",
            "referrer": "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    def ticks(self, time: int) -> bool:
        """A person who did not want follow-ups the first time does later."""
        return self.wants_follow_ups or time > 1

    def is_partners(self, words: str) -> bool:
        """Whether their partner wrote that."""
        return bool(self.partner_name) and words == self.words(2)

    def name_of(self, words: str) -> str:
        """Who wrote that."""
        return self.partner_name if self.is_partners(words) else self.name

    @property
    def address(self) -> str:
        """That of their phone, or of a mobile carrier, from which people come and a flood of machines too."""
        if self.is_machine or self.number % EVERY_CARRIED == 0:
            return CARRIER
        return str(IPv4Address("198.18.0.0") + self.number)

    def words(self, time: int) -> str:
        """What they write each time: words that are in no other enquiry."""
        return f"Question {time} of person {self.number}."


def people(plan: Plan) -> list[Person]:
    """Everybody who will come, the same for the same plan."""
    random = Random(f"people of {plan.seed}")  # noqa: S311 - it repeats itself
    crowd = [_told_more(_person(number, plan, random), plan) for number in range(plan.leads)]
    others = plan.spellings + plan.stragglers + plan.flood
    strangers = iter([_person(plan.leads + number, plan, random) for number in range(others)])
    spelled = [_spelling(person) for person in islice(strangers, plan.spellings)]
    # On other days, at noon or so; the flood within an hour, and all from a carrier's address.
    days = [
        _machine(person, plan.after(days=random.randint(5, 22), hours=random.uniform(11, 16)))
        for person in islice(strangers, plan.stragglers)
    ]
    flood = [_machine(person, plan.flood_at + timedelta(minutes=random.uniform(0, 50))) for person in strangers]
    return [*crowd, *spelled, *days, *flood]


def _told_more(person: Person, plan: Plan) -> Person:
    """The same person with what has to do with others, with second thoughts and with slips of the thumb."""
    random = Random(f"more of {plan.seed}, {person.number}")  # noqa: S311 - it repeats itself
    more = replace(
        person,
        campaign=CONFIRMED if _happens(random, 0.12) else "",
        presses=_happens(random, 0.8),
        comes_back_after=timedelta(hours=random.uniform(26, 120)) if _happens(random, 0.6) else None,
        slip=random.choices(["", "undone", "corrected"], weights=[70, 15, 15])[0],
        slip_after=timedelta(minutes=random.uniform(2, 180)),
    )
    again_at = person.arrives_at + timedelta(hours=random.uniform(0.2, 72))
    if again_at > plan.after(days=24) or not _happens(random, 0.04):
        return more
    return replace(
        more,
        asks_again_at=person.asks_again_at or again_at,
        partner_name=random.choice([name for name in NAMES if name != person.name]),
        partner_phone=_phone(person.number + 5_000, plan.clinic.example_phone),
        partner_outcome=random.choice(["", "called", "booked", "attended"]),
        is_in_sample=person.is_in_sample or plan.sample > 0,
    )


def _spelling(person: Person) -> Person:
    """One of the many spellings of one of a few mailboxes."""
    victim = f"victim{person.number % VICTIMS}@gmail.com"
    spelled = victim.replace("victim", "vic.tim").replace("@", f"+{person.number}@")
    return replace(person, email=spelled, mailbox=Mailbox.GOOD, mailbox_name=victim, is_erased=False)


def _machine(person: Person, at: datetime) -> Person:
    return replace(person, arrives_at=at, asks_again_at=None, is_machine=True, is_erased=False)


def _person(number: int, plan: Plan, random: Random) -> Person:
    arrives_at = _arrival(plan, random)
    again_at = arrives_at + timedelta(hours=random.choice([0.2, 3, 20, 60, 150]) * random.uniform(0.5, 1.5))
    mailbox = random.choices(list(Mailbox), weights=[87, 3, 2, 2, 3, 1, 2])[0]
    outcome = random.choices(["", "called", "booked", "attended", "not_interested"], [35, 40, 12, 3, 10])[0]
    return Person(
        number=number,
        name=random.choice(NAMES),
        email=f"person{number}@example.com",
        phone=_phone(number, plan.clinic.example_phone),
        page=random.choices([Page.LANDING, Page.CONTACT], weights=[4, 1])[0],
        arrives_at=arrives_at,
        asks_again_at=again_at if _happens(random, 0.1) and again_at < plan.after(days=24) else None,
        wants_follow_ups=_happens(random, 0.8),
        double_clicks=_happens(random, 0.08),
        mailbox=mailbox,
        leaves_after=random.choices([0, 1, 2, 3, 4], weights=[88, 5, 3, 2, 2])[0],
        leaves_within=_moment(random),
        complains_after=random.choices([0, 1, 2, 3], weights=[98, 1, 0.5, 0.5])[0],
        outcome=outcome,
        outcome_after=_moment(random),
        is_erased=_happens(random, 0.005),
        is_in_sample=_happens(random, plan.sample),
        rejected=random.choices([None, EmailKind.ALERT, EmailKind.GUIDE, EmailKind.FOLLOW_UP], weights=[994, 2, 2, 2])[
            0
        ],
    )


def _phone(number: int, example: str) -> str:
    """One written like the clinic's example, with its last four digits counted on."""
    digits = iter(f"{number % 10_000:04d}"[::-1])
    return "".join(next(digits, c) if c.isdigit() else c for c in reversed(example))[::-1]


def _happens(random: Random, share: float) -> bool:
    return random.random() < share


def _moment(random: Random) -> timedelta:
    """Some time later, or on the very minute on which a follow-up is about to go."""
    if _happens(random, 0.4):
        return timedelta(days=random.choice([2, 3, 4, 5]), seconds=random.uniform(0, 120))
    return timedelta(hours=random.expovariate(1 / 48))


def _arrival(plan: Plan, random: Random) -> datetime:
    """Most come in the first week, in the evening, and many on the evening of the television ad."""
    if _happens(random, 0.13):
        return plan.spike_at + timedelta(minutes=random.uniform(0, 50))
    while True:
        day, hour = random.expovariate(1 / 6), random.triangular(0, 24, 20)
        at = plan.after(days=int(day), hours=hour)
        if at < plan.last_arrival:
            return at
