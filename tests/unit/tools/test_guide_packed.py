"""What a PDF holds is pressed and stays what it was."""

import io
import re

import pydyf
import pytest
from pypdf import PdfReader

from tools.guide.packed import pack

LETTERS = [f"{number} 0 Td [<{number * 7919 % 65521:04x}>] TJ" for number in range(2000)]


def written(*, packed: bool, compress: bool = True) -> tuple[bytes, bytes]:
    """A PDF of one page, and what its page says."""
    pdf, stream = pydyf.PDF(), pydyf.Stream([letter.encode() for letter in LETTERS], compress=compress)
    pdf.add_object(stream)
    page = pydyf.Dictionary({"Type": "/Page", "MediaBox": pydyf.Array([0, 0, 9, 9]), "Contents": stream.reference})
    pdf.add_page(page)
    if packed:
        pack(pdf)
    file = io.BytesIO()
    pdf.write(file, compress=True)
    [read] = PdfReader(file).pages
    return file.getvalue(), read.get_contents().get_data()


def test_it_says_the_same_in_less():
    (usual, before), (small, after) = written(packed=False), written(packed=True)

    assert after.split() == before.split()
    assert len(small) < len(usual)


@pytest.mark.parametrize("compress", [True, False])
def test_what_was_not_compressed_stays_so(compress):
    file, _ = written(packed=True, compress=compress)

    assert bool(re.search(rb"0 Td \[<0000>\] TJ", file)) is not compress
