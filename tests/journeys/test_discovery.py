"""What search engines and link previewers fetch besides the pages."""

import json
import re
import struct
import xml.etree.ElementTree as ET
from html import unescape
from urllib.robotparser import RobotFileParser

import pytest

from chalicelib.services import current

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_robots_may_read_everything_and_are_shown_the_sitemap(visitor):
    robots = RobotFileParser()
    robots.parse(visitor.get("/robots.txt").text.splitlines())

    assert robots.can_fetch("*", "/")
    assert robots.site_maps() == [f"{current().settings.site_url}/sitemap.xml"]


def test_the_sitemap_lists_pages_that_are_there_by_their_public_addresses(visitor):
    site_url = current().settings.site_url
    addresses = [loc.text for loc in ET.fromstring(visitor.get("/sitemap.xml").text).iter(f"{SITEMAP}loc")]  # noqa: S314

    assert addresses == [f"{site_url}/", f"{site_url}/contact", f"{site_url}/privacy"]
    assert [visitor.get(address.removeprefix(site_url)).status_code for address in addresses] == [200, 200, 200]


FETCHED = [("/robots.txt", "text/plain"), ("/sitemap.xml", "application/xml"), ("/preview/knots.en.png", "image/png")]


@pytest.mark.parametrize(("path", "kind"), FETCHED)
def test_each_says_what_it_is(visitor, path, kind):
    assert re.split("; ?", visitor.get(path).headers["Content-Type"])[0] == kind


@pytest.mark.parametrize("path", [path for path, _kind in FETCHED])
def test_head_is_answered_like_get_without_the_content(visitor, path):
    answer = visitor.open(path, "HEAD")

    assert (answer.status_code, answer.data) == (200, b"")


def linked(page: str, name: str) -> str:
    return re.search(rf'<meta property="og:{name}" content="([^"]*)">', page)[1]


def test_a_link_to_the_site_is_shown_with_a_picture_of_the_size_it_says(visitor):
    page = visitor.get("/").text
    picture = visitor.get(linked(page, "image").removeprefix(current().settings.site_url)).data

    size = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert size == (int(linked(page, "image:width")), int(linked(page, "image:height"))) == (1200, 630)


@pytest.mark.parametrize("accept", ["*/*", "image/avif,image/*;q=0.8", "text/html", None])
def test_the_picture_is_given_to_whatever_asks_for_it(visitor, accept):
    answer = visitor.get("/preview/knots.en.png", **({"Accept": accept} if accept else {}))

    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")


def test_the_picture_is_small_enough_for_link_previewers_on_a_phone(visitor):
    assert len(visitor.get("/preview/knots.en.png").data) < 60_000


@pytest.mark.parametrize("path", ["/", "/contact", "/privacy"])
def test_a_page_that_may_be_found_says_its_one_public_address(visitor, path):
    page = visitor.get(f"{path}?utm_source=meta").text

    assert f'<link rel="canonical" href="{current().settings.site_url}{path}">' in page
    assert "noindex" not in page


@pytest.mark.parametrize("path", ["/thank-you", "/no-such-page"])
def test_other_pages_ask_not_to_be_found(visitor, path):
    assert '<meta name="robots" content="noindex">' in visitor.get(path).text


def structured_data(page: str) -> dict[str, dict]:
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert found["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in found["@graph"]}


def test_search_engines_read_of_the_clinic_what_its_facts_say(visitor):
    clinic = structured_data(visitor.get("/").text)["MedicalClinic"]

    assert (clinic["name"], clinic["telephone"]) == (
        current().templates.clinic.name,
        current().templates.clinic.phone_e164,
    )
    assert clinic["address"]["addressLocality"] == current().templates.clinic.city
    assert not {"openingHours", "openingHoursSpecification", "aggregateRating", "review", "priceRange"} & clinic.keys()


def test_search_engines_read_the_questions_that_stand_on_the_page(visitor):
    page = visitor.get("/").text
    asked = structured_data(page)["FAQPage"]["mainEntity"]

    on_page = re.findall(r"<summary>(.*?)</summary><p>(.*?)</p>", page)
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in asked] == [
        (unescape(question), unescape(answer)) for question, answer in on_page
    ]
