"""Whether mail of a domain arrives, by what SES and DNS say of it."""

from dataclasses import replace

import pytest

from tools.doctor.facts import Identity, Sender, Unanswered
from tools.doctor.findings import Finding, State
from tools.doctor.mail import sender

TIMED_OUT = Unanswered("DNS does not say: it timed out")
REGION = "eu-central-1"
TOKENS = {f"{token}._domainkey.example.com": f"{token}.dkim.amazonses.com" for token in ("a1", "b2", "c3")}

IDENTITY = Identity("example.com", True, "SUCCESS", TOKENS, "bounce.example.com", "SUCCESS")

SOUND = Sender(
    domain="example.com",
    identity=IDENTITY,
    dkim={name: (target,) for name, target in TOKENS.items()},
    mx=("10 feedback-smtp.eu-central-1.amazonses.com",),
    spf=("google-site-verification=1", "v=spf1 include:amazonses.com ~all"),
    dmarc={"example.com": ("v=DMARC1; p=none",)},
)


def found(one: Sender, name: str) -> Finding:
    """What is said under that name."""

    def all_of(finding: Finding):
        yield finding
        for part in finding.parts:
            yield from all_of(part)

    return next(finding for finding in all_of(sender(one, REGION)) if finding.name == name)


def state(one: Sender, name: str) -> State:
    return found(one, name).state


def test_a_domain_that_is_set_up_as_it_should_be_is_good():
    assert sender(SOUND, REGION).state is State.GOOD


def test_a_domain_is_no_better_than_its_worst_record():
    assert sender(replace(SOUND, mx=()), REGION).state is State.WRONG


def test_a_domain_that_ses_does_not_know_is_wrong():
    assert state(replace(SOUND, identity=None), "Known to SES") is State.WRONG


def test_a_domain_that_ses_was_not_asked_of_is_unknown():
    assert state(replace(SOUND, identity=Unanswered("these credentials may not ask")), "Known to SES") is State.UNKNOWN


def test_a_sender_that_is_verified_as_an_address_alone_is_wrong():
    assert state(replace(SOUND, identity=replace(IDENTITY, name="guide@example.com")), "Known to SES") is State.WRONG


def test_a_domain_that_ses_has_not_verified_yet_is_on_its_way():
    assert state(replace(SOUND, identity=replace(IDENTITY, is_verified=False)), "Known to SES") is State.PENDING


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        ("SUCCESS", State.GOOD),
        ("PENDING", State.PENDING),
        ("TEMPORARY_FAILURE", State.PENDING),
        ("FAILED", State.WRONG),
        ("NOT_STARTED", State.WRONG),
    ],
)
def test_dkim_is_what_ses_says_of_it(status, judged):
    assert state(replace(SOUND, identity=replace(IDENTITY, dkim_status=status)), "DKIM at SES") is judged


@pytest.mark.parametrize(
    ("there", "judged"),
    [
        (("a1.dkim.amazonses.com",), State.GOOD),
        ((), State.WRONG),
        (("a1.dkim.amazonses.com.example.com",), State.WRONG),
        (TIMED_OUT, State.UNKNOWN),
    ],
)
def test_each_dkim_record_has_to_stand_in_dns(there, judged):
    one = replace(SOUND, dkim={**SOUND.dkim, "a1._domainkey.example.com": there})

    assert state(one, "DKIM record a1…") is judged
    assert state(one, "DKIM") is judged


def test_a_missing_record_is_told_as_it_has_to_be_set():
    one = replace(SOUND, dkim={**SOUND.dkim, "a1._domainkey.example.com": ()})

    assert "a1._domainkey.example.com CNAME a1.dkim.amazonses.com" in found(one, "DKIM record a1…").remedy


def test_a_missing_record_may_be_on_its_way():
    assert "may still be on its way" in found(replace(SOUND, spf=()), "SPF").remedy


@pytest.mark.parametrize(
    ("there", "judged"),
    [
        (("10 feedback-smtp.eu-central-1.amazonses.com",), State.GOOD),
        ((), State.WRONG),
        (("10 feedback-smtp.us-east-1.amazonses.com",), State.WRONG),
        (("10 feedback-smtp.eu-central-1.amazonses.com", "20 mx.example.com"), State.WRONG),
        (TIMED_OUT, State.UNKNOWN),
    ],
)
def test_bounces_come_back_to_ses_of_this_region_and_nowhere_else(there, judged):
    assert state(replace(SOUND, mx=there), "MX") is judged


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        ("SUCCESS", State.GOOD),
        ("PENDING", State.PENDING),
        ("TEMPORARY_FAILURE", State.PENDING),
        ("FAILED", State.WRONG),
    ],
)
def test_mail_from_is_what_ses_says_of_it(status, judged):
    assert state(replace(SOUND, identity=replace(IDENTITY, mail_from_status=status)), "MAIL FROM at SES") is judged


def test_a_domain_without_mail_from_is_told_what_it_lacks():
    assert (
        state(replace(SOUND, identity=replace(IDENTITY, mail_from="", mail_from_status="")), "MAIL FROM") is State.NOTE
    )


@pytest.mark.parametrize(
    ("texts", "judged"),
    [
        (("v=spf1 include:amazonses.com ~all",), State.GOOD),
        (("V=SPF1 a +include:AmazonSES.com -all",), State.GOOD),
        (("v=spf1 include:amazonses.com",), State.GOOD),
        ((), State.WRONG),
        (("v=spf10 include:amazonses.com ~all",), State.WRONG),
        (("v=spf1 include:_spf.google.com ~all",), State.WRONG),
        (("v=spf1 -include:amazonses.com ~all",), State.WRONG),
        (("v=spf1 -all include:amazonses.com",), State.WRONG),
        (("v=spf1 include:amazonses.com +all",), State.WRONG),
        (("v=spf1 include:amazonses.com all",), State.WRONG),
        (("v=spf1 include:amazonses.com ~all", "v=spf1 a -all"), State.WRONG),
        (TIMED_OUT, State.UNKNOWN),
    ],
)
def test_spf_lets_ses_send_and_not_everybody(texts, judged):
    assert state(replace(SOUND, spf=texts), "SPF") is judged


@pytest.mark.parametrize(
    ("texts", "judged"),
    [
        (("v=DMARC1; p=none",), State.GOOD),
        (("v=DMARC1;p=Reject;rua=mailto:dmarc@example.com",), State.GOOD),
        (("another", "v=DMARC1; p=quarantine"), State.GOOD),
        ((), State.WRONG),
        (("v=DMARC1; rua=mailto:dmarc@example.com",), State.WRONG),
        (("v=DMARC1; p=maybe",), State.WRONG),
        (("v=DMARC10; p=none",), State.WRONG),
        (("v=dmarc1; p=none",), State.WRONG),
        (("v=DMARC1; p=none", "v=DMARC1; p=reject"), State.WRONG),
        (TIMED_OUT, State.UNKNOWN),
    ],
)
def test_dmarc_is_one_record_with_a_policy(texts, judged):
    assert state(replace(SOUND, dmarc={"example.com": texts}), "DMARC") is judged


UP = {"clinic.example.com": (), "example.com": ("v=DMARC1; p=none",)}


def test_dmarc_of_a_domain_above_counts_where_there_is_no_nearer_one():
    assert state(replace(SOUND, domain="clinic.example.com", dmarc=UP), "DMARC") is State.GOOD


def test_dmarc_of_a_domain_above_tells_nothing_while_the_nearer_one_is_unknown():
    one = replace(SOUND, domain="clinic.example.com", dmarc={**UP, "clinic.example.com": TIMED_OUT})

    assert state(one, "DMARC") is State.UNKNOWN
    assert state(one, "Alignment") is State.UNKNOWN


@pytest.mark.parametrize(
    ("identity", "mail_from", "record", "judged"),
    [
        ("clinic.example.com", "bounce.clinic.example.com", "v=DMARC1; p=none", State.GOOD),
        ("example.com", "bounce.example.com", "v=DMARC1; p=none", State.GOOD),
        ("example.com", "", "v=DMARC1; p=none", State.NOTE),
        ("example.com", "bounce.another.example", "v=DMARC1; p=none", State.NOTE),
        ("clinic.example.com", "bounce.clinic.example.com", "v=DMARC1; p=none; aspf=s", State.NOTE),
        ("another.example", "bounce.example.com", "v=DMARC1; p=none", State.NOTE),
        ("badexample.com", "bounce.badexample.com", "v=DMARC1; p=none", State.WRONG),
        ("example.com", "", "v=DMARC1; p=none; adkim=s", State.WRONG),
        ("example.com", "bounce.example.com", "v=DMARC1; p=none; adkim=s; aspf=s", State.WRONG),
    ],
)
def test_what_signs_and_what_bounces_come_back_to_is_of_the_domain_that_people_see(identity, mail_from, record, judged):
    known = replace(IDENTITY, name=identity, mail_from=mail_from)
    one = replace(SOUND, domain="clinic.example.com", identity=known, dmarc={**UP, "example.com": (record,)})

    assert state(one, "Alignment") is judged
