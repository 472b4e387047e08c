"""Where domains are: zones in Route 53, certificates in ACM, senders in SES. Each may raise ClientError."""

from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tools.deploy.certificate import ISSUED, PENDING, Certificate
from tools.deploy.records import Record

CLOUDFRONT_REGION = "us-east-1"
"""The only one that CloudFront takes certificates from."""


def zones() -> Mapping[str, str]:
    """Of the account: names of public zones, and their ids."""
    pages = boto3.client("route53").get_paginator("list_hosted_zones").paginate()
    return {
        zone["Name"].rstrip("."): zone["Id"].rpartition("/")[2]
        for page in pages
        for zone in page["HostedZones"]
        if not zone.get("Config", {}).get("PrivateZone", False)
    }


def put_record(zone: str, record: Record) -> None:
    """Make that record in the zone, or make it as it has to be."""
    boto3.client("route53").change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {
                    "Action": "UPSERT",
                    "ResourceRecordSet": {
                        "Name": record.name,
                        "Type": record.kind,
                        "TTL": 300,
                        "ResourceRecords": [{"Value": record.value}],
                    },
                }
            ]
        },
    )


def certificates(region: str) -> list[Certificate]:
    """Those in that region that are ready, or wait for their record."""
    client = boto3.client("acm", region_name=region)
    pages = client.get_paginator("list_certificates").paginate(CertificateStatuses=[ISSUED, PENDING])
    arns = [one["CertificateArn"] for page in pages for one in page["CertificateSummaryList"]]
    return [_read(client.describe_certificate(CertificateArn=arn)["Certificate"]) for arn in arns]


def request_certificate(region: str, domain: str) -> Certificate:
    """Ask ACM for one."""
    client = boto3.client("acm", region_name=region)
    arn = client.request_certificate(DomainName=domain, ValidationMethod="DNS")["CertificateArn"]
    return _read(client.describe_certificate(CertificateArn=arn)["Certificate"])


def _read(told: Mapping[str, Any]) -> Certificate:
    found = [one["ResourceRecord"] for one in told.get("DomainValidationOptions", []) if "ResourceRecord" in one]
    record = Record(found[0]["Name"].rstrip("."), found[0]["Type"], found[0]["Value"]) if found else None
    names = tuple(told.get("SubjectAlternativeNames") or [told["DomainName"]])
    return Certificate(told["CertificateArn"], told["Status"], names, record)


def has_sender(region: str, domain: str) -> bool:
    """Whether SES knows that domain there, verified or not yet."""
    try:
        boto3.client("sesv2", region_name=region).get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return False
        raise
    return True
