"""What DNS has. That it has nothing, and that it does not answer, are two things."""

from dns.exception import DNSException, Timeout
from dns.rdatatype import RdataType
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers, Resolver

from tools.doctor.facts import Known, Records, Unanswered

PATIENCE = 6.0
"""In seconds, for one name."""


def look_up(name: str, kind: str, resolver: Resolver) -> Known[Records]:
    """The records of that kind under that name, in lower case but for texts."""
    try:
        answer = resolver.resolve(name, kind, search=False, lifetime=PATIENCE)
    except (NXDOMAIN, NoAnswer):
        return ()
    except DNSException as error:
        return Unanswered(f"DNS does not say what {kind} {name} has: {_reason(error)}")
    if answer.rdtype is RdataType.TXT:
        return tuple(b"".join(record.strings).decode(errors="replace") for record in answer)
    return tuple(record.to_text().rstrip(".").lower() for record in answer)


def _reason(error: DNSException) -> str:
    if isinstance(error, Timeout):
        return "it timed out"
    return "its servers fail" if isinstance(error, NoNameservers) else type(error).__name__
