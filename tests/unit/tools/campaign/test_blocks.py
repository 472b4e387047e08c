"""A text in blocks: whatever a reader meets as one piece."""

import pytest

from tools.campaign.blocks import Block, blocks_of

HEAD = "+++\n+++\n"


def read(markdown: str) -> list[Block]:
    return blocks_of(f"{HEAD}{markdown}")


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("One line\nand its next.", [("paragraph", "One line and its next.")]),
        ("## A heading", [("heading2", "A heading")]),
        ("- one\n- two", [("list/list_item/block_text", "one"), ("list/list_item/block_text", "two")]),
        ("> **Care** at once", [("block_quote/paragraph", "Care at once")]),
        (
            "Term\n: what it is",
            [("def_list/def_list_head", "Term"), ("def_list/def_list_item/block_text", "what it is")],
        ),
        ("![A needle](needle.svg)", [("paragraph", ""), ("picture", "A needle")]),
        ("Hello{% if name %} {{ name }}{% endif %},", [("paragraph", "Hello {{ name }},")]),
        (
            "{% if price %}\nIt costs.\n{% else %}\nAsk.\n{% endif %}",
            [("paragraph", "It costs."), ("paragraph", "Ask.")],
        ),
        ('[Write]({{ clinic.chat("Hello there.") }} "button")', [("paragraph", "Write"), ("chat", "Hello there.")]),
    ],
)
def test_each_piece_is_a_block_with_its_place(markdown, blocks):
    assert [(block.place, block.text) for block in read(markdown)] == blocks


def test_a_table_has_a_block_for_each_cell():
    assert [block.text for block in read("| for | how many |\n|---|---|\n| knots | 4 |\n")] == [
        "for",
        "how many",
        "knots",
        "4",
    ]


def test_what_stands_on_top_is_told_by_its_name():
    source = '+++\ntitle = "Needles"\n[[questions]]\nask = "Why?"\n+++\nText'

    assert blocks_of(source)[:2] == [Block("title", "Needles"), Block("questions/ask", "Why?")]


def test_an_address_of_a_chapter_is_nothing_to_read():
    assert blocks_of('+++\n[addresses]\nSafety = "safety"\n+++\n') == []


def test_a_block_names_what_is_filled_in():
    assert read("{{ clinic.name }} in {{ city }}")[0].values == ("city", "clinic.name")


def test_a_city_is_the_same_in_either_way_to_write_it():
    assert read("{{ clinic.city }}")[0].values == read("{{ city }}")[0].values


def test_a_link_is_where_it_leads_without_what_is_said_there():
    [block, *_] = read('[Write]({{ clinic.chat("Hello") }}) or [read]({{ guide_url }}#safety)')

    assert block.links == ("clinic.chat", "guide_url#safety")
