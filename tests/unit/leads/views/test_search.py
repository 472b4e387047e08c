import pytest

from chalicelib.leads.views.search import Search, read_search

STORED = "923001234567"


@pytest.mark.parametrize(
    "typed",
    [
        "+923001234567",
        "+92 300 123 4567",
        "0092 300 1234567",
        "0300 1234567",
        "0300-123-4567",
        "(0300) 1234567",
        "3001234567",
        "92 300 1234567",
        "1234567",
        "4567",
        "12 34567",
        "۰۳۰۰ ۱۲۳۴۵۶۷",
        "٠٣٠٠١٢٣٤٥٦٧",
        "\u202a+92 300 1234567\u202c",
    ],
)
def test_a_phone_in_any_spelling_is_the_end_of_the_number(typed):
    search = read_search(typed, "PK")

    assert search.phone
    assert STORED[::-1].startswith(search.phone)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("+44 20 7946 0958", "PK", "442079460958"),
        ("020 7946 0958", "GB", "442079460958"),
        ("06 30 123 4567", "HU", "36301234567"),
        ("8 916 123-45-67", "RU", "79161234567"),
        ("06 6982 1234", "IT", "390669821234"),
        ("0067", "PK", "923001230067"),
    ],
)
def test_a_phone_of_any_country_is_the_end_of_the_number(typed, country, stored):
    assert stored[::-1].startswith(read_search(typed, country).phone)


def test_fewer_digits_than_four_are_nobodys_phone():
    assert read_search("567", "PK") == Search()


def test_a_name_is_its_words():
    assert read_search("Amina KHAN", "PK") == Search(words=("amina", "khan"))


def test_a_name_and_the_end_of_a_phone_are_both():
    assert read_search("Amina 45 67", "PK") == Search(phone="7654", words=("amina",))


def test_a_whole_address_is_an_address():
    assert read_search(" Amina.Khan@example.com ", "PK").email == "Amina.Khan@example.com"


def test_the_name_in_an_address_may_be_found_where_nobody_has_that_address():
    assert read_search("amina.khan@example.com", "PK").words == ("amina", "khan")


def test_the_beginning_of_an_address_is_words():
    assert read_search("amina.kh@exa", "PK") == Search(words=("amina", "kh"))


@pytest.mark.parametrize("typed", ["", "   ", "@", "+", "-", "\x00", "😀"])
def test_what_nobody_can_be_found_by_is_empty(typed):
    assert read_search(typed, "PK") == Search()


def test_a_search_without_end_is_cut():
    assert len(read_search("a" * 100_000, "PK").words[0]) <= 200


def test_no_address_is_looked_for_behind_the_end_of_a_search():
    assert read_search("a" * 200 + " <amina@example.com>", "PK").email == ""


def test_a_word_with_which_another_one_begins_says_nothing_more():
    assert read_search("ali khan alia", "PK").words == ("khan", "alia")
