"""Which ad brought a visitor, while the landing page is the same for everybody."""

import re
from html import unescape

import pytest

from chalicelib.services import current
from tests.conftest import lead_of
from tests.visitor import FORM, hidden_fields

AD = "/?utm_source=meta&utm_campaign=Spring&fbclid=IwAR0_AbC"


def without_token(page: str) -> str:
    return re.sub(r'(<input type="hidden" name="token" value=")[^"]*', r"\1", page)


@pytest.mark.parametrize("path", [AD, "/?utm_source=%3Cscript%3E", "/?" + "x" * 4000])
def test_the_landing_page_is_the_same_whatever_its_query_and_referer(visitor, path):
    page = visitor.get(path, Referer="https://meta.example/").text

    assert without_token(page) == without_token(visitor.get("/").text)


def test_a_shared_cache_may_hold_the_landing_page(visitor):
    directives = visitor.get("/").headers["Cache-Control"].split(", ")

    assert {"public", "max-age=0", "s-maxage=300"} <= set(directives)


@pytest.mark.parametrize("path", ["/contact", "/thank-you", "/privacy", "/guide/x"])
def test_no_cache_may_hold_any_other_page(visitor, path):
    assert visitor.get(path).headers["Cache-Control"] == "no-store"


def test_no_cache_may_hold_a_refused_form(visitor):
    assert visitor.send(email="amina@").headers["Cache-Control"] == "no-store"


def test_without_a_script_the_landing_page_is_told_by_the_referer_of_the_form(visitor):
    visitor.send(headers={"Referer": current().settings.site_url + AD})

    touch = lead_of(FORM["email"]).first_touch
    assert (touch.landing_path, touch.utm_campaign, touch.fbclid) == ("/", "Spring", "IwAR0_AbC")


def test_what_the_script_filled_in_goes_before_the_referer_of_the_form(visitor):
    visitor.send(
        landing="https://clinic.test" + AD,
        referrer="https://meta.example/",
        headers={"Referer": current().settings.site_url + "/"},
    )

    touch = lead_of(FORM["email"]).first_touch
    assert (touch.utm_source, touch.referrer) == ("meta", "https://meta.example/")


def test_a_form_posted_from_another_site_is_from_no_ad_of_it(visitor):
    visitor.send(headers={"Referer": "https://evil.example" + AD})

    assert not lead_of(FORM["email"]).first_touch.is_from_ad


def test_a_refused_form_keeps_where_its_visitor_arrived(visitor):
    refused = visitor.send(email="amina@", headers={"Referer": current().settings.site_url + AD})
    visitor.send(rendered=hidden_fields(refused.text), headers={"Referer": f"{current().settings.site_url}/leads"})

    assert lead_of(FORM["email"]).first_touch.utm_campaign == "Spring"


def test_the_ad_survives_a_walk_from_the_landing_page_through_the_site(visitor):
    [privacy] = set(re.findall(r'href="(/privacy[^"]*)"', visitor.get(AD).text))
    page = visitor.get(privacy, Referer=current().settings.site_url + AD)
    [contact] = set(re.findall(r'href="(/contact[^"]*)"', page.text))
    visitor.send(unescape(contact))

    touch = lead_of(FORM["email"]).first_touch
    assert (touch.utm_source, touch.fbclid) == ("meta", "IwAR0_AbC")


def test_the_ad_survives_a_walk_through_the_site_and_back(visitor):
    page = visitor.get("/privacy", Referer=current().settings.site_url + AD)
    back = unescape(re.search(r'class="brand" href="([^"]*)"', page.text)[1])
    visitor.send(back, headers={"Referer": current().settings.site_url + back})

    assert lead_of(FORM["email"]).first_touch.utm_campaign == "Spring"
