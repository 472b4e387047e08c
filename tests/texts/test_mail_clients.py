"""What the emails are made of, looked up in the data set of caniemail.com: does it work where mail is read?"""

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from tests.letters import body
from tests.texts.conftest import module
from tests.texts.shipped import ALL, written

ENOUGH = 90.0
"""Per cent of the mail clients, in their newest version that was tested, that support a feature at least in part."""

ENHANCEMENTS = {
    "css-at-media-prefers-color-scheme": "without it a client shows the light colours, or makes dark ones of its own",
    "css-at-media": "the same",
    "html-style": "holds nothing but the dark colours",
    "css-selector-descendant": "used in the dark colours only",
    "css-important": "the same",
    "html-meta-color-scheme": "without it Apple Mail shows the light colours",
    "css-border-radius": "without it a button has square corners",
    "css-table-layout": "with the next: without them a word longer than a phone is wide makes its owner scroll",
    "css-overflow-wrap": "see above",
    "html-body": "the table around all has its colour too, and no client has more margin than is good",
    "html-doctype": "the layout is the same in quirks mode: each width and line height is given",
    "html-lang": "for screen readers, which guess well",
    "html-bdi": "without it a name in other letters may change places with the number beside it, which stays whole",
    "html-role": "for screen readers: without it they announce a table",
}

OLDER_THAN_THE_DATA_SET = {
    *("html-html", "html-head", "html-meta", "html-title", "html-a", "html-br", "html-em", "html-code"),
    *("html-attribute-class", "html-attribute-style", "html-attribute-href", "html-attribute-bgcolor"),
    *("html-attribute-border", "html-attribute-charset", "html-attribute-name", "html-attribute-content"),
    *("css-color",),
}
"""What every client has known for twenty years, so that nobody tests it."""

FOR_OUTLOOK_ALONE = {"css-mso-padding-alt"}

ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3"), "h1-h6"),
    **dict.fromkeys(("ul", "ol", "li"), "lists"),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "th", "td"), "table"),
}


class Features(HTMLParser):
    """The features that a document uses, by their names in the data set."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._in_style = False
        self.feed(html)

    def handle_decl(self, decl):
        self.found.add("html-doctype")

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self._in_style = tag == "style"
        self.found.add(f"html-{ELEMENTS.get(tag, tag)}")
        self.found |= {_feature_of_attribute(name) for name in values}
        self.found |= _features_of(values.get("style") or "")
        if values.get("name") == "color-scheme":
            self.found.add("html-meta-color-scheme")
        if (values.get("href") or "").startswith("mailto:"):
            self.found.add("html-mailto-links")

    def handle_data(self, data):
        if not self._in_style:
            return
        self._in_style = False
        self.found |= {f"css-at-media-{name}" for name in re.findall(r"@media \(([\w-]+)", data)} | {"css-at-media"}
        self.found |= set().union(*map(_features_of, re.findall(r"{([^{}]*)}", data)))
        if "!important" in data:
            self.found.add("css-important")
        if re.search(r"^\.\w+ \w+", data, re.MULTILINE):
            self.found.add("css-selector-descendant")


def _feature_of_attribute(name: str) -> str:
    """An attribute may have the name of an element: `style` has."""
    is_known = f"html-{name}" in supported() and name != "style"
    return f"html-{name}" if is_known else f"html-attribute-{name}"


def _features_of(style: str) -> set[str]:
    declared = re.findall(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)", style)
    values = {f"css-{name}-{value}" for name, value in declared}
    units = set(re.findall(r"\b\d+(%|[a-z]+)", re.sub(r"#\w+", "", style)))
    return {
        *(_feature_of(name) for name, _ in declared),
        *(values & supported().keys()),
        *(f"css-unit-{'percent' if unit == '%' else unit}" for unit in units),
    }


def _feature_of(css_property: str) -> str:
    """The data set has `padding`, and no `padding-left`."""
    name = css_property
    while f"css-{name}" not in supported() and "-" in name and not name.startswith("mso-"):
        name = name.rpartition("-")[0]
    return f"css-{name}" if f"css-{name}" in supported() else f"css-{css_property}"


@cache
def supported() -> dict[str, float]:
    """The share of mail clients that support each feature."""
    features = json.loads((module("caniemail") / "data" / "caniemail.json").read_text(encoding="utf-8"))["data"]
    found = {}
    for feature in features:
        platforms = (platform for client in feature["stats"].values() for platform in client.values())
        newest = [list(versions.values())[-1].split()[0] for versions in platforms]
        tested = [answer for answer in newest if answer in ("y", "a", "n")]
        if tested:
            found[feature["slug"]] = 100 * sum(answer != "n" for answer in tested) / len(tested)
    return found


@pytest.fixture(scope="module")
def used() -> set[str]:
    every = [Features(body(written(letter), "html")).found for letter in ALL]
    return set().union(*every)


def test_nothing_that_an_email_stands_on_is_missing_from_a_tenth_of_mail_clients(used, record_property):
    known = {name: supported()[name] for name in used if name in supported()}
    weakest = min(known.keys() - ENHANCEMENTS.keys(), key=known.__getitem__)
    record_property("measured", f"Mail clients: the weakest feature relied on is {weakest}, {known[weakest]:.0f} %")

    assert {name for name, share in known.items() if share < ENOUGH} <= ENHANCEMENTS.keys()


def test_everything_that_an_email_is_made_of_was_looked_up(used):
    assert used - supported().keys() == OLDER_THAN_THE_DATA_SET & used | FOR_OUTLOOK_ALONE


def test_each_enhancement_is_used_and_missing_somewhere(used):
    assert {name for name in ENHANCEMENTS if name in used and supported()[name] < ENOUGH} == ENHANCEMENTS.keys()
