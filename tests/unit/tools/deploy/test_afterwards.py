"""What a person is told to do after a deployment, and what they are not bothered with."""

from dataclasses import replace

import pytest

from tests.clinic import templates
from tests.unit.tools.deploy.stages import STAGE
from tools.deploy.afterwards import Left, to_do, wanted_records
from tools.deploy.certificate import Certificate
from tools.deploy.production_access import LONGEST, use_case
from tools.deploy.records import Record
from tools.doctor.facts import Account, Subscription, Unanswered

PROOF = Record("_x.guide.example.com", "CNAME", "_y.acm-validations.aws")
WAITS = Certificate("arn", "PENDING_VALIDATION", ("guide.example.com",), PROOF)
READY = replace(WAITS, status="ISSUED")
FREE = Account(
    is_in_production=True, is_enabled=True, enforcement="HEALTHY", review="", a_day=50_000, sent_today=0, a_second=14
)
SANDBOX = replace(FREE, is_in_production=False)
DONE = Left("https://d111.cloudfront.net", (), None, (Subscription("email", STAGE.alarm_inbox, True),), FREE)


def told(**changes) -> str:
    return to_do(replace(STAGE, domain="guide.example.com"), replace(DONE, **changes))


def test_the_address_of_the_site_is_told_first():
    assert told().lstrip().startswith("The site: https://d111.cloudfront.net\n")


def test_where_nothing_is_left_it_says_so():
    assert "Nothing is left to do." in told()


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"missing": (PROOF,)}, PROOF.value),
        ({"certificate": WAITS}, "In an hour run `make deploy STAGE=prod` again"),
        ({"alarms": (Subscription("email", STAGE.alarm_inbox, False),)}, "engineer@example.com has to confirm"),
        ({"account": SANDBOX}, "make production-access STAGE=prod"),
        ({"account": replace(SANDBOX, review="PENDING")}, "takes about a day"),
        ({"account": replace(SANDBOX, review="DENIED")}, "turned down"),
    ],
)
def test_what_is_left_is_told(left, words):
    assert words in told(**left)


@pytest.mark.parametrize("left", [{"certificate": READY}, {"alarms": Unanswered("?")}, {"account": Unanswered("?")}])
def test_what_is_done_or_not_known_is_no_task(left):
    assert "1. " not in told(**left)


def test_the_record_of_a_certificate_that_waits_comes_first():
    site = Record("guide.example.com", "CNAME", "d111.cloudfront.net")

    assert wanted_records([site], WAITS) == [PROOF, site]


def test_a_certificate_that_is_ready_needs_no_record():
    assert wanted_records([], READY) == []


@pytest.mark.parametrize(
    "words",
    [
        "Riverside Clinic is a clinic in Lahore (https://riverside.example)",
        "the form at https://guide.example.com.",
        "up to 6 follow-up emails",
        "about 20 enquiries a day, so at most about 160 emails a day",
        "All come from guide@example.com",
        "unsubscribe link",
        "hard bounce or a complaint",
    ],
)
def test_reviewers_are_told_what_they_want_to_know(words):
    assert words in use_case(templates().clinic, STAGE, "https://guide.example.com", 6)


def test_what_reviewers_are_told_is_no_longer_than_aws_reads():
    assert len(use_case(templates().clinic, STAGE, "https://guide.example.com", 6)) < LONGEST
