"""What DNS says, by what a resolver answers or does not."""

import dns.message
import dns.rcode
import dns.resolver
import pytest

from tools.doctor.facts import Unanswered
from tools.doctor.names import look_up


class Answering(dns.resolver.Resolver):
    """A resolver that knows all there is to know from a text, as a zone file has it."""

    def __init__(self, records: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> None:
        super().__init__(configure=False)
        self.nameservers, self.records, self.rcode = ["192.0.2.1"], records, rcode

    def resolve(self, name, kind, **_options):
        text = f"id 1\nopcode QUERY\nrcode {dns.rcode.to_text(self.rcode)}\nflags QR\n;QUESTION\n{name}. IN {kind}\n"
        message = dns.message.from_text(f"{text};ANSWER\n{self.records}\n;AUTHORITY\n;ADDITIONAL\n")
        return dns.resolver.Answer(dns.name.from_text(name), dns.rdatatype.from_text(kind), dns.rdataclass.IN, message)


class Failing(dns.resolver.Resolver):
    def __init__(self, error: Exception) -> None:
        super().__init__(configure=False)
        self.error = error

    def resolve(self, *_arguments, **_options):
        raise self.error


@pytest.mark.parametrize(
    ("kind", "records", "told"),
    [
        ("TXT", 'a.example. 60 IN TXT "v=spf1 include:amazonses.com ~all"', ("v=spf1 include:amazonses.com ~all",)),
        ("TXT", 'a.example. 60 IN TXT "v=DMARC1; " "p=none"', ("v=DMARC1; p=none",)),
        ("MX", "a.example. 60 IN MX 10 Feedback-SMTP.example.", ("10 feedback-smtp.example",)),
        ("CNAME", "a.example. 60 IN CNAME Abc.dkim.amazonses.com.", ("abc.dkim.amazonses.com",)),
    ],
)
def test_what_dns_has_is_told(kind, records, told):
    assert look_up("a.example", kind, Answering(records)) == told


@pytest.mark.parametrize("error", [dns.resolver.NXDOMAIN(), dns.resolver.NoAnswer(response=dns.message.Message())])
def test_a_name_that_has_nothing_is_told_as_that(error):
    assert look_up("a.example", "TXT", Failing(error)) == ()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (dns.resolver.LifetimeTimeout(timeout=6, errors=[]), "it timed out"),
        (dns.resolver.NoNameservers(), "its servers fail"),
        (dns.resolver.NoResolverConfiguration(), "NoResolverConfiguration"),
        (dns.name.LabelTooLong(), "LabelTooLong"),
    ],
)
def test_what_does_not_answer_is_not_taken_for_missing(error, why):
    assert look_up("a.example", "TXT", Failing(error)) == Unanswered(f"DNS does not say what TXT a.example has: {why}")
