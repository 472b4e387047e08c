"""What became of one email to a lead, as the attempts at it tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.leads.attempt import EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.lead import Lead

MAX_DOUBTS = {
    EmailKind.ALERT: 2,
    EmailKind.NOTICE: 2,
    EmailKind.GUIDE: 2,
    EmailKind.SECOND_ALERT: 1,
    EmailKind.OWNER_ALERT: 1,
    EmailKind.FOLLOW_UP: 1,
    EmailKind.AFTERCARE: 1,
    EmailKind.OWN_DATA: 1,
}
"""How many attempts may end in doubt before we stop. A lost lead is worse than a doubled alert, and a guide not
received worse than one received twice; what nobody asked for in so many words is not worth a repetition, and a reminder
was told before."""

MAX_TOO_HEAVY = 2
"""Once with the PDF, once without."""

GUIDE_AGAIN_AFTER = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))
"""How long after each bounce that is not for good a guide is sent again. SES itself has tried for hours by then."""


@dataclass(frozen=True, slots=True)
class Tries:
    """The attempts at an email of that kind that count, oldest first."""

    kind: EmailKind
    ended: tuple[EndedAttempt, ...]

    @property
    def bounces(self) -> list[datetime]:
        """When a guide came back for now. Of no other email is that worth a repetition."""
        if self.kind is not EmailKind.GUIDE:
            return []
        return sorted(ended.bounced_at for ended in self.ended if ended.came_back and ended.bounced_at)

    @property
    def is_sent(self) -> bool:
        """A guide that came back for now was not sent, until it has as often as we try."""
        return self._times(Result.SENT) > len(self.bounces)

    @property
    def is_concluded(self) -> bool:
        """Whether there is no other: it was sent, has failed for good, was in doubt as often as its kind allows, or
        came back too heavy even when it was light."""
        return bool(self.ended) and (
            self.is_sent
            or len(self.bounces) > len(GUIDE_AGAIN_AFTER)
            or self._times(Result.FAILED) > 0
            or self._times(Result.IN_DOUBT) >= MAX_DOUBTS[self.kind]
            or self._times(Result.TOO_HEAVY) >= MAX_TOO_HEAVY
        )

    def _times(self, result: Result) -> int:
        return sum(ended.result is result for ended in self.ended)


def tries_of(lead: Lead, email_id: EmailId) -> Tries:
    """Since the front desk had a guide sent again, the attempts before that do not count."""
    ended = lead.tries(email_id)
    again_at = lead.guide_again_at(email_id.reference) if ended and email_id.kind is EmailKind.GUIDE else None
    return Tries(email_id.kind, tuple(one for one in ended if again_at is None or one.attempt.claimed_at >= again_at))


def is_concluded(lead: Lead, email_id: EmailId) -> bool:
    """Whether that email is not tried again."""
    return tries_of(lead, email_id).is_concluded


def is_given_up(lead: Lead, email_id: EmailId) -> bool:
    """Whether that email did not arrive, as far as we know, and is not tried again."""
    tries = tries_of(lead, email_id)
    return tries.is_concluded and not tries.is_sent


def is_lost(lead: Lead, email_id: EmailId) -> bool:
    """Whether that email certainly did not arrive, and is not tried again."""
    return is_given_up(lead, email_id) and Result.IN_DOUBT not in lead.results(email_id)
