"""What has to stand in DNS, and what of it is missing."""

from dataclasses import replace

import pytest

from tests.unit.tools.deploy.stages import SENDER
from tools.deploy.certificate import Certificate, best
from tools.deploy.records import Record, missing, of_mail, table

DMARC = Record("_dmarc.example.com", "TXT", '"v=DMARC1; p=none"')
SITE = Record("guide.example.com", "CNAME", "d111.cloudfront.net")
MX = Record("bounce.example.com", "MX", "10 feedback-smtp.eu-central-1.amazonses.com")


def of_sender(identity=SENDER, *, has_dmarc: bool = False) -> list[Record]:
    return of_mail(identity, "eu-central-1", has_dmarc=has_dmarc)


@pytest.mark.parametrize(
    "record",
    [
        Record("aaa._domainkey.example.com", "CNAME", "aaa.dkim.amazonses.com"),
        MX,
        Record("bounce.example.com", "TXT", '"v=spf1 include:amazonses.com ~all"'),
        DMARC,
    ],
)
def test_a_sender_needs_what_ses_asks_of_it(record):
    assert record in of_sender()


def test_a_domain_that_has_a_dmarc_record_is_asked_for_no_other():
    assert DMARC not in of_sender(has_dmarc=True)


def test_a_sender_without_a_mail_from_domain_needs_no_records_for_one():
    assert {one.kind for one in of_sender(replace(SENDER, mail_from=""), has_dmarc=True)} == {"CNAME"}


def test_what_dns_has_is_not_missing_however_it_is_written():
    has = {"CNAME": ("D111.cloudfront.net.",), "TXT": ("v=DMARC1; p=none",), "MX": ()}

    assert missing([SITE, DMARC, MX], lambda _name, kind: has[kind]) == [MX]


def test_a_record_with_another_value_is_missing():
    assert missing([SITE], lambda *_: ("old.example.net",)) == [SITE]


def test_a_table_has_a_line_for_each_record_with_its_columns_one_below_the_other():
    lines = table([SITE, MX]).splitlines()

    assert [line.index(one.value) for line, one in zip(lines[1:3], [SITE, MX], strict=True)] == [29, 29]


def certificate(name: str, status: str = "ISSUED") -> Certificate:
    return Certificate(f"arn of {name}", status, (name,))


def test_a_certificate_is_for_its_own_names():
    assert best([certificate("other.example.com")], "guide.example.com") is None


def test_an_asterisk_stands_for_one_label():
    wild = certificate("*.example.com")

    assert [wild.is_for(name) for name in ("guide.example.com", "example.com", "a.guide.example.com")] == [
        True,
        False,
        False,
    ]


def test_one_that_is_ready_goes_before_one_that_waits():
    waits, ready = certificate("guide.example.com", "PENDING_VALIDATION"), certificate("*.example.com")

    assert best([waits, ready], "guide.example.com") is ready


def test_one_that_ended_is_none():
    assert best([certificate("guide.example.com", "EXPIRED")], "guide.example.com") is None
