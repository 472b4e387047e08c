"""Where the links of a page lead."""

import shutil

from chalicelib.content.templates import Templates
from chalicelib.leads.attribution import Touch
from chalicelib.site.pages import Pages, Visit
from tests.clinic import CAMPAIGN, templates


def test_a_page_that_is_read_from_another_campaign_leads_on_in_that_one_with_the_ad(tmp_path):
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    shutil.copytree(folder / "campaigns" / CAMPAIGN, folder / "campaigns" / "backs")
    visit = Visit("", "backs", "en", Touch(utm_source="meta"))

    page = Pages(Templates(folder), "https://guide.clinic.test").render_text("privacy", visit)
    assert 'href="/contact?campaign=backs&amp;utm_source=meta"' in page
