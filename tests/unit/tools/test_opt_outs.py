"""People who want no emails, as other programs list them."""

import pytest

from tools.operate.opt_outs import OptOuts, read_opt_outs

LISTMONK = """uuid,email,name,attributes,status,created_at,updated_at
c1d2,amina@example.com,Amina Khan,"{""city"": ""Karachi, DHA""}",blocklisted,2026-03-02 09:00,2026-03-02 09:00
"""

MAILCHIMP = """Email Address,First Name,Last Name,Address,UNSUB_TIME,LEID
amina@example.com,Amina,Khan,"12 Street, Karachi",2026-03-02 09:00:00,17
"""

MAUTIC = "id;first name;e-mail;owner\n1;Amina;amina@example.com;desk@clinic.example\n"


@pytest.mark.parametrize("content", [LISTMONK, MAILCHIMP, MAUTIC], ids=["listmonk", "Mailchimp", "Mautic"])
def test_the_column_of_addresses_is_found_by_what_programs_call_it(content):
    assert read_opt_outs(content.encode()) == OptOuts(("amina@example.com",), ())


def test_a_column_without_a_title_is_found_by_its_addresses():
    assert read_opt_outs(b"Amina,amina@example.com\nSana,sana@example.com\n").addresses == (
        "amina@example.com",
        "sana@example.com",
    )


@pytest.mark.parametrize("line", ["<amina@example.com>,", "Amina Khan <amina@example.com>", '"amina@example.com"'])
def test_an_address_is_read_as_mail_programs_write_it(line):
    assert read_opt_outs(line.encode()).addresses == ("amina@example.com",)


def test_a_line_without_an_address_is_named():
    assert read_opt_outs(b"email,name\n,Amina\nsana@example.com,Sana\nshort\n").misread == (2, 4)


def test_excels_own_file_is_read():
    assert read_opt_outs("Name\tEmail\nآمنہ\tamina@example.com\n".encode("utf-16")).addresses == ("amina@example.com",)


def test_two_columns_of_addresses_without_titles_are_asked_about():
    with pytest.raises(ValueError, match="columns 1 and 2 hold email addresses"):
        read_opt_outs(b"amina@example.com,desk@clinic.example\n")


@pytest.mark.parametrize("content", [b"", b"name,phone\nAmina,0300\n"])
def test_a_file_without_addresses_is_refused(content):
    with pytest.raises(ValueError, match="no column of the file holds email addresses"):
        read_opt_outs(content)
