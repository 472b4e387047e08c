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
def read(read_elsewhere, delivery):
    return read_elsewhere[named(delivery)]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


@each_email
def test_it_reads_the_same_subject(read, delivery):
    assert read["subject"] == parsed(written(delivery))["Subject"]


@each_email
def test_it_reads_the_same_text(read, delivery):
    assert lines(read["text"]) == lines(body(written(delivery), "plain"))


@each_email
def test_it_reads_the_same_html(read, delivery):
    assert lines(read["html"]) == lines(body(written(delivery), "html"))


@each_email
def test_it_reads_one_sender_and_one_recipient(read, delivery):
    email = written(delivery)

    assert [one["address"] for one in read["from"]] == [email.sender]
    assert [one["address"] for one in read["to"]] == [email.recipient]


@each_email
def test_it_reads_a_date_and_an_id(read, delivery):
    assert read["date"] == "2026-03-02T07:00:00.000Z"
    assert re.fullmatch(r"<[0-9a-f]{32}@clinic\.test>", read["messageId"])


@each_email_to_leads
def test_it_reads_that_answers_go_to_the_clinic(read, delivery):
    assert [one["address"] for one in read["replyTo"]] == ["front-desk@clinic.test"]


@each_follow_up
def test_it_reads_the_way_out_of_the_list(read, delivery):
    assert read["list"]["unsubscribe"]["url"] == LINKS.signed(Action.UNSUBSCRIBE, "lead1")
    assert read["list"]["id"]["id"] == "follow-ups.clinic.test"


@each_email
def test_it_finds_nothing_attached_but_the_guide(read, delivery):
    guide = [("aspire-wellness-dry-needling-guide.pdf", "application/pdf")] if named(delivery) == "guide" else []

    assert [(one["filename"], one["contentType"]) for one in read["attachments"]] == guide
