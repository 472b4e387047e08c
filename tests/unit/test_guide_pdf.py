import pytest
from pypdf import PdfReader

from tools.guide_pdf import GUIDES, digest

LANGUAGES = [path.stem for path in GUIDES.glob("*.md")]


@pytest.fixture(params=LANGUAGES)
def pdf(request) -> PdfReader:
    return PdfReader(GUIDES / f"{request.param}.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_was_typeset_from_the_guide_as_it_stands(language):
    # If this fails, run `make guide` and commit the new PDF.
    assert PdfReader(GUIDES / f"{language}.pdf").metadata["/sourcedigest"] == digest(language)


def test_the_pdf_is_tagged_for_screen_readers(pdf):
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_pdf_says_its_language(pdf):
    assert pdf.trailer["/Root"]["/Lang"] in LANGUAGES


def test_the_pdf_has_a_title(pdf):
    assert pdf.metadata.title


def test_the_pdf_is_small_enough_to_be_attached():
    assert all(path.stat().st_size < 300_000 for path in GUIDES.glob("*.pdf"))
