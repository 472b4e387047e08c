"""Every link of every email of a campaign, followed on the local site, and the way out of the list (RFC 8058)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.content.links import Action
from chalicelib.leads.lead import Standing
from chalicelib.services import current
from tests.clinic import STEPS, templates
from tests.conftest import lead_of
from tests.letters import Hrefs
from tests.visitor import FORM, path_of
from tools.bench import states
from tools.bench.states import STATES

OF_THE_CLINIC = {"tel:+924235123456", "https://wa.me/924235123456"}
OF_THE_PERSON = {"tel:+923001234567", "https://wa.me/923001234567", "mailto:amina@example.com"}
BOUNDARY = "----ClickBoundary"
MULTIPART = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--{BOUNDARY}--\r\n'
)


@pytest.fixture
def sent(site, visitor):
    """All that was sent because of one form, within a month."""
    visitor.send()
    site.functions.settle()
    site.functions.advance(timedelta(days=30))
    return site.cloud.mail.emails


def hrefs(emails) -> set[str]:
    return set().union(*(Hrefs(email.message.get_body(("html",)).get_content()).found for email in emails))


def test_every_link_to_the_site_opens_a_page(sent, visitor):
    assert len(sent) == 2 + len(STEPS) + 2
    ours = {href for href in hrefs(sent) if href.startswith(current().settings.site_url)}

    assert {path_of(href).split("/")[1] for href in ours} == {"guide", "unsubscribe", "yours", "outcome"}
    assert {href: visitor.get(path_of(href)).status_code for href in ours} == dict.fromkeys(ours, 200)


def test_every_other_link_leads_to_the_clinic_or_the_person(sent):
    others = {href.partition("?text=")[0] for href in hrefs(sent) if not href.startswith(current().settings.site_url)}
    clinic = templates().clinic

    assert others == OF_THE_CLINIC | OF_THE_PERSON | {clinic.website, clinic.map_url}


@pytest.fixture
def way_out(site, visitor) -> str:
    visitor.send()
    site.functions.settle()
    return path_of(current().links.signed(Action.UNSUBSCRIBE, lead_of(FORM["email"]).id))


REQUESTS = [
    pytest.param(MULTIPART.encode(), f"multipart/form-data; boundary={BOUNDARY}", id="multipart"),
    pytest.param(MULTIPART.encode(), "multipart/form-data; boundary*", id="multipart that cannot be read"),
    pytest.param(b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded", id="urlencoded"),
    pytest.param(b"", "application/x-www-form-urlencoded", id="empty"),
    pytest.param(b"", None, id="empty, of no type"),
]


@pytest.mark.parametrize(("data", "content_type"), REQUESTS)
def test_one_click_stops_the_follow_ups_and_is_never_redirected(visitor, way_out, data, content_type):
    answer = visitor.post(way_out, data, content_type=content_type)

    assert (answer.status_code, lead_of(FORM["email"]).standing) == (200, Standing.UNSUBSCRIBED)


@pytest.mark.parametrize(("data", "content_type"), REQUESTS)
def test_one_click_may_come_again(visitor, way_out, data, content_type):
    visitor.post(way_out, data, content_type=content_type)
    before = lead_of(FORM["email"])

    assert visitor.post(way_out, data, content_type=content_type).status_code == 200
    assert lead_of(FORM["email"]) == before


@pytest.mark.parametrize("rotations", [1, 5])
def test_one_click_works_after_the_signing_key_was_rotated(visitor, way_out, monkeypatch, rotations):
    links = current().links
    newer = tuple(f"signing key number {number}, long enough" for number in range(rotations))
    monkeypatch.setattr(current(), "links", replace(links, keys=links.keys + newer))

    assert visitor.post(way_out, b"List-Unsubscribe=One-Click").status_code == 200
    assert lead_of(FORM["email"]).standing is Standing.UNSUBSCRIBED


def test_one_click_needs_no_cookie_and_sets_none(visitor, way_out):
    assert "Set-Cookie" not in visitor.post(way_out, b"List-Unsubscribe=One-Click").headers


@pytest.mark.parametrize("state", STATES)
def test_every_chat_of_every_page_opens_with_words(site, state):
    addresses = Hrefs(STATES[state](states.Visitor(site)).html).found

    assert [one for one in addresses if one.startswith("https://wa.me/") and "?text=Hello" not in one] == []
