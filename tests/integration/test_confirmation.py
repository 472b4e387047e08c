"""The button in the guide's email, which starts follow-ups from a person's own inbox and from nowhere else."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.leads.lead import Standing
from tests.clinic import CAMPAIGN, templates
from tests.conftest import lead_of, mail_to, subjects_to
from tests.visitor import FORM, path_of

AMINA = FORM["email"]
THREE_DAYS = timedelta(days=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The templates of the tests, with a campaign that asks for confirmation."""
    folder = tmp_path_factory.mktemp("confirmed") / "templates"
    shutil.copytree(templates().folder, folder)
    toml = folder / "campaigns" / CAMPAIGN / "campaign.toml"
    toml.write_text("confirmation = true\n" + toml.read_text())
    return folder


@pytest.fixture
def confirming(serve, folder) -> None:
    serve(folder)


def button_in(email) -> str:
    """Where the button of that email leads, "" if there is none."""
    found = re.search(r"https?://\S+/start/\S+", email.message.get_body(("plain",)).get_content())
    return found[0] if found else ""


@pytest.fixture
def guide(confirming, site, visitor):
    visitor.send()
    return mail_to(site, AMINA)[-1]


def test_without_a_press_no_follow_up_comes(guide, site):
    site.functions.advance(10 * THREE_DAYS)

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def test_with_a_press_they_come(guide, site, visitor):
    visitor.press(button_in(guide))
    site.functions.advance(THREE_DAYS)

    assert len(mail_to(site, AMINA)) == 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_starts_nothing(guide, visitor, method):
    visitor.open(path_of(button_in(guide)), method)

    assert not lead_of(AMINA).may_get_follow_ups


def test_the_page_says_that_they_will_come(guide, visitor):
    assert "the emails will come" in visitor.press(button_in(guide)).text


def test_a_button_pressed_after_unsubscribing_says_that_it_is_used_up(guide, visitor):
    visitor.press(button_in(guide))
    unsubscribe = re.search(r"https?://\S+/unsubscribe/\S+", guide.message.get_body(("plain",)).get_content())
    visitor.press(unsubscribe[0])

    assert "used up" in visitor.press(button_in(guide)).text
    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED


def test_a_campaign_that_asks_for_none_has_no_button(site, visitor):
    visitor.send()

    assert not button_in(mail_to(site, AMINA)[-1])


@pytest.fixture
def asked_again(site, visitor):
    """The guide of a person who unsubscribed, and whose address was sent with the box ticked again."""
    visitor.send()
    first = mail_to(site, AMINA)[-1]
    visitor.press(re.search(r"https?://\S+/unsubscribe/\S+", first.message.get_body(("plain",)).get_content())[0])
    site.functions.advance(THREE_DAYS)
    visitor.send(message="The guide once more, please.")
    return mail_to(site, AMINA)[-1]


def test_a_person_who_unsubscribed_and_ticks_the_box_again_is_told_and_asked(asked_again):
    assert "were stopped" in asked_again.message.get_body(("plain",)).get_content()


def test_nothing_starts_by_the_box_alone(asked_again, site):
    before = len(mail_to(site, AMINA))
    site.functions.advance(THREE_DAYS)

    assert len(mail_to(site, AMINA)) == before


def test_the_button_starts_them_again(asked_again, site, visitor):
    before = len(mail_to(site, AMINA))
    visitor.press(button_in(asked_again))
    site.functions.advance(THREE_DAYS)

    assert len(mail_to(site, AMINA)) > before


def test_a_contact_page_sent_without_the_box_for_the_guide_brings_the_button_too(confirming, site, visitor):
    visitor.send("/contact")

    assert button_in(mail_to(site, AMINA)[-1])


@pytest.mark.parametrize("path", ["/start/x", "/start/x/en."])
def test_a_damaged_link_says_how_to_get_them_and_nothing_of_stopping(visitor, path):
    page = visitor.get(path).text

    assert ("ask for the guide again" in page, "stop" in page) == (True, False)


def test_a_forged_link_starts_nothing(visitor):
    assert visitor.post("/start/forged", {}).status_code == 404
