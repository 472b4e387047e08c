"""The life of a lead as one list of what happened, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.leads.acts import Act
from chalicelib.leads.attempt import Attempt, EndedAttempt
from chalicelib.leads.enquiry import Consent, Enquiry, Purpose
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import OutcomeMark


@dataclass(frozen=True, slots=True)
class Undone:
    """That a mark was taken back."""

    mark: OutcomeMark


What = Enquiry | EndedAttempt | Attempt | OutcomeMark | Undone | Act | Consent | Standing
"""A consent is one that the person confirmed from their own inbox; an attempt is under way."""


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    what: What

    @property
    def kind(self) -> str:
        """The name of what happened: "enquiry", "outcome mark"."""
        return type(self.what).__name__


def timeline(lead: Lead) -> list[Event]:
    """All that happened to a lead, the latest first."""
    return sorted(_events(lead), key=lambda event: event.at, reverse=True)


def _events(lead: Lead) -> Iterator[Event]:
    for enquiry in lead.enquiries:
        yield Event(enquiry.at, enquiry)
    for ended in lead.attempts:
        yield Event(ended.attempt.claimed_at, ended)
    if lead.open_attempt:
        yield Event(lead.open_attempt.claimed_at, lead.open_attempt)
    for mark in lead.outcomes:
        yield Event(mark.at, mark)
        if mark.undone_at:
            yield Event(mark.undone_at, Undone(mark))
    for act in lead.acts:
        yield Event(act.at, act)
    asked_at = {enquiry.at for enquiry in lead.enquiries}
    for consent in lead.consents:
        if consent.purpose is Purpose.FOLLOW_UPS and consent.at not in asked_at:
            yield Event(consent.at, consent)
    if lead.standing is not Standing.ACTIVE and lead.standing_since:
        yield Event(lead.standing_since, lead.standing)
