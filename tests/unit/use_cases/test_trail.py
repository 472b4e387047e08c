"""By what an email is followed in the log."""

import pytest

from chalicelib.leads.attempt import UNREACHABLE, Attempt, EmailId, EmailKind, follow_up_id
from chalicelib.use_cases.trail import trail
from tests.leads import NOW


@pytest.mark.parametrize(
    ("email_id", "about"),
    [
        (EmailId(EmailKind.GUIDE, "e1"), {"kind": "guide", "enquiry": "e1"}),
        (EmailId(EmailKind.ALERT, "e1"), {"kind": "alert", "enquiry": "e1"}),
        (EmailId(EmailKind.NOTICE, "e1"), {"kind": "notice", "enquiry": "e1"}),
        (UNREACHABLE, {"kind": "notice"}),
        (EmailId(EmailKind.OWN_DATA, "2026-03-02T07:00:00+00:00"), {"kind": "own-data"}),
        (follow_up_id("knots", "price"), {"kind": "follow-up", "step": "knots/price"}),
    ],
)
def test_an_email_is_followed_by_its_enquiry_or_its_step(email_id, about):
    assert trail("lead-1", Attempt("a1", email_id, NOW, NOW)) == {"lead": "lead-1", "email": "a1", **about}
