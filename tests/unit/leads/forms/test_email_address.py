import pytest

from chalicelib.leads.forms.email_address import ROLES, ascii_address, read_email
from chalicelib.leads.forms.fault import Fault, Faulty


def fault(typed: str) -> Fault:
    with pytest.raises(Faulty) as refused:
        read_email(typed)
    return refused.value.fault


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("Amina@Example.COM", "Amina@example.com"),
        ("amina.khan+neck@mail.example.com", "amina.khan+neck@mail.example.com"),
        ("amina@clinic.test", "amina@clinic.test"),
        ("amina@bücher.test", "amina@xn--bcher-kva.test"),
        ("o'neil_99@example.com", "o'neil_99@example.com"),
        ("amina?@example.com", "amina?@example.com"),
    ],
)
def test_an_email_address_is_kept_in_its_ascii_form(typed: str, email: str):
    assert read_email(typed) == email


@pytest.mark.parametrize(
    "copied",
    [
        "Sana Malik <sana@example.com>",
        '"Malik, Sana" <sana@example.com>',
        "ثنا ملک <sana@example.com>",
        "<sana@example.com>",
        "Sana Malik<sana@example.com>",
        "sana@example.com <sana@example.com>",
        "Sana Malik <sana@example.com>;",
        "Sana Malik <sana@example.com>, ".strip(),
        "mailto:sana@example.com",
        "MAILTO:sana@example.com",
        "mailto:sana@example.com?subject=Dry%20needling",
        "mailto:sana%40example.com",
        "<mailto:sana@example.com>",
        "sana@example.com<mailto:sana@example.com>",
        "Sana Malik [sana] <mailto:sana@example.com>",
        "sana@example.com>",
        "sana@example.com.",
        "sana@example.com,",
    ],
)
def test_what_a_mail_program_copies_is_taken_for_the_address_in_it(copied: str):
    assert read_email(copied) == "sana@example.com"


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
        "amina@example.com, bina@example.com",
        "amina@example.com;bina@example.com",
        "Amina <amina@example.com>, Bina <bina@example.com>",
        "<amina@example.com> <bina@example.com>",
        "Amina <>",
        "mailto:",
        "mailto:amina%0D%0ABcc:bina@example.com",
        '"amina"@example.com',
        "amina@[192.0.2.1]",
        "آمنہ@example.com",
    ],
)
def test_what_is_not_one_plain_ascii_mailbox_is_invalid(typed: str):
    assert fault(typed) is Fault.INVALID


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_mailbox_of_a_host_or_a_machine_is_not_a_persons(role: str):
    assert fault(f"{role}@example.com") is Fault.ROLE


@pytest.mark.parametrize(
    "machine",
    [
        *("no-reply", "noreply", "no_reply", "no.reply", "not-reply"),
        *("donotreply", "do-not-reply", "do_not_reply", "do.not.reply"),
        *("mailer-daemon", "mailer_daemon", "mailerdaemon"),
        *("patients-request", "patients-bounces", "patients-subscribe", "patients-unsubscribe"),
    ],
)
def test_a_mailbox_that_answers_nobody_is_not_a_persons(machine: str):
    assert fault(f"{machine}@example.com") is Fault.ROLE


@pytest.mark.parametrize("typed", ["Postmaster@example.com", "abuse+x@example.com", "Desk <ABUSE@example.com>"])
def test_such_a_mailbox_is_known_however_it_is_written(typed: str):
    assert fault(typed) is Fault.ROLE


@pytest.mark.parametrize("business", ["info", "sales", "contact", "admin", "office", "support", "marketing", "hello"])
def test_a_mailbox_that_a_small_business_lives_from_is_taken(business: str):
    assert read_email(f"{business}@example.com") == f"{business}@example.com"


@pytest.mark.parametrize(
    "person",
    ["newsha", "rooth", "abuser", "wwwaseem", "noreen", "nora.reply", "requests", "ali.request", "bounces-ali"],
)
def test_a_person_whose_name_begins_like_such_a_mailbox_is_taken(person: str):
    assert read_email(f"{person}@example.com") == f"{person}@example.com"


def test_an_address_that_is_an_encoded_word_is_no_address():
    with pytest.raises(Faulty):
        ascii_address("=?utf-8?q?x=2Cy?=@example.com")
