"""The site's pages, as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from chalicelib.content.directions import set_apart
from chalicelib.content.facts import facts_in
from chalicelib.content.language import Language
from chalicelib.content.markdown import to_html
from chalicelib.content.second import Part
from chalicelib.content.templates import Templates
from chalicelib.leads.attribution import Touch
from chalicelib.leads.forms.contact import MAX_LENGTHS
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.leads.text import printed
from chalicelib.leads.variant import Version, version_of
from chalicelib.site.csp import CONSOLE_STYLE, GUIDE_STYLE, SCRIPT, STYLE, THANKS_SCRIPT
from chalicelib.site.schema_org import describe

NO_TOUCH = Touch()

TURN = "language"
"""The address that leads to the landing page in another language, and takes the ad along."""

TABS = (
    ("to-call", "/clinic"),
    ("visits", "/clinic/visits"),
    ("leads", "/clinic/leads"),
    ("new", "/clinic/new"),
    ("report", "/clinic/report"),
    ("quarantine", "/clinic/quarantine"),
)
"""The pages of the console that lie one tap apart, and where they stand."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who a page is for: `base` is the path the site lives under, "" at a domain of its own; `touch` the ad
    that brought them, which links within the site pass on. `page` is its path without the language, "" that of the
    landing page: there it stands in other languages too."""

    base: str
    campaign: str
    language: str
    touch: Touch = NO_TOUCH
    page: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders a page by name. `site_url` is the public address, for what leaves the site."""

    templates: Templates
    site_url: str

    def render(self, page: str, visit: Visit, /, **values: object) -> str:
        """The page `pages/<page>.html`."""
        template = self.templates.environment.get_template(f"pages/{page}.html")
        clinic, language = self.templates.clinic, self.templates.languages[visit.language]
        words = language.words
        shared = {
            **facts_in(clinic, language),
            "language": language,
            "words": words,
            "whatsapp": clinic.chat(words["frame"]["hello"]),
            "base": visit.base,
            "home": partial(self.home, visit),
            "to": partial(self._to, visit),
            "sends_to": partial(self._sends_to, visit),
            "public": partial(self._public, visit),
            "alternates": partial(self._alternates, visit),
            "translations": self._translations(visit),
            "style": self.templates.inline(STYLE),
            "look": self.templates.look(language.code),
        }
        return set_apart(template.render(shared, **values), language, clinic.language)

    def render_console(self, page: str, visit: Visit, /, **values: object) -> str:
        """The page `pages/console/<page>.html`."""
        style = self.templates.inline(CONSOLE_STYLE)
        return self.render(f"console/{page}", visit, console_style=style, tabs=TABS, **values)

    def render_text(self, name: str, visit: Visit) -> str:
        """The page of one text, `pages/<language>/<name>.md`."""
        prose = self.templates.page_text(visit.language, name)
        values = facts_in(self.templates.clinic, self.templates.languages[visit.language])
        lines = {line: prose.fill_line(line, values) for line in prose.matter}
        body = to_html(prose.fill(values))
        return self.render("text", visit, name=name, body=body, preview=self.preview(visit), **lines)

    def render_guide(self, visit: Visit, version: Version = Version.A) -> str:
        guide = self.templates.guide(visit.campaign, visit.language, version)
        return self.render("guide", visit, guide=guide, guide_style=self.templates.inline(GUIDE_STYLE))

    def render_thanks(self, visit: Visit, guide_url: str, form: Form | None = None) -> str:
        """The thanks for that form, with the address in it as it was typed; without one, for who opens the page by its
        address. `guide_url` is where the guide stands on the site."""
        sent_to = printed(form.email) if form and form.wants_guide else ""
        script = self.templates.inline(THANKS_SCRIPT) if form else ""
        return self.render("thank-you", visit, guide_url=guide_url, sent_to=sent_to, script=script)

    def render_form(self, visit: Visit, back: SentBack, version: Version | None = None) -> str:
        """The page the form stands on, with what was typed, a word beside each field at fault, and one above all; in
        that version, or else in the one of the form's token.

        HTML cannot hold every character that can be sent, so what cannot be printed is shown to be there.
        """
        form, landing = back.form, self.templates.landing(visit.campaign, visit.language)
        page, preview = self.templates.form_page(visit.campaign, visit.language), self.preview(visit)
        shown = {field: printed(getattr(form, field)) for field in MAX_LENGTHS}
        known = self._fault_words(visit.language)
        return self.render(
            form.page,
            visit,
            form=replace(form, campaign=visit.campaign, language=visit.language, **shown),
            faults={field: known[field][fault] for field, fault in back.faults.items()},
            invalid={field: known[field].get(Fault.INVALID, "") for field in known},
            limits=MAX_LENGTHS,
            trouble=back.trouble,
            landing=landing,
            headline=self._headline(visit, version or version_of(form.token)),
            consents=page.wordings if page else {},
            preview=preview,
            structured_data=describe(self.templates.clinic, self.site_url, preview["url"], landing, visit.language),
            script=self.templates.inline(SCRIPT),
        )

    def _headline(self, visit: Visit, version: Version) -> str:
        second = version is Version.B and self.templates.second(visit.campaign, visit.language, Part.HEADLINE)
        return second or self.templates.landing(visit.campaign, visit.language).words["title"]

    def _fault_words(self, language: str) -> dict[str, dict[str, str]]:
        """What is said of each fault of each field, with a number as people write it there."""
        example, words = self.templates.clinic.example_phone, self.templates.languages[language].words["faults"]
        return {
            field: {fault: told.format(example=example) for fault, told in faults.items()}
            for field, faults in words.items()
        }

    def preview(self, visit: Visit) -> dict[str, str]:
        """The picture that stands beside a link to a page, and its words."""
        landing = self.templates.landing(visit.campaign, visit.language)
        path = preview_path(visit.campaign, visit.language)
        return {"url": f"{self.site_url}/{path}", "alt": landing.words["picture"]}

    def title(self, campaign: str, language: str) -> str:
        """What a campaign is called for people who read that language, or in its own."""
        spoken = self.templates.campaigns[campaign].spoken(language)
        return self.templates.landing(campaign, spoken).words["title"]

    def sitemap(self) -> str:
        """The site's pages for search engines (sitemaps.org, version 0.9)."""
        addresses, listed = self.templates.addresses, self.templates.languages
        landings = [addresses.landing(*edition) for edition in addresses.editions]
        pages = [addresses.page(name, code) for code in listed for name in ("contact", "privacy")]
        urls = [f"{self.site_url}/{path}" for path in [*landings, *pages]]
        return self.templates.environment.get_template("pages/sitemap.xml").render(addresses=urls)

    def home(self, visit: Visit) -> str:
        """A link to the campaign's landing page, with the ad."""
        language = self.templates.campaigns[visit.campaign].spoken(visit.language)
        return self._link(visit, self.templates.addresses.landing(visit.campaign, language), with_campaign=False)

    def _to(self, visit: Visit, page: str) -> str:
        """A link to a page of the site: in the same language, still of the same campaign and ad."""
        return self._link(visit, self.templates.addresses.page(page, visit.language), with_campaign=True)

    def _sends_to(self, visit: Visit) -> str:
        """Where its form is sent. Who opens that address, as a reload after a mistake may, finds the same form: the
        limits and the figures of the stage know one path alone, so the rest stands behind it."""
        usual = self.templates.clinic.language
        language = {} if visit.language == usual else {"language": visit.language}
        return self._link(visit, "leads", with_campaign=True, **language)

    def _link(self, visit: Visit, path: str, *, with_campaign: bool, **more: str) -> str:
        is_usual = visit.campaign == self.templates.clinic.first_campaign
        query = {**more, **visit.touch.ad_parameters}
        if with_campaign and not is_usual:
            query = {"campaign": visit.campaign, **query}
        return f"{visit.base}/{path}" + (f"?{urlencode(query)}" if query else "")

    def _translations(self, visit: Visit) -> list[tuple[Language, str]]:
        """The other languages of the campaign, each with a link to the page in it that keeps the ad. The landing page
        is the same for everybody, and knows of no ad: from there the way leads past an address that does."""
        codes = [code for code in self.templates.campaigns[visit.campaign].languages if code != visit.language]
        page = visit.page or TURN
        return [(self.templates.languages[code], self._to(replace(visit, language=code), page)) for code in codes]

    def _alternates(self, visit: Visit, page: str = "") -> Mapping[str, str]:
        """The public addresses of a page by language, if it has more than one. "x-default" is for readers of none of
        them."""
        codes = self.templates.campaigns[visit.campaign].languages
        found = {code: self._public(replace(visit, language=code), page) for code in codes}
        return {**found, "x-default": found[codes[0]]} if len(codes) > 1 else {}

    def _public(self, visit: Visit, page: str = "") -> str:
        """The address by which the world knows a page, "" the landing page."""
        addresses = self.templates.addresses
        path = addresses.page(page, visit.language) if page else addresses.landing(visit.campaign, visit.language)
        return f"{self.site_url}/{path}"


def preview_path(campaign: str, language: str) -> str:
    """Where the picture of a campaign's page stands on the site."""
    return f"preview/{campaign}.{language}.png"
