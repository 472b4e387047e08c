"""What search engines and link previewers fetch besides the pages."""

from chalice.app import Blueprint, Response

from chalicelib import services
from chalicelib.entrypoints.responses import Picture, plain

discovery = Blueprint(__name__)

READ = ["GET", "HEAD"]

LISTED = ("", "contact", "privacy")
"""The pages that a search engine shall know, by path."""


@discovery.route("/robots.txt", methods=READ)
def robots() -> Response:
    """Nothing is closed: a page that shall not be found says so itself, and must be fetched to be heard."""
    return plain(f"User-agent: *\nAllow: /\n\nSitemap: {services.links().page('sitemap.xml')}\n", "text/plain")


@discovery.route("/sitemap.xml", methods=READ)
def sitemap() -> Response:
    return plain(services.pages().sitemap([services.links().page(path) for path in LISTED]), "application/xml")


@discovery.route("/preview.png", methods=READ)
def preview() -> Response:
    """The picture that WhatsApp and Facebook show beside a link to the site."""
    return Picture(services.preview(), "image/png")
