"""Every page in every state: what holds for each of them, whatever it says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from chalicelib.services import current
from tests.browser.looks import SCHEMES, fits, needs_nu
from tools.bench.axe import axe_violations
from tools.bench.nu import nu_errors
from tools.bench.states import STATES, Served, Visitor
from tools.bench.watching import Watch

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module", params=STATES)
def served(request, running_site) -> Served:
    return STATES[request.param](Visitor(running_site))


@pytest.fixture(scope="module")
def tab(browser: Browser, running_site) -> Iterator[Watch]:
    """One for all states: Chromium begins a process for each."""
    page = browser.new_page(base_url=running_site.url)
    yield Watch(page)
    page.close()


@pytest.fixture(scope="module")
def opened(served: Served, tab: Watch) -> Iterator[Watch]:
    """A state, opened once for all that is asked of it: the very answer, with its headers."""
    tab.page.set_viewport_size(PHONE)
    tab.forget()
    served.show_in(tab.page)
    yield tab
    tab.page.unroute_all()


def test_it_is_one_request_to_our_own_host(opened):
    assert (len(opened.fetched), opened.third_parties) == (1, [])


def test_the_console_stays_silent(opened):
    # Chromium itself notes each answer that is an error; that is not ours to silence.
    ours = [text for text in opened.messages if not text.startswith("Failed to load resource")]

    assert ours == []


def test_nothing_moves_while_it_loads(opened):
    assert opened.layout_shift() == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_violation(shown, served, scheme):
    assert axe_violations(shown(served.html, scheme=scheme)) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_is_not_wider_than_the_screen(opened, width):
    assert fits(opened.page, width)


def test_who_starts_the_follow_ups_again_is_told_that_they_will_come(site):
    told = STATES["start, done"](Visitor(site)).html

    assert current().templates.languages["en"].words["start"]["done_heading"] in told


@needs_nu
def test_the_nu_checker_finds_no_error_in_any_of_them(site):
    visitor = Visitor(site)

    assert nu_errors({name: serve(visitor).html for name, serve in STATES.items()}) == []
