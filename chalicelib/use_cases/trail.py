"""What a log line says of an email beside its words: ids by which its way is followed, and nothing of a person."""

from chalicelib.leads.attempt import UNREACHABLE, Attempt, EmailKind


def trail(lead_id: str, attempt: Attempt) -> dict[str, str]:
    """Of one attempt to send an email to that lead, or to the clinic about it."""
    email_id = attempt.email_id
    is_step = email_id.kind is EmailKind.FOLLOW_UP
    is_of_person = email_id == UNREACHABLE or email_id.kind is EmailKind.OWN_DATA
    about = {} if is_of_person else {"step" if is_step else "enquiry": email_id.reference}
    return {"lead": lead_id, "kind": email_id.kind.value, "email": attempt.id, **about}
