"""A stage and its stack, as the tests of deployments know them."""

from tools.doctor.facts import Identity
from tools.operate.stack import Stack
from tools.operate.stage import Stage

STAGE = Stage(
    "prod",
    "eu-central-1",
    mail_from="guide@example.com",
    alert_from="desk@example.com",
    clinic_inbox="front-desk@example.com",
    alarm_inbox="engineer@example.com",
)

OUTPUTS = {
    "SiteUrl": "https://d111.cloudfront.net",
    "AwsUrl": "https://d111.cloudfront.net",
    "SiteTarget": "d111.cloudfront.net",
}

PARAMETERS = {"SiteUrl": OUTPUTS["SiteUrl"], "MailDomain": "example.com", "MailRecords": "no"}

STACK = Stack("clinic-leads-prod", "CREATE_COMPLETE", outputs=OUTPUTS, parameters=PARAMETERS)

SENDER = Identity(
    "example.com",
    is_verified=False,
    dkim_status="PENDING",
    dkim_records={"aaa._domainkey.example.com": "aaa.dkim.amazonses.com"},
    mail_from="bounce.example.com",
    mail_from_status="PENDING",
)
"""What SES knows of that stage's mail domain until DNS has its records."""
