"""The month, seen through by the use cases of the service with a clock that moves, then stored as it ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from urllib.parse import urlencode

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.figures.spend import Spent
from chalicelib.leads.forms.form import URL_ENCODED, Form, Posted
from chalicelib.leads.forms.judgement import Accepted, Context, judge
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.written import NOTHING
from chalicelib.mail.writer import EmailWriter
from chalicelib.services import Services
from chalicelib.use_cases import feedback
from chalicelib.use_cases.capture import capture
from chalicelib.use_cases.deliver import deliver
from chalicelib.use_cases.leads import Leads
from local.demo.memory import Memory, Post, SavingWriter, Wakeless
from local.demo.people import A_PERSON_COSTS, Person, people
from local.site import Site

DAYS = 30
STEP = timedelta(minutes=15)
SHOWN = timedelta(days=2)
"""Of the last days the mailbox shows the emails."""

NETWORK = "203.0.113.0/24"
BY = "Front desk"


class Month:
    """One story: who comes, what is sent, and what the front desk says, until now."""

    def __init__(self, services: Services, days: int, chance: Random) -> None:
        self._services = services
        self._until = services.clock()
        self.now = self._until - timedelta(days=days)
        rules, templates = services.templates.rules, services.templates
        pages = tuple((one.id, one.languages[0]) for one in templates.campaigns.values())
        self._people = people(pages, self.now, days, rules.hours, chance)
        unknown = {person.email for person in self._people if person.is_unknown}
        self.store = Memory()
        self.post = Post(lambda: self.now, lambda address: address in unknown)
        self._leads = Leads(self.store, rules, lambda: self.now, lambda *_: None, services.mailbox_id_of)
        parts = {part.name: getattr(services.writer, part.name) for part in fields(EmailWriter)}
        self._writer = SavingWriter(**parts, shown_from=self._until - SHOWN)

    def pass_by(self) -> None:
        """Let it all happen, a quarter of an hour at a time."""
        asked = [(person.at, person) for person in self._people]
        said = [(at, person, outcome) for person in self._people for at, outcome in person.story]
        said.sort(key=lambda one: one[0])
        while self.now < self._until:
            self.now = min(self.now + STEP, self._until)
            while asked and asked[0][0] <= self.now:
                self._ask(asked.pop(0)[1])
            while said and said[0][0] <= self.now:
                self._say(*said.pop(0))
            self._deliver()

    def _ask(self, person: Person) -> None:
        enquiry = _judged(person, self._services)
        lead_id = self._services.lead_id_of(person.email)
        capture(lead_id, enquiry, None, (), leads=self._leads, wakeups=Wakeless())

    def _say(self, at: datetime, person: Person, outcome: Outcome) -> None:
        lead_id, end = self._services.lead_id_of(person.email), self.now
        self.now = at
        enquiry_id = self.store.leads[lead_id].enquiries[-1].id
        visit = next((then for then, _ in person.story if then > at), None) if outcome is Outcome.BOOKED else None
        agreed = self._leads.rules.hours.next_morning(at) if outcome is Outcome.CALL_BACK else visit
        feedback.mark_outcome(lead_id, enquiry_id, outcome, leads=self._leads, by=BY, for_at=agreed)
        self.now = end

    def _deliver(self) -> None:
        for due in list(self.store.due(self.now)):
            deliver(
                due.lead_id,
                leads=self._leads,
                writer=self._writer,
                mailer=self.post,
                new_id=self._services.new_id,
            )
        while self.post.news:
            feedback.record(self.post.news.pop(0), leads=self._leads)


def tell(site: Site, days: int = DAYS) -> int:
    """Store the made-up leads of so many days, and show the emails of the last ones; how many leads there are."""
    month = Month(site.services, days, Random(1))  # noqa: S311 - a story, no secret
    month.pass_by()
    for mailbox in month.store.mailboxes.values():
        site.services.store.save_mailbox(replace(mailbox, revision=0))
    for lead in month.store.leads.values():
        site.services.leads.save(replace(lead, revision=0, written=NOTHING))
    site.services.spending.keep(_spent(month.store.leads.values(), site.services))
    site.cloud.mail.emails.extend(email for email in month.post.sent if email.raw)
    return len(month.store.leads)


def _spent(leads: Iterable[Lead], services: Services) -> list[Spent]:
    """What the ads of these people have cost, as if each person of an ad cost the same."""
    zone = services.templates.clinic.zone
    came = Counter(
        (lead.enquiries[0].at.astimezone(zone).date(), touch.utm_source, touch.utm_campaign, touch.utm_content)
        for lead in leads
        for touch in [lead.first_touch]
        if touch.utm_source in A_PERSON_COSTS
    )
    return [Spent(*names, "", Decimal(A_PERSON_COSTS[names[1]] * count)) for names, count in came.items()]


def _judged(person: Person, services: Services) -> Enquiry:
    """What the service makes of the form that they fill in."""
    form = Form(
        campaign=person.campaign,
        language=person.language,
        name=person.name,
        email=person.email,
        phone=person.phone,
        message=person.message,
        follow_ups="yes" if person.wants_follow_ups else "",
        landing=person.landing,
    )
    templates = services.templates
    opened = timedelta(minutes=2)
    context = Context(
        now=person.at,
        network=NETWORK,
        country=templates.clinic.country,
        site_host=services.settings.site_host,
        rendered_at=lambda _: person.at - opened,
        form_page=templates.form_page,
        is_proved=lambda _: False,
    )
    accepted = judge(Posted(URL_ENCODED, urlencode(asdict(form)).encode(), ""), context)
    if not isinstance(accepted, Accepted):
        raise TypeError(f"a form of the demo is not accepted: {accepted}")
    return accepted.enquiry
