"""Ask AWS to let SES send to everybody: `make production-access STAGE=prod`.

A new account may send to verified addresses alone. People at AWS read the request, and want to know what is sent, who
gets it and how often, how people come onto the list, and what is done about bounces, complaints and wishes to stop.

https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
"""

import os
import sys
from collections.abc import Mapping

import boto3

from chalicelib.content.clinic import Clinic
from chalicelib.content.templates import Templates
from chalicelib.leads.mailing.feedback import CANARY, TEST
from chalicelib.services import TEMPLATES
from tools.operate.ending import ending
from tools.operate.stack import look_at
from tools.operate.stage import Stage, path_of, read_stage

LONGEST = 5_000
"""Characters that AWS reads of the text."""

# What is sent, by kind or text: the reviewers want to know of each.


TO_PEOPLE: Mapping[str, str] = {
    "guide": "the guide, at once, to the person who asked for it",
    "follow-up": "up to {steps} follow-ups about the treatment over some weeks, to those who ticked a separate box for "
    "them, which is empty at first",
    "aftercare": "what to do after a session, once, to those who have booked one",
    "own-data": "a link to see, save or erase what we keep of them, to the person who asks for it",
}

TO_THE_CLINIC: Mapping[str, str] = {
    "alert": "each enquiry, at once, to the front desk",
    "second-alert": "an enquiry once more, where nobody has said that they called",
    "owner-alert": "an enquiry that still nobody has called about, a day later, to the owner",
    "missed": "an enquiry whose alert may not have arrived",
    "unreachable": "whom to phone because email does not reach them",
    "digest": "enquiries that look automated, for a person to judge",
    "morning": "who to call today, as the clinic opens",
    "weekly": "how many enquired and booked, once a week",
    "sign-in": "a link that signs one of the staff in, when they ask for it",
}

AS_TRIALS: Mapping[str, str] = {
    CANARY: "two emails an hour to SES's mailbox simulator, to see that the way is open",
    TEST: "a test email, by hand, to our own addresses or the simulator",
}


def use_case(clinic: Clinic, stage: Stage, site_url: str, steps: int) -> str:
    """What the reviewers want to know. `steps` is how many follow-ups a person gets at most of one campaign."""
    emails = stage.leads_a_day * (2 + steps)
    return f"""\
{clinic.name} is a clinic in {clinic.city} ({clinic.website}). People who look for a treatment ask for a free guide \
with the form at {site_url}.

What we send to people:
{_listed(TO_PEOPLE).format(steps=steps)}
What we send to the clinic's own inboxes:
{_listed(TO_THE_CLINIC)}
What we send to see that all works:
{_listed(AS_TRIALS)}
We expect about {stage.leads_a_day} enquiries a day, so at most about {emails} emails a day for them. People \
get theirs from {stage.mail_from}, the clinic from {stage.alert_from}, all signed with DKIM.

Where addresses come from: only from people who type their own into that form. We use no lists that were bought or \
rented. The wording that each person agreed to is kept with the time. Forms that look automated are held back and get \
no email, and the number of guides to one address and to one network is limited.

How people stop: each follow-up has an unsubscribe link and the List-Unsubscribe headers for one click. It takes \
effect at once. When a person has booked or is not interested, the clinic stops them too.

Bounces and complaints: a configuration set tells us of each one through SNS. After a hard bounce or a complaint \
nothing more is sent to that address, for good; soft bounces are tried again a few times, then no more. SES's \
suppression list is on for both. When more than one guide in twenty bounces, sending slows down by itself. Alarms ring \
at a bounce rate of 3 % and a complaint rate of 0.05 %.
"""


def _listed(emails: Mapping[str, str]) -> str:
    return "".join(f"- {what}\n" for what in emails.values())


def ask(stage: Stage, site_url: str, text: str) -> None:
    """Send the request. Raises ValueError where one was made before, else ClientError."""
    client = boto3.client("sesv2", region_name=stage.region)
    try:
        client.put_account_details(
            MailType="MARKETING",
            WebsiteURL=site_url,
            ContactLanguage="EN",
            UseCaseDescription=text[:LONGEST],
            AdditionalContactEmailAddresses=[stage.alarm_inbox],
            ProductionAccessEnabled=True,
        )
    except client.exceptions.ConflictException as error:
        raise ValueError("AWS was asked before: answer its email about that") from error


def main() -> None:
    with ending("production-access"):
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        stack = look_at(stage.stack, boto3.client("cloudformation", region_name=stage.region))
        if stack is None or "SiteUrl" not in stack.outputs:
            raise ValueError(f"AWS will look at the site: `make deploy STAGE={stage.name}` first")
        templates, site_url = Templates(TEMPLATES), stack.outputs["SiteUrl"]
        steps = max(map(len, templates.rules.sequences.values()))
        text = use_case(templates.clinic, stage, site_url, steps)
        sys.stdout.write(f"This is what AWS will read:\n\n{text}\n")
        if input("Send it? [yes] ").strip().lower() not in ("", "y", "yes"):
            sys.exit("Nothing was sent.")
        ask(stage, site_url, text)
        sys.stdout.write("Sent. AWS answers by email within about a day; `make doctor` says how far it is.\n")


if __name__ == "__main__":
    main()
