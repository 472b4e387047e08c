"""Take a stage away: `make destroy STAGE=staging`. Its leads stay, and the key that makes their ids."""

import os
import sys

from tools.deploy import stacks
from tools.operate.ending import ending
from tools.operate.stack import Stack, look_at
from tools.operate.stage import Stage, path_of, read_stage


def farewell(stage: Stage, stack: Stack) -> str:
    """What goes and what stays, for a person to think it over."""
    goes = ["the site, and every link in emails that were sent", "what is due: no follow-up goes any more"]
    if "MailIdentity" in stack.resources:
        goes.append(f"{stage.mail_domain} as a sender of SES in {stage.region}: no other stage can mail from it then")
    stays = [
        f"the leads: the table {stack.outputs.get('LeadsTable', 'of the stack, if it was made')}",
        f"the key of their ids: the secret {stack.outputs.get('LeadIdKey', 'of the stack, if it was made')}",
    ]
    if stack.parameters.get("CertificateArn"):
        stays.append(f"the certificate {stack.parameters['CertificateArn']}")
    stays.append("the DNS records that you made by hand: the site's own should go, lest a stranger takes its address")
    return (
        f"{stack.name} in {stage.region}\n\nThis goes:\n{_listed(goes)}\nThis stays, and costs what it stores:\n"
        f"{_listed(stays)}\nA later `make deploy` makes a new table. `make export` now, and `make import` then, bring "
        "the leads over.\n\n"
    )


def _listed(lines: list[str]) -> str:
    return "".join(f"  - {line}\n" for line in lines)


def main() -> None:
    with ending("destroy"):
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        client = stacks.cloudformation(stage.region)
        stack = look_at(stage.stack, client)
        if stack is None:
            raise ValueError(f"there is no stack {stage.stack} in {stage.region}")
        sys.stdout.write(farewell(stage, stack))
        if input(f"Type its name, {stage.name}, to take it away: ").strip() != stage.name:
            sys.exit("Nothing was touched.")
        sys.stdout.write("Going. CloudFront takes some minutes.\n")
        stacks.remove(stack.name, client)
        sys.stdout.write("Gone. The leads and their key are kept.\n")


if __name__ == "__main__":
    main()
