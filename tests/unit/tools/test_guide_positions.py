import pydyf
import pytest

from tools.guide.positions import shorten


def shortened(*tokens: bytes) -> list[bytes]:
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([*tokens, b"[<0001>] TJ"]))
    shorten(pdf)
    return pdf.objects[-1].stream[:-1]


@pytest.mark.parametrize(
    ("shown", "briefly"),
    [
        (b"[-187.38731981718036<0045>] TJ", b"[-187<0045>] TJ"),
        (b"[<00ba>0<0003>0<00f1>0] TJ", b"[<00ba000300f1>] TJ"),
        (b"[<>-70<00a1>1] TJ", b"[-70<00a1>] TJ"),
    ],
)
def test_how_far_letters_are_moved_is_told_briefly(shown, briefly):
    assert shortened(shown) == [briefly]


def test_how_far_they_are_raised_too():
    assert shortened(b"-6.093 Ts") == [b"-6.1 Ts"]


def test_what_shows_and_moves_nothing_is_left_out():
    assert shortened(b"[<>0] TJ") == []


def test_of_two_heights_in_a_row_the_last_one_counts():
    assert shortened(b"0 Ts", b"[<>0] TJ", b"5 Ts") == [b"5 Ts"]


def test_what_is_no_text_is_left_alone():
    assert shortened(b"1 0 0 -1 62.766002 129.985642 Tm") == [b"1 0 0 -1 62.766002 129.985642 Tm"]
