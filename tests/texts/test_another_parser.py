"""Each email as Nodemailer's parser reads it, which shares no code with the one it was written with."""

import re

import pytest

from chalicelib.content.links import Action
from tests.letters import body, parsed
from tests.texts.shipped import each_follow_up, each_letter, each_letter_to_leads, link_to, written


@pytest.fixture
def read(read_elsewhere, letter):
    return read_elsewhere[str(letter)]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


@each_letter
def test_it_reads_the_same_subject(read, letter):
    assert read["subject"] == parsed(written(letter))["Subject"]


@each_letter
def test_it_reads_the_same_text(read, letter):
    assert lines(read["text"]) == lines(body(written(letter), "plain"))


@each_letter
def test_it_reads_the_same_html(read, letter):
    assert lines(read["html"]) == lines(body(written(letter), "html"))


@each_letter
def test_it_reads_one_sender_and_one_recipient(read, letter):
    email = written(letter)

    assert [one["address"] for one in read["from"]] == [email.sender]
    assert [one["address"] for one in read["to"]] == [email.recipient]


@each_letter
def test_it_reads_a_date_and_an_id(read, letter):
    assert read["date"] == "2026-03-02T07:00:00.000Z"
    assert re.fullmatch(r"<[0-9a-f]{32}@clinic\.test>", read["messageId"])


@each_letter_to_leads
def test_it_reads_that_answers_go_to_the_clinic(read, letter):
    assert [one["address"] for one in read["replyTo"]] == ["front-desk@clinic.test"]


@each_follow_up
def test_it_reads_the_way_out_of_the_list(read, letter):
    assert read["list"]["unsubscribe"]["url"] == link_to(letter, Action.UNSUBSCRIBE, "lead1")
    assert read["list"]["id"]["id"] == "follow-ups.clinic.test"


@each_letter
def test_it_finds_nothing_attached_but_the_guide(read, letter):
    attached = [(one["filename"], one["contentType"]) for one in read["attachments"]]
    guide = [(part.get_filename(), "application/pdf") for part in parsed(written(letter)).iter_attachments()]

    assert attached == guide
    assert len(attached) == (letter.name == "guide")
