"""What the front desk is shown of how to reach a person."""

from dataclasses import replace

import pytest

from chalicelib.leads.lead import Lead
from tests.letters import ALERT, Hrefs, body, lead, written


def with_extension() -> Lead:
    asking = lead()
    [enquiry] = asking.enquiries
    called = replace(enquiry.contact, phone="+922135890123;ext=204")
    return replace(asking, enquiries=(replace(enquiry, contact=called),))


@pytest.mark.parametrize("kind", ["html", "plain"])
def test_an_extension_stands_beside_the_number(kind: str):
    assert "+922135890123 ext 204" in body(written(ALERT, with_extension()), kind)


def test_one_tap_dials_the_extension_too():
    assert "tel:+922135890123;ext=204" in Hrefs(body(written(ALERT, with_extension()), "html")).found


def test_a_chat_is_opened_with_the_number_alone():
    assert "https://wa.me/922135890123" in Hrefs(body(written(ALERT, with_extension()), "html")).found
