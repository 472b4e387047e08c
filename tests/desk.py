"""One of the clinic's staff at the console: a browser without JavaScript that keeps its cookie."""

import re
from html import unescape

from werkzeug.test import Client, TestResponse

from chalicelib.content.links import Action
from chalicelib.leads.staff.access import begin
from chalicelib.services import current
from local.site import Site
from tests.conftest import mail_to
from tests.visitor import hidden_fields, path_of

INBOX = "front-desk@clinic.test"
ZARA = "zara@clinic.test"


class Desk:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.http = Client(site.gateway)
        self.origin = current().settings.site_url

    def get(self, path: str, **options: object) -> TestResponse:
        return self.http.get(path, **options)

    def post(self, path: str, data: object = None, **headers: str) -> TestResponse:
        return self.http.post(path, data=data or {}, headers={"Origin": self.origin, **headers})

    def ask(self, address: str = INBOX, **typed: str) -> TestResponse:
        return self.post("/clinic/sign-in", {"email": address, **typed})

    def link(self, address: str = INBOX) -> str:
        """The path of the link that was mailed last."""
        text = mail_to(self.site, address)[-1].message.get_body(("plain",)).get_content()
        return path_of(re.search(r"https?://\S+/clinic/sign-in/\S+", text)[0])

    def sign_in(self, address: str = INBOX) -> "Desk":
        self.ask(address)
        self.post(self.link(address))
        return self

    def come_in(self, address: str = INBOX) -> "Desk":
        """Signed in, without the email."""
        door, session_id = current().door, current().new_id()
        staff_id = door.staff_id_of(address)
        door.access.save(begin(door.access.sessions_of(staff_id), session_id, door.clock()))
        self.http.set_cookie("session", current().links.token(Action.SESSION, f"{staff_id}.{session_id}"))
        return self

    @property
    def cookie(self) -> str:
        found = self.http.get_cookie("session")
        return found.value if found else ""

    def press(self, page: str, button: str, **typed: str) -> TestResponse:
        """Press the button with these words on that page, and go where that leads."""
        form = form_with(self.get(page).text, button)
        answer = self.post(form.pop("action") or page, {**form, **typed})
        return self.get(path_of(self.origin + answer.location)) if answer.status_code == 303 else answer


def form_with(page: str, button: str) -> dict[str, str]:
    """What the form sends that has that button, and where."""
    for found in re.finditer(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL):
        pressed = re.search(rf"<button([^>]*)>\s*{re.escape(button)}\s*</button>", unescape(found[2]))
        if pressed:
            action = re.search(r'action="([^"]*)"', found[1])
            own = re.search(r'name="(\w+)" value="([^"]*)"', pressed[1])
            named = {own[1]: own[2]} if own else {}
            return {**hidden_fields(found[2]), **named, "action": action[1] if action else ""}
    raise LookupError(button)
