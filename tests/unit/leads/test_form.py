import re
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.form import (
    FASTEST,
    FIELD_NAMES,
    LONGEST_OPEN,
    MAX_BODY_BYTES,
    Fault,
    Form,
    MalformedForm,
    Page,
    check,
    is_stale,
    make_enquiry,
    read_form,
    suspicion_of,
)
from chalicelib.leads.lead import Consent, Contact, Enquiry, Purpose, Suspicion

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
WORDINGS = {"version": "7", Purpose.ENQUIRY: "You ask us to answer you.", Purpose.FOLLOW_UPS: "Send me six emails."}

NETWORK = "203.0.113.0/24"
TYPED_FIELDS = ["name", "email", "phone", "message"]
BIDI_CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
HIDDEN_CHARACTERS = ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", *BIDI_CONTROLS]

mobile_numbers = st.integers(min_value=3000000000, max_value=3499999999).map("0{}".format)
phone_like = st.text(st.sampled_from("+0123456789 ()-.;,/*#extl:=\u06f0\uff0b"))
email_like = (
    st.emails() | st.text(st.sampled_from('a.@-_xn"<>[]():1 \u00fc\u0622\u200d')) | st.text().map("a@{}.test".format)
)


def form(**changes: str) -> Form:
    typed = Form("Amina Khan", "amina@example.com", "0300 1234567", "My neck is stiff.", token="5f2c")
    return replace(typed, **changes)


def faults(**changes: str) -> dict[str, Fault]:
    return dict(check(form(**changes), "PK")[1])


def contact(**changes: str) -> Contact | None:
    return check(form(**changes), "PK")[0]


def enquiry(typed: Form | None = None, at: datetime = NOW) -> Enquiry:
    return make_enquiry(typed or form(), AMINA, language="en", wordings=WORDINGS, network=NETWORK, at=at)


def within(text: str, hidden: str) -> str:
    return text[:3] + hidden + text[3:]


def code_points(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text)


def test_a_sent_form_is_read_field_by_field():
    sent = {
        "name": "Amina Khan",
        "email": "amina@example.com",
        "phone": "0300 1234567",
        "message": "My neck is stiff.",
        "guide": "yes",
        "follow_ups": "yes",
        "page": "contact",
        "subject": "Buy now",
        "token": "5f2c",
        "landing": "/?gclid=x1",
        "referrer": "https://search.example/",
    }

    assert read_form(urlencode(sent).encode()) == Form(**sent)


def test_a_field_that_was_not_sent_is_blank():
    blank = dict.fromkeys(FIELD_NAMES, "")

    assert asdict(read_form(b"page=contact")) == {**blank, "page": "contact"}


def test_a_form_that_does_not_say_its_page_is_that_of_the_landing_page():
    assert read_form(b"name=Amina").page == Page.LANDING


def test_a_field_that_was_left_blank_is_blank():
    assert read_form(b"name=Amina&message=") == Form(name="Amina")


def test_percent_encoded_urdu_is_read_as_urdu():
    assert read_form("name=%D8%A2%D9%85%D9%86%DB%81+خان".encode()).name == "آمنہ خان"


def test_the_line_breaks_of_browsers_become_line_feeds():
    assert read_form(b"message=My+neck%0D%0Aand+my+back%0D%0A").message == "My neck\nand my back\n"


def test_the_longest_form_that_a_visitor_can_send_fits_into_the_limit():
    landing = "/?utm_campaign=".ljust(4096 - len("%DA%AF"), "x") + "%DA%AF"
    longest = Form("گ" * 80, "گ" * 254, "گ" * 32, "گ" * 2000, "yes", "yes", "contact", "5" * 64, landing, landing)

    assert len(urlencode({name: getattr(longest, name) for name in FIELD_NAMES})) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    "body",
    [
        b"name=Amina&colour=red",
        b"name=Amina&name=Bina",
        b"name=Amina&name=Amina",
        b"name=Amina&Name=Amina",
        b"name=%D8",
        b"name=\xd8",
        b"name",
        b"name=Amina&&phone=1",
        b'{"name": "Amina"}',
        b"&".join(b"name=Amina" for _ in range(1000)),
    ],
)
def test_what_no_browser_makes_of_our_form_is_malformed(body: bytes):
    with pytest.raises(MalformedForm):
        read_form(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page", "elsewhere"),
        ("page", ""),
        ("page", "../error"),
        ("guide", "no"),
        ("follow_ups", "on"),
    ],
)
def test_a_form_whose_hidden_fields_were_changed_is_malformed(field: str, value: str):
    with pytest.raises(MalformedForm):
        read_form(urlencode({"name": "Amina", field: value}).encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page", "landing"),
        ("page", "contact"),
        ("guide", "yes"),
        ("follow_ups", "yes"),
        ("landing", "/" * 4096),
        ("referrer", "/" * 4096),
        ("token", "1772434800.H9AuIYmhxES9qoMMSd1FNr57NEhi3JWasCMplRg8xfI"),
        ("token", ""),
    ],
)
def test_a_hidden_field_may_hold_what_our_pages_put_there(field: str, value: str):
    assert getattr(read_form(urlencode({field: value}).encode()), field) == value


@given(st.binary() | st.text().map(str.encode) | st.text(st.sampled_from("name=&%Fage+;")).map(str.encode))
def test_whatever_bytes_are_sent_they_are_a_form_or_malformed(body: bytes):
    with suppress(MalformedForm):
        assert isinstance(read_form(body), Form)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(TYPED_FIELDS, st.text())))
def test_whatever_is_typed_is_kept_as_typed(typed: dict[str, str]):
    kept = {name: text.replace("\r\n", "\n") for name, text in typed.items()}

    assert read_form(urlencode({"page": "contact", **typed}).encode()) == Form(page=Page.CONTACT, **kept)


def test_who_fills_in_the_landing_page_wants_the_guide():
    assert form(page=Page.LANDING).wants_guide


def test_who_fills_in_the_contact_page_does_not_want_the_guide():
    assert not form(page=Page.CONTACT).wants_guide


def test_who_ticks_the_box_on_the_contact_page_wants_the_guide():
    assert form(page=Page.CONTACT, guide="yes").wants_guide


def test_nobody_wants_follow_ups_who_did_not_tick_the_box():
    assert not form().wants_follow_ups


def test_who_ticks_the_box_wants_follow_ups():
    assert form(follow_ups="yes").wants_follow_ups


def test_a_good_form_gives_a_contact():
    assert contact() == Contact("Amina Khan", "amina@example.com", "+923001234567")


def test_a_good_form_has_no_fault():
    assert faults() == {}


def test_white_space_in_a_name_is_put_in_order():
    assert contact(name="  Amina   Bibi Khan ").name == "Amina Bibi Khan"


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        (" amina@example.com ", "amina@example.com"),
        ("Amina@Example.COM", "Amina@example.com"),
        ("amina.khan+neck@mail.example.com", "amina.khan+neck@mail.example.com"),
        ("amina@clinic.test", "amina@clinic.test"),
        ("amina@bücher.test", "amina@xn--bcher-kva.test"),
        ("o'neil_99@example.com", "o'neil_99@example.com"),
    ],
)
def test_an_email_address_is_kept_in_its_ascii_form(typed: str, email: str):
    assert contact(email=typed).email == email


@pytest.mark.parametrize(
    "typed",
    [
        "amina",
        "amina@",
        "@example.com",
        "amina@example",
        "amina@localhost",
        "amina@@example.com",
        "amina@example..com",
        ".amina@example.com",
        "amina@-example.com",
        "amina khan@example.com",
        "Amina <amina@example.com>",
        "amina@example.com, bina@example.com",
        "amina@example.com;bina@example.com",
        '"amina"@example.com',
        "amina@[192.0.2.1]",
        "آمنہ@example.com",
    ],
)
def test_what_is_not_one_plain_ascii_mailbox_is_an_invalid_email_address(typed: str):
    assert faults(email=typed) == {"email": Fault.INVALID}


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0300 1234567", "+923001234567"),
        ("03001234567", "+923001234567"),
        ("0300-1234567", "+923001234567"),
        ("+92 300 1234567", "+923001234567"),
        ("+92 (0)300 1234567", "+923001234567"),
        ("00923001234567", "+923001234567"),
        ("923001234567", "+923001234567"),
        ("۰۳۰۰ ۱۲۳۴۵۶۷", "+923001234567"),
        ("021 35630000", "+922135630000"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+971 50 123 4567", "+971501234567"),
        ("+1 (202) 555-0123", "+12025550123"),
    ],
)
def test_a_phone_number_is_kept_in_e164(typed: str, phone: str):
    assert contact(phone=typed).phone == phone


def test_a_phone_number_without_a_country_code_belongs_to_the_country_of_the_clinic():
    who, _ = check(form(phone="020 7946 0958"), "GB")

    assert who.phone == "+442079460958"


@pytest.mark.parametrize("typed", ["12345", "0300 123456", "0300 12345678", "+92", "+999 300 1234567", "call me", "-"])
def test_what_is_not_a_phone_number_is_invalid(typed: str):
    assert faults(phone=typed) == {"phone": Fault.INVALID}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\n"], ids=code_points)
def test_a_required_field_left_blank_is_missing(field: str, blank: str):
    assert faults(**{field: blank}) == {field: Fault.MISSING}


def test_a_message_may_be_left_out():
    assert faults(message="") == {}


@pytest.mark.parametrize(("field", "limit"), [("name", 80), ("email", 254), ("phone", 32), ("message", 2000)])
def test_a_field_longer_than_its_limit_is_too_long(field: str, limit: int):
    assert faults(**{field: "گ" * (limit + 1)}) == {field: Fault.TOO_LONG}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "گ" * 80),
        ("email", f"{'a' * 64}@{'b' * 63}.{'b' * 63}.{'b' * 56}.test"),
        ("phone", "0300 1234567".rjust(32)),
        ("message", "گ" * 2000),
    ],
)
def test_a_field_as_long_as_its_limit_is_accepted(field: str, value: str):
    assert faults(**{field: value}) == {}


@pytest.mark.parametrize("field", TYPED_FIELDS)
@pytest.mark.parametrize("hidden", HIDDEN_CHARACTERS, ids=code_points)
def test_a_hidden_character_is_refused_in_every_field(field: str, hidden: str):
    assert faults(**{field: within(getattr(form(), field), hidden)}) == {field: Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\t"], ids=code_points)
def test_a_line_break_or_tab_is_refused_in_a_single_line(field: str, line_break: str):
    assert faults(**{field: within(getattr(form(), field), line_break)}) == {field: Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_a_line_break_at_the_end_of_a_single_line_is_refused(field: str):
    assert faults(**{field: getattr(form(), field) + "\r\n"}) == {field: Fault.UNPRINTABLE}


def test_a_header_cannot_be_smuggled_in_behind_an_email_address():
    assert faults(email="amina@example.com\r\nBcc: bina@example.com") == {"email": Fault.UNPRINTABLE}


def test_a_message_may_have_several_lines_and_tabs():
    assert faults(message="My neck:\n\n\tthree weeks now.") == {}


def test_a_carriage_return_by_itself_is_refused_in_a_message():
    assert faults(message="My neck\ris stiff.") == {"message": Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "message"])
@pytest.mark.parametrize("mark", ["\u200c", "\u200d", "\u200e", "\u200f"], ids=code_points)
def test_the_joiners_and_marks_of_urdu_are_accepted(field: str, mark: str):
    assert faults(**{field: within("آمنہ خان", mark)}) == {}


@pytest.mark.parametrize("name", ["<b>Amina</b>", "Amina <amina@example.com>", "Amina >", "< Amina"])
def test_markup_is_refused_in_a_name(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


def test_markup_is_accepted_in_a_message():
    assert faults(message="Pain <b>here</b>, 5 > 3 days a week") == {}


def test_every_fault_is_reported_at_once():
    assert faults(name="<b>", email="", phone="12345", message="x" * 2001) == {
        "name": Fault.INVALID,
        "email": Fault.MISSING,
        "phone": Fault.INVALID,
        "message": Fault.TOO_LONG,
    }


@pytest.mark.parametrize("field", TYPED_FIELDS)
def test_a_form_with_a_fault_gives_no_contact(field: str):
    assert contact(**{field: "\x00"}) is None


@settings(deadline=None)
@given(st.text(), st.text() | email_like, st.text() | phone_like, st.text())
def test_whatever_is_typed_gives_either_a_contact_or_faults(name: str, email: str, phone: str, message: str):
    who, found = check(Form(name, email, phone, message), "PK")

    assert (who is None) == bool(found)


@settings(deadline=None)
@given(st.emails(), mobile_numbers)
def test_every_contact_has_an_ascii_email_and_an_e164_phone(email: str, phone: str):
    who = contact(email=email, phone=phone)
    assume(who)

    assert re.fullmatch(r"[!-~]+@[a-z0-9.-]+ \+923[0-9]{9}", f"{who.email} {who.phone}")


def test_an_enquiry_tells_who_asked_when_and_in_which_language():
    made = enquiry()

    assert (made.contact, made.at, made.language) == (AMINA, NOW, "en")


def test_an_enquiry_keeps_the_message_with_its_lines():
    assert enquiry(form(message="\n My neck\n\nand my back \n")).message == "My neck\n\nand my back"


def test_an_enquiry_from_the_landing_page_is_owed_the_guide():
    assert enquiry(form(page=Page.LANDING)).guide


def test_an_enquiry_from_the_contact_page_is_not_owed_the_guide():
    assert not enquiry(form(page=Page.CONTACT)).guide


def test_an_enquiry_from_the_contact_page_is_owed_the_guide_if_it_was_ticked():
    assert enquiry(form(page=Page.CONTACT, guide="yes")).guide


def test_sending_the_form_agrees_to_an_answer_in_the_very_words_beside_the_button():
    assert enquiry().consents == (Consent(Purpose.ENQUIRY, "You ask us to answer you.", NOW, "7", NETWORK),)


def test_ticking_the_box_agrees_to_follow_ups_in_the_very_words_beside_it():
    agreed = enquiry(form(follow_ups="yes")).consents

    assert agreed[1:] == (Consent(Purpose.FOLLOW_UPS, "Send me six emails.", NOW, "7", NETWORK),)


def test_an_enquiry_remembers_the_ad_and_the_page_before_it_to_the_letter():
    came = form(landing="/?utm_source=meta&gclid=CjwK_x-Aa", referrer="https://search.example/")

    assert enquiry(came).touch == Touch("/", "https://search.example/", utm_source="meta", gclid="CjwK_x-Aa")


def test_an_address_that_makes_no_sense_does_not_make_an_enquiry_fail():
    assert enquiry(form(landing="http://[", referrer="\x00")).touch == Touch()


def test_the_same_form_sent_twice_is_the_same_enquiry():
    assert enquiry(at=NOW + timedelta(minutes=1)).id == enquiry().id


def test_a_form_rendered_anew_makes_another_enquiry():
    assert enquiry(form(token="a91e")).id != enquiry().id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Bina Khan"),
        ("email", "bina@example.com"),
        ("phone", "0300 7654321"),
        ("message", ""),
        ("guide", "yes"),
        ("follow_ups", "yes"),
    ],
)
def test_a_form_sent_again_with_a_correction_is_another_enquiry(field: str, value: str):
    assert enquiry(form(**{field: value})).id != enquiry().id


def test_what_moves_from_one_field_to_the_next_makes_another_enquiry():
    assert enquiry(form(name="Amina", email="Khan")).id != enquiry(form(name="AminaK", email="han")).id


@pytest.mark.parametrize(
    ("age", "stale"), [(timedelta(0), False), (LONGEST_OPEN, False), (LONGEST_OPEN + timedelta(seconds=1), True)]
)
def test_a_form_becomes_stale_when_it_was_open_for_too_long(age: timedelta, stale: bool):
    assert is_stale(NOW - age, NOW) is stale


@pytest.mark.parametrize(
    ("subject", "age", "suspicion"),
    [
        pytest.param("", FASTEST, None, id="a person"),
        pytest.param("Buy now", FASTEST, Suspicion.TRAP, id="fills in what people do not see"),
        pytest.param(" ", FASTEST, Suspicion.TRAP, id="fills it in with nothing much"),
        pytest.param("", FASTEST - timedelta(seconds=1), Suspicion.TOO_FAST, id="sends it at once"),
        pytest.param("", -timedelta(minutes=1), Suspicion.TOO_FAST, id="sends it before it was made"),
    ],
)
def test_what_a_machine_does_is_suspicious(subject: str, age: timedelta, suspicion: Suspicion | None):
    assert suspicion_of(form(subject=subject), NOW - age, NOW) == suspicion


def test_a_form_of_unknown_age_is_stale():
    assert is_stale(None, NOW)


def test_an_enquiry_id_tells_nothing_of_what_was_typed():
    assert re.fullmatch(r"[0-9a-f]{20}", enquiry().id)


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example/you-won",
        "www.evil.example",
        "WWW.evil.example",
        "amina@example.com",
        "Call 03001234567",
        "\u200b",
        "...",
        "12",
    ],
)
def test_what_is_no_name_is_refused_as_one(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


@pytest.mark.parametrize("name", ["Dr. Amina Khan", "O’Neill-Khan, Amina (Mrs)", "آمنہ خان", "李", "Henry 8"])
def test_a_name_may_be_written_in_many_ways(name: str):
    assert faults(name=name) == {}


@pytest.mark.parametrize("field", ["landing", "referrer"])
def test_an_address_too_long_to_keep_does_not_cost_the_enquiry(field: str):
    assert enquiry(form(**{field: "/?gclid=" + "A" * 5000})).touch == Touch()
