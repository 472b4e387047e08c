"""Words lie in one place for each language: in another language, no word of English is left on any page or email."""

import re
import shutil
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest

from chalicelib.content.links import Action, Links
from chalicelib.content.templates import Templates
from chalicelib.entrypoints.responses import EXPLAINED
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from chalicelib.services import Services
from chalicelib.site.pages import Visit
from tests.clinic import CAMPAIGN, templates
from tests.conftest import NOON, lead_of
from tests.pseudo import CODE, add_language
from tests.visitor import FORM, path_of, token
from tools.preview.drafts import FORM as TYPED
from tools.preview.drafts import Draft, drafts, somebody

SENDERS = Senders("guide@clinic.test", "enquiries@clinic.test", "front-desk@clinic.test")
LINKS = Links("https://guide.clinic.test", ("a signing key that is long enough.",))

PERSON = [
    *FORM.values(),
    TYPED.name,
    TYPED.name.split()[0],
    TYPED.email,
    templates().clinic.example_phone,
    *TYPED.message.splitlines(),
    "shoulder-spring",
    "instagram",
    "video-2",
]


@pytest.fixture(scope="module")
def translated(tmp_path_factory) -> Templates:
    """The templates of the tests in the pseudo-language, which the front desk reads too."""
    folder = tmp_path_factory.mktemp("translated") / "templates"
    shutil.copytree(templates().folder, folder)
    add_language(folder)
    clinic, campaign = folder / "clinic.toml", folder / "campaigns" / CAMPAIGN / "campaign.toml"
    clinic.write_text(clinic.read_text().replace('language = "en"', f'language = "{CODE}"'))
    campaign.write_text(campaign.read_text().replace(f'["en", "{CODE}"]', f'["{CODE}"]'))
    return Templates(folder)


@pytest.fixture
def speaking(serve, translated) -> Services:
    """The site of the tests, with those templates."""
    return serve(translated.folder)


def english_in(html: str, known: Templates) -> list[str]:
    """The words in Latin letters that a reader sees or hears, but for the facts of the clinic and of the person."""
    heard = re.findall(r'(?:aria-label|alt|title|data-\w+|placeholder)="([^"]*)"', html)
    heard += re.findall(
        r'<meta (?:name="description"|property="og:(?:title|description|\S+alt)") content="([^"]*)"', html
    )
    seen = re.sub(r"<(style|script)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    seen = re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi\b[^>]*>", "", seen))
    return latin_in(unescape(" ".join([seen, *heard])), known)


def latin_in(words: str, known: Templates) -> list[str]:
    clinic = known.clinic
    facts = [clinic.name, clinic.address, clinic.street, clinic.city, clinic.phone, clinic.currency, *PERSON]
    words = re.sub(r"https?://\S+|\S+@\S+|\{\w+\}|riverside\.example", " ", " ".join(words.split()))
    for fact in sorted(facts, key=len, reverse=True):
        words = words.replace(fact, " ")
    return re.findall(r"[A-Za-z]{2,}", words)


@pytest.mark.parametrize("path", ["/", "/contact", "/thank-you", "/privacy", "/no-such-page"])
def test_no_word_of_english_is_left_on_a_page(speaking, visitor, path):
    assert english_in(visitor.get(path).text, speaking.templates) == []


@pytest.mark.parametrize("page", ["landing", "contact"])
def test_no_word_of_english_is_left_on_the_thanks_for_a_form(speaking, visitor, page):
    assert english_in(visitor.send(page=page).text, speaking.templates) == []


@pytest.mark.parametrize("page", ["landing", "contact"])
@pytest.mark.parametrize(
    "typed",
    [{"name": "", "email": "", "phone": ""}, {"name": "www.", "email": "@", "phone": "1", "message": "\0"}, {}],
    ids=["missing", "invalid", "stale"],
)
def test_no_word_of_english_is_left_on_a_form_sent_back(speaking, visitor, page, typed):
    answer = visitor.post("/leads", {**FORM, "page": page, "token": token(timedelta(days=2)), **typed})

    assert answer.status_code == 422
    assert english_in(answer.text, speaking.templates) == []


def test_no_word_of_english_is_left_on_the_pages_behind_links(speaking, visitor):
    visitor.send()
    lead_id = speaking.lead_id_of(FORM["email"])
    links = [
        speaking.links.signed(Action.GUIDE, f"{CAMPAIGN}.{lead_id}"),
        speaking.links.signed(Action.UNSUBSCRIBE, lead_id),
        speaking.links.signed(Action.OUTCOME, f"{lead_id}.{lead_of(FORM['email']).enquiries[-1].id}"),
        speaking.links.stamped(Action.QUARANTINE, speaking.clock()),
    ]
    pages = {link: visitor.get(path_of(link)) for link in links}
    pages |= {f"{link}, pressed": visitor.post(path_of(link), {"mark": "booked"}) for link in links[1:3]}
    own, data = (
        path_of(speaking.links.signed(action, name))
        for action, name in (
            (Action.OWN_PAGE, lead_id),
            (Action.OWN_DATA, f"{lead_id}.{int(speaking.clock().timestamp())}"),
        )
    )
    pages |= {f"own page, {do}": visitor.post(own, {"do": do}) for do in ("weekly", "usual", "ask")}
    pages |= {"what is kept": visitor.get(data), "erased": visitor.post(data, {"do": "erase", "sure": "yes"})}
    pages |= {"nothing kept": visitor.get(data)}

    assert {page.status_code for page in pages.values()} == {200}
    assert {link: english_in(page.text, speaking.templates) for link, page in pages.items()} == {
        link: [] for link in pages
    }


def test_no_word_of_english_is_left_on_the_page_of_the_quarantine(speaking, visitor):
    visitor.send(subject="Buy now")
    link = speaking.links.stamped(Action.QUARANTINE, speaking.clock())
    page = visitor.get(path_of(link)).text

    assert FORM["name"] in page
    assert english_in(page, speaking.templates) == []


@pytest.mark.parametrize("status", sorted(EXPLAINED))
def test_no_word_of_english_is_left_on_a_page_that_explains_an_error(speaking, status):
    page = speaking.pages.render("error", Visit("", CAMPAIGN, CODE), status=status)

    assert english_in(page, speaking.templates) == []


@pytest.fixture(scope="module")
def written(translated) -> list[Draft]:
    return list(drafts(writer_of(translated, LINKS, SENDERS), somebody(translated, NOON), NOON))


def test_no_word_of_english_is_left_in_an_email(written, translated):
    left = {draft.name: english_in(draft.part("html"), translated) for draft in written}

    assert left == {draft.name: [] for draft in written}


def test_no_word_of_english_is_left_in_the_plain_text_of_an_email(written, translated):
    left = {draft.name: latin_in(draft.part("plain"), translated) for draft in written}

    assert left == {draft.name: [] for draft in written}


@pytest.mark.parametrize("header", ["Subject", "From", "Reply-To", "List-Id"])
def test_no_word_of_english_is_left_in_the_headers_of_an_email(written, translated, header):
    messages = [message_from_bytes(draft.raw, policy=policy.default) for draft in written]
    told = {str(message["Subject"]): re.sub(r"<.*>", "", str(message[header] or "")) for message in messages}

    assert {subject: latin_in(words, translated) for subject, words in told.items()} == {
        subject: [] for subject in told
    }


def test_a_page_and_an_email_run_in_the_direction_of_their_language(speaking, visitor, written):
    pages = [visitor.get("/").text, *(draft.part("html") for draft in written)]

    assert all(f'<html lang="{CODE}" dir="rtl">' in page for page in pages)


def test_a_word_left_in_a_template_would_show(translated):
    assert english_in("<p>Ｗｅ Hello</p>", translated) == ["Hello"]


@pytest.fixture
def of_two_languages(serve, tmp_path) -> Services:
    """The site of the tests, whose campaign speaks English and the pseudo-language."""
    folder = tmp_path / "templates"
    shutil.copytree(templates().folder, folder)
    add_language(folder)
    return serve(folder)


def other_language(page: str) -> str:
    """Where the page's link to the other language leads."""
    [found] = re.findall(r'<a href="([^"]*)"[^>]* hreflang=', page)
    return unescape(found)


AD = "utm_source=meta&fbclid=IwAR0_AbC"


@pytest.mark.parametrize(
    ("page", "turned"),
    [
        (f"/contact?{AD}", f"/contact/{CODE}?{AD}"),
        (f"/contact/{CODE}?{AD}", f"/contact?{AD}"),
        (f"/privacy?{AD}", f"/privacy/{CODE}?{AD}"),
        (f"/thank-you/{CODE}?{AD}", f"/thank-you?{AD}"),
    ],
)
def test_a_page_leads_to_itself_in_the_other_language_and_keeps_the_ad(of_two_languages, visitor, page, turned):
    assert other_language(visitor.get(page).text) == turned


@pytest.mark.parametrize(("page", "turned"), [("/", f"/{CODE}"), (f"/{CODE}", "/")])
def test_a_landing_page_leads_to_the_other_language_and_keeps_the_ad_without_a_script(
    of_two_languages, visitor, page, turned
):
    link = other_language(visitor.get(page).text)
    answer = visitor.get(link, Referer=f"{of_two_languages.settings.site_url}{page}?{AD}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{turned}?{AD}")


def test_the_way_to_the_other_language_is_kept_by_no_cache(of_two_languages, visitor):
    assert visitor.get(f"/language/{CODE}").headers["Cache-Control"] == "no-store"


def test_there_is_no_way_to_a_language_that_nobody_speaks_here(of_two_languages, visitor):
    assert visitor.get("/language/de").status_code == 404


def test_the_thanks_for_a_form_lead_to_the_thanks_in_the_other_language(of_two_languages, visitor):
    assert other_language(visitor.send().text) == f"/thank-you/{CODE}"


def test_a_form_sent_back_leads_to_the_other_language(of_two_languages, visitor):
    assert other_language(visitor.send("/contact", name="").text) == f"/contact/{CODE}"


@pytest.mark.parametrize("action", [Action.UNSUBSCRIBE, Action.START, Action.GUIDE])
def test_a_page_behind_a_link_leads_to_itself_in_the_other_language(of_two_languages, visitor, action):
    visitor.send()
    lead_id = of_two_languages.lead_id_of(FORM["email"])
    link = path_of(
        of_two_languages.links.signed(action, lead_id if action == "unsubscribe" else f"{CAMPAIGN}.{lead_id}")
    )
    turned = other_language(visitor.get(link).text)

    assert turned == f"{link}/{CODE}"
    assert f'lang="{CODE}"' in visitor.get(turned).text


@pytest.mark.parametrize("path", ["", "contact", "privacy"])
def test_search_engines_are_told_where_a_page_stands_in_each_language(of_two_languages, visitor, path):
    site, other = of_two_languages.settings.site_url, f"{path}/{CODE}".lstrip("/")
    told = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', visitor.get(f"/{other}").text))

    assert told == {"en": f"{site}/{path}", CODE: f"{site}/{other}", "x-default": f"{site}/{path}"}


def test_search_engines_are_told_in_which_language_questions_are_answered(of_two_languages, visitor):
    assert f'"inLanguage": "{CODE}"' in visitor.get(f"/{CODE}").text


def test_a_page_in_one_language_alone_offers_no_other(speaking, visitor):
    assert "hreflang" not in visitor.get("/").text
