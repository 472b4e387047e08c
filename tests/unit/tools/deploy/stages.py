"""A stage and its stack, as the tests of deployments know them."""

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
    "SiteRecord": "guide.example.com CNAME d111.cloudfront.net",
    "DkimRecord1": "aaa._domainkey.example.com CNAME aaa.dkim.amazonses.com",
    "MailFromRecord": "bounce.example.com MX 10 feedback-smtp.eu-central-1.amazonses.com",
    "MailFromSpfRecord": 'bounce.example.com TXT "v=spf1 include:amazonses.com ~all"',
    "MailDmarcRecord": '_dmarc.example.com TXT "v=DMARC1; p=none"',
}

STACK = Stack("clinic-leads-prod", "CREATE_COMPLETE", outputs=OUTPUTS)
