"""Amounts as platforms and spreadsheets write them."""

from decimal import Decimal

import pytest

from chalicelib.leads.figures.amounts import TwoWays, decimal_mark, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1,234", "1234"),
        ("12,34,567.00", "1234567.00"),
        ("1.234.567", "1234567"),
        ("Rs 4,000", "4000"),
        ("Rs.4000", "4000"),
        ("PKR 0.99", "0.99"),
        ("1.234,56 €", "1234.56"),
        (".5", "0.5"),
        ("0", "0"),
        ("0.125", "0.125"),
        ("12.3456", "12.3456"),
        ("1234.567", "1234.567"),
        ("1,234.567", "1234.567"),
        ("-12.50", "-12.50"),
        ("\u221212.50", "-12.50"),
        ("PKR -12.50", "-12.50"),
        ("12.50-", "-12.50"),
        ("(12.50)", "-12.50"),
        (" --", None),
        ("", None),
        ("10-20", None),
        ("9" * 21, None),
    ],
)
def test_an_amount_is_read_whatever_parts_its_thousands(text: str, amount: str | None):
    assert read_amount(text) == (None if amount is None else Decimal(amount))


def test_what_can_be_thousands_or_decimals_is_not_guessed():
    with pytest.raises(TwoWays):
        read_amount("1.234")


@pytest.mark.parametrize(
    ("text", "mark", "amount"), [("1.234", ",", "1234"), ("1.234", ".", "1.234"), ("1,234", ",", "1.234")]
)
def test_the_mark_of_the_file_says_which(text: str, mark: str, amount: str):
    assert read_amount(text, mark) == Decimal(amount)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "12,50"], ","),
        (["1,234", "12.50"], "."),
        (["1.234.567", "1.234"], ","),
        (["1.234", "5"], ""),
        (["1.5", "1,5"], ""),
        ([], ""),
    ],
)
def test_the_mark_of_a_file_is_what_its_amounts_show(texts: list[str], mark: str):
    assert decimal_mark(texts) == mark
