"""What each text owes its readers stands in `promises.toml` beside it: a text may be written anew, but it says that."""

import shutil
from collections.abc import Callable
from functools import cache

import pytest

from chalicelib.content.templates import Templates
from tests.clinic import templates
from tests.letters import NOON
from tests.texts.shipped import EDITIONS, each_edition, editions_of
from tools.campaign import promises
from tools.campaign.edition import Edition
from tools.campaign.emails import plain_emails
from tools.campaign.promises import BadPromises, Promise, promises_of
from tools.campaign.told import Told, told_in

PROMISES = [promise for edition in EDITIONS for promise in promises_of(edition)]


@cache
def told(edition: Edition) -> Told:
    return told_in(edition, NOON, plain_emails(edition, NOON))


def broken(promise: Promise) -> list[str]:
    return promises.broken(promise, told(promise.edition))


def about_nothing(promise: Promise) -> str:
    return promises.about_nothing(promise, told(promise.edition))


@pytest.mark.parametrize("promise", PROMISES, ids=str)
def test_a_text_says_what_it_owes(promise):
    complaints = broken(promise)

    assert not complaints, "\n".join(complaints)


@each_edition
def test_every_promise_is_of_a_text_that_is_there(edition):
    complaints = list(filter(None, map(about_nothing, promises_of(edition))))

    assert not complaints, "\n".join(complaints)


@each_edition
def test_the_chapters_that_owe_something_come_in_the_order_of_their_promises(edition):
    promised = [promise.name for promise in promises_of(edition) if promise.kind == "guide"]
    chapters = [name for kind, name in told(edition) if kind == "guide" and name in promised]

    assert chapters == promised, (
        f"{edition.folder}/guide.md has its chapters in another order than promises.toml: {', '.join(chapters)}. "
        "Move one or the other."
    )


@pytest.fixture
def owe(tmp_path) -> Callable[[str], list[Promise]]:
    """The promises of the tests' campaign, if that were its `promises.toml`."""

    def owe(promises: str) -> list[Promise]:
        folder = shutil.copytree(templates().folder, tmp_path / "templates")
        (folder / "campaigns" / "knots" / "en" / "promises.toml").write_text(promises)
        return promises_of(*editions_of(Templates(folder)))

    return owe


def test_a_campaign_without_promises_owes_nothing():
    [edition] = editions_of(templates())

    assert promises_of(edition) == []


def test_a_text_without_an_entry_owes_nothing(owe):
    assert [promise.name for promise in owe('[emails.answers]\nsays = ["hurt"]')] == ["answers"]


def test_an_email_that_no_longer_says_what_it_owes_is_named_with_the_fact_and_what_to_do(owe):
    [promise] = owe('[emails.answers]\nsays = ["collapsed lung", "does it hurt?"]')

    [complaint] = broken(promise)
    assert complaint == (
        "templates/campaigns/knots/en/emails/answers.md no longer says 'collapsed lung', which promises.toml asks of "
        "it. Put it back or, if it is no longer true, take it out of promises.toml."
    )


def test_a_landing_page_that_no_longer_says_what_it_owes_is_named(owe):
    [promise] = owe('[landing]\nsays = ["30 minutes", "Is it safe?"]')

    [complaint] = broken(promise)
    assert complaint.startswith("templates/campaigns/knots/en/landing.md no longer says 'Is it safe?', which")


def test_a_chapter_that_no_longer_says_what_it_owes_is_named(owe):
    [promise] = owe('[guide."What helps"]\nsays = ["It lets go", "Rest"]')

    [complaint] = broken(promise)
    assert complaint.startswith(
        "templates/campaigns/knots/en/guide.md, in \"What helps\", no longer says 'Rest', which"
    )


def test_a_promise_of_an_email_that_is_gone_is_named(owe):
    [promise] = owe('[emails.farewell]\nsays = ["goodbye"]')

    assert about_nothing(promise) == (
        "templates/campaigns/knots/en/promises.toml asks something of campaigns/knots/en/emails/farewell.md, and there "
        'is none. Give its entry [emails."farewell"] the new name or, if the text is gone for good, take it out.'
    )


def test_a_promise_of_a_chapter_that_is_gone_is_named(owe):
    [promise] = owe('[guide."Safety"]\nsays = ["lung"]')

    assert 'asks something of a chapter "Safety", and there is none.' in about_nothing(promise)


@pytest.mark.parametrize("kind", ["landing", "emails.answers", 'guide."What helps"'])
def test_a_promise_of_a_text_that_is_there_is_about_something(owe, kind):
    [promise] = owe(f"[{kind}]\nsays = []")

    assert about_nothing(promise) == ""


def test_a_text_may_owe_a_list_that_it_shares_with_others(owe):
    [promise] = owe('[shared]\nwarning = ["care at once"]\n[emails.answers]\nsays = ["hurt"]\nalso = ["warning"]')

    assert promise.facts == ("hurt", "care at once")


@pytest.mark.parametrize(("condition", "facts"), [("if", ()), ("unless", ("US$30",))])
def test_a_text_owes_a_list_only_where_the_clinic_tells_a_fact_or_does_not(owe, condition, facts):
    [promise] = owe(f'[shared]\nabroad = ["US$30"]\n[emails.price]\n{condition}.price = ["abroad"]')

    assert promise.facts == facts


def test_a_fact_of_the_clinic_is_written_as_its_name(owe):
    [promise] = owe('[guide."How to reach us"]\nsays = ["{clinic.phone}", "{clinic.call_url}"]')

    assert promise.facts == ("042 35123456", "tel:+924235123456")
    assert broken(promise) == []


@pytest.mark.parametrize(("fact", "complaints"), [("a little", 0), ("A little", 0), ("A Little", 1), ("does it", 0)])
def test_small_letters_may_be_capitals_in_the_text_and_capitals_may_not_be_small_letters(owe, fact, complaints):
    [promise] = owe(f'[emails.answers]\nsays = ["{fact}"]')

    assert len(broken(promise)) == complaints


@pytest.mark.parametrize(
    ("promises", "complaint"),
    [
        ("[email.answers]", r"knots/en/promises\.toml has \[email\]: there are only shared, landing, emails and guide"),
        ("[landing]\nsay = []", r"has \{'say': \[\]\}: an entry has says, also, if and unless, and nothing else"),
        ('[emails]\nanswers = ["hurt"]', r"has \['hurt'\]: an entry has says, also, if and unless, and nothing else"),
        ('[landing]\nsays = "knots"', r"has 'knots' where words are written like \[\"one\", \"another\"\]"),
        ('[shared]\nrisks = "lung"\n[landing]\nalso = ["risks"]', "has 'lung' where words are written like"),
        ('[landing]\nalso = ["risks"]', r"asks for risks, which \[shared\] does not have"),
        ('[landing]\nsays = ["{clinic.fax}"]', r"has '\{clinic\.fax\}', and clinic\.toml has nothing of that name"),
        ('[landing]\nif.fax = ["risks"]', r"has if\.fax, and clinic\.toml has nothing of that name"),
        ('[landing]\nunless.price = ["risks"]', r"asks for risks, which \[shared\] does not have"),
        ('[landing]\nsays = ["{prize}"]', r"has '\{prize\}', and clinic\.toml has nothing of that name"),
    ],
)
def test_a_slip_in_the_promises_is_told_to_their_author(owe, promises, complaint):
    with pytest.raises(BadPromises, match=complaint):
        owe(promises)
