"""How many emails a text says will come, and for how long: as many as the campaign's sequence has."""

from datetime import timedelta

import pytest

from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.owed.sequence import Step
from tests.texts.shipped import SHIPPED, Edition, each_edition, guide_as_plain_text, landing_page, letters_of
from tools.campaign.counts import last_day, miscounts, wrong_weeks
from tools.campaign.told import words_of


def consent(edition: Edition) -> str:
    return edition.templates.form_page(edition.campaign, edition.language).wordings[Purpose.FOLLOW_UPS].words


def texts(edition: Edition) -> dict[str, str]:
    """All that a person reads in that edition, by the name of its file."""
    beside_the_box = " ".join(consent(edition).split())
    privacy = edition.templates.page_text(edition.language, "privacy").fill({"clinic": edition.templates.clinic})
    return {
        f"{edition.folder}/consent.toml": consent(edition),
        f"templates/pages/{edition.language}/privacy.md": privacy,
        f"{edition.folder}/landing.md": words_of(landing_page(edition)).replace(beside_the_box, ""),
        f"{edition.folder}/guide.md": guide_as_plain_text(edition),
        **{f"{edition.folder}/emails/{letter.name}.md": letter.text for letter in letters_of(edition)},
    }


@each_edition
def test_a_text_that_counts_the_emails_counts_as_many_as_are_sent(edition):
    campaign = edition.templates.campaigns[edition.campaign]
    complaints = [
        f"{file} says '{wrong}', but campaigns/{campaign.id}/campaign.toml has {len(campaign.steps)} steps. Please say "
        "the number that is sent. In consent.toml, change the version with the words."
        for file, words in texts(edition).items()
        for wrong in miscounts(" ".join(words.split()), campaign.steps, edition.templates.languages[edition.language])
    ]

    assert not complaints, "\n".join(complaints)


@each_edition
def test_consent_is_asked_for_as_many_weeks_as_the_emails_take(edition):
    steps = edition.templates.campaigns[edition.campaign].steps
    wrong = wrong_weeks(consent(edition), steps, edition.templates.languages[edition.language])

    assert not wrong, (
        f"{edition.folder}/consent.toml says '{wrong[0]}', but the last step in campaign.toml comes on day "
        f"{last_day(steps)}. Please say how long the emails go on, and change the version with the words."
    )


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Send me six short emails about necks.", []),
        ("Six emails.", []),
        ("Send me 6 emails.", []),
        ("Send me seven short emails about necks.", ["seven short emails"]),
        ("You get 5 emails.", ["5 emails"]),
        ("No emails come.", ["No emails"]),
        ("Which of our emails were sent, in 60 days.", []),
        ("Usually one to eight sessions. This is our last email.", []),
    ],
)
def test_a_number_of_emails_is_found_in_words_and_in_figures(words, wrong):
    assert miscounts(words, steps_on(2, 5, 9, 13, 17, 21), ENGLISH) == wrong


@pytest.mark.parametrize(
    ("last_day", "wrong"), [(14, ["three weeks"]), (15, []), (21, []), (22, ["three weeks"]), (28, ["three weeks"])]
)
def test_a_week_that_has_begun_counts(last_day, wrong):
    assert wrong_weeks("over the next three weeks", steps_on(2, last_day), ENGLISH) == wrong


ENGLISH = SHIPPED.languages["en"]


def steps_on(*days: int) -> tuple[Step, ...]:
    return tuple(Step(f"step-{day}", timedelta(days=day)) for day in days)
