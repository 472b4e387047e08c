"""What ships, for clinics in other countries: their numbers, clocks, alphabets and addresses, and none of ours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import cache
from html import unescape

import pytest

from chalicelib.content.links import Links
from chalicelib.content.templates import Templates
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.leads.forms.phone import read_phone
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from chalicelib.services import TEMPLATES
from chalicelib.site.pages import Pages, Visit
from simulation.plan import Plan
from tests.clinic import ELSEWHERE, elsewhere
from tests.names import NAMES, named
from tools.guide.pdf import typeset_html
from tools.preview import __main__ as preview
from tools.preview.drafts import Draft, drafts, somebody

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SITE = Links("https://guide.example.com", ("a signing key that is long enough.",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")
SHIPPED = Templates(TEMPLATES).clinic


@pytest.fixture(params=ELSEWHERE)
def there(request) -> Templates:
    return elsewhere(request.param)


@cache
def pages_of(templates: Templates) -> list[str]:
    return list(_pages_of(templates))


def _pages_of(templates: Templates) -> Iterator[str]:
    pages = Pages(templates, SITE.site_url)
    for visit in visits_in(templates):
        for form in (Form(), Form(page="contact"), Form(phone="12")):
            faults = {"phone": Fault.INVALID} if form.phone else {}
            yield pages.render_form(visit, SentBack(form, faults))
        yield pages.render_thanks(visit, "https://guide.example.com/guide", Form(guide="yes"))
        yield pages.render_guide(visit)
        yield pages.render_text("privacy", visit)


def visits_in(templates: Templates) -> list[Visit]:
    """One to each campaign, in its first language."""
    return [Visit("", campaign.id, campaign.languages[0]) for campaign in templates.campaigns.values()]


@cache
def emails_of(templates: Templates) -> list[Draft]:
    writer = writer_of(templates, SITE, SENDERS)
    people = [somebody(templates, NOON, campaign) for campaign in templates.campaigns]
    return [draft for person in people for draft in drafts(writer, person, NOON)]


@cache
def told_by(templates: Templates) -> str:
    """All that the clinic says to anybody."""
    guides = [
        typeset_html(templates, visit.campaign, visit.language, digest="", code=lambda url, title: f"{title}: {url}")
        for visit in visits_in(templates)
    ]
    parts = [
        draft.part(kind) + str(draft.message.items()) for draft in emails_of(templates) for kind in ("plain", "html")
    ]
    return unescape("\n".join([*pages_of(templates), *parts, *guides]))


@pytest.mark.parametrize("fact", ["name", "phone", "phone_e164", "city", "website", "map_url", "example_phone"])
def test_nothing_of_the_clinic_that_ships_is_said_elsewhere(there, fact: str):
    ours, theirs = (getattr(clinic, fact) for clinic in (SHIPPED, there.clinic))

    assert ours == theirs or ours not in told_by(there)


@pytest.mark.parametrize("fact", ["name", "city", "phone", "phone_e164", "example_phone", "map_url"])
def test_each_fact_is_said_elsewhere(there, fact: str):
    assert str(getattr(there.clinic, fact)) in told_by(there)


def test_the_example_beside_the_form_is_one_that_the_form_takes(there):
    page, *_others = pages_of(there)
    [example] = re.findall(r"Like ([^<]+), or with \+", page)

    assert read_phone(unescape(example), there.clinic.country)


def test_a_number_sent_back_and_one_that_the_script_finds_wrong_are_told_the_same_example(there):
    landing, _contact, sent_back, *_ = pages_of(there)
    told = re.findall(r"Write it like ([^,]+), or with", unescape(sent_back))

    assert set(told) == {there.clinic.example_phone}
    assert there.clinic.example_phone in unescape(re.findall(r'name="phone".*data-invalid="([^"]*)"', landing)[0])


def test_the_preview_is_written_elsewhere(there, tmp_path, monkeypatch):
    monkeypatch.setattr(preview, "OURS", there)
    lead = somebody(there, NOON)
    written = preview.write_files(tmp_path, lead, NOON)

    assert there.clinic.name in preview.contact_sheet(lead, NOON, [], [], [], []).replace("&amp;", "&")
    assert len(written) == len(list((tmp_path / "emails").glob("*.eml")))


def test_the_front_desk_reads_a_persons_number_as_people_there_do(there):
    alert = emails_of(there)[0]

    assert there.clinic.example_phone in alert.part("plain")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_the_clinics_name_each_email_says_it_whole_as_its_sender(name: str):
    for draft in emails_of(named(name)):
        if "to the clinic" not in draft.when:
            sender = str(make_header(decode_header(message_from_bytes(draft.raw)["From"])))
            plain = re.sub(r'[()<>@,:;.\\"\[\]]', " ", name)
            assert " ".join(sender.split()) == f"{' '.join(plain.split())} <guide@example.com>"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_the_clinics_name_no_line_of_an_email_is_longer_than_mail_may_have(name: str):
    # RFC 5322, section 2.1.1.
    assert all(len(line) <= 998 for draft in emails_of(named(name)) for line in draft.raw.split(b"\r\n"))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_the_clinics_name_the_guide_is_attached_as_a_pdf_with_a_short_plain_name(name: str):
    attached = [one for draft in emails_of(named(name)) if draft.name == "guide" for one in draft.attachments]

    assert len(attached) == len(named(name).campaigns)
    assert all(re.fullmatch(r"[\w-]{3,80}\.pdf", one) for one in attached)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_the_clinics_name_it_stands_on_each_page_as_it_is_written(name: str):
    for page in pages_of(named(name)):
        seen = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
        assert name in unescape(re.sub(r"<[^>]+>", "", seen))


SHARED = sorted(
    file
    for pattern in ("wording/en.toml", "emails/**/*.*", "pages/**/*.html", "pages/**/*.md", "pages/*.js")
    for file in TEMPLATES.glob(pattern)
)

OF_ONE_CLINIC = re.compile(
    r"US\$|\brupees?\b|\bdollars?\b|physiotherap|needl|Karachi|Pakistan|\b0300\b|\+92|\+44", re.IGNORECASE
)


@pytest.mark.parametrize("text", SHARED, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_word_that_all_clinics_share_is_of_one_clinic(text):
    assert OF_ONE_CLINIC.findall(text.read_text(encoding="utf-8")) == []


def test_the_simulation_begins_at_midnight_on_a_monday_of_the_clinic(there):
    plan = Plan(templates=there.folder)

    assert f"{plan.starts_at.astimezone(plan.zone):%A %H:%M}" == "Monday 00:00"
    assert plan.ends_at - plan.starts_at == timedelta(days=27)
