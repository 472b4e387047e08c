"""What a person is told before a stage goes, and how what is kept goes later."""

from dataclasses import replace

import pytest

from tests.unit.tools.deploy.stages import STACK, STAGE
from tools.deploy.destroy import farewell, reading, removal

WHOLE = replace(
    STACK,
    outputs={"LeadsTable": "prod-leads", "LeadIdKey": "arn:of:the:key"},
    parameters={"CertificateArn": "arn:aws:acm:us-east-1:1:certificate/1"},
    resources={"MailIdentity": "example.com"},
)
BORROWS = replace(WHOLE, resources={})


def stays(stack) -> str:
    return farewell(STAGE, stack).partition("This stays")[2]


@pytest.mark.parametrize("kept", ["prod-leads", "arn:of:the:key", "example.com as a sender of SES", ":certificate/1"])
def test_what_stays_is_named(kept):
    assert kept in stays(WHOLE)


def test_a_mail_domain_that_is_another_stages_is_not_said_to_stay():
    assert "as a sender" not in farewell(STAGE, BORROWS)


def test_the_leads_that_stay_can_be_read():
    assert "make export STAGE=prod TABLE=prod-leads FILE=leads.jsonl" in reading(STAGE, WHOLE)


def test_of_a_stack_that_was_never_made_nothing_is_to_be_read():
    assert reading(STAGE, replace(STACK, outputs={})) == ""


def test_what_stays_can_be_taken_away_by_hand():
    assert [line for line in removal(STAGE, WHOLE).splitlines() if line.startswith("  ")] == [
        "  aws dynamodb update-table --table-name prod-leads --no-deletion-protection-enabled --region eu-central-1",
        "  aws dynamodb delete-table --table-name prod-leads --region eu-central-1",
        "  aws secretsmanager delete-secret --secret-id arn:of:the:key --region eu-central-1",
        "  aws acm delete-certificate --certificate-arn arn:aws:acm:us-east-1:1:certificate/1 --region us-east-1",
        "  aws sesv2 delete-email-identity --email-identity example.com --region eu-central-1",
    ]


def test_that_every_stage_stops_mailing_with_its_domain_is_said():
    assert "stops all mail from example.com, of every stage" in removal(STAGE, WHOLE)


def test_a_stage_is_not_told_to_take_away_what_is_another_stages():
    assert "sesv2" not in removal(STAGE, BORROWS)


def test_of_a_stack_that_was_never_made_nothing_is_to_be_taken_away():
    assert removal(STAGE, replace(STACK, outputs={})) == ""
