import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from chalicelib.content.environment import COMPILED
from chalicelib.content.language import Language
from chalicelib.content.templates import Templates
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.forms.judgement import Wording
from chalicelib.leads.variant import Version
from tests.clinic import CAMPAIGN, STEPS, templates


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the tests' templates, to be changed."""
    return shutil.copytree(templates().folder, tmp_path / "templates")


def add_campaign(folder: Path, campaign: str, languages: str = '["en"]') -> None:
    added = shutil.copytree(folder / "campaigns" / CAMPAIGN, folder / "campaigns" / campaign)
    (added / "campaign.toml").write_text(f"languages = {languages}\nsteps = []\n")


def add_language(folder: Path, code: str) -> None:
    shutil.copy(folder / "wording" / "en.toml", folder / "wording" / f"{code}.toml")
    of_campaign = shutil.copytree(
        folder / "campaigns" / CAMPAIGN / "en", folder / "campaigns" / CAMPAIGN / code, dirs_exist_ok=True
    )
    consent = of_campaign / "consent.toml"
    consent.write_text(consent.read_text().replace("Send me", f"In {code}: send me"))
    campaign = folder / "campaigns" / CAMPAIGN / "campaign.toml"
    campaign.write_text(campaign.read_text().replace('["en"]', f'["en", "{code}"]'))


def test_the_clinic_is_that_of_its_file():
    assert templates().clinic.name == "Riverside Clinic"


def test_a_line_that_is_no_toml_is_named_with_its_file(folder):
    clinic = folder / "clinic.toml"
    clinic.write_text(clinic.read_text().replace("opens = 10:00:00", "opens = 10 am"))

    with pytest.raises(ValueError, match=r"^clinic\.toml: .*line 18"):
        _ = Templates(folder).clinic


CLINIC, SEQUENCE = "clinic.toml", f"campaigns/{CAMPAIGN}/campaign.toml"


@pytest.mark.parametrize(
    ("file", "written", "instead"),
    [
        (CLINIC, 'name = "', 'nmae = "'),
        (CLINIC, 'country = "PK"', "country = 92"),
        (CLINIC, "opens = 10:00:00", 'opens = "10 am"'),
        (CLINIC, "guides_a_day = 1", "guides_a_day = true"),
        (CLINIC, "[caps]", "[cups]"),
        (SEQUENCE, 'languages = ["en"]', 'languages = "en"'),
        (SEQUENCE, "day = 5", 'day = "five"'),
        (SEQUENCE, "day = 9", "days = 9"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_line(folder, file, written, instead):
    source = (folder / file).read_text()
    line = source[: source.index(written)].count("\n") + 1
    (folder / file).write_text(source.replace(written, instead, 1))

    with pytest.raises(ValueError, match=rf"^{re.escape(file)}, line {line}: "):
        _ = Templates(folder).campaigns


def test_a_value_that_has_no_line_of_its_own_is_named_with_its_file(folder):
    source = (folder / CLINIC).read_text()
    table = source[source.index("[caps]") :].split("\n\n")[0]
    (folder / CLINIC).write_text("caps = { guides_a_day = true }\n" + source.replace(table, ""))

    with pytest.raises(ValueError, match=r"^clinic\.toml: guides_a_day under \[caps\] has true"):
        _ = Templates(folder).clinic


EN = f"campaigns/{CAMPAIGN}/en"
TEXTS = {
    f"{EN}/landing.md": lambda templates: templates.landing(CAMPAIGN, "en"),
    f"{EN}/guide.md": lambda templates: templates.guide(CAMPAIGN, "en"),
    f"{EN}/emails/session.md": lambda templates: templates.email_texts,
    "emails/en/alert.md": lambda templates: templates.email_texts,
    "pages/en/privacy.md": lambda templates: templates.page_text("en", "privacy"),
    "wording/en.toml": lambda templates: templates.languages,
}


@pytest.mark.parametrize(
    ("file", "written", "instead", "problem"),
    [
        (f"{EN}/landing.md", "offer =", "ofer =", "ofer is not known here"),
        (f"{EN}/landing.md", 'send = "Send me the guide"', "send = true", "send has true, not a text, in quotes"),
        (f"{EN}/landing.md", "answer = ", "anser = ", "anser is not known under [[questions]]"),
        (
            f"{EN}/landing.md",
            "told_above = true",
            'told_above = "yes"',
            'told_above under [[questions]] has "yes", not ',
        ),
        (f"{EN}/guide.md", "subtitle =", "subtitel =", "subtitel is not known here"),
        (f"{EN}/guide.md", 'skin = "Skin"', "skin = 1", "skin under [labels] has 1, not a text, in quotes"),
        (f"{EN}/emails/session.md", "preview =", "previw =", "previw is not known here"),
        ("emails/en/alert.md", 'subject = "', 'subject = 7 # "', "subject has 7, not a text, in quotes"),
        ("pages/en/privacy.md", 'title = "Privacy"', "title = []", "title has [], not a text, in quotes"),
        (
            "wording/en.toml",
            'direction = "ltr"',
            'direction = "left"',
            'direction has "left", not ltr or rtl, in quotes',
        ),
        ("wording/en.toml", "[frame]", "[frames]", "frames is not known here"),
        ("wording/en.toml", 'skip = "', 'skip = 7 # "', "skip under [frame] has 7, not a text, in quotes"),
        ("wording/en.toml", '"Monday", ', "", "weekdays under [dates] names 6, not 7"),
        ("wording/en.toml", "months = [", 'months = "January" # [', "months under [dates] has "),
    ],
)
def test_a_slip_in_front_of_a_text_or_among_the_words_is_named_with_its_line(folder, file, written, instead, problem):
    source = (folder / file).read_text()
    line = source[: source.index(written)].count("\n") + 1
    (folder / file).write_text(source.replace(written, instead, 1))

    with pytest.raises(ValueError, match=rf"^{re.escape(f'{file}, line {line}: {problem}')}"):
        TEXTS[file](Templates(folder))


def test_a_text_with_nothing_in_front_is_named(folder):
    (folder / EN / "landing.md").write_text("What dry needling is.\n")

    with pytest.raises(ValueError, match=rf"^{EN}/landing\.md: "):
        Templates(folder).landing(CAMPAIGN, "en")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (f"{EN}/landing.md", 'eyebrow = "Free guide by email"\n'),
        (f"{EN}/guide.md", 'subtitle = "What they are and what helps"\n'),
        ("wording/en.toml", 'direction = "ltr"\n'),
    ],
)
def test_what_a_text_lacks_is_named_with_its_file(folder, file, line):
    source = (folder / file).read_text()
    assert line in source
    (folder / file).write_text(source.replace(line, "", 1))

    with pytest.raises(ValueError, match=rf"^{re.escape(file)}: {line.split()[0]} is missing"):
        TEXTS[file](Templates(folder))


def test_a_language_without_words_for_where_people_come_from_is_named(folder):
    """Their own page tells them."""
    file = folder / "wording" / "en.toml"
    file.write_text(re.sub(r"\[sources\]\n(.+\n)+", "", file.read_text()))

    with pytest.raises(ValueError, match=r"^wording/en\.toml: sources is missing"):
        TEXTS["wording/en.toml"](Templates(folder))


def test_each_folder_with_a_campaign_is_a_campaign():
    assert [step.id for step in templates().campaigns[CAMPAIGN].steps] == list(STEPS)


def test_the_first_campaign_comes_before_the_others(folder):
    add_campaign(folder, "backs")
    add_campaign(folder, "shoulders")

    assert list(Templates(folder).campaigns) == [CAMPAIGN, "backs", "shoulders"]


def test_a_folder_without_a_campaigns_file_is_no_campaign(folder):
    (folder / "campaigns" / "notes").mkdir()

    assert list(Templates(folder).campaigns) == [CAMPAIGN]


def test_a_mistake_in_a_campaigns_file_is_told_with_the_name_of_the_file(folder):
    add_campaign(folder, "backs", languages="[]")

    with pytest.raises(ValueError, match=r"campaigns/backs/campaign\.toml: a campaign needs a language"):
        _ = Templates(folder).campaigns


def test_each_file_of_words_is_a_language_and_the_clinics_own_comes_first(folder):
    for code in ("ar", "ur"):
        add_language(folder, code)

    assert list(Templates(folder).languages) == ["en", "ar", "ur"]


def test_the_addresses_are_those_of_the_campaigns_in_their_languages(folder):
    add_language(folder, "ur")
    add_campaign(folder, "backs")

    assert Templates(folder).addresses.landings.keys() == {"", "ur", CAMPAIGN, f"{CAMPAIGN}/ur", "backs"}


def test_the_plan_goes_by_the_sequence_of_each_campaign(folder):
    add_campaign(folder, "backs")
    rules = Templates(folder).rules

    assert {campaign: len(steps) for campaign, steps in rules.sequences.items()} == {CAMPAIGN: 6, "backs": 0}


def test_the_plan_knows_which_campaigns_have_a_text_on_aftercare(folder):
    add_campaign(folder, "backs")
    (folder / "campaigns" / "backs" / "en" / "emails" / "aftercare.md").unlink(missing_ok=True)

    assert Templates(folder).rules.aftercare == {CAMPAIGN}


def test_the_plan_goes_by_the_clinics_hours_gap_and_caps():
    rules, clinic = templates().rules, templates().clinic

    assert (rules.window, rules.minimum_gap, rules.caps) == (clinic.window, timedelta(hours=20), clinic.caps)


def test_a_form_page_has_the_words_beside_its_boxes():
    page = templates().form_page(CAMPAIGN, "en")

    assert (page.campaign, page.language) == (CAMPAIGN, "en")
    assert page.wordings == {
        Purpose.ENQUIRY: Wording(
            "By sending this form you ask the clinic to answer you by phone, WhatsApp or email. "
            "To do so, it keeps what you wrote.",
            "2026-11",
        ),
        Purpose.FOLLOW_UPS: Wording("Send me six short emails about muscle knots. I can stop them at any time.", "7"),
    }


def test_a_form_page_has_the_words_of_its_own_language(folder):
    add_language(folder, "ur")

    assert Templates(folder).form_page(CAMPAIGN, "ur").wordings[Purpose.FOLLOW_UPS].words.startswith("In ur: ")


def test_a_form_that_names_no_page_is_of_the_first_campaign_in_its_first_language():
    assert templates().form_page("", "") == templates().form_page(CAMPAIGN, "en")


@pytest.mark.parametrize(("campaign", "language"), [("backs", "en"), (CAMPAIGN, "ur"), ("", "ur"), ("../knots", "")])
def test_there_is_no_form_page_of_an_unknown_campaign_or_language(campaign: str, language: str):
    assert templates().form_page(campaign, language) is None


@pytest.mark.parametrize(
    ("part", "first"),
    [
        ("headline", "Muscle knots, explained"),
        ("subject", "Your guide to muscle knots"),
        ("guide", "Muscle knots, explained"),
    ],
)
def test_both_versions_of_what_is_tried_are_told_in_their_words(folder, part, first):
    (folder / "campaigns" / CAMPAIGN / "en" / "versions.toml").write_text(f'{part} = "Knots, let go"\n')

    assert list(Templates(folder).tests().values()) == [(first, "Knots, let go")]


def test_a_landing_page_is_that_of_the_campaign_in_the_language(folder):
    add_language(folder, "ur")
    landing = folder / "campaigns" / CAMPAIGN / "ur" / "landing.md"
    landing.write_text(landing.read_text().replace("Muscle knots, explained", "گرہیں"))
    read = Templates(folder)

    assert [read.landing(CAMPAIGN, language).words["title"] for language in ("en", "ur")] == [
        "Muscle knots, explained",
        "گرہیں",
    ]


def test_a_guide_is_that_of_the_campaign_in_the_language(folder):
    add_language(folder, "ur")
    guide = folder / "campaigns" / CAMPAIGN / "ur" / "guide.md"
    guide.write_text(guide.read_text().replace("Muscle knots, explained", "گرہیں"))
    read = Templates(folder)

    assert [read.guide(CAMPAIGN, language).title for language in ("en", "ur")] == ["Muscle knots, explained", "گرہیں"]


@pytest.mark.parametrize("piece", ["landing", "guide"])
def test_a_text_is_read_once(piece: str):
    read = getattr(templates(), piece)

    assert read(CAMPAIGN, "en") is read(CAMPAIGN, "en")


def test_a_text_of_no_campaign_is_known_by_its_name_and_one_of_a_campaign_by_both():
    to_clinic = (
        "alert",
        "digest",
        "missed",
        "morning",
        "owner-alert",
        "second-alert",
        "sign-in",
        "unreachable",
        "weekly",
    )
    of_none = {("en", name) for name in (*to_clinic, "own-data")}

    assert templates().email_texts.keys() == of_none | {
        ("en", f"{CAMPAIGN}/{name}") for name in (*STEPS, "guide", "aftercare")
    }


def test_the_pdf_of_a_guide_is_known_by_campaign_and_language():
    assert templates().guide_pdfs.keys() == {(CAMPAIGN, "en", Version.A)}
    assert templates().guide_pdfs[CAMPAIGN, "en", Version.A] == templates().guide_pdf(CAMPAIGN, "en").read_bytes()


def test_the_preview_picture_lies_beside_the_landing_page():
    assert templates().preview_picture(CAMPAIGN, "en") == templates().folder / "campaigns/knots/en/preview.png"


def test_a_page_of_one_text_is_read_in_its_language():
    assert templates().page_text("en", "privacy").matter["title"] == "Privacy"


def test_a_style_sheet_stands_in_pages_without_white_space_around_it():
    inline = templates().inline("pages/style.css")

    assert inline == inline.strip() == templates().source("pages/style.css").strip()


def test_a_value_that_a_page_asks_for_and_does_not_get_is_an_error():
    with pytest.raises(UndefinedError, match="clinic"):
        templates().environment.from_string("{{ clinic.name }}").render()


def test_what_a_page_is_given_is_escaped():
    assert templates().environment.from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"


def test_a_plain_text_is_not_escaped():
    frame = templates().environment.get_template("emails/layout.txt")
    words = templates().languages["en"].words

    assert "Hot & cold" in frame.render(preview="Hot & cold", body="", footer="clinic", words=words)


def test_the_author_of_a_misspelt_text_is_told_which_one_it_is(folder):
    guide = folder / "campaigns" / CAMPAIGN / "en" / "guide.md"
    guide.write_text(guide.read_text().replace("## ", "### "))

    with pytest.raises(ValueError, match=f"campaigns/{CAMPAIGN}/en/guide.md: "):
        Templates(folder).guide(CAMPAIGN, "en")


RTL, LTR = Language("xx", "rtl", {}), Language("xx", "ltr", {})


@pytest.mark.parametrize(("language", "padded"), [(RTL, "padding-right:22px"), (LTR, "padding-left:22px")])
def test_a_list_in_an_email_is_indented_where_its_language_begins(language, padded):
    assert padded in templates().email_styles(language)["ul"]


@pytest.mark.parametrize(("language", "aligned"), [(RTL, "text-align:right"), (LTR, "text-align:left")])
def test_a_table_in_an_email_is_aligned_where_its_language_begins(language, aligned):
    assert aligned in templates().email_styles(language)["td"]


def test_a_language_may_have_styles_of_its_own_in_emails(folder):
    (folder / "emails" / "styles.toml").write_text('p = "margin:1px"\nh2 = "margin:2px"\n[xx]\np = "margin:3px"\n')

    assert Templates(folder).email_styles(RTL) == {"p": "margin:3px", "h2": "margin:2px"}


UNKNOWN = [
    ("wording/en.toml", "", lambda read: read.languages["en"]),
    (f"campaigns/{CAMPAIGN}/en/guide.md", "+++\n", lambda read: read.guide(CAMPAIGN, "en")),
]
"""Files with a line more that nobody knows, after what they begin with, and how they are read."""


def with_an_unknown_line(folder: Path, file: str, beginning: str) -> Templates:
    written = (folder / file).read_text()
    assert written.startswith(beginning)
    (folder / file).write_text(f'{beginning}unknown = "line"\n{written.removeprefix(beginning)}')
    return Templates(folder)


@pytest.mark.parametrize(("file", "beginning", "read"), UNKNOWN)
def test_a_line_that_nobody_knows_is_told_to_its_author(folder, file, beginning, read):
    with pytest.raises(ValueError, match=f"^{file}, line [12]: unknown"):
        read(with_an_unknown_line(folder, file, beginning))


@pytest.mark.parametrize(("file", "beginning", "read"), UNKNOWN)
def test_what_the_bundle_has_is_not_checked_for_such_lines_again(folder, file, beginning, read):
    (folder / COMPILED).mkdir()

    assert read(with_an_unknown_line(folder, file, beginning))
