"""A page that runs from right to left is the other one in a mirror: what stood so far from the left stands so far from
the right."""

import pytest
from playwright.sync_api import Page

from chalicelib.content.links import Action
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.form import Page as FormPage
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.site.pages import Pages, Visit
from tests.clinic import CAMPAIGN, templates
from tests.letters import GUIDE, LINKS, NOON, body, written
from tests.texts.shipped import EDITIONS, landing_page

PAGES, VISIT = Pages(templates(), LINKS.site_url), Visit("", CAMPAIGN, "en")
TYPED = Form(token=LINKS.stamp(Action.FORM, NOON), name="www.", email="amina@", phone="12")
FAULTS = {"name": Fault.INVALID, "email": Fault.INVALID, "phone": Fault.TOO_SHORT}

SHOWN = {
    "landing": lambda: PAGES.render_form(VISIT, SentBack(Form())),
    "landing, sent back": lambda: PAGES.render_form(VISIT, SentBack(TYPED, FAULTS)),
    "contact": lambda: PAGES.render_form(VISIT, SentBack(Form(page=FormPage.CONTACT))),
    "thanks": lambda: PAGES.render_thanks(VISIT, "/guide", TYPED),
    "guide": lambda: PAGES.render_guide(VISIT),
    "privacy": lambda: PAGES.render_text("privacy", VISIT),
    "email": lambda: body(written(GUIDE), "html"),
}

# From the top: a field that takes the focus scrolls the page at a time of its own, and a bar that is stuck goes along.
BOXES = """() => {
    scrollTo({top: 0, behavior: "instant"})
    return [...document.querySelectorAll("body *:not(svg *, .skip, bdi)")]
        .filter(one => getComputedStyle(one).display !== "inline" && one.getClientRects().length)
        .map(one => [one, one.getBoundingClientRect()])
        .map(([one, box]) => [one.tagName + "." + one.className, box.left, box.right, box.top + scrollY])
}"""


def mirrored(html: str) -> str:
    """The same words the other way round, as if the page were in another language."""
    swapped = html.replace('dir="ltr">\n<head>', 'dir="rtl">\n<head>')
    # The sides of an email are written into it: see tests/unit/content/test_templates.py.
    for side, other in (("left", "<>"), ("right", "left"), ("<>", "right")):
        swapped = swapped.replace(f"padding-{side}", f"padding-{other}").replace(f'align="{side}"', f'align="{other}"')
    return swapped.replace('lang="en" dir="ltr" align', 'lang="en" dir="rtl" align').replace(
        "direction:ltr", "direction:rtl"
    )


def boxes(page: Page) -> list[tuple[str, float, float, float]]:
    return page.evaluate(BOXES)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("width", [360, 1280])
def test_each_box_stands_as_far_from_the_other_side(shown, name, width):
    html = SHOWN[name]()
    before = boxes(shown(html, width))
    within = shown(mirrored(html), width).evaluate("document.documentElement.clientWidth")
    after = boxes(shown(mirrored(html), width))

    assert len(after) == len(before) > 10
    wrong = [
        (box, other)
        for box, other in zip(before, after, strict=True)
        if abs(box[1] - (within - other[2])) > 1 or abs(box[3] - other[3]) > 1
    ]
    assert wrong == []


ASIDE = """["h1", ".promise", ".card", ".steps li", ".brand", "label", "footer p", "details"].map(name =>
    [name, document.querySelector(name).getBoundingClientRect()]).map(([name, box]) => [name, box.left, box.right])"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("edition", [one for one in EDITIONS if one.language == "ur"], ids=str)
def test_a_page_in_urdu_begins_where_the_one_in_english_ends(shown, edition, width):
    [english] = [one for one in EDITIONS if (one.campaign, one.language) == (edition.campaign, "en")]
    ends = {name: left for name, left, _ in shown(landing_page(english), width).evaluate(ASIDE)}
    begins = {name: width - right for name, _, right in shown(landing_page(edition), width).evaluate(ASIDE)}

    assert begins == pytest.approx(ends, abs=1)
