"""Who asks in the month, by which ad, and what comes of it. Nobody of them exists: their addresses are of example.com
(RFC 2606), and no phone has a number like theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.hours import OpenHours

FIRST = (
    "Amina",
    "Bilal",
    "Sana",
    "Omar",
    "Hira",
    "Zain",
    "Fatima",
    "Usman",
    "Maryam",
    "Hamza",
    "Ayesha",
    "Danish",
    "آمنہ",
)
LAST = ("Sample", "Example", "Demo", "Muster", "Placeholder", "Trial", "Nobody")
AGREES, IS_UNKNOWN, IS_OUT, IS_LOST = 0.6, 0.02, 0.25, 0.1
"""How often somebody wants follow-ups, mistypes their address, does not answer the first call, and is never reached."""

QUESTIONS = (
    "",
    "",
    "",
    "Is Saturday possible?",
    "What does a session cost?",
    "Can I come after work?",
    "Please call me.",
)


@dataclass(frozen=True, slots=True)
class Ad:
    """`share` of all people come by it, `books` of them book, and `address` is what it puts behind that of the page."""

    share: int
    address: dict[str, str]
    books: float


ADS = (
    Ad(30, {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "search", "utm_content": "text-1"}, 0.42),
    Ad(12, {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "search", "utm_content": "text-2"}, 0.30),
    Ad(28, {"utm_source": "meta", "utm_medium": "paid", "utm_campaign": "guide", "utm_content": "video-calm"}, 0.24),
    Ad(16, {"utm_source": "meta", "utm_medium": "paid", "utm_campaign": "guide", "utm_content": "picture-desk"}, 0.12),
    Ad(5, {"utm_source": "whatsapp", "utm_campaign": "broadcast"}, 0.40),
    Ad(9, {}, 0.50),
)

A_PERSON_COSTS = {"google": 620, "meta": 410}
"""In the money of the clinic's country, about."""

Story = tuple[tuple[datetime, Outcome], ...]
"""What the front desk says of somebody, and when."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    phone: str
    message: str
    campaign: str
    language: str
    landing: str
    at: datetime
    wants_follow_ups: bool
    is_unknown: bool
    story: Story


def people(
    campaigns: tuple[tuple[str, str], ...], first: datetime, days: int, hours: OpenHours, chance: Random
) -> list[Person]:
    """Those who come within so many days, the first one first. `campaigns` are pages, each with a language."""
    moments = [
        first + timedelta(days=day, seconds=chance.uniform(0, 86_400))
        for day in range(days)
        for _ in range(chance.randint(6, 13))
    ]
    return [_person(number, at, campaigns, hours, chance) for number, at in enumerate(sorted(moments))]


def _person(
    number: int, at: datetime, campaigns: tuple[tuple[str, str], ...], hours: OpenHours, chance: Random
) -> Person:
    [ad] = chance.choices(ADS, [ad.share for ad in ADS])
    campaign, language = chance.choice(campaigns)
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    return Person(
        name=name,
        email=f"person-{number}@example.com",
        phone=f"+92300000{number:04}",
        message=chance.choice(QUESTIONS),
        campaign=campaign,
        language=language,
        landing=f"/{campaign}?{urlencode(_address(ad, number))}",
        at=at,
        wants_follow_ups=chance.random() < AGREES,
        is_unknown=chance.random() < IS_UNKNOWN,
        story=tuple(_story(at, ad, hours, chance)),
    )


def _address(ad: Ad, number: int) -> dict[str, str]:
    click = {"google": {"gclid": f"Demo-click-{number:04}"}, "meta": {"fbclid": f"Demo-click-{number:04}"}}
    return {**ad.address, **click.get(ad.address.get("utm_source", ""), {})}


def _story(at: datetime, ad: Ad, hours: OpenHours, chance: Random) -> list[tuple[datetime, Outcome]]:
    """The first call comes after minutes or hours of open time, then one thing leads to the next."""
    called = hours.after_open_time(at, timedelta(minutes=chance.expovariate(1 / 45)))
    said = [(called, Outcome.NO_ANSWER)] if chance.random() < IS_OUT else []
    reached = hours.after_open_time(called, timedelta(hours=2)) if said else called
    fate = chance.random()
    if fate > 1 - IS_LOST:
        return said
    if fate > ad.books:
        ends = (Outcome.CALLED, Outcome.CALLED, Outcome.NOT_INTERESTED, Outcome.CALL_BACK, Outcome.SPAM)
        return [*said, (reached, chance.choices(ends, (6, 6, 5, 2, 1))[0])]
    visit = hours.after_open_time(reached + timedelta(days=chance.randint(1, 6)), timedelta(hours=chance.uniform(0, 5)))
    came = (Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.CANCELLED)
    return [*said, (reached, Outcome.BOOKED), (visit, chance.choices(came, (7, 2, 1))[0])]
