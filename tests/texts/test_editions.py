"""Each campaign has all its files in each of its languages, and each language all its words."""

import pytest

from tests.texts.shipped import BEGUN, SHIPPED, each_edition
from tools.campaign.translations import differing
from tools.preview.picture_source import digest, digest_in


@pytest.mark.parametrize("edition", BEGUN, ids=str)
def test_a_campaign_has_all_its_files_in_each_of_its_languages(edition):
    missing = ", ".join(edition.missing)

    assert not missing, (
        f"templates/campaigns/{edition.campaign}/campaign.toml lists {edition.language}, which needs "
        f"{missing}. Texts are written; `make guide` makes guide.pdf, and `make preview-picture` "
        "preview.png."
    )


@each_edition
def test_the_picture_beside_a_link_is_drawn_from_what_the_page_says(edition):
    of_edition = (edition.campaign, edition.language)

    assert digest_in(SHIPPED.preview_picture(*of_edition)) == digest(SHIPPED, *of_edition), "make preview-picture"


@each_edition
def test_every_step_has_its_text(edition):
    missing = [name for name in ("guide", *edition.steps) if name not in edition.emails]

    assert not missing, "\n".join(
        f"{edition.folder}/emails/{name}.md is missing, and campaign.toml sends it: write it, or take the step out."
        for name in missing
    )


@pytest.mark.parametrize("code", SHIPPED.languages)
def test_a_language_has_each_word_that_the_clinics_own_has(code):
    wrong = differing(SHIPPED.languages[SHIPPED.clinic.language], SHIPPED.languages[code])

    assert not wrong, (
        f"templates/wording/{code}.toml differs from {SHIPPED.clinic.language}.toml in more than its words: look at "
        f"{', '.join(wrong)}. Each is in both, with the same names in braces."
    )
