"""A campaign and a language that are files alone: a visitor's way from the page to the last follow-up."""

import re
import shutil
from datetime import timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chalicelib.leads.lead import Standing
from chalicelib.services import Services, install
from chalicelib.site.pages import Pages
from chalicelib.use_cases.failures import Unavailable
from tests.clinic import CAMPAIGN, templates
from tests.conftest import lead_of, mail_to, subjects_to
from tests.pseudo import CODE, add_language, in_pseudo
from tests.visitor import FORM, hidden_fields, path_of

AMINA = FORM["email"]
DAY = timedelta(days=1)

TEXT = """+++
subject = "About backs: {step}"
preview = "A word on backs."
+++
Hello{{% if name %}} {{{{ name }}}}{{% endif %}},

[Ask]({{{{ clinic.chat("Hello") }}}} "button")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The templates of the tests, with a campaign "backs" and all of it in the pseudo-language too."""
    folder = tmp_path_factory.mktemp("two-campaigns") / "templates"
    shutil.copytree(templates().folder, folder)
    backs = folder / "campaigns" / "backs"
    shutil.copytree(folder / "campaigns" / CAMPAIGN, backs)
    shutil.rmtree(backs / "en" / "emails")
    (backs / "en" / "emails").mkdir()
    days = {"stretch": 1, "walk": 4, "thanks": 8}
    steps = "".join(f'\n[[steps]]\nid = "{step}"\nday = {day}\n' for step, day in days.items())
    (backs / "campaign.toml").write_text(f'languages = ["en"]\n{steps}')
    for step in days:
        (backs / "en" / "emails" / f"{step}.md").write_text(TEXT.format(step=step))
    guide = (folder / "campaigns" / CAMPAIGN / "en" / "emails" / "guide.md").read_text()
    (backs / "en" / "emails" / "guide.md").write_text(guide.replace("muscle knots", "backs"))
    landing = backs / "en" / "landing.md"
    landing.write_text(landing.read_text().replace("Muscle knots", "Backs"))
    add_language(folder)
    return folder


@pytest.fixture
def two_campaigns(serve, folder) -> Services:
    return serve(folder)


def ask(visitor, path: str, **changes: str):
    return visitor.send(path, {**visitor.rendered(path)}, **changes)


@pytest.mark.parametrize(
    ("path", "title", "language"),
    [
        ("/", "Muscle knots, explained", "en"),
        (f"/{CAMPAIGN}", "Muscle knots, explained", "en"),
        (f"/{CODE}", in_pseudo("Muscle knots, explained"), CODE),
        (f"/{CAMPAIGN}/{CODE}", in_pseudo("Muscle knots, explained"), CODE),
        ("/backs", "Backs, explained", "en"),
        (f"/backs/{CODE}", in_pseudo("Backs, explained"), CODE),
    ],
)
def test_each_campaign_has_its_page_in_each_of_its_languages(two_campaigns, visitor, path, title, language):
    page = visitor.get(path).text

    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize(
    "path", ["/", f"/{CODE}", "/backs", f"/backs/{CODE}", "/contact", f"/contact/{CODE}?campaign=backs"]
)
def test_the_address_a_form_is_sent_to_shows_the_form_of_its_campaign_and_language(two_campaigns, visitor, path):
    page = visitor.get(path).text
    sent_to = unescape(re.search('<form method="post" action="([^"]*)"', page)[1])
    again = hidden_fields(visitor.get(sent_to).text)

    assert [again[name] for name in ("campaign", "language")] == [
        hidden_fields(page)[name] for name in ("campaign", "language")
    ]


@pytest.mark.parametrize("path", ["/legs", "/backs/yy", "/en", "/backs/en", f"/{CODE}/backs", "/backs/backs"])
def test_an_address_of_no_page_has_none(two_campaigns, visitor, path):
    assert visitor.get(path).status_code == 404


def test_a_page_says_of_which_campaign_and_language_its_form_is(two_campaigns, visitor):
    hidden = hidden_fields(visitor.get(f"/backs/{CODE}").text)

    assert (hidden["campaign"], hidden["language"]) == ("backs", CODE)


def test_the_enquiry_remembers_both(two_campaigns, visitor):
    ask(visitor, f"/backs/{CODE}")
    [enquiry] = lead_of(AMINA).enquiries

    assert (enquiry.campaign, enquiry.language) == ("backs", CODE)
    assert {consent.campaign for consent in enquiry.consents} == {"backs"}


def test_the_thanks_are_in_the_language_of_the_page(two_campaigns, visitor):
    thanks = ask(visitor, f"/backs/{CODE}").text

    assert f'rel="canonical" href="/thank-you/{CODE}?campaign=backs"' in thanks
    assert in_pseudo("Thank you, we have it") in thanks


def test_a_form_sent_back_is_in_the_language_of_its_page(two_campaigns, visitor):
    answer = ask(visitor, f"/backs/{CODE}", email="amina@")

    assert answer.status_code == 422
    assert in_pseudo("This does not look like an email address.") in answer.text


def test_the_whole_sequence_of_the_campaign_comes_in_that_language(two_campaigns, site, visitor):
    ask(visitor, f"/backs/{CODE}")
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA) == [
        in_pseudo("Your guide to backs"),
        *(in_pseudo(f"About backs: {step}") for step in ("stretch", "walk", "thanks")),
    ]


def test_the_guide_is_that_of_the_campaign_and_language(two_campaigns, site, visitor):
    ask(visitor, f"/backs/{CODE}")
    [guide] = mail_to(site, AMINA)
    [pdf] = guide.message.iter_attachments()

    assert "backs" in in_pseudo_back(pdf.get_filename())


def in_pseudo_back(name: str) -> str:
    return "".join(chr(ord(letter) - 0xFEE0) if ord(letter) > 0xFF00 else letter for letter in name)


def test_the_links_of_an_email_lead_to_pages_in_its_language(two_campaigns, site, visitor):
    ask(visitor, f"/backs/{CODE}")
    lead_id = two_campaigns.lead_id_of(AMINA)
    links = [
        two_campaigns.links.signed("guide", f"backs.{lead_id}", CODE),
        two_campaigns.links.signed("unsubscribe", lead_id, CODE),
    ]
    [guide] = mail_to(site, AMINA)
    plain = guide.message.get_body(("plain",)).get_content()

    assert all(link in plain for link in links)
    assert all(f'<html lang="{CODE}" dir="rtl">' in visitor.get(path_of(link)).text for link in links)


def test_who_chooses_another_language_on_their_own_page_gets_what_comes_next_in_it(two_campaigns, site, visitor):
    ask(visitor, "/")
    own = path_of(two_campaigns.links.signed("yours", two_campaigns.lead_id_of(AMINA)))
    offered = re.findall(r'name="speak" value="(\w+)" lang="(\w+)" dir="(\w+)"', visitor.get(own).text)
    page = visitor.post(own, {"speak": CODE}).text
    site.functions.advance(3 * DAY)
    follow_up = mail_to(site, AMINA)[-1].message.get_body(("html",)).get_content()

    assert offered == [(CODE, CODE, "rtl")]
    assert [f'<html lang="{CODE}" dir="rtl">' in html for html in (page, follow_up)] == [True, True]


def test_who_turns_from_the_language_of_their_own_page_finds_the_way_back(two_campaigns, visitor):
    ask(visitor, f"/{CODE}")
    own = path_of(two_campaigns.links.signed("yours", two_campaigns.lead_id_of(AMINA), CODE))
    page = visitor.post(own, {"speak": "en"}).text
    [back] = re.findall(rf'<a href="([^"]+)" lang="{CODE}"', page)

    assert language_of(visitor.get(back).text) == (CODE, "rtl")


def test_one_unsubscribe_stops_the_follow_ups_of_all_campaigns(two_campaigns, site, visitor):
    ask(visitor, "/")
    ask(visitor, "/backs")
    link = two_campaigns.links.signed("unsubscribe", two_campaigns.lead_id_of(AMINA), CODE)
    visitor.post(path_of(link))
    site.functions.advance(30 * DAY)

    assert len(mail_to(site, AMINA)) == 2


def unsubscribe_path(services: Services) -> str:
    return path_of(services.links.signed("unsubscribe", services.lead_id_of(AMINA)))


def test_who_is_in_two_campaigns_is_offered_to_stop_one_of_them(two_campaigns, visitor):
    ask(visitor, "/")
    ask(visitor, "/backs")
    page = visitor.get(unsubscribe_path(two_campaigns)).text

    assert re.findall(r'name="only" value="(\w+)">Stop those about “([^”]*)”', page) == [
        ("backs", "Backs, explained"),
        (CAMPAIGN, "Muscle knots, explained"),
    ]


def test_who_is_in_one_campaign_is_offered_to_stop_all(two_campaigns, visitor):
    ask(visitor, "/backs")

    assert 'name="only"' not in visitor.get(unsubscribe_path(two_campaigns)).text


def test_stopping_one_campaign_leaves_the_other(two_campaigns, site, visitor):
    ask(visitor, "/")
    ask(visitor, "/backs")
    answer = visitor.post(unsubscribe_path(two_campaigns), {"only": CAMPAIGN})
    site.functions.advance(40 * DAY)
    campaigns = [email.tags for email in mail_to(site, AMINA) if email.tags["kind"] == ["follow-up"]]

    assert "no more follow-up emails about “Muscle knots, explained”" in answer.text
    assert len(campaigns) == 3
    assert lead_of(AMINA).standing is Standing.ACTIVE


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_page_stops_nothing(two_campaigns, site, visitor, method):
    ask(visitor, "/")
    ask(visitor, "/backs")
    site.functions.settle()
    before = lead_of(AMINA)
    visitor.open(f"{unsubscribe_path(two_campaigns)}?only=backs", method)

    assert lead_of(AMINA) == before


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {"only": "legs"}, {"only": "<b>"}, {"only": ""}])
def test_whatever_else_is_posted_stops_all(two_campaigns, visitor, body):
    ask(visitor, "/")
    ask(visitor, "/backs")
    visitor.post(unsubscribe_path(two_campaigns), body)

    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED


def test_who_cannot_be_told_of_their_campaigns_can_stop_all_of_them(two_campaigns, visitor, monkeypatch):
    def unavailable(lead_id: str) -> None:
        raise Unavailable("load", "it is gone for a while")

    monkeypatch.setattr(two_campaigns.store, "load", unavailable)
    page = visitor.get(unsubscribe_path(two_campaigns))

    assert (page.status_code, "<button>" in page.text, 'name="only"' in page.text) == (200, True, False)


def test_a_person_in_two_campaigns_gets_both_guides(two_campaigns, site, visitor):
    ask(visitor, "/")
    ask(visitor, "/backs")

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots", "Your guide to backs"]


def test_a_person_in_two_campaigns_never_gets_two_follow_ups_within_the_gap(two_campaigns, site, visitor):
    ask(visitor, "/")
    ask(visitor, "/backs")
    site.functions.advance(40 * DAY)
    sent = sorted(email.at for email in mail_to(site, AMINA) if email.tags["kind"] == ["follow-up"])

    assert len(sent) == 6 + 3
    assert all(later - earlier >= timedelta(hours=20) for earlier, later in pairwise(sent))


def test_a_campaign_whose_folder_is_gone_owes_nothing_more_and_breaks_nothing(two_campaigns, site, visitor):
    ask(visitor, "/backs")
    install(site.services)
    site.functions.advance(30 * DAY)
    lead = lead_of(AMINA)

    assert all(ended.attempt.email_id.kind.is_for_clinic for ended in lead.attempts)
    assert lead.due is None


def test_search_engines_are_told_of_each_page_once(two_campaigns, visitor):
    listed = visitor.get("/sitemap.xml").text.split("<loc>")[1:]
    paths = [line.partition("</loc>")[0].removeprefix(two_campaigns.settings.site_url) for line in listed]

    assert paths[:4] == ["/", f"/{CODE}", "/backs", f"/backs/{CODE}"]
    assert len(paths) == len(set(paths))


def test_the_console_offers_no_other_language_than_the_clinics(two_campaigns, visitor):
    assert "hreflang" in visitor.get("/").text
    assert "hreflang" not in visitor.get("/clinic").text


AD = "utm_source=meta&fbclid=IwAR0_AbC"
A_FORM = "application/x-www-form-urlencoded"


def sent(**changes: str) -> str:
    """The form of a page in the other language, as a browser sends it: what a person does not see stands at its end."""
    return urlencode({**FORM, **changes, "campaign": "backs", "language": CODE, "landing": f"/backs/{CODE}?{AD}"})


ERRORS = {
    "no such page": (404, lambda visitor: visitor.get(f"/no-such-page/{CODE}?campaign=backs&{AD}")),
    "no page in that language": (404, lambda visitor: visitor.get(f"/{CODE}/backs?{AD}")),
    "a guide's damaged link": (404, lambda visitor: visitor.get(f"/guide/backs.lead.damaged/{CODE}?{AD}")),
    "damaged form": (400, lambda visitor: visitor.post("/leads", sent(admin="1"), content_type=A_FORM)),
    "too much": (413, lambda visitor: visitor.post("/leads", sent(message="x" * 99_000), content_type=A_FORM)),
    "of another type": (415, lambda visitor: visitor.post("/leads", sent(), content_type="text/plain")),
}


def language_of(page: str) -> tuple[str, str]:
    [(language, direction)] = re.findall(r'<html lang="(\w+)" dir="(\w+)">', page)
    return language, direction


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_explained_in_the_language_of_the_page_and_keeps_its_campaign_and_ad(two_campaigns, visitor, name):
    status, ask_for = ERRORS[name]
    answer = ask_for(visitor)
    title = in_pseudo(two_campaigns.templates.languages["en"].words["errors"][str(status)]["title"])

    assert (answer.status_code, language_of(answer.text)) == (status, (CODE, "rtl"))
    assert f"<h1>{title}</h1>" in answer.text
    assert f'href="/backs/{CODE}?{AD.replace("&", "&amp;")}"' in answer.text


def came_from(path: str, services: Services) -> dict[str, str]:
    return {"Referer": f"{services.settings.site_url}{path}"}


def test_where_something_breaks_it_is_said_in_the_language_of_the_page(two_campaigns, visitor, monkeypatch):
    monkeypatch.setattr(Pages, "render_text", lambda pages, name, visit: 1 / 0)
    answer = visitor.get(f"/privacy/{CODE}?campaign=backs&{AD}")

    assert (answer.status_code, language_of(answer.text)) == (500, (CODE, "rtl"))


@pytest.mark.parametrize("page", [f"/backs/{CODE}", f"/contact/{CODE}?campaign=backs"])
def test_a_form_that_cannot_be_read_is_answered_in_the_language_of_the_page_it_stands_on(two_campaigns, visitor, page):
    answer = visitor.post("/leads", b"\xff", content_type=A_FORM, headers=came_from(page, two_campaigns))

    assert (answer.status_code, language_of(answer.text)) == (400, (CODE, "rtl"))
    assert f'href="/backs/{CODE}"' in answer.text


def test_what_another_site_has_in_its_address_is_no_language_of_ours(two_campaigns, visitor):
    answer = visitor.get("/no-such-page", Referer=f"https://elsewhere.test/backs/{CODE}")

    assert (answer.status_code, language_of(answer.text)) == (404, ("en", "ltr"))


def test_the_front_desk_reads_of_an_error_in_its_own_language_whatever_the_person_speaks(two_campaigns, visitor):
    answer = visitor.post("/clinic/sign-in", {"language": CODE, "email": "x" * 9_000})

    assert (answer.status_code, language_of(answer.text)) == (413, ("en", "ltr"))
