"""What a stack is given, deployment after deployment."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.tools.deploy.stages import STACK, STAGE
from tools.deploy.parameters import STAND_IN, Surroundings, parameters, zone_of

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"
NOTHING = Surroundings(None, has_sender=False, has_mail_records=False, has_dmarc=False)
WITH_DOMAIN = replace(STAGE, domain="guide.example.com")


def given(stage=STAGE, there=NOTHING, **changes):
    return parameters(stage, replace(there, **changes))


def made(**changes):
    return replace(STACK, **changes)


def test_each_is_a_parameter_of_the_template():
    folder = Path(__file__).resolve().parents[4] / ".chalice"
    known = [json.loads(path.read_text()).get("Parameters", {}) for path in folder.glob("*.json")]

    assert {*given()} == {name for names in known for name in names}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MailFrom", "guide@example.com"),
        ("AlertFrom", "desk@example.com"),
        ("ClinicInbox", "front-desk@example.com"),
        ("AlarmInbox", "engineer@example.com"),
        ("AdsRun", "no"),
        ("CloudFront", "yes"),
    ],
)
def test_a_stack_is_given_what_its_stage_is_told(name, value):
    assert given()[name] == value


@pytest.mark.parametrize(("stage", "name", "value"), [
    (replace(STAGE, ads_run=True), "AdsRun", "yes"),
    (replace(STAGE, cloudfront=False), "CloudFront", "no"),
    (replace(STAGE, tell_google_ads=True), "TellGoogleAds", "yes"),
])  # fmt: skip
def test_a_switch_is_yes_or_no(stage, name, value):
    assert given(stage)[name] == value


@pytest.mark.parametrize(
    ("stack", "protection"),
    [
        (None, "off"),
        (made(status="ROLLBACK_COMPLETE"), "off"),
        (made(status="REVIEW_IN_PROGRESS"), "off"),
        (made(), "on"),
        (made(status="UPDATE_ROLLBACK_COMPLETE"), "on"),
    ],
)
def test_a_table_is_protected_once_its_stack_was_made(stack, protection):
    assert given(stack=stack)["DeletionProtection"] == protection


def test_a_site_that_has_no_address_yet_gets_one_that_nobody_has():
    assert given()["SiteUrl"] == STAND_IN


def test_then_it_is_told_its_own():
    assert given(stack=made())["SiteUrl"] == "https://d111.cloudfront.net"


def test_a_remnant_of_a_stack_tells_no_address():
    assert given(stack=made(status="ROLLBACK_COMPLETE"))["SiteUrl"] == STAND_IN


def address(there):
    return {name: there[name] for name in ("SiteUrl", "Domain", "CertificateArn")}


def test_a_domain_waits_for_its_certificate():
    assert address(given(WITH_DOMAIN, stack=made())) == {
        "SiteUrl": "https://d111.cloudfront.net",
        "Domain": "",
        "CertificateArn": "",
    }


IN_PLACE = {"SiteUrl": "https://guide.example.com", "Domain": "guide.example.com", "CertificateArn": ARN}


AT_AWS = IN_PLACE | {"SiteUrl": "https://d111.cloudfront.net"}


def test_with_its_certificate_a_domain_is_the_sites_and_links_lead_to_the_address_that_works():
    assert address(given(WITH_DOMAIN, stack=made(), certificate=ARN)) == AT_AWS


def test_once_the_domain_leads_here_links_lead_there():
    assert address(given(WITH_DOMAIN, stack=made(parameters=AT_AWS), certificate=ARN, leads_here=True)) == IN_PLACE


def test_links_go_on_leading_to_a_domain_that_is_not_reached_just_now():
    assert address(given(WITH_DOMAIN, stack=made(parameters=IN_PLACE), certificate=ARN)) == IN_PLACE


def test_a_site_whose_stack_does_not_tell_its_address_at_aws_keeps_the_one_it_has():
    older = made(outputs={"SiteUrl": "https://old.example"}, parameters={"SiteUrl": "https://old.example"})

    assert given(stack=older)["SiteUrl"] == "https://old.example"


def test_a_site_does_not_lose_its_domain_with_a_certificate_that_is_not_found():
    assert address(given(WITH_DOMAIN, stack=made(parameters=IN_PLACE))) == IN_PLACE


def test_another_domain_waits_for_a_certificate_of_its_own():
    other = replace(STAGE, domain="other.example.com")

    assert given(other, stack=made(parameters=IN_PLACE))["Domain"] == ""


def test_a_stage_whose_domain_is_taken_away_has_none():
    assert given(STAGE, stack=made(parameters=IN_PLACE))["CertificateArn"] == ""


OURS = {"MailDomain": "example.com"}
OF_ANOTHER_DOMAIN = {"MailDomain": "old.example", "MailRecords": "yes", "DmarcRecord": "yes"}


@pytest.mark.parametrize(
    ("has_sender", "has", "domain"),
    [
        (False, {}, "example.com"),
        # Another stage, or somebody by hand, has introduced it: SES takes a domain but once.
        (True, {}, ""),
        (True, OURS, "example.com"),
        (False, OF_ANOTHER_DOMAIN, "example.com"),
        (True, OF_ANOTHER_DOMAIN, ""),
    ],
)
def test_a_stack_introduces_a_domain_that_ses_does_not_know_and_keeps_its_own(has_sender, has, domain):
    assert given(stack=made(parameters=has), has_sender=has_sender)["MailDomain"] == domain


RECORDS = {"MailRecords": "has_mail_records", "DmarcRecord": "has_dmarc"}


@pytest.mark.parametrize("records", RECORDS)
@pytest.mark.parametrize(
    ("zone", "are_there", "has", "makes"),
    [
        ("", False, {}, "no"),
        ("Z1", False, {}, "yes"),
        ("Z1", True, {}, "no"),
        ("Z1", True, OURS | dict.fromkeys(RECORDS, "yes"), "yes"),
        ("Z1", True, OURS | dict.fromkeys(RECORDS, "no"), "no"),
        ("Z1", True, OF_ANOTHER_DOMAIN, "no"),
    ],
)
def test_records_of_mail_are_made_where_there_are_none_and_kept_where_they_are_ours(
    records, zone, are_there, has, makes
):
    there = {RECORDS[records]: are_there}

    assert given(stack=made(parameters=has), zone=zone, **there)[records] == makes


@pytest.mark.parametrize("records", RECORDS)
def test_no_records_are_made_for_a_domain_that_another_stage_introduced(records):
    assert given(has_sender=True, zone="Z1")[records] == "no"


def test_a_deployment_keeps_the_signing_keys_that_a_rotation_chose():
    assert given(stack=made(parameters={"SigningKeysVersion": "v2"}))["SigningKeysVersion"] == "v2"


ZONES = {"example.com": "Z1", "guide.example.com": "Z2", "another.org": "Z3"}


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        (("example.com", ""), "Z1"),
        (("example.com", "guide.example.com"), "Z1"),
        (("guide.example.com",), "Z2"),
        (("a.guide.example.com",), "Z2"),
        (("Guide.Example.com",), "Z2"),
        (("notexample.com",), ""),
        (("example.com", "another.org"), ""),
        (("com",), ""),
        (("",), ""),
    ],
)
def test_a_zone_is_the_nearest_that_has_all_our_names(names, zone):
    assert zone_of(names, ZONES) == zone
