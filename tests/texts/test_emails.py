"""The emails that ship: short, light, and leading where they say."""

import re

from chalicelib.content.links import Action
from chalicelib.leads.attempt import EmailKind
from tests.letters import LINKS, Hrefs, body, parsed
from tests.texts.shipped import (
    TO_CLINIC,
    each_edition,
    each_follow_up,
    each_letter,
    each_letter_to_leads,
    letters_of,
    link_to,
    written,
)


@each_letter_to_leads
def test_a_subject_fits_a_phone(letter):
    assert 10 <= len(parsed(written(letter))["Subject"]) <= 50


MOST_WORDS = {"en": 250, "ur": 300}
"""Urdu writes as words of their own what English says by order or by an ending."""


@each_follow_up
def test_a_follow_up_is_short_apart_from_its_warnings(letter):
    plain = body(written(letter), "plain").partition("--------")[0]

    assert len(re.sub(r"^>.*$", "", plain, flags=re.MULTILINE).split()) < MOST_WORDS[letter.edition.language]


@each_letter_to_leads
def test_the_html_is_light(letter, record_property):
    size = len(body(written(letter), "html").encode())
    record_property("measured", f"HTML, {letter}: {size / 1024:.1f} KB (at most 60)")

    assert size <= 60 * 1024


@each_letter
def test_no_template_is_left_unfilled(letter):
    email = written(letter)

    assert not re.search(r"{{|}}|{%|None|Undefined", body(email, "plain") + body(email, "html"))


@each_letter_to_leads
def test_mail_to_leads_names_the_address_and_the_reason(letter):
    plain = " ".join(body(written(letter), "plain").split())
    words = letter.edition.templates.languages[letter.edition.language].words
    reason = words["email"][f"why_{letter.email_id.kind.name.lower()}"]

    assert letter.edition.templates.clinic.address in plain
    assert reason in plain
    assert words["frame"]["no_diagnosis"] in plain


@each_letter_to_leads
def test_mail_that_has_more_to_come_names_the_way_out(letter):
    is_once = letter.email_id.kind is EmailKind.AFTERCARE

    assert (link_to(letter, Action.UNSUBSCRIBE, "lead1") in body(written(letter), "plain")) is not is_once


@each_letter
def test_every_link_of_the_html_stands_in_the_plain_text(letter):
    plain = body(written(letter), "plain")
    # Numbers stand in the text as people read them.
    calls = {letter.edition.templates.clinic.call_url, "tel:+923001234567"}

    assert [href for href in hrefs(letter) - calls if href.split(":", 1)[-1] not in plain] == []


@each_letter_to_leads
def test_a_link_in_mail_to_leads_leads_to_the_clinic_the_guide_or_the_way_out(letter):
    clinic = letter.edition.templates.clinic
    guide = link_to(letter, Action.GUIDE, f"{letter.edition.campaign}.lead1")
    of_the_clinic = {clinic.call_url, clinic.whatsapp_url, clinic.website, clinic.map_url}
    bare = {re.sub(r"#.*|\?text=.*", "", href) for href in hrefs(letter)}

    own = {link_to(letter, action, "lead1") for action in (Action.UNSUBSCRIBE, Action.OWN_PAGE)}

    assert bare - {guide, *own} == of_the_clinic


@each_letter_to_leads
def test_a_link_into_the_guide_leads_to_a_chapter_that_is_there(letter):
    chapters = {
        chapter.id
        for chapter in letter.edition.templates.guide(letter.edition.campaign, letter.edition.language).chapters
    }

    assert {href.partition("#")[2] for href in hrefs(letter) if "#" in href} <= chapters


@each_edition
def test_the_email_with_the_guide_links_to_it(edition):
    [letter] = [one for one in letters_of(edition) if one.name == "guide"]

    assert link_to(letter, Action.GUIDE, f"{edition.campaign}.lead1") in hrefs(letter)


@each_edition
def test_the_email_with_the_guide_says_what_happens_next(edition):
    [letter] = [one for one in letters_of(edition) if one.name == "guide"]

    assert {letter.edition.templates.clinic.call_url} < hrefs(letter)
    assert letter.text.index(link_to(letter, Action.GUIDE, f"{edition.campaign}.lead1")) < len(letter.text) / 3


def test_a_link_in_mail_to_the_clinic_leads_to_the_person_or_notes_what_came_of_them():
    person = {"tel:+923001234567", "https://wa.me/923001234567", "mailto:amina@example.com"}
    linked = {href.partition("?")[0] for letter in TO_CLINIC for href in hrefs(letter)}

    assert linked - person == {LINKS.signed(Action.OUTCOME, "lead1.e1")}


def hrefs(letter) -> set[str]:
    return Hrefs(body(written(letter), "html")).found
