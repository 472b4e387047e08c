"""The emails in a browser, as mail clients show them: narrow and wide, in their own colours and in changed ones."""

import colorsys
import re
from collections.abc import Callable

import pytest

from chalicelib.leads.changes import set_outcome
from chalicelib.leads.enquiry import Suspect, Suspicion
from chalicelib.leads.outcome import Outcome
from chalicelib.mail.email import Email
from chalicelib.mail.morning import Morning, Some
from chalicelib.use_cases.morning import MOST_BOOKED, MOST_TO_CALL, MOST_UNREACHABLE
from tests.browser.looks import SCHEMES, fits
from tests.letters import ALERT, FOLLOW_UPS, GUIDE, NOON, body, lead, named, sample_writer, written
from tests.texts import shipped
from tools.bench.axe import axe_violations

OF_PAGES_ALONE = ("region:", "landmark-one-main:")
"""A mail client has landmarks of its own; those of an email would be a second set."""

each_shape = pytest.mark.parametrize("email_id", [ALERT, GUIDE, *FOLLOW_UPS[1:3]], ids=named)
"""Between them they have all that a text can have: buttons, lists, quotes, headings."""


def faults(page) -> list[str]:
    return [fault for fault in axe_violations(page) if not fault.startswith(OF_PAGES_ALONE)]


def recoloured(html: str, ground: Callable[[str], str], text: Callable[[str], str]) -> str:
    """With each background and each colour of text changed, and nothing said of dark mode."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    html = re.sub(r'(background-color:|bgcolor=")(#\w{6})', lambda found: found[1] + ground(found[2]), html)
    return re.sub(r'([;"]color:)(#\w{6})', lambda found: found[1] + text(found[2]), html)


def inverted(colour: str) -> str:
    """The same hue, the opposite lightness."""
    hue, lightness, saturation = _hls(colour)
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, 1 - lightness, saturation))


def _hls(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))


def if_light(colour: str) -> str:
    return inverted(colour) if _hls(colour)[1] > 0.5 else colour


def if_dark(colour: str) -> str:
    return inverted(colour) if _hls(colour)[1] <= 0.5 else colour


@each_shape
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_can_read_it(shown, email_id, scheme):
    assert faults(shown(body(written(email_id), "html"), scheme=scheme)) == []


@each_shape
@pytest.mark.parametrize(
    ("ground", "text"),
    [
        pytest.param(inverted, inverted, id="fully, as Outlook on Windows and Gmail on iOS"),
        pytest.param(if_light, if_dark, id="partly, as Outlook on phones and Gmail on Android"),
    ],
)
def test_everybody_can_read_it_where_a_client_inverts_its_colours(shown, email_id, ground, text):
    html = recoloured(body(written(email_id), "html"), ground, text)

    assert faults(shown(html)) == []


@each_shape
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_is_not_wider_than_the_screen(shown, email_id, width):
    hostile = lead(name="W" * 80, message="https://" + "w" * 300, utm_campaign="w" * 300, utm_source="w" * 300)
    page = shown(body(written(email_id, hostile), "html"), width)

    assert fits(page, width)


@each_shape
def test_a_button_is_large_enough_for_a_thumb(shown, email_id):
    buttons = shown(body(written(email_id), "html")).locator(".button a").all()

    assert buttons
    assert all(button.bounding_box()["height"] >= 48 for button in buttons)


FIRST_SCREEN = 640 - 160
"""What a phone of 360 by 640 pixels shows of an email below the subject and the sender."""

GUIDES = [letter for letter in shipped.TO_LEADS if letter.email_id == GUIDE]


@pytest.mark.parametrize("letter", GUIDES, ids=str)
def test_the_button_to_the_guide_is_on_the_first_screen_of_a_phone(shown, letter):
    box = shown(body(shipped.written(letter), "html"), 360).locator(".button a").first.bounding_box()

    assert box["y"] + box["height"] <= FIRST_SCREEN


def a_morning(name: str) -> Email:
    """As full as it gets: as many of each kind as it names, and more."""
    person = set_outcome(lead(name), "e1", Outcome.NO_ANSWER, NOON)

    def some(most: int) -> Some:
        return Some(((person, person.enquiries[0]),) * most, are_more=True)

    people = {"to_call": some(MOST_TO_CALL), "booked": some(MOST_BOOKED), "unreachable": some(MOST_UNREACHABLE)}
    suspect = Suspect(person.enquiries[0], Suspicion.TOO_FAST)
    return sample_writer().morning(Morning(NOON, **people, suspects=(suspect,), held_back=3, visits=5, unsaid=2), NOON)


def test_the_fullest_morning_is_one_screen_of_a_phone(shown):
    page = shown(body(a_morning("Muhammad Amin Khan"), "html"), 360)

    last = page.locator("li").last.bounding_box()
    assert last["y"] + last["height"] <= 800
