"""What a screen reader needs of a PDF's tags and WeasyPrint leaves out (ISO 14289-1, by its clauses)."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydyf import PDF, Array, Dictionary, String

PRINTED = 4
"""The flag of an annotation that is not lost on paper (ISO 32000-1, 12.5.3)."""


def complete(pdf: PDF, titles: Mapping[str, str]) -> None:
    """Complete the tags of a PDF that is about to be written. `titles` names the targets of links within it."""
    things = [thing for thing in pdf.objects if isinstance(thing, Dictionary)]
    for thing in things:
        if thing.get("Subtype") == "/Link":
            _describe_link(thing, titles)
        if thing.get("S") == "/TH":
            thing["A"]["Scope"] = "/Column"
        if thing.get("S") == "/LI":
            _give_body(pdf, thing)
    _take_out_what_is_no_content(pdf)


def _describe_link(link: Dictionary, titles: Mapping[str, str]) -> None:
    """7.18.1 and 7.18.5: it is on paper too, and says in words where it leads."""
    link["F"] = PRINTED
    if "Dest" in link:
        link["Contents"] = String(titles[link["Dest"].string])


def _give_body(pdf: PDF, item: Dictionary) -> None:
    """7.6: what an item of a list says is its body. WeasyPrint gives none to an item of paragraphs."""
    kids = {kid: _found(pdf, kid) for kid in item["K"]}
    if any(kid["S"] == "/LBody" for kid in kids.values()):
        return
    words = [reference for reference, kid in kids.items() if kid["S"] != "/Lbl"]
    body = Dictionary({"Type": "/StructElem", "S": "/LBody", "K": Array(words), "Pg": item["Pg"], "P": item.reference})
    pdf.add_object(body)
    for reference in words:
        kids[reference]["P"] = body.reference
    item["K"] = Array([reference for reference in kids if reference not in words] + [body.reference])


def _take_out_what_is_no_content(pdf: PDF) -> None:
    """7.8: running heads and feet belong to the page and not to the text. WeasyPrint tags them, outside the tree."""
    root = _found(pdf, pdf.catalog["StructTreeRoot"])
    content = set(_below(pdf, root))
    numbers = _found(pdf, root["ParentTree"])["Nums"]
    of_pages = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for place, reference in enumerate(pdf.page_references):
        page = _found(pdf, reference)
        parents = of_pages[place]
        idle = {mcid for mcid, parent in enumerate(parents) if parent not in content}
        _mark_as_artifacts(_found(pdf, page["Contents"]).stream, idle)
        for mcid in idle:
            parents[mcid] = "null"


def _mark_as_artifacts(stream: list[Any], mcids: set[int]) -> None:
    for place, token in enumerate(stream):
        if isinstance(token, Dictionary) and token.get("MCID") in mcids:
            stream[place - 1 : place + 1] = ["/Artifact", Dictionary({"Type": "/Pagination"})]


def _below(pdf: PDF, element: Dictionary) -> Iterator[bytes]:
    """The references of all that hangs below an element of the structure tree."""
    for kid in element.get("K", []):
        if isinstance(kid, bytes):
            yield kid
            yield from _below(pdf, _found(pdf, kid))


def _found(pdf: PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
