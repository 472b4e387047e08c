"""The site's pages, as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from chalicelib.content.clinic import Clinic, with_text
from chalicelib.leads.form import MAX_LENGTHS, Fault, Form, Trouble
from chalicelib.leads.text import printed
from chalicelib.site.schema_org import describe

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
    """Renders a page by name.

    `site_url` is the public address, for what leaves the site; `wording` one language's short words; `style` the style
    sheet of every page, `guide_style` and `script` what the guide and the pages with a form need beside it, which the
    others shall not pay for.
    """

    environment: Environment
    clinic: Clinic
    site_url: str
    wording: Mapping[str, Any]
    style: str
    guide_style: str
    script: str

    def render(self, name: str, base: str, trail: str, **values: object) -> str:
        """The page `pages/<name>.html`. `base` is the path the site lives under, "" at a domain of its own; `trail` the
        query that links within the site pass on."""
        template = self.environment.get_template(f"pages/{name}.html")
        shared = {
            "clinic": self.clinic,
            "whatsapp": with_text(self.clinic.whatsapp_url, self.wording["hello"].format(clinic=self.clinic.name)),
            "site_url": self.site_url,
            "base": base,
            "trail": trail,
            "style": self.style,
            "guide_style": self.guide_style,
            "script": self.script,
            "consents": self.consents,
        }
        return template.render(shared, **values)

    def render_form(
        self, base: str, trail: str, form: Form, faults: Mapping[str, Fault], notice: Trouble | None = None
    ) -> str:
        """The page the form stands on, with what was typed, a word beside each field at fault, and one above all.

        HTML cannot hold every character that can be sent, so what cannot be printed is shown to be there.
        """
        shown = {field: printed(getattr(form, field)) for field in MAX_LENGTHS}
        known = self.wording["faults"]
        words = {field: known[field][fault] for field, fault in faults.items()}
        questions = self.wording["questions"]
        return self.render(
            form.page,
            base,
            trail,
            form=replace(form, **shown),
            faults=words,
            invalid={field: known[field].get(Fault.INVALID, "") for field in known},
            limits=MAX_LENGTHS,
            notice=notice,
            questions=questions,
            structured_data=describe(self.clinic, self.site_url, questions),
        )

    def sitemap(self, addresses: Sequence[str]) -> str:
        """The site's pages for search engines (sitemaps.org, version 0.9). `addresses` are absolute."""
        return self.environment.get_template("pages/sitemap.xml").render(addresses=addresses)

    @property
    def consents(self) -> Mapping[str, str]:
        """The words people agree to, by purpose."""
        consents: Mapping[str, str] = self.wording["consents"]
        return consents
