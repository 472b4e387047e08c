"""Take a stage away: `make destroy STAGE=staging`. Its leads stay with the key of their ids, and so does the domain
that mail comes from, for other stages may mail by it."""

import os
import sys

from tools.deploy import stacks
from tools.operate.ending import ending
from tools.operate.stack import Stack, look_at
from tools.operate.stage import Stage, path_of, read_stage


def farewell(stage: Stage, stack: Stack) -> str:
    """What goes and what stays, for a person to think it over."""
    goes = ["the site, and every link in emails that were sent", "what is due: no follow-up goes any more"]
    stays = [
        f"the leads: the table {stack.outputs.get('LeadsTable', 'of the stack, if it was made')}",
        f"the key of their ids: the secret {stack.outputs.get('LeadIdKey', 'of the stack, if it was made')}",
    ]
    if domain := stack.resources.get("MailIdentity"):
        stays.append(f"{domain} as a sender of SES, with its DNS records: other stages may mail by it")
    if certificate := stack.parameters.get("CertificateArn"):
        stays.append(f"the certificate {certificate}")
    stays.append("the DNS records that you made by hand: the site's own should go, lest a stranger takes its address")
    return (
        f"{stack.name} in {stage.region}\n\nThis goes:\n{_listed(goes)}\nThis stays, and costs what it stores:\n"
        f"{_listed(stays)}\nA later `make deploy` makes a new table, and `make import` brings the leads over.\n\n"
    )


def reading(stage: Stage, stack: Stack) -> str:
    """How a person reads the leads that stay."""
    table = stack.outputs.get("LeadsTable")
    if not table:
        return ""
    export = f"make export STAGE={stage.name} TABLE={table} FILE=leads.jsonl"
    return f"\nThis writes them into a file, which `make import` takes into the table of any stage:\n\n  {export}\n"


def removal(stage: Stage, stack: Stack) -> str:
    """How a person takes away by hand what stays, once nobody needs it."""
    kept = stack.outputs
    commands = []
    if table := kept.get("LeadsTable"):
        commands += [
            f"dynamodb update-table --table-name {table} --no-deletion-protection-enabled",
            f"dynamodb delete-table --table-name {table}",
        ]
    if key := kept.get("LeadIdKey"):
        commands.append(f"secretsmanager delete-secret --secret-id {key}")
    regions = dict.fromkeys(commands, stage.region)
    if certificate := stack.parameters.get("CertificateArn"):
        # That of a site behind CloudFront lies in a region of its own, which its ARN names.
        regions[f"acm delete-certificate --certificate-arn {certificate}"] = certificate.split(":")[3]
    if domain := stack.resources.get("MailIdentity"):
        regions[f"sesv2 delete-email-identity --email-identity {domain}"] = stage.region
    told = "".join(f"  aws {command} --region {region}\n" for command, region in regions.items())
    if domain:
        told += (
            f"\nThe last one stops all mail from {domain}, of every stage. Then take its records out of DNS: those "
            f"below _domainkey.{domain}, and both of bounce.{domain}.\n"
        )
    return f"\nOnce nobody needs it any more, this takes away for good what was kept:\n\n{told}" if told else ""


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
        sys.stdout.write(f"Gone. The leads and their key are kept.\n{reading(stage, stack)}{removal(stage, stack)}")


if __name__ == "__main__":
    main()
