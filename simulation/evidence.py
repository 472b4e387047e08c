"""The ledger put in order for the judge: which email went how often, and what became of those that did not."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from simulation.ledger import REMINDERS, Claim, Sent
from simulation.play import Played

Email = tuple[str, EmailId]
"""One email to, or about, one lead, however often it was tried."""


class Evidence:
    """`leads` are those stored at the end."""

    def __init__(self, outcome: Played) -> None:
        self.outcome = outcome
        self.ledger = outcome.ledger
        self.leads = {lead.id: lead for lead in outcome.leads}

    def claim_of(self, sent: Sent) -> Claim | None:
        return self.ledger.claims.get(sent.attempt_id)

    @cached_property
    def taken(self) -> Mapping[Email, list[Sent]]:
        """What SES took, oldest first."""
        taken = defaultdict(list)
        for sent in self.ledger.sent:
            claim = self.claim_of(sent)
            taken[sent.lead_id, claim.email_id if claim else EmailId(sent.kind, "")].append(sent)
        return dict(taken)

    def received(self, email: Email) -> list[Sent]:
        """The same, but for guides that the recipient's server gave back: too heavy, or for now."""
        gave_back = self.ledger.refused | self.ledger.came_back.keys()
        return [sent for sent in self.taken.get(email, ()) if sent.attempt_id not in gave_back]

    @cached_property
    def follow_ups(self) -> Mapping[str, list[datetime]]:
        """When each lead was sent follow-ups."""
        times = defaultdict(list)
        for sent in self.ledger.sent:
            if sent.kind is EmailKind.FOLLOW_UP:
                times[sent.lead_id].append(sent.at)
        return dict(times)

    @cached_property
    def given_up(self) -> frozenset[Email]:
        """What was claimed, never went, and by what is stored is not going to be tried again. Not judged for people
        who were erased: nothing of theirs is stored."""
        return frozenset(email for email in self._claimed if email not in self.taken and self._is_given_up(*email))

    def _is_given_up(self, lead_id: str, email_id: EmailId) -> bool:
        doubts = self.leads[lead_id].results(email_id).count(Result.IN_DOUBT)
        return doubts >= (1 if email_id.kind in (EmailKind.FOLLOW_UP, *REMINDERS) else 2)

    @cached_property
    def explained(self) -> frozenset[Email]:
        """The follow-ups that faults explain: one hit an attempt that SES did not take, and it was not noted that the
        attempt was taken back or rejected. All of these have to be given up, for the service cannot know."""
        known = {sent.attempt_id for sent in self.ledger.sent} | self.ledger.returned | self._failed
        hurt = (self.ledger.claims[attempt_id] for attempt_id in self.ledger.hurt if attempt_id not in known)
        return frozenset(
            (claim.lead_id, claim.email_id)
            for claim in hurt
            if claim.email_id.kind is EmailKind.FOLLOW_UP and claim.lead_id not in self.ledger.erased
        )

    @cached_property
    def rejected(self) -> frozenset[Email]:
        """What SES refused for good."""
        claims = (self.ledger.claims[attempt_id] for attempt_id in self.ledger.rejected)
        return frozenset((claim.lead_id, claim.email_id) for claim in claims)

    @cached_property
    def _claimed(self) -> frozenset[Email]:
        return frozenset((claim.lead_id, claim.email_id) for claim in self.ledger.claims.values())

    @cached_property
    def _failed(self) -> set[str]:
        """The attempts that are stored as rejected by SES."""
        every = (ended for lead in self.leads.values() for ended in lead.attempts)
        return {ended.attempt.id for ended in every if ended.result is Result.FAILED}

    def repeated_enquiries(self) -> Iterator[tuple[str, str]]:
        """The lead and the words of each enquiry that is stored more than once."""
        for lead in self.leads.values():
            for words, times in Counter(enquiry.message for enquiry in lead.enquiries).items():
                if times > 1:
                    yield lead.id, words
