"""What search engines and link previewers fetch besides the pages."""

from chalice.app import Blueprint, Response

from chalicelib.entrypoints.requests import READ
from chalicelib.entrypoints.responses import Picture, error, plain
from chalicelib.services import current

discovery = Blueprint(__name__)


@discovery.route("/robots.txt", methods=READ)
def robots() -> Response:
    """Nothing is closed: a page that must not be found says so itself, and has to be fetched to be heard."""
    return plain(f"User-agent: *\nAllow: /\n\nSitemap: {current().links.page('sitemap.xml')}\n", "text/plain")


@discovery.route("/sitemap.xml", methods=READ)
def sitemap() -> Response:
    return plain(current().pages.sitemap(), "application/xml")


@discovery.route("/preview/{picture}", methods=READ)
def preview(picture: str) -> Response:
    """The picture that WhatsApp and Facebook show beside a link to a campaign's page."""
    templates = current().templates
    known = {f"{campaign}.{language}.png": (campaign, language) for campaign, language in templates.addresses.editions}
    if picture not in known:
        return error(discovery.current_request, 404)
    return Picture(templates.preview_picture(*known[picture]).read_bytes(), "image/png")
