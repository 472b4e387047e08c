"""Forms with a file in them, as browsers send them."""

import pytest

from chalicelib.entrypoints.multipart import parts_of

KIND = "multipart/form-data; boundary=----x"


def form(**fields: bytes) -> bytes:
    head = b'------x\r\nContent-Disposition: form-data; name="%s"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    each = ((head % name.encode()) + value + b"\r\n" for name, value in fields.items())
    return b"".join(each) + b"------x--\r\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\r\nc,d\n",
        "ثنا".encode(),
        "a\tb\r\nc".encode("utf-16"),
        bytes(range(256)),
        b"--\r\n----x",
        b"\r\n\n\r",
    ],
)
def test_a_file_comes_out_as_it_went_in(content):
    assert parts_of(KIND, form(file=content, key=b"k")) == {"file": content, "key": b"k"}


def test_of_a_name_that_comes_twice_the_first_counts():
    assert parts_of(KIND, form(key=b"a").removesuffix(b"------x--\r\n") + form(key=b"b"))["key"] == b"a"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=y", "text/plain", "", "é\r\nX: y"]
)
def test_what_is_no_such_form_has_no_fields(kind):
    assert parts_of(kind, form(file=b"a")) == {}


def test_what_has_no_name_is_left_out():
    nameless = b"------x\r\nContent-Type: text/plain\r\n\r\nnobody\r\n"

    assert parts_of(KIND, nameless + form(key=b"k")) == {"key": b"k"}


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("multipart/form-data; boundary*", b""),
        (f"multipart/form-data; boundary={'(' * 3000}", b""),
        (KIND, b"Content-Disposition: form-data; name*"),
        (KIND, b'Content-Disposition: form-data; name="key"\r\nContent-Type: text/plain; charset*'),
    ],
    ids=["its boundary", "a comment without end", "a name", "an encoding"],
)
def test_what_cannot_be_read_has_no_fields(kind, head):
    assert parts_of(kind, b"------x\r\n" + head + b"\r\n\r\nvalue\r\n------x--\r\n") == {}
