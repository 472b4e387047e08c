"""The page of a person's own: what they choose there, and the link to what is kept of them."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.content.links import Action
from chalicelib.leads.changes import erase, opt_out, unsubscribe, worsen
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.lead import Standing
from chalicelib.leads.owed.retention import let_go
from chalicelib.leads.quarantine import held
from chalicelib.leads.staff import desk
from chalicelib.services import current
from chalicelib.use_cases.failures import Unavailable
from tests.clinic import CAMPAIGN
from tests.conftest import NOON, lead_of, mail_to
from tests.leads import enquiry, lead
from tests.visitor import FORM, path_of

AMINA = FORM["email"]
DAY = timedelta(days=1)
BUTTON = re.compile(r"<button[^>]*>([^<]+)</button>")


@pytest.fixture
def amina(site, visitor):
    visitor.send()
    return lead_of(AMINA)


def changed(change) -> None:
    now = current().clock()
    current().leads.change(None, lead_of(AMINA).id, lambda lead: change(lead, now))


def link(action: Action, lead, at=NOON) -> str:
    name = f"{lead.id}.{int(at.timestamp())}" if action is Action.OWN_DATA else lead.id
    return path_of(current().links.signed(action, name))


def buttons(page: str) -> list[str]:
    return [unescape(words) for words in BUTTON.findall(page)]


def kept(lead, visitor) -> str:
    """The page of what is kept of them."""
    return unescape(visitor.get(link(Action.OWN_DATA, lead)).text)


def link_in(email) -> str:
    return path_of(re.search(r"https?://\S+/your-data/\S+", email.message.get_body(("plain",)).get_content())[0])


@pytest.mark.parametrize("action", [Action.OWN_PAGE, Action.UNSUBSCRIBE])
def test_the_link_at_the_end_of_emails_opens_it(amina, visitor, action):
    assert buttons(visitor.get(link(action, amina)).text) == [
        "Stop the emails",
        "One a week is enough",
        "Mail me the link",
    ]


def test_it_shows_nothing_of_what_is_kept(amina, visitor):
    page = visitor.get(link(Action.OWN_PAGE, amina)).text

    assert not [told for told in ("Amina", AMINA, "1234567", FORM["message"]) if told in page]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("action", "query"),
    [(Action.OWN_PAGE, "do=weekly&speak=en"), (Action.OWN_PAGE, "do=ask"), (Action.OWN_DATA, "do=erase&sure=yes")],
)
def test_looking_at_a_page_changes_nothing(amina, visitor, action, method, query):
    visitor.open(f"{link(action, amina)}?{query}", method)

    assert lead_of(AMINA) == amina


def test_one_a_week_is_kept_and_can_be_taken_back(amina, visitor):
    page = visitor.post(link(Action.OWN_PAGE, amina), {"do": "weekly"}).text
    assert ("one follow-up email a week" in page, lead_of(AMINA).weekly_since) == (True, NOON)

    visitor.post(link(Action.OWN_PAGE, amina), {"do": "usual"})
    assert lead_of(AMINA).weekly_since is None


@pytest.mark.parametrize("data", [{}, {"do": "x"}, {"speak": "<b>"}, {"only": "knots"}, {"List-Unsubscribe": "x"}])
def test_what_no_button_sends_changes_nothing(amina, visitor, data):
    answer = visitor.post(link(Action.OWN_PAGE, amina), data)

    assert (answer.status_code, lead_of(AMINA)) == (200, amina)


def test_stopping_all_from_it_is_unsubscribing(amina, visitor):
    page = visitor.get(link(Action.OWN_PAGE, amina)).text
    visitor.post(re.search(r'<form method="post" action="([^"]+)"', page)[1], {})

    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED


def test_who_stopped_all_is_told_so_and_has_no_button_for_it(amina, visitor):
    visitor.post(link(Action.UNSUBSCRIBE, amina), {})
    page = visitor.get(link(Action.OWN_PAGE, amina)).text

    assert "<h1>You get no follow-up emails from us</h1>" in page
    assert buttons(page) == ["Mail me the link"]


def test_who_stopped_all_is_told_how_to_get_them_again(amina, visitor):
    visitor.post(link(Action.UNSUBSCRIBE, amina), {})

    assert '<a href="/">ask for the guide</a>, tick the box' in visitor.get(link(Action.OWN_PAGE, amina)).text


@pytest.mark.parametrize(
    "change",
    [
        lambda lead, now: worsen(lead, Standing.BOUNCED, now),
        lambda lead, now: let_go(worsen(lead, Standing.BOUNCED, now), now + DAY),
        lambda lead, now: desk.block(unsubscribe(lead, now), now, "Zara"),
    ],
    ids=["bounced", "bounced and let go", "unsubscribed and blocked"],
)
def test_to_whom_we_write_no_more_no_way_back_is_shown(amina, visitor, change):
    changed(change)
    page = visitor.get(link(Action.OWN_PAGE, amina)).text

    assert ("You get no follow-up emails" in page, "ask for the guide" in page) == (True, False)


def test_whom_the_front_desk_blocked_can_stop_all_as_before(amina, visitor):
    changed(lambda lead, now: desk.block(lead, now, "Zara"))

    assert buttons(visitor.get(link(Action.OWN_PAGE, amina)).text) == ["Stop the emails"]


@pytest.mark.parametrize("action", [Action.OWN_PAGE, Action.OWN_DATA])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_for_something_else_opens_no_page_of_a_persons(amina, visitor, action, method):
    token = link(Action.GUIDE, amina).rpartition("/")[2]

    assert visitor.open(f"/{action}/{token}", method).status_code == 404


def test_the_link_to_what_is_kept_comes_by_email(site, visitor):
    visitor.send()
    visitor.post(link(Action.OWN_PAGE, lead_of(AMINA)), {"do": "ask"})
    page = visitor.get(link_in(mail_to(site, AMINA)[-1])).text

    assert [told in page for told in ("Amina Khan", AMINA, "…4567", FORM["message"])] == [True] * 4
    assert "1234567" not in page


def test_pressed_again_within_a_day_no_other_link_comes(site, visitor):
    visitor.send()
    for _ in range(3):
        page = visitor.post(link(Action.OWN_PAGE, lead_of(AMINA)), {"do": "ask"}).text

    assert "on its way" in page
    assert [email.tags["kind"] for email in mail_to(site, AMINA)] == [["guide"], ["own-data"]]


@pytest.mark.parametrize(
    "change",
    [lambda lead, now: worsen(lead, Standing.COMPLAINED, now), lambda lead, now: desk.block(lead, now, "Zara")],
    ids=["complained", "blocked"],
)
def test_to_whom_we_write_no_more_no_link_is_promised(amina, visitor, change):
    changed(change)
    page = visitor.post(link(Action.OWN_PAGE, amina), {"do": "ask"}).text

    assert ("on its way" in page, "we cannot mail you a link" in page) == (False, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda lead, now: worsen(lead, Standing.BOUNCED, now),
        lambda lead, now: worsen(lead, Standing.COMPLAINED, now),
        lambda lead, now: desk.block(lead, now, "Zara"),
    ],
    ids=["bounced", "complained", "blocked"],
)
def test_to_whom_we_write_no_more_we_say_that_and_not_that_emails_do_not_arrive(amina, visitor, change):
    changed(change)

    assert "We send no emails to this address any more" in visitor.get(link(Action.OWN_PAGE, amina)).text


@pytest.mark.parametrize("action", [Action.OWN_PAGE, Action.OWN_DATA])
@pytest.mark.parametrize("change", [erase, lambda lead, now: let_go(worsen(lead, Standing.BOUNCED, now), now + DAY)])
def test_of_whom_a_mark_is_left_is_told_so(amina, visitor, action, change):
    changed(change)

    assert "We keep nothing of you but a scrambled mark" in visitor.get(link(action, amina)).text


@pytest.mark.parametrize("action", [Action.OWN_PAGE, Action.OWN_DATA])
def test_who_was_let_go_is_told_of_no_mark(amina, visitor, action):
    changed(lambda lead, now: let_go(lead, now + DAY))
    page = visitor.get(link(action, amina)).text

    assert ("We keep nothing that names you" in page, "scrambled mark" in page) == (True, False)


@pytest.mark.parametrize("action", [Action.OWN_PAGE, Action.OWN_DATA])
def test_of_whom_nothing_is_there_is_told_of_no_mark(site, visitor, action):
    page = visitor.get(link(action, lead(id="lead-nobody"))).text

    assert ("We keep nothing that names you" in page, "scrambled mark" in page) == (True, False)


def test_while_nothing_can_be_read_all_can_be_stopped(amina, visitor, monkeypatch):
    def unavailable(_: str) -> None:
        raise Unavailable("load", "it is gone for a while")

    monkeypatch.setattr(current().store, "load", unavailable)

    assert buttons(visitor.get(link(Action.OWN_PAGE, amina)).text) == ["Stop the emails"]


def test_what_is_kept_is_a_file_too(amina, visitor):
    changed(lambda lead, now: desk.note(lead, "Sounds worried", now, "Zara"))
    current().leads.save(held(amina.id, enquiry("e2", NOON, message="Buy now"), Suspicion.TRAP))
    answer = visitor.post(link(Action.OWN_DATA, amina), {"do": "save"})
    known = json.loads(answer.text)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="your-data.json"'
    assert known["enquiries"][0]["message"] == FORM["message"]
    assert not [told for told in ("Sounds worried", "Zara", "Buy now", "1234567") if told in answer.text]


def test_when_all_emails_were_stopped_stands_with_what_is_kept(amina, visitor):
    changed(unsubscribe)

    assert "The follow-up emails to this address were stopped on 2 March 2026." in kept(amina, visitor)


def test_when_the_emails_of_one_campaign_were_stopped_stands_with_what_is_kept(amina, visitor):
    changed(lambda lead, now: opt_out(lead, CAMPAIGN, now))
    title = current().pages.title(CAMPAIGN, "en")

    assert f"The follow-up emails about “{title}” were stopped on 2 March 2026." in kept(amina, visitor)


@pytest.mark.parametrize(
    "change",
    [lambda lead, _: lead, lambda lead, now: worsen(lead, Standing.BOUNCED, now)],
    ids=["active", "bounced"],
)
def test_of_who_stopped_nothing_no_day_of_it_is_told(amina, visitor, change):
    changed(change)

    assert "stopped on" not in kept(amina, visitor)


def test_erasing_takes_a_tick(amina, visitor):
    answer = visitor.post(link(Action.OWN_DATA, amina), {"do": "erase"})

    assert (answer.status_code, "Please tick the box" in answer.text, lead_of(AMINA)) == (422, True, amina)


def test_erasing_leaves_a_tombstone(amina, visitor):
    page = visitor.post(link(Action.OWN_DATA, amina), {"do": "erase", "sure": "yes"}).text

    assert "it is erased" in page
    assert (lead_of(AMINA).enquiries, lead_of(AMINA).standing) == ((), Standing.UNSUBSCRIBED)


@pytest.mark.parametrize("data", [{"do": "save"}, {"do": "erase", "sure": "yes"}])
def test_a_link_of_yesterday_shows_and_erases_nothing(amina, visitor, data):
    answer = visitor.post(link(Action.OWN_DATA, amina, NOON - DAY), data)

    assert (answer.status_code, buttons(answer.text), lead_of(AMINA)) == (410, ["Mail me another one"], amina)
    assert FORM["message"] not in answer.text


def test_nothing_of_a_person_is_logged_of_their_own_page(amina, visitor, caplog):
    for action, data in (
        (Action.OWN_PAGE, {"do": "ask"}),
        (Action.OWN_DATA, {"do": "save"}),
        (Action.OWN_DATA, {"do": "erase", "sure": "yes"}),
    ):
        visitor.post(link(action, amina), data)

    assert not [told for told in ("Amina", AMINA, "1234567") if told in caplog.text]


def test_who_chooses_the_language_that_they_have_is_told_so_and_keeps_it(amina, visitor):
    page = visitor.post(link(Action.OWN_PAGE, amina), {"speak": "en"}).text

    assert "are written in English" in page
    assert lead_of(AMINA).language_choice is None


def test_the_follow_ups_of_one_campaign_are_stopped_by_its_name(amina, visitor):
    visitor.post(link(Action.UNSUBSCRIBE, amina), {"only": CAMPAIGN})

    assert (lead_of(AMINA).standing, [one.campaign for one in lead_of(AMINA).opt_outs]) == (Standing.ACTIVE, [CAMPAIGN])
