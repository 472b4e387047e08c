"""The site's pages, as HTML."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from chalicelib.enquiry import MAX_LENGTHS, Fault, Form, Notice
from chalicelib.facts import Clinic

COMPILED = "compiled"
"""The folder in which the bundle has its templates as Python modules. In the sources there is none."""


def template_environment(templates: Path) -> Environment:
    """Where pages and the frames of emails come from: HTML is escaped, and a name that is not there is an error."""
    return Environment(
        loader=ChoiceLoader([ModuleLoader(templates / COMPILED), FileSystemLoader(templates)]),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders a page by name. `wording` is one language's short words; `style` the style sheet of every page, and
    `guide_style` what the guide needs beside it, which the landing page shall not pay for."""

    environment: Environment
    clinic: Clinic
    wording: Mapping[str, Any]
    style: str
    guide_style: str

    def render(self, name: str, base: str, trail: str, **values: object) -> str:
        """The page `pages/<name>.html`. `base` is the path the site lives under, "" at a domain of its own; `trail` the
        query that links within the site pass on."""
        template = self.environment.get_template(f"pages/{name}.html")
        shared = {"clinic": self.clinic, "base": base, "trail": trail, "style": self.style, "consents": self.consents}
        return template.render(shared, guide_style=self.guide_style, **values)

    def render_form(
        self, base: str, trail: str, form: Form, faults: Mapping[str, Fault], notice: Notice | None = None
    ) -> str:
        """The page the form stands on, with what was typed, a word beside each field at fault, and one above all."""
        words = {field: self.wording["faults"][field][fault] for field, fault in faults.items()}
        return self.render(form.page, base, trail, form=form, faults=words, limits=MAX_LENGTHS, notice=notice)

    def sitemap(self, addresses: Sequence[str]) -> str:
        """The site's pages for search engines (sitemaps.org, version 0.9). `addresses` are absolute."""
        return self.environment.get_template("pages/sitemap.xml").render(addresses=addresses)

    @property
    def consents(self) -> Mapping[str, str]:
        """The words people agree to, by purpose."""
        consents: Mapping[str, str] = self.wording["consents"]
        return consents

    @property
    def content_security_policy(self) -> str:
        """Nothing may be loaded, run or framed; the style sheets are known by their hashes (CSP level 3)."""
        hashes = " ".join(_hash_source(sheet) for sheet in (self.style, self.guide_style))
        return (
            f"default-src 'none'; style-src {hashes}; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )


def _hash_source(sheet: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()}'"
