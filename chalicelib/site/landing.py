"""The landing pages, rendered before a visitor asks for them: what only the answer knows is a gap."""

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from chalicelib.leads.variant import Version

if TYPE_CHECKING:
    from chalicelib.content.templates import Templates

PRERENDERED = "prerendered"
"""The folder in which the bundle has the landing pages, each as a file of its path. In the sources there is none."""

SECOND = "prerendered-b"
"""The same for pages whose headline is tried in a second version."""

INDEX = "index"
"""The file of the page without a path."""


SAME = ".same"
"""How the name of a file ends which only says of which other page its own is a copy."""


class Gap(StrEnum):
    """What stands in a gap. Nothing else on the page reads so: a name that ends so belongs to no one (RFC 2606)."""

    SITE_URL = "https://site-url.invalid"
    BASE = "/base.invalid"
    STAMP = "stamp.invalid"


class Landings:
    """Each landing page, by its path: "", "ur", "neck-pain", "neck-pain/ur".

    The bundle brings them rendered: a visitor who meets a cold start waits neither for Jinja nor for its templates.
    """

    def __init__(self, folder: Path, templates: Callable[[], "Templates"]) -> None:
        self._folder = folder
        self._templates = templates
        self._filled: dict[tuple[str, str, Version], tuple[str, str]] = {}

    def at(self, path: str, site_url: str, base: str, version: Version = Version.A) -> tuple[str, str] | None:
        """The page before and after its form's token, None if there is no such page. `base` is the path that the site
        lives under; the version counts where the page has two."""
        if path not in self._paths:
            return None
        version = version if path in self._tried else Version.A
        if (path, base, version) not in self._filled:
            self._filled[path, base, version] = fill(self._page(path, version), site_url, base)
        return self._filled[path, base, version]

    @cached_property
    def _tried(self) -> frozenset[str]:
        """The pages with a second headline."""
        return frozenset(self._in(SECOND) if self._prerendered else paths_tried(self._templates()))

    @cached_property
    def _prerendered(self) -> dict[str, Path]:
        return self._in(PRERENDERED)

    def _in(self, name: str) -> dict[str, Path]:
        """The pages in that folder, by their paths."""
        folder = self._folder / name
        found = {file.relative_to(folder).with_suffix("").as_posix(): file for file in folder.rglob("*.*")}
        files = {path: folder / f"{_path_in(file) or path}.html" for path, file in found.items()}
        return {"" if path == INDEX else path: file for path, file in files.items()}

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self._prerendered or self._templates().addresses.landings)

    def _page(self, path: str, version: Version) -> str:
        pages = self._prerendered if version is Version.A else self._in(SECOND)
        return pages[path].read_text(encoding="utf-8") if pages else render_landing(self._templates(), path, version)


def _path_in(file: Path) -> str:
    """The page that such a file says its own is a copy of, "" if it is the page itself."""
    return file.read_text(encoding="utf-8") if file.suffix == SAME else ""


def paths_tried(templates: "Templates") -> list[str]:
    """The paths of the pages whose headline is tried in a second version."""
    from chalicelib.content.second import Part

    tried = {page for page, second in templates.seconds.items() if second.part is Part.HEADLINE}
    return [path for path, page in templates.addresses.landings.items() if page in tried]


def render_landing(templates: "Templates", path: str, version: Version = Version.A) -> str:
    """The landing page of that path with its gaps. Raises KeyError if there is none."""
    from chalicelib.leads.forms.form import Form
    from chalicelib.leads.forms.judgement import SentBack
    from chalicelib.site.pages import Pages, Visit

    campaign, language = templates.addresses.landings[path]
    back = SentBack(Form(token=Gap.STAMP))
    return Pages(templates, Gap.SITE_URL).render_form(Visit(Gap.BASE, campaign, language), back, version)


def fill(page: str, site_url: str, base: str) -> tuple[str, str]:
    """The page before and after the token of its form, which differs from one answer to the next."""
    before, _, after = page.replace(Gap.SITE_URL, site_url).replace(Gap.BASE, quote(base)).partition(Gap.STAMP)
    return before, after
