"""Every page of the site in every state, as it is served."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Page
from werkzeug.test import Client, TestResponse

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.content.links import Action
from chalicelib.entrypoints.responses import EXPLAINED
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.staff.access import LINK_LASTS, SignIn, begin
from chalicelib.services import current
from chalicelib.site.pages import Visit
from chalicelib.use_cases import feedback
from chalicelib.use_cases.failures import Unavailable
from local.site import Site

LONG_NAME = "Abdurrahmanabdulkarim" * 3
LONG_WORD = "Donaudampfschifffahrt" * 90
READING = timedelta(seconds=40)
TOO_LONG_OPEN = timedelta(hours=25)

TYPED = {
    "name": "Amina Khan",
    "email": "amina@example.com",
    "message": "Does it help runners?\nAnd when?",
    "follow_ups": "yes",
}
LONG = {**TYPED, "name": LONG_NAME, "message": LONG_WORD, "email": f"{'a' * 60}@{'b' * 60}.example.com"}
MISSING = {**TYPED, "name": "", "email": "", "phone": ""}
WRONG = {**LONG, "name": f"www.{LONG_NAME}", "email": LONG_WORD, "phone": "12", "message": f"{LONG_WORD}\0"}
TOO_LONG = dict.fromkeys(("name", "email", "phone", "message"), LONG_WORD)


@dataclass(frozen=True, slots=True)
class Served:
    """A page as it left the server. `path` is where it stands, with its query."""

    path: str
    status: int
    headers: Mapping[str, str]
    html: str

    def show_in(self, page: Page) -> None:
        """Open that very answer, with its headers, in a browser whose base URL is the site's."""
        answer = {"status": self.status, "headers": dict(self.headers), "body": self.html}
        page.route(lambda url: url.endswith(self.path), lambda route: route.fulfill(**answer))
        page.goto(self.path)


class Visitor:
    """Opens pages and sends forms without a browser."""

    def __init__(self, site: Site) -> None:
        self._http = Client(site.gateway)
        self._clock = site.clock

    def wait(self, passed: timedelta) -> None:
        """Let time pass, for the site too."""
        self._clock.move_to(self._clock.now() + passed)

    def get(self, path: str) -> Served:
        return _served(self._http.get(path))

    def post(self, path: str, data: Mapping[str, Any]) -> Served:
        return _served(self._http.post(path, data=data))

    def send(self, typed: Mapping[str, str], page: str = "landing", age: timedelta = READING) -> Served:
        """Fill in the form of a page that was opened so long ago, with a phone like the one it shows."""
        phone = current().templates.clinic.example_phone
        token = current().links.stamp(Action.FORM, current().clock() - age)
        return self.post("/leads", {"phone": phone, **typed, "page": page, "token": token})

    def at_desk(self) -> "Visitor":
        """As one of the clinic's staff, signed in."""
        door, links, session_id = current().door, current().links, current().new_id()
        staff_id = next(iter(door.staff))
        door.access.save(begin(door.access.sessions_of(staff_id), session_id, door.clock()))
        self._http.set_cookie("session", links.token(Action.SESSION, f"{staff_id}.{session_id}"))
        return self

    def press(self, path: str, data: Mapping[str, Any]) -> Served:
        """Send a form of the console, from a page of its own."""
        key = re.search(r'name="key" value="([^"]+)"', self._http.get(path).text)
        return self.post(path, {**data, "key": key[1] if key else ""})

    def known(self, typed: Mapping[str, str] = TYPED) -> str:
        """The id of a lead who sent that."""
        self.send(typed)
        return current().lead_id_of(typed["email"])


def _served(answer: TestResponse) -> Served:
    request = answer.request
    path = request.full_path if request.query_string else request.path
    return Served(path, answer.status_code, dict(answer.headers), answer.text)


def _behind(action: Action, query: str = "") -> Callable[[Visitor], Served]:
    return lambda visitor: visitor.get(_link(action, visitor.known()) + query)


def _pressed(action: Action, typed: Mapping[str, str] = TYPED, **data: str) -> Callable[[Visitor], Served]:
    return lambda visitor: visitor.post(_link(action, visitor.known(typed)), data)


def _link(action: Action, lead_id: str) -> str:
    campaign = current().templates.clinic.first_campaign
    match action:
        case Action.GUIDE | Action.START:
            name = f"{campaign}.{lead_id}"
        case Action.OWN_DATA:
            name = f"{lead_id}.{int(current().clock().timestamp())}"
        case Action.OUTCOME:
            lead = current().store.load(lead_id)
            name = f"{lead_id}.{lead.enquiries[-1].id}" if lead else ""
        case _:
            name = lead_id
    return _path(current().links.signed(action, name))


def _path(address: str) -> str:
    return address.removeprefix(current().settings.site_url)


def _quarantined(visitor: Visitor) -> Served:
    """What the front desk sees of those who fell into the trap."""
    for typed in (TYPED, LONG):
        visitor.send({**typed, "message": f"Buy now. {typed['message']}", "subject": "Buy now"})
    return visitor.get(_quarantine_link())


def _quarantine_link() -> str:
    return _path(current().links.stamped(Action.QUARANTINE, current().clock()))


def _release(visitor: Visitor) -> Served:
    first = re.search(r'name="lead" value="([\w.]+)".*?name="enquiry" value="(\w+)"', _quarantined(visitor).html)
    if not first:
        raise LookupError("no one is in quarantine")
    return visitor.post(_quarantine_link(), {"lead": first[1], "enquiry": first[2]})


def _not_stored(visitor: Visitor) -> Served:
    with patch.object(DynamoStore, "load", side_effect=Unavailable("load", "ReadTimeoutError")):
        return visitor.send(TYPED)


def _desk(page: str = "", *typed: Mapping[str, str]) -> Callable[[Visitor], Served]:
    """A page of the console once these have written; "{lead}" in its path is the first of them."""

    def serve(visitor: Visitor) -> Served:
        leads = [visitor.known(one) for one in typed]
        return visitor.at_desk().get(f"/clinic{page}".replace("{lead}", leads[0] if leads else ""))

    return serve


def _link_to_sign_in(visitor: Visitor) -> Served:
    door = current().door
    sign_in = SignIn("of-a-state", next(iter(door.staff)), "/clinic", door.clock() + LINK_LASTS)
    door.access.take(sign_in.id)
    door.access.keep(sign_in)
    return visitor.get(f"/clinic/sign-in/{current().links.token(Action.SIGN_IN, sign_in.id)}")


def _noted(visitor: Visitor) -> Served:
    lead = visitor.at_desk().known()
    return visitor.get(f"/clinic?said={lead}.")


def _visits(visitor: Visitor) -> Served:
    """One of a day before, one of today, and one that is to be."""
    for days, typed in enumerate((LONG, TYPED, {**TYPED, "email": "sana@example.com"}), -1):
        lead_id, leads = visitor.known(typed), current().leads
        lead, for_at = leads.store.load(lead_id), leads.clock() + timedelta(days=days)
        if lead:
            feedback.mark_outcome(lead_id, lead.enquiries[-1].id, Outcome.BOOKED, leads=leads, for_at=for_at)
    return visitor.at_desk().get("/clinic/visits")


def _unknown_file() -> tuple[io.BytesIO, str]:
    """What ads have cost, by a platform that nobody has told us of."""
    return io.BytesIO(b"Date,Group,Net cost\n2026-03-02,Spring of the unknown platform,70\n"), "report.csv"


def _unclear_file() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"Day,Campaign,Cost\n03/02/2026,Spring,70\n"), "report.csv"


def _started(visitor: Visitor) -> Served:
    """Of a person who unsubscribed and has ticked the box again."""
    lead_id = visitor.known()
    visitor.post(_link(Action.UNSUBSCRIBE, lead_id), {})
    visitor.wait(timedelta(minutes=1))
    visitor.known({**TYPED, "message": "I should like them again."})
    return visitor.post(_link(Action.START, lead_id), {})


def _link_asked_for(visitor: Visitor) -> Served:
    """Of a person who gets the follow-ups of all there are."""
    for seconds, campaign in enumerate(current().templates.campaigns):
        visitor.send({**TYPED, "campaign": campaign}, age=READING + timedelta(seconds=seconds))
    return visitor.post(_link(Action.OWN_PAGE, current().lead_id_of(TYPED["email"])), {"do": "ask"})


def _over(visitor: Visitor) -> Served:
    long_ago = int((current().clock() - timedelta(days=2)).timestamp())
    return visitor.get(_path(current().links.signed(Action.OWN_DATA, f"{visitor.known()}.{long_ago}")))


def _taken_back(visitor: Visitor) -> Served:
    link = _link(Action.OUTCOME, visitor.known())
    undo = re.search(r'name="undo" value="([^"]+)"', visitor.post(link, {"mark": "booked"}).html)
    return visitor.post(link, {"undo": undo[1] if undo else ""})


def _explained(status: int) -> Callable[[Visitor], Served]:
    def serve(_: Visitor) -> Served:
        services = current()
        clinic = services.templates.clinic
        visit = Visit("", clinic.first_campaign, clinic.language)
        html = services.pages.render("error", visit, status=status)
        return Served(f"/error-{status}", status, {"Content-Type": "text/html; charset=utf-8"}, html)

    return serve


STATES: Mapping[str, Callable[[Visitor], Served]] = {
    "landing": lambda visitor: visitor.get("/"),
    "landing, from an ad": lambda visitor: visitor.get("/?utm_source=meta&utm_campaign=spring&fbclid=IwAR0_AbC"),
    "landing, fields missing": lambda visitor: visitor.send(MISSING),
    "landing, one field wrong": lambda visitor: visitor.send({**TYPED, "email": "amina@"}),
    "landing, everything wrong": lambda visitor: visitor.send(WRONG),
    "landing, everything too long": lambda visitor: visitor.send(TOO_LONG),
    "landing, open for too long": lambda visitor: visitor.send(TYPED, age=TOO_LONG_OPEN),
    "landing, not stored": _not_stored,
    "contact": lambda visitor: visitor.get("/contact"),
    "contact, fields missing": lambda visitor: visitor.send(MISSING, "contact"),
    "contact, everything wrong": lambda visitor: visitor.send(WRONG, "contact"),
    "contact, open for too long": lambda visitor: visitor.send(LONG, "contact", TOO_LONG_OPEN),
    "thank you, for the guide": lambda visitor: visitor.send(LONG),
    "thank you, for a question": lambda visitor: visitor.send(TYPED, "contact"),
    "thank you, come back to": lambda visitor: visitor.get("/thank-you"),
    "privacy": lambda visitor: visitor.get("/privacy"),
    "guide": _behind(Action.GUIDE),
    "unsubscribe, asked": _behind(Action.UNSUBSCRIBE),
    "unsubscribe, done": _pressed(Action.UNSUBSCRIBE),
    "their own page, a link asked for": _link_asked_for,
    "what is kept, not ticked": _pressed(Action.OWN_DATA, LONG, do="erase"),
    "what is kept, erased": _pressed(Action.OWN_DATA, do="erase", sure="yes"),
    "what is kept, link over": _over,
    "start, asked": _behind(Action.START),
    "start, done": _started,
    "start, used up": _pressed(Action.START),
    "outcome, asked": _behind(Action.OUTCOME),
    "outcome, chosen": _behind(Action.OUTCOME, "?mark=booked"),
    "outcome, saved": _pressed(Action.OUTCOME, mark="booked"),
    "outcome, no such time": _pressed(Action.OUTCOME, mark="call_back", for_at="tomorrow at 3"),
    "outcome, taken back": _taken_back,
    "outcome, of a long name": lambda visitor: visitor.get(_link(Action.OUTCOME, visitor.known(LONG))),
    "quarantine, empty": lambda visitor: visitor.get(_quarantine_link()),
    "quarantine, some": _quarantined,
    "quarantine, one released": _release,
    "console, nobody signed in": lambda visitor: visitor.get("/clinic"),
    "console, pressed when signed out": lambda visitor: visitor.post("/clinic/new", TYPED),
    "console, a link asked for": lambda visitor: visitor.post("/clinic/sign-in", {"email": "amina@example.com"}),
    "console, a link opened": _link_to_sign_in,
    "console, to call": _desk("", TYPED, LONG),
    "console, somebody noted": _noted,
    "console, no visits": _desk("/visits"),
    "console, visits": _visits,
    "console, a person": _desk("/leads/{lead}", LONG),
    "console, all leads": _desk("/leads", TYPED, LONG),
    "console, nobody found": _desk(f"/leads?q={LONG_NAME}"),
    "console, typed in wrong": lambda visitor: visitor.at_desk().press("/clinic/new", WRONG),
    "console, to be erased": _desk("/leads/{lead}/erase", LONG),
    "console, report": _desk("/report", TYPED, LONG),
    "console, what ads cost": _desk("/spend"),
    "console, unknown columns": lambda visitor: visitor.at_desk().press("/clinic/spend", {"file": _unknown_file()}),
    "console, unclear days": lambda visitor: visitor.at_desk().press("/clinic/spend", {"file": _unclear_file()}),
    "console, quarantine": lambda visitor: _quarantined(visitor) and visitor.at_desk().get("/clinic/quarantine"),
    "no such page": lambda visitor: visitor.get("/no-such-page"),
    "no such link": lambda visitor: visitor.get("/guide/no-such-link"),
    **{f"error {status}": _explained(status) for status in sorted(EXPLAINED)},
}
"""What serves each state, by its name."""
