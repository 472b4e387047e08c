"""The folder `templates/`: every word and every look of the service, each read when it is first needed."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment

from chalicelib.content.addresses import Addresses
from chalicelib.content.authored import Misfit
from chalicelib.content.campaign import Campaign, read_campaign, read_consent
from chalicelib.content.clinic import Clinic, read_clinic
from chalicelib.content.contradictions import check_facts, check_names
from chalicelib.content.environment import COMPILED, make_environment
from chalicelib.content.guide import Guide, read_guide
from chalicelib.content.landing import Landing, read_landing
from chalicelib.content.language import Language, read_language
from chalicelib.content.matter import check_matter, check_words
from chalicelib.content.prose import Prose, read_prose
from chalicelib.content.second import Part, Second, read_second
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.forms.judgement import FormPage, Wording
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.variant import Version

T = TypeVar("T")

GUIDE_PDFS = {Version.A: "guide.pdf", Version.B: "guide.second.pdf"}
"""The PDF of a guide with each version of its first page. There is no second one but where it is tried."""


class Templates:
    """What is in that folder. What is malformed raises ValueError or KeyError when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._wordings = cache(self._read_wordings)
        self.inline = cache(self._inline)
        self.look = cache(self._look)
        self.landing = cache(self._landing)
        self.guide = cache(self._guide)

    @cached_property
    def _is_checked(self) -> bool:
        """What the bundle has was checked as it was built, so no cold start waits for that."""
        return (self.folder / COMPILED).exists()

    @cached_property
    def clinic(self) -> Clinic:
        clinic = self._read_table("clinic.toml", read_clinic)
        if not self._is_checked:
            self._read_table("clinic.toml", lambda _: check_facts(clinic))
            self._read_table("clinic.toml", lambda _: check_names(clinic, self._campaign_ids, self._codes))
        return clinic

    @cached_property
    def _campaign_ids(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob("campaigns/*/campaign.toml"))

    @cached_property
    def _codes(self) -> list[str]:
        """Of the languages that have their short words."""
        return sorted(path.stem for path in self.folder.glob("wording/*.toml"))

    @cached_property
    def campaigns(self) -> dict[str, Campaign]:
        """By id, the first one first."""
        ids = sorted(self._campaign_ids, key=lambda one: one != self.clinic.first_campaign)
        return {one: self.read_campaign(one) for one in ids}

    def read_campaign(self, campaign: str) -> Campaign:
        return self._read_table(f"campaigns/{campaign}/campaign.toml", partial(read_campaign, campaign))

    @cached_property
    def seconds(self) -> dict[tuple[str, str], Second]:
        """What is tried in a second version, by campaign and language."""
        names = [path.relative_to(self.folder).as_posix() for path in self.folder.glob("campaigns/*/*/versions.toml")]
        found = {_page_of(name): self.read_second(name) for name in names}
        return {page: second for page, second in found.items() if second}

    def read_second(self, name: str) -> Second | None:
        first = partial(self._first, *_page_of(name))
        return self._read_table(name, lambda data: read_second(name, data, first))

    def second(self, campaign: str, language: str, part: Part) -> str:
        """The words of the second version of that part, "" if none is tried there."""
        second = self.seconds.get((campaign, language))
        return second.words if second and second.part is part else ""

    def tests(self) -> dict[str, tuple[str, str]]:
        """The first and the second version of each test that runs, in their words, by its name."""
        return {second.test: (second.first, second.words) for second in self.seconds.values()}

    def _first(self, campaign: str, language: str, part: Part) -> str:
        places = {
            Part.HEADLINE: ("landing", "title"),
            Part.SUBJECT: ("emails/guide", "subject"),
            Part.GUIDE: ("guide", "title"),
        }
        text, line = places[part]
        written: str = self.text(f"campaigns/{campaign}/{language}/{text}.md").matter[line]
        return written

    @cached_property
    def languages(self) -> dict[str, Language]:
        """By code, the clinic's own first."""
        codes = sorted(self._codes, key=lambda one: one != self.clinic.language)
        return {one: self.read_language(one) for one in codes}

    def read_language(self, code: str) -> Language:
        return self._read_table(f"wording/{code}.toml", partial(self._read_words, code))

    def _read_words(self, code: str, words: dict[str, Any]) -> Language:
        if not self._is_checked:
            check_words(f"wording/{code}.toml", words)
        return read_language(code, words)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.campaigns, self.clinic.language)

    @cached_property
    def environment(self) -> Environment:
        return make_environment(self.folder)

    @cached_property
    def rules(self) -> Rules:
        """What the plan of a lead goes by."""
        sequences = {campaign.id: campaign.steps for campaign in self.campaigns.values()}
        clinic = self.clinic
        aftercare = frozenset(path.parents[2].name for path in self.folder.glob("campaigns/*/*/emails/aftercare.md"))
        return Rules(
            sequences,
            clinic.window,
            clinic.minimum_gap,
            clinic.caps,
            clinic.call_hours,
            tells_owner=bool(clinic.owner),
            aftercare=aftercare,
            tells_webhook=clinic.webhook is not None,
        )

    def form_page(self, campaign: str, language: str) -> FormPage | None:
        """The page of that campaign in that language, None if there is none. "" is the first campaign, or its first
        language."""
        known = self.campaigns.get(campaign or self.clinic.first_campaign)
        if known is None or (language and language not in known.languages):
            return None
        return self.form_page_of(known, language or known.languages[0])

    def form_page_of(self, campaign: Campaign, language: str) -> FormPage:
        """The page of that campaign in one of its languages."""
        second = self.seconds.get((campaign.id, language))
        test = second.test if second else ""
        return FormPage(campaign.id, language, self._wordings(campaign.id, language), campaign.confirms, test)

    def _read_wordings(self, campaign: str, language: str) -> dict[Purpose, Wording]:
        """The words beside the boxes of that page."""
        spoken = self.languages[language]
        enquiry = spoken.words["consents"]
        file = f"campaigns/{campaign}/{language}/consent.toml"
        boxes = self._read_table(file, lambda data: read_consent(file, data, self.campaigns[campaign], spoken))
        return {Purpose.ENQUIRY: Wording(enquiry["enquiry"], enquiry["version"]), **boxes}

    def _landing(self, campaign: str, language: str) -> Landing:
        """The words of a campaign's landing page."""
        return self._read(read_landing, campaign, language, "landing.md")

    def _guide(self, campaign: str, language: str, version: Version = Version.A) -> Guide:
        """A campaign's guide, with that version of its first page."""
        guide = self._read(read_guide, campaign, language, "guide.md")
        second = version is Version.B and self.second(campaign, language, Part.GUIDE)
        return replace(guide, title=second) if second else guide

    def _read(
        self, read: Callable[[str, dict[str, str], Clinic, Language], T], campaign: str, language: str, text: str
    ) -> T:
        """A text of a campaign with drawings. Its author is told which one it is if it is not written as it should."""
        name = f"campaigns/{campaign}/{language}/{text}"
        if not self._is_checked:
            self.text(name)
        try:
            return read(self.source(name), self._drawings(campaign), self.clinic, self.languages[language])
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error

    def guide_pdf(self, campaign: str, language: str, version: Version = Version.A) -> Path:
        return self.folder / "campaigns" / campaign / language / GUIDE_PDFS[version]

    def preview_picture(self, campaign: str, language: str) -> Path:
        """The picture that WhatsApp and Facebook show beside a link to the campaign's page."""
        return self.folder / "campaigns" / campaign / language / "preview.png"

    def page_text(self, language: str, name: str) -> Prose:
        """A page that is one text, like the privacy page."""
        return self.text(f"pages/{language}/{name}.md")

    def text(self, name: str) -> Prose:
        """The text in that file, as it is written there. Raises ValueError, which says where, if a line in front of it
        is missing, unknown or of another kind."""
        try:
            source = self.source(name)
            prose = read_prose(source)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        try:
            if not self._is_checked:
                check_matter(name, prose.matter)
        except Misfit as misfit:
            raise ValueError(misfit.in_source(source)) from misfit
        return prose

    @cached_property
    def email_texts(self) -> dict[tuple[str, str], Prose]:
        """By language and name: "alert" is a text to the clinic, "dry-needling/questions" a campaign's."""
        to_clinic = {(path.parent.name, path.stem): path for path in self.folder.glob("emails/*/*.md")}
        to_leads = {
            (path.parents[1].name, f"{path.parents[2].name}/{path.stem}"): path
            for path in self.folder.glob("campaigns/*/*/emails/*.md")
        }
        texts = {**to_clinic, **to_leads}
        return {key: self.text(path.relative_to(self.folder).as_posix()) for key, path in texts.items()}

    @cached_property
    def guide_pdfs(self) -> dict[tuple[str, str, Version], bytes]:
        """By campaign, language and version."""
        return {
            (path.parents[1].name, path.parent.name, version): path.read_bytes()
            for version, name in GUIDE_PDFS.items()
            for path in self.folder.glob(f"campaigns/*/*/{name}")
        }

    def email_styles(self, language: Language) -> dict[str, str]:
        """Those of an email in that language, which may have some of its own, by their tags."""
        told = self._table("emails/styles.toml")
        common = {tag: style for tag, style in told.items() if isinstance(style, str)}
        sides = {"{start}": language.starts_on, "{end}": language.ends_on}
        return {
            tag: re.sub("{start}|{end}", lambda side: sides[side[0]], style)
            for tag, style in {**common, **told.get(language.code, {})}.items()
        }

    def source(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _inline(self, name: str) -> str:
        """A style sheet or a script as it stands in the pages."""
        return self.source(name).strip()

    def _look(self, language: str) -> str:
        """What a page in that language has after the style sheet of all, "" if its letters need no other look."""
        name = f"pages/{language}/look.css"
        return self.inline(name) if (self.folder / name).exists() else ""

    def _drawings(self, campaign: str) -> dict[str, str]:
        paths = self.folder.glob(f"campaigns/{campaign}/drawings/*.svg")
        return {path.stem: path.read_text(encoding="utf-8").strip() for path in paths}

    def _read_table(self, name: str, read: Callable[[dict[str, Any]], T]) -> T:
        try:
            return read(self._table(name))
        except Misfit as misfit:
            raise ValueError(misfit.in_source(self.source(name))) from misfit

    def _table(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self.source(name))
        except tomllib.TOMLDecodeError as error:
            # It tells the line, and not the file.
            raise ValueError(f"{name}: {error}") from error


def _page_of(name: str) -> tuple[str, str]:
    """The campaign and the language in whose folder the file of that name lies."""
    _, campaign, language, _ = name.split("/")
    return campaign, language
