"""A campaign: what a clinic advertises, with its landing page, its guide, and the follow-ups that come after it.

It is a folder of `templates/campaigns/`: `campaign.toml` says in which languages it speaks and when its follow-ups go,
and a folder for each language holds its words.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.content.authored import DAYS, FLAG, LANGUAGE, TABLE, TEXT, check, written
from chalicelib.content.language import Language
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.forms.judgement import Wording
from chalicelib.leads.owed.sequence import Step

TAKEN = frozenset(
    {
        *("clinic", "contact", "conversions", "guide", "language", "leads", "outcome"),
        *("preview", "privacy", "quarantine", "ready", "start", "thank-you", "unsubscribe"),
        *("your-data", "yours"),
    }
)
"""Names that other pages have, and a campaign cannot."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """`languages` are codes, the campaign's first one first; `steps` stand in the order of their delays. `confirms`:
    follow-ups start only once the button in the guide's email was pressed (double opt-in)."""

    id: str
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    confirms: bool = False

    @property
    def weeks(self) -> int:
        """Over how many weeks its follow-ups come; one that has begun counts."""
        last = self.steps[-1].after if self.steps else timedelta(0)
        return -(-last // timedelta(weeks=1))

    def spoken(self, language: str) -> str:
        """That language if the campaign speaks it, else its first one."""
        return language if language in self.languages else self.languages[0]


RESERVED = frozenset({"guide", "aftercare"})
"""Texts of a campaign that are no steps."""

PARTS = {"languages": LANGUAGE.listed, "steps": TABLE.listed, "confirmation": FLAG}

BOXES = {"version": TEXT, "follow-ups": TEXT}

BOX_FOR_ADS = {"ads": TEXT}
"""Where it is left out, nobody is asked."""

STEP = {"id": written("a name like what-to-expect", r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*"), "day": DAYS, "aftercare": FLAG}


def read_campaign(campaign_id: str, data: dict[str, Any]) -> Campaign:
    """The campaign told by its `campaign.toml`. Raises ValueError, which says what is wrong with it to the marketer who
    wrote it."""
    file = f"campaigns/{campaign_id}/campaign.toml"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|[a-z0-9]{3,}", campaign_id) or campaign_id in TAKEN:
        raise ValueError(
            f"{file}: a campaign's name is its address, in small letters, and none of {', '.join(sorted(TAKEN))}"
        )
    data = {"confirmation": False, **data}
    check(file, data, PARTS)
    asked = [{"aftercare": False, **step} for step in data["steps"]]
    for number, step in enumerate(asked, 1):
        check(file, step, STEP, "[[steps]]", number)
    steps = tuple(Step(step["id"], timedelta(days=step["day"]), step["aftercare"]) for step in asked)
    languages = tuple(data["languages"])
    ids = [step.id for step in steps]
    if reserved := RESERVED.intersection(ids):
        raise ValueError(f"{file}: {', '.join(sorted(reserved))} is the text of another email, and no step's id")
    if repeated := {step_id for step_id in ids if ids.count(step_id) > 1}:
        raise ValueError(f"{file}: each step needs an id of its own, repeated: {', '.join(sorted(repeated))}")
    if list(steps) != sorted(steps, key=lambda step: step.after):
        raise ValueError(f"{file}: steps must stand in the order of their days")
    if len(set(languages)) < len(languages):
        raise ValueError(f"{file}: a language stands there twice")
    if not languages:
        raise ValueError(f"{file}: a campaign needs a language")
    return Campaign(campaign_id, languages, steps, data["confirmation"])


def read_consent(file: str, data: dict[str, Any], campaign: Campaign, language: Language) -> dict[Purpose, Wording]:
    """The words beside the boxes, from a language's `consent.toml`; those for follow-ups say how many come and for how
    long. Raises ValueError, a Misfit where a value is not what it should be."""
    check(file, data, BOXES | (BOX_FOR_ADS if "ads" in data else {}))
    emails, weeks = language.counted("emails", len(campaign.steps)), language.counted("weeks", campaign.weeks)
    follow_ups = Wording(data["follow-ups"].format(emails=emails, weeks=weeks), data["version"])
    ads = {Purpose.ADS: Wording(data["ads"], data["version"])} if "ads" in data else {}
    return {Purpose.FOLLOW_UPS: follow_ups, **ads}
