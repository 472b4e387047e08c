"""What a visitor on a slow connection waits for."""

import gzip
import re

MAX_BYTES = 14_336
"""Ten packets, which a server may send before it hears from the visitor again (RFC 6928), less what TLS takes."""


def test_the_whole_landing_page_fits_into_the_first_packets(visitor):
    assert len(gzip.compress(visitor.get("/").data)) <= MAX_BYTES


def test_a_refused_form_fits_into_them_too(visitor):
    assert len(gzip.compress(visitor.send(name="", email="amina@", phone="12").data)) <= MAX_BYTES


def test_the_landing_page_needs_nothing_but_itself(visitor):
    page = visitor.get("/").text

    assert not re.findall(
        r"""(?:\bsrc=|<link rel="(?:stylesheet|preload)|@import|url\()(?!["']?data:)[^>]{0,40}""", page
    )
