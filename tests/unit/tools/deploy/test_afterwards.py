"""What a person is told to do after a deployment, and what they are not bothered with."""

from dataclasses import replace

import pytest

from tests.unit.tools.deploy.stages import PARAMETERS, SENDER, STACK, STAGE
from tools.deploy.afterwards import Left, to_do, wanted_records
from tools.deploy.certificate import Certificate
from tools.deploy.deployment import Deployed
from tools.deploy.parameters import Surroundings
from tools.deploy.records import Record, of_mail
from tools.doctor.facts import Account, Subscription, Unanswered

PROOF = Record("_x.guide.example.com", "CNAME", "_y.acm-validations.aws")
WAITS = Certificate("arn", "PENDING_VALIDATION", ("guide.example.com",), PROOF)
READY = replace(WAITS, status="ISSUED")
FREE = Account(
    is_in_production=True, is_enabled=True, enforcement="HEALTHY", review="", a_day=50_000, sent_today=0, a_second=14
)
SANDBOX = replace(FREE, is_in_production=False)
DONE = Left("https://guide.example.com", (), READY, (Subscription("email", STAGE.alarm_inbox, True),), FREE)


AT_AWS = "https://d111.cloudfront.net"


def told(**changes) -> str:
    return to_do(replace(STAGE, domain="guide.example.com"), replace(DONE, **changes))


def test_the_address_of_the_site_is_told_first():
    assert told().lstrip().startswith("The site: https://guide.example.com\n")


def test_where_nothing_is_left_it_says_so():
    assert "Nothing is left to do." in told()


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"missing": (PROOF,)}, PROOF.value),
        ({"site_url": AT_AWS, "certificate": WAITS}, "The certificate for it waits for its record: in an hour run"),
        ({"site_url": AT_AWS}, "not at guide.example.com yet, and all links lead to the address above"),
        ({"site_url": AT_AWS}, "DNS does not lead there: in an hour run `make deploy STAGE=prod` again"),
        ({"alarms": (Subscription("email", STAGE.alarm_inbox, False),)}, "engineer@example.com has to confirm"),
        ({"alarms": ()}, "engineer@example.com has to confirm"),
        ({"alarms": (Subscription("email", "earlier@example.com", True),)}, "engineer@example.com has to confirm"),
        ({"account": SANDBOX}, "make production-access STAGE=prod"),
        ({"account": replace(SANDBOX, review="PENDING")}, "takes about a day"),
        ({"account": replace(SANDBOX, review="DENIED")}, "turned down"),
    ],
)
def test_what_is_left_is_told(left, words):
    assert words in told(**left)


@pytest.mark.parametrize("left", [{"alarms": Unanswered("?")}, {"account": Unanswered("?")}])
def test_what_is_done_or_not_known_is_no_task(left):
    assert "1. " not in told(**left)


def test_a_site_without_a_domain_of_its_own_waits_for_none():
    assert "Nothing is left to do." in to_do(STAGE, replace(DONE, site_url=AT_AWS, certificate=None))


SITE = Record("guide.example.com", "CNAME", "d111.cloudfront.net")
AT_ITS_DOMAIN = replace(STACK, parameters=PARAMETERS | {"SiteUrl": "https://guide.example.com"})


def wanted(stack=STACK, certificate=READY, *, domain="guide.example.com", zone="", identity=SENDER) -> list[Record]:
    there = Surroundings(stack, has_sender=True, has_mail_records=True, has_dmarc=True, zone=zone)
    deployed = Deployed(stack, None, there, certificate)
    return wanted_records(replace(STAGE, domain=domain), deployed, identity)


def test_the_record_of_a_certificate_that_waits_comes_first_and_that_of_the_site_with_it():
    assert wanted(certificate=WAITS)[:2] == [PROOF, SITE]


def test_a_certificate_that_is_ready_needs_no_record():
    assert PROOF not in wanted()


def test_a_site_that_is_at_its_domain_needs_no_record():
    """It may be there by an ALIAS, which is no CNAME."""
    assert SITE not in wanted(AT_ITS_DOMAIN)


def test_a_site_without_a_domain_of_its_own_needs_no_record():
    assert "d111.cloudfront.net" not in {one.value for one in wanted(domain="", certificate=None)}


@pytest.mark.parametrize("mail_domain", ["example.com", ""])
def test_what_ses_asks_of_a_sender_is_wanted_whoever_introduced_it(mail_domain):
    stack = replace(STACK, parameters=PARAMETERS | {"MailDomain": mail_domain})

    assert set(of_mail(SENDER, STAGE.region, has_dmarc=True)) < set(wanted(stack))


def test_what_the_stack_makes_in_route_53_is_not_asked_for():
    makes = replace(STACK, parameters=PARAMETERS | {"MailRecords": "yes"})

    assert wanted(makes, zone="Z1", certificate=WAITS) == []


def test_what_a_sender_lacks_and_the_stack_does_not_make_is_asked_for_in_route_53_too():
    assert wanted(zone="Z1") == of_mail(SENDER, STAGE.region, has_dmarc=True)


@pytest.mark.parametrize("identity", [None, Unanswered("?")])
def test_of_a_sender_that_ses_does_not_tell_of_no_record_is_made_up(identity):
    assert wanted(AT_ITS_DOMAIN, identity=identity) == []
