"""Each email as Nodemailer's parser reads it, which shares no code with the one it was written with."""

import re

import pytest

from chalicelib.content.links import Action
from tests.letters import (
    LINKS,
    body,
    each_email,
    each_email_to_leads,
    each_follow_up,
    named,
    parsed,
    written,
)


@pytest.fixture
def read(read_elsewhere, email_id):
    return read_elsewhere[named(email_id)]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


@each_email
def test_it_reads_the_same_subject(read, email_id):
    assert read["subject"] == parsed(written(email_id))["Subject"]


@each_email
def test_it_reads_the_same_text(read, email_id):
    assert lines(read["text"]) == lines(body(written(email_id), "plain"))


@each_email
def test_it_reads_the_same_html(read, email_id):
    assert lines(read["html"]) == lines(body(written(email_id), "html"))


@each_email
def test_it_reads_one_sender_and_one_recipient(read, email_id):
    email = written(email_id)

    assert [one["address"] for one in read["from"]] == [email.sender]
    assert [one["address"] for one in read["to"]] == [email.recipient]


@each_email
def test_it_reads_a_date_and_an_id(read, email_id):
    assert read["date"] == "2026-03-02T07:00:00.000Z"
    assert re.fullmatch(r"<[0-9a-f]{32}@clinic\.test>", read["messageId"])


@each_email_to_leads
def test_it_reads_that_answers_go_to_the_clinic(read, email_id):
    assert [one["address"] for one in read["replyTo"]] == ["front-desk@clinic.test"]


@each_follow_up
def test_it_reads_the_way_out_of_the_list(read, email_id):
    assert read["list"]["unsubscribe"]["url"] == LINKS.signed(Action.UNSUBSCRIBE, "lead1")
    assert read["list"]["id"]["id"] == "follow-ups.clinic.test"


@each_email
def test_it_finds_nothing_attached_but_the_guide(read, email_id):
    guide = [("aspire-wellness-dry-needling-guide.pdf", "application/pdf")] if named(email_id) == "guide" else []

    assert [(one["filename"], one["contentType"]) for one in read["attachments"]] == guide
