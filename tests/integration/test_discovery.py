"""What search engines and link previewers fetch besides the pages."""

import re
import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pytest

from chalicelib import wiring

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_robots_may_read_everything_and_are_shown_the_sitemap(visitor):
    robots = RobotFileParser()
    robots.parse(visitor.get("/robots.txt").text.splitlines())

    assert robots.can_fetch("*", "/")
    assert robots.site_maps() == [f"{wiring.settings().site_url}/sitemap.xml"]


def test_the_sitemap_lists_pages_that_are_there_by_their_public_addresses(visitor):
    site_url = wiring.settings().site_url
    addresses = [loc.text for loc in ET.fromstring(visitor.get("/sitemap.xml").text).iter(f"{SITEMAP}loc")]  # noqa: S314

    assert addresses == [f"{site_url}/", f"{site_url}/contact", f"{site_url}/privacy"]
    assert [visitor.get(address.removeprefix(site_url)).status_code for address in addresses] == [200, 200, 200]


@pytest.mark.parametrize(("path", "kind"), [("/robots.txt", "text/plain"), ("/sitemap.xml", "application/xml")])
def test_each_says_what_it_is(visitor, path, kind):
    assert re.split("; ?", visitor.get(path).headers["Content-Type"])[0] == kind
