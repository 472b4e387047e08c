"""Where each page stands: a language is the last part of a path, and left out where it is the usual one.

The landing pages are `/<campaign>` in the campaign's first language and `/<campaign>/<language>` in others; the first
campaign stands at `/` and `/<language>` too. Any other page is `/<page>` in the clinic's language and
`/<page>/<language>` in others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.content.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Addresses:
    """`campaigns` are by id, the first one first; `language` is the clinic's own. Paths have no slash in front."""

    campaigns: Mapping[str, Campaign]
    language: str

    def page(self, name: str, language: str) -> str:
        """The path of a page that is no landing page."""
        return "/".join([name, *self.suffix(language)])

    def suffix(self, language: str) -> list[str]:
        """What stands at the end of a path for a language: nothing for the clinic's own."""
        return [] if language == self.language else [language]

    def landing(self, campaign: str, language: str) -> str:
        """The path of a landing page, the shorter one where it has two."""
        is_first = campaign == next(iter(self.campaigns))
        return "/".join([*([] if is_first else [campaign]), *self._landing_suffix(campaign, language)])

    @property
    def editions(self) -> list[tuple[str, str]]:
        """The campaign and the language of each landing page, those of the first campaign first."""
        return [(known.id, language) for known in self.campaigns.values() for language in known.languages]

    @property
    def landings(self) -> dict[str, tuple[str, str]]:
        """The campaign and the language of each landing page, by its path."""
        shorter = {self.landing(*edition): edition for edition in self.editions}
        return shorter | {"/".join([one[0], *self._landing_suffix(*one)]): one for one in self.editions}

    def _landing_suffix(self, campaign: str, language: str) -> list[str]:
        return [] if language == self.campaigns[campaign].languages[0] else [language]
