"""A table as a file."""

import pytest

from chalicelib.leads.figures.delimited import Line, Unreadable, lines_of


def test_a_line_knows_where_it_begins_in_its_file():
    assert lines_of(b'a,b\n\n"one\ntwo",c\nd,e\n') == (
        Line(1, ("a", "b")),
        Line(3, ("one\ntwo", "c")),
        Line(5, ("d", "e")),
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_parted_by_what_is_most_often_there(separator):
    assert lines_of(f"a{separator}b{separator}c".encode())[0].cells == ("a", "b", "c")


def test_what_the_reader_of_csv_gives_up_on_is_unreadable():
    with pytest.raises(Unreadable):
        lines_of(b'"' + b"x" * 140_000)
