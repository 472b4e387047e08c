"""`make check`: each slip of a marketer's is told with its file and its line."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.content.templates import Templates
from tests.clinic import templates
from tests.pseudo import add_language, in_pseudo
from tools.campaign.check import problems
from tools.guide.pdf import typeset
from tools.preview.picture_source import digest, stamp

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
EN = "campaigns/knots/en"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """The templates of the tests with what is made of them, of which nothing is to be said."""
    folder = tmp_path_factory.mktemp("whole") / "templates"
    shutil.copytree(templates().folder, folder)
    typeset(Templates(folder), "knots", "en")
    stamp(Templates(folder).preview_picture("knots", "en"), digest(Templates(folder), "knots", "en"))
    return folder


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    return shutil.copytree(whole, tmp_path / "templates")


def found(folder: Path) -> list[str]:
    return [str(finding) for finding in problems(Templates(folder), NOON)]


def test_of_a_whole_campaign_nothing_is_said(whole):
    assert found(whole) == []


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))

    return change


def removed(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def renamed(name: str) -> Callable[[Path], None]:
    return lambda folder: shutil.copytree(folder / "campaigns" / "knots", folder / "campaigns" / name)


def promising(promises: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / EN / "promises.toml").write_text(promises)

    return change


def tried(file: str, change: Callable[[Path], object]) -> Callable[[Path], None]:
    """That file changed beside a second headline."""

    def changed(folder: Path) -> None:
        (folder / EN / "versions.toml").write_text('headline = "Knots, let go"\n')
        change(folder / EN / file)

    return changed


HARD = "Notwithstanding considerable heterogeneity, rehabilitation necessitates individualised consideration. "

SLIPS = {
    "a step without a text": (
        removed(f"{EN}/emails/answers.md"),
        f"templates/{EN}/emails/answers.md: is missing: write it, or take the step out of campaign.toml",
    ),
    "a text without a step": (
        lambda folder: shutil.copy(folder / EN / "emails" / "after.md", folder / EN / "emails" / "extra.md") and None,
        f"templates/{EN}/emails/extra.md: no step sends it: give it one in campaign.toml, or delete it",
    ),
    "a box for emails of which none comes": (
        lambda folder: (
            (folder / "campaigns" / "knots" / "campaign.toml").write_text('languages = ["en"]\nsteps = []\n') and None
        ),
        "templates/campaigns/knots/campaign.toml: has no step, but people are asked for follow-ups in consent.toml",
    ),
    "one brace where there are two in an email": (
        replaced(f"{EN}/emails/session.md", "{{ clinic.name }}", "{clinic.name}"),
        f"templates/{EN}/emails/session.md, line 14: has '{{clinic.name}}' in braces, which nothing fills in there",
    ),
    "one brace where there are two in an email to the clinic": (
        replaced("emails/en/sign-in.md", "{{ minutes }}", "{minutes}"),
        "templates/emails/en/sign-in.md, line 9: has '{minutes}' in braces, which nothing fills in there",
    ),
    "a brace too many on the landing page": (
        replaced(f"{EN}/landing.md", "{{ currency }}", "{{ currency }}}"),
        f"templates/{EN}/landing.md: has 'rupees}}' in braces, which nothing fills in there",
    ),
    "a name in the title of the guide": (
        replaced(f"{EN}/guide.md", 'title = "', 'title = "{{ clinic.name }}: '),
        f"templates/{EN}/guide.md, line 2: has '{{{{ clinic.name }}}}' in braces, which nothing fills in there",
    ),
    "two braces where there is one in a consent": (
        replaced(f"{EN}/consent.toml", "{emails}", "{{ emails }}"),
        f"templates/{EN}/consent.toml, line 2: has '{{ emails }}' in braces, which nothing fills in there",
    ),
    "a name in a second headline": (
        lambda folder: (folder / EN / "versions.toml").write_text('headline = "Knots at {{ foo }}"\n') and None,
        f"templates/{EN}/versions.toml, line 1: has '{{{{ foo }}}}' in braces, which nothing fills in there",
    ),
    "a file that is not there": (
        removed(f"{EN}/preview.png"),
        f"templates/{EN}/preview.png: is missing: make preview-picture makes it",
    ),
    "a language of which nothing is written": (
        replaced("campaigns/knots/campaign.toml", '["en"]', '["en", "ur"]'),
        "templates/campaigns/knots/ur/landing.md: is missing: write it",
    ),
    "a consent that speaks of another number of emails": (
        replaced(f"{EN}/consent.toml", "{emails}", "seven short emails"),
        f"templates/{EN}/consent.toml, line 2: says 'seven short emails', but campaign.toml has 6 steps",
    ),
    "a consent that speaks of another number of weeks": (
        replaced(f"{EN}/consent.toml", "knots.", "knots over two weeks."),
        f"templates/{EN}/consent.toml, line 2: says 'two weeks', but the last step comes on day 21",
    ),
    "a link that leads nowhere": (
        replaced(f"{EN}/guide.md", "({{ clinic.call_url }})", "(callus)"),
        f"templates/{EN}/guide.md, line 28: the link to 'callus' leads nowhere",
    ),
    "a promise that ad platforms forbid": (
        replaced(f"{EN}/emails/session.md", "Drink water", "Painless"),
        f"templates/{EN}/emails/session.md, line 10: 'Painless' promises too much: ad platforms forbid it about health",
    ),
    "a reader who is told to be ill": (
        replaced(f"{EN}/landing.md", "A little.", "We look at your back."),
        f"templates/{EN}/landing.md, line 18: 'your back' says that the reader is ill",
    ),
    "a text too hard to read": (
        replaced(f"{EN}/emails/session.md", "This is the step", HARD * 4 + "This is the step"),
        f"templates/{EN}/emails/session.md: is too hard to read: school grade ",
    ),
    "a landing page too hard to read": (
        replaced(f"{EN}/landing.md", "A little.", HARD * 12),
        f"templates/{EN}/landing.md: is too hard to read: school grade ",
    ),
    "a consent too hard to read": (
        replaced(f"{EN}/consent.toml", "I can stop", HARD + "I can stop"),
        f"templates/{EN}/consent.toml: is too hard to read: school grade ",
    ),
    "words beside the button that are too hard to read": (
        replaced("wording/en.toml", "To do so,", HARD + "To do so,"),
        "templates/wording/en.toml: is too hard to read: school grade ",
    ),
    "a text on a visit that is too hard to read": (
        replaced(f"{EN}/emails/aftercare.md", "\n[", f"\n{HARD * 4}\n\n["),
        f"templates/{EN}/emails/aftercare.md: is too hard to read: school grade ",
    ),
    "a text that no longer says what it owes": (
        promising('[emails.answers]\nsays = ["collapsed lung"]'),
        f"templates/{EN}/promises.toml: templates/{EN}/emails/answers.md no longer says 'collapsed lung'",
    ),
    "a promise of a text that is gone": (
        promising('[guide."Safety"]\nsays = ["lung"]'),
        f'templates/{EN}/promises.toml: templates/{EN}/promises.toml asks something of a chapter "Safety"',
    ),
    "a slip in the promises": (
        promising("[email]"),
        f"templates/{EN}/promises.toml: templates/{EN}/promises.toml has [email]: there are only shared, landing",
    ),
    "a PDF older than its text": (
        replaced(f"{EN}/guide.md", "That is the aim.", "It may."),
        f"templates/{EN}/guide.pdf: is older than what it is made of: make guide",
    ),
    "a second first page of the guide that is not typeset": (
        lambda folder: (folder / EN / "versions.toml").write_text('guide = "What a knot is"\n') and None,
        f"templates/{EN}/guide.second.pdf: is older than what it is made of: make guide",
    ),
    "a second first page that is tried no longer": (
        lambda folder: shutil.copy(folder / EN / "guide.pdf", folder / EN / "guide.second.pdf") and None,
        f"templates/{EN}/guide.second.pdf: is of a version that is tried no longer: make guide",
    ),
    "a picture older than the title on it": (
        replaced(f"{EN}/landing.md", "Muscle knots, explained", "Knots, explained"),
        f"templates/{EN}/preview.png: is older than what it is drawn from: make preview-picture",
    ),
    "a name that nothing has": (
        replaced(f"{EN}/emails/session.md", "{{ clinic.name }}", "{{ clinc.name }}"),
        f"templates/{EN}/emails/session.md, line 14: cannot be written: 'clinc' is undefined",
    ),
    "a name that nothing has in a text to the clinic": (
        replaced("emails/en/alert.md", "{{ touch.source", "{{ tuch.source"),
        "templates/emails/en/alert.md, line 51: cannot be written: 'tuch' is undefined",
    ),
    "a text to the clinic that is not there": (
        removed("emails/en/second-alert.md"),
        "templates/emails/en/second-alert.md: is missing: write it",
    ),
    "a name that nothing has in the email that shows what is kept": (
        replaced("emails/en/own-data.md", "{{ link_hours }}", "{{ link_minutes }}"),
        "templates/emails/en/own-data.md, line 12: cannot be written: 'link_minutes' is undefined",
    ),
    "a condition on the privacy page that never ends": (
        replaced("pages/en/privacy.md", "unless you booked a visit{% endif %}", "unless you booked a visit"),
        "templates/pages/en/privacy.md: cannot be written: Unexpected end of template.",
    ),
    "a name that nothing has, and that is a word of the text before": (
        replaced(f"{EN}/emails/session.md", "{{ clinic.name }}", "{{ session }}"),
        f"templates/{EN}/emails/session.md, line 14: cannot be written: 'session' is undefined",
    ),
    "a value that never ends": (
        replaced(f"{EN}/emails/session.md", "{{ clinic.name }}", "{{ clinic.name }"),
        f"templates/{EN}/emails/session.md, line 14: cannot be written: unexpected '}}'",
    ),
    "a name that nothing has in an answer": (
        replaced(f"{EN}/landing.md", "A little.", "{{ little }}"),
        f"templates/{EN}/landing.md, line 18: cannot be read: 'little' is undefined",
    ),
    "a name that nothing has in a chapter of the guide": (
        replaced(f"{EN}/guide.md", "{{ clinic.call_url }}", "{{ call_url }}"),
        f"templates/{EN}/guide.md, line 28: cannot be read: 'call_url' is undefined",
    ),
    "a chat with no words": (
        replaced(f"{EN}/emails/session.md", "{{ clinic.name }}", "{{ clinic.chat() }}"),
        f"templates/{EN}/emails/session.md, line 14: cannot be written: Clinic.chat() missing",
    ),
    "brackets behind a name in an email to the clinic": (
        replaced("emails/en/sign-in.md", "{{ name }}", "{{ name() }}"),
        "templates/emails/en/sign-in.md, line 5: cannot be written: 'str' object is not callable",
    ),
    "brackets behind a name on the landing page": (
        replaced(f"{EN}/landing.md", "{{ city }}", "{{ city() }}"),
        f"templates/{EN}/landing.md, line 3: cannot be read: 'str' object is not callable",
    ),
    "brackets behind a name on the privacy page": (
        replaced("pages/en/privacy.md", "{{ clinic.phone }}", "{{ clinic.phone() }}"),
        "templates/pages/en/privacy.md, line 27: cannot be written: 'str' object is not callable",
    ),
    "empty braces in a consent": (
        replaced(f"{EN}/consent.toml", "{emails}", "{}"),
        f"templates/{EN}/consent.toml: cannot be read: Replacement index 0 out of range",
    ),
    "a dot within braces in a consent": (
        replaced(f"{EN}/consent.toml", "{emails}", "{emails.x}"),
        f"templates/{EN}/consent.toml: cannot be read: 'str' object has no attribute 'x'",
    ),
    "a text that is not there, of which a second version is tried": (
        tried("landing.md", Path.unlink),
        f"templates/{EN}/landing.md: is missing: write it",
    ),
    "a text without what stands on top": (
        replaced(f"{EN}/emails/session.md", "+++\n", ""),
        f"templates/{EN}/emails/session.md, line 1: begins with some lines between two of +++, which are not there",
    ),
    "a slip in what stands on top": (
        replaced(f"{EN}/emails/session.md", 'subject = "', "subject = "),
        f"templates/{EN}/emails/session.md, line 2: cannot be read: Invalid value",
    ),
    "a line on top that nothing asks for": (
        replaced(f"{EN}/emails/session.md", "preview =", "previw ="),
        f"templates/{EN}/emails/session.md, line 3: previw is not known here",
    ),
    "a line on top that is missing": (
        replaced(f"{EN}/landing.md", "offer =", "# offer ="),
        f"templates/{EN}/landing.md: offer is missing",
    ),
    "a line on top that is no text": (
        replaced("pages/en/privacy.md", 'title = "Privacy"', "title = 7"),
        "templates/pages/en/privacy.md, line 2: title has 7, not a text, in quotes",
    ),
    "a word that is no text": (
        replaced("wording/en.toml", 'skip = "', 'skip = 7 # "'),
        "templates/wording/en.toml, line 47: skip under [frame] has 7, not a text, in quotes",
    ),
    "a day that is none": (
        replaced("campaigns/knots/campaign.toml", "day = 2", 'day = "2"'),
        'templates/campaigns/knots/campaign.toml, line 5: day under [[steps]] has "2", not a number of whole days',
    ),
    "a first campaign that is none": (
        replaced("clinic.toml", 'first_campaign = "knots"', 'first_campaign = "knot"'),
        'templates/clinic.toml, line 14: first_campaign has "knot", which is no folder of campaigns/: write knots',
    ),
    "a language of the front desk that nobody has written": (
        replaced("clinic.toml", 'language = "en"', 'language = "ar"'),
        'templates/clinic.toml, line 13: language has "ar", which is no file of wording/: write en',
    ),
    "a part of the world for a zone": (
        replaced("clinic.toml", "Asia/Karachi", "Asia"),
        'templates/clinic.toml, line 10: zone has "Asia", which is no zone: write one like Asia/Karachi',
    ),
    "a sentence that a language lacks": (
        lambda folder: (
            (folder / "wording" / "xx.toml").write_text(
                (folder / "wording" / "en.toml").read_text().replace('skip = "', 'skipp = "')
            )
            and None
        ),
        "templates/wording/xx.toml: frame.skip has to stand in it as in en.toml, with the same names in braces",
    ),
    "two tests at a time": (
        lambda folder: (folder / EN / "versions.toml").write_text('headline = "One"\nsubject = "Two"\n'),
        f"templates/{EN}/versions.toml: one test at a time",
    ),
    "a text that is still that of another campaign": (
        renamed("backs"),
        "templates/campaigns/backs/en/landing.md: says to the letter what knots/en/landing.md says",
    ),
    **{
        f"a campaign called {name}": (
            renamed(name),
            f"templates/campaigns/{name}/campaign.toml: a campaign's name is its address, in small letters, ",
        )
        for name in ("ready", "clinic", "conversions", "language", "ur", "Backs")
    },
}


@pytest.mark.parametrize("name", ["digest", "missed", "morning", "owner-alert", "sign-in", "unreachable", "weekly"])
def test_each_text_to_the_clinic_is_filled_in(folder, name):
    replaced(f"emails/en/{name}.md", "preview =", 'preview = "{{ nothing }}" #')(folder)

    assert found(folder) == [f"templates/emails/en/{name}.md, line 3: cannot be written: 'nothing' is undefined"]


@pytest.mark.parametrize(("slip", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_place(folder, slip, told):
    slip(folder)

    assert [finding for finding in found(folder) if finding.startswith(told)]


def test_a_text_that_no_program_can_read_is_what_is_told_where_a_second_version_of_it_is_tried(folder):
    tried("landing.md", lambda path: path.write_bytes(b"\xff"))(folder)

    assert {one.file for one in problems(Templates(folder), NOON)} == {f"templates/{EN}/landing.md"}


def test_a_language_without_a_sentence_is_told_with_its_place(folder):
    add_language(folder)
    replaced("campaigns/knots/xx/emails/answers.md", in_pseudo(" Some more words, so that it is an email."), "")(folder)

    [told] = [one for one in found(folder) if "sentences" in one]
    assert told.startswith("templates/campaigns/knots/xx/emails/answers.md, line 7: ")


LEFT = "'We look where it hurts' is in other letters: write it in xx, or set a title in italics or “in quotes”"


@pytest.mark.parametrize(
    ("file", "old", "line"),
    [
        ("campaigns/knots/xx/emails/session.md", "Drink water", 10),
        ("campaigns/knots/xx/landing.md", "A little", 18),
        ("campaigns/knots/xx/consent.toml", "Send me", 2),
        ("wording/xx.toml", "Skip to the content", 48),
        ("pages/xx/privacy.md", "Your name, email address", 8),
    ],
)
def test_a_sentence_that_nobody_has_translated_is_told_with_its_place(folder, file, old, line):
    add_language(folder)
    replaced(file, in_pseudo(old), "We look where it hurts")(folder)

    assert f"templates/{file}, line {line}: {LEFT}" in found(folder)


@pytest.mark.parametrize(
    "file", ["campaigns/knots/{}/guide.md", "campaigns/knots/{}/consent.toml", "pages/{}/privacy.md"]
)
def test_a_text_that_is_the_same_in_two_languages_is_told(folder, file):
    add_language(folder)
    shutil.copy(folder / file.format("en"), folder / file.format("xx"))

    first = file.format("en").removeprefix("campaigns/")
    told = f"templates/{file.format('xx')}: says to the letter what {first} says: write it in xx"
    assert told in found(folder)


def test_of_a_whole_translation_no_word_is_left(folder):
    add_language(folder)

    assert [one for one in found(folder) if "in other letters" in one] == []


def test_a_whole_translation_differs_from_its_text_in_nothing(folder):
    add_language(folder)

    assert [one for one in found(folder) if "' in en" in one or "stands where en" in one] == []
