import pytest

from chalicelib.content.addresses import Addresses
from chalicelib.content.campaign import Campaign

NEEDLES = Campaign("dry-needling", ("en", "ur"), ())
NECKS = Campaign("neck-pain", ("ur", "en", "ps"), ())
ADDRESSES = Addresses({"dry-needling": NEEDLES, "neck-pain": NECKS}, "en")


@pytest.mark.parametrize(("language", "path"), [("en", "privacy"), ("ur", "privacy/ur")])
def test_a_page_leaves_out_the_clinics_own_language(language: str, path: str):
    assert ADDRESSES.page("privacy", language) == path


@pytest.mark.parametrize(("language", "suffix"), [("en", []), ("ur", ["ur"])])
def test_a_language_stands_at_the_end_of_a_path_unless_it_is_the_clinics(language: str, suffix: list[str]):
    assert ADDRESSES.suffix(language) == suffix


@pytest.mark.parametrize(
    ("campaign", "language", "path"),
    [
        ("dry-needling", "en", ""),
        ("dry-needling", "ur", "ur"),
        ("neck-pain", "ur", "neck-pain"),
        ("neck-pain", "en", "neck-pain/en"),
        ("neck-pain", "ps", "neck-pain/ps"),
    ],
)
def test_a_landing_page_has_the_shortest_path_that_names_it(campaign: str, language: str, path: str):
    assert ADDRESSES.landing(campaign, language) == path


def test_each_landing_page_is_found_by_its_path_and_those_of_the_first_campaign_by_its_name_too():
    assert ADDRESSES.landings == {
        "": ("dry-needling", "en"),
        "ur": ("dry-needling", "ur"),
        "dry-needling": ("dry-needling", "en"),
        "dry-needling/ur": ("dry-needling", "ur"),
        "neck-pain": ("neck-pain", "ur"),
        "neck-pain/en": ("neck-pain", "en"),
        "neck-pain/ps": ("neck-pain", "ps"),
    }


def test_a_landing_page_is_one_edition_however_many_paths_it_has():
    assert ADDRESSES.editions == [
        ("dry-needling", "en"),
        ("dry-needling", "ur"),
        ("neck-pain", "ur"),
        ("neck-pain", "en"),
        ("neck-pain", "ps"),
    ]


def test_the_path_of_a_landing_page_leads_to_it():
    assert [ADDRESSES.landings[ADDRESSES.landing(*edition)] for edition in ADDRESSES.editions] == ADDRESSES.editions


def test_a_clinic_with_one_campaign_in_one_language_has_one_page_at_two_paths():
    addresses = Addresses({"neck-pain": Campaign("neck-pain", ("ur",), ())}, "en")

    assert addresses.landings == {"": ("neck-pain", "ur"), "neck-pain": ("neck-pain", "ur")}
