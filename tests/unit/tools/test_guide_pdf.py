from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from tools.guide.pdf import FEW, OURS, digest, typeset_html

PRINTED = 4
"""A flag of annotations (ISO 32000-1, 12.5.3)."""

PHONE = 360
LEAST = 11

EDITIONS = OURS.addresses.editions
"""The campaign and the language of each guide that ships."""


@pytest.fixture(params=EDITIONS, ids=".".join)
def edition(request) -> tuple[str, str]:
    return request.param


@pytest.fixture
def html(edition) -> str:
    """What the PDF was made of, without its two codes."""
    return typeset_html(OURS, *edition, digest="", code=lambda _url, _title: "")


def has_contents(edition: tuple[str, str]) -> bool:
    """Whether its first page after the cover is one of contents."""
    return len(OURS.guide(*edition).chapters) > FEW


@pytest.fixture
def pdf(edition) -> PdfReader:
    return PdfReader(OURS.guide_pdf(*edition))


def sizes_on_a_phone(page: PageObject) -> list[float]:
    """The size of each character in points, the page being as wide as a phone of 360 pixels (CSS: 96 to the inch)."""
    sizes: list[float] = []

    def note(text: str, outer: list[float], inner: list[float], _font: object, size: float) -> None:
        shown = size * abs(outer[0] * inner[0])
        sizes.extend([shown * PHONE * 72 / 96 / float(page.mediabox.width)] * len(text.strip()))

    page.extract_text(visitor_text=note)
    return sizes


def tags(pdf: PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the structure that screen readers follow."""
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, DictionaryObject):
            yield element
            kids = element.get("/K", [])
            waiting += kids if isinstance(kids, list) else [kids]


def test_the_pdf_was_typeset_from_the_guide_as_it_stands(edition, pdf):
    # If this fails, run `make guide` and commit the new PDF.
    assert pdf.metadata["/sourcedigest"] == digest(OURS, *edition)


def test_the_pdf_says_its_language(edition, pdf):
    assert pdf.trailer["/Root"]["/Lang"] == edition[1]


def test_the_pdf_has_a_title_and_shows_it_instead_of_a_file_name(edition, pdf):
    assert pdf.metadata.title == OURS.guide(*edition).title
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_pdf_claims_to_be_accessible(pdf):
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_each_chapter_has_a_bookmark(edition, pdf):
    outline = [entry.title for entry in pdf.outline if not isinstance(entry, list)]

    assert outline == [
        *([OURS.languages[edition[1]].words["print"]["contents"]] if has_contents(edition) else []),
        *(f"{chapter.number} {chapter.title}" for chapter in OURS.guide(*edition).chapters),
    ]


def test_each_drawing_says_in_words_what_it_shows(pdf, html):
    figures = [tag for tag in tags(pdf) if tag.get("/S") == "/Figure"]

    assert len(figures) == html.count('role="img"') + len(("chat", "map"))
    assert all(figure.get("/Alt") for figure in figures)


def test_each_link_says_in_words_where_it_leads(edition, pdf):
    links = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    titles = {chapter.id: chapter.title for chapter in OURS.guide(*edition).chapters if has_contents(edition)}

    assert [link["/Contents"] for link in links if "/Dest" in link] == list(titles.values())
    assert all(link["/Contents"] for link in links)


def test_links_are_kept_on_paper(pdf):
    links = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]

    assert all(link["/F"] & PRINTED for link in links)


def test_the_heads_of_a_table_are_known_as_those_of_its_columns(pdf, html):
    heads = [tag for tag in tags(pdf) if tag.get("/S") == "/TH"]

    assert len(heads) == html.count("<th>")
    assert all(head["/A"]["/Scope"] == "/Column" for head in heads)


def test_each_item_of_a_list_has_a_body(pdf, html):
    items = [[kid.get_object()["/S"] for kid in tag["/K"]] for tag in tags(pdf) if tag.get("/S") == "/LI"]

    assert len(items) >= html.count("<li") > 0
    assert all(kinds in (["/LBody"], ["/Lbl", "/LBody"]) for kinds in items)


def test_running_heads_and_feet_are_not_read_out(edition, pdf):
    marks = [page.get_contents().get_data().count(b"/Type /Pagination") for page in pdf.pages]

    assert marks == [0, 3 if has_contents(edition) else 4, *[4] * (len(marks) - 2)]


def test_no_page_but_the_cover_and_the_one_of_the_codes_is_left_almost_empty(pdf):
    words = [len(page.extract_text().split()) for page in pdf.pages]

    assert min(words[1:-1]) >= 60


def test_the_text_is_at_least_11_points_on_a_phone_that_shows_a_page_as_wide_as_its_screen(pdf):
    sizes = [size for page in list(pdf.pages)[1:] for size in sizes_on_a_phone(page)]
    heads_feet_and_labels = 0.15

    assert sum(size < LEAST for size in sizes) < heads_feet_and_labels * len(sizes)


def test_the_codes_on_the_last_page_lead_to_the_chat_and_to_the_map(edition):
    with pypdfium2.PdfDocument(OURS.guide_pdf(*edition)) as document:
        page = document[len(document) - 1].render(scale=2).to_pil()
    found = [code.text for code in zxingcpp.read_barcodes(page)]

    clinic, words = OURS.clinic, OURS.languages[edition[1]].words["print"]
    assert sorted(found) == sorted([clinic.chat(words["hello"]), clinic.map_url])


def test_the_pdf_is_small_enough_to_be_attached(edition):
    assert OURS.guide_pdf(*edition).stat().st_size < 300_000


def spelled(page: PageObject) -> str:
    """What the lines of a page say that they show: what is copied of them, and read out."""
    marks = [of for of, operator in page.get_contents().operations if operator == b"BDC"]
    return " ".join(str(mark[1]["/ActualText"]) for mark in marks if "/ActualText" in mark[1])


@pytest.mark.parametrize("edition", [one for one in EDITIONS if OURS.languages[one[1]].direction == "rtl"])
def test_the_lines_of_a_guide_whose_letters_have_many_shapes_spell_its_text(edition):
    with PdfReader(OURS.guide_pdf(*edition)) as pdf:
        text = " ".join(" ".join(spelled(page) for page in pdf.pages).split())

    assert [chapter.title for chapter in OURS.guide(*edition).chapters if chapter.title not in text] == []
