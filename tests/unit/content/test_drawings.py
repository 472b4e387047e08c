import pytest
from markupsafe import Markup

from chalicelib.content.drawings import draw
from chalicelib.content.markdown import to_html

DRAWINGS = {
    "muscle": '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>',
    "knee": '<svg viewBox="0 0 8 8"><text>{cap}</text></svg>',
}


def drawn(markdown: str, **labels: str) -> str:
    return str(draw(to_html(markdown), DRAWINGS, labels)).strip()


def test_a_drawing_that_stands_alone_is_a_figure():
    assert drawn("![A band](muscle.svg)") == (
        '<figure><svg viewBox="0 0 8 8" role="img"><title>A band</title><path d="M0 0"/></svg></figure>'
    )


def test_a_drawing_in_a_text_stays_in_it():
    assert drawn("See ![A band](muscle.svg)").startswith("<p>See <svg")


def test_an_item_of_a_list_that_begins_with_a_drawing_is_marked():
    html = drawn("- ![A band](muscle.svg)\n  It lets go.\n- Rest")

    assert html.startswith('<ul>\n<li class="drawn"><svg')
    assert "<li>Rest</li>" in html


def test_the_words_for_a_drawing_are_escaped():
    assert "<title>&lt;b&gt; &amp; &quot;c&quot;</title>" in drawn('![<b> & "c"](muscle.svg)')


def test_the_words_in_a_drawing_stand_in_the_place_of_their_names():
    assert "<text>Kneecap</text>" in drawn("![A knee](knee.svg)", cap="Kneecap")


def test_the_words_in_a_drawing_are_escaped():
    assert "<text>&lt;b&gt; &amp;</text>" in drawn("![A knee](knee.svg)", cap="<b> &")


def test_a_word_that_a_drawing_asks_for_and_does_not_get_is_an_error():
    with pytest.raises(KeyError, match="cap"):
        drawn("![A knee](knee.svg)")


def test_a_drawing_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="bone"):
        drawn("![A bone](bone.svg)")


def test_any_other_picture_stays_a_picture():
    html = Markup('<p><img src="muscle.png" alt="A band" /></p>')

    assert draw(html, DRAWINGS, {}) == html


def test_a_drawing_asked_for_twice_is_drawn_twice():
    assert drawn("![A band](muscle.svg) ![A band](muscle.svg)").count("<svg") == 2


def test_a_range_is_eight_dots_of_which_some_stand_out():
    assert drawn("1 to 3 ![](range-1-3.svg)") == (
        '<p>1 to 3 <svg class="dots" viewBox="0 0 120 10" width="120" height="10" aria-hidden="true">'
        '<path d="M5 5h106"/><path class="on" d="M5 5h31"/></svg></p>'
    )


@pytest.mark.parametrize(
    ("name", "stroke"), [("range-2-6", "M20 5h61"), ("range-4-8", "M50 5h61"), ("range-8-8", "M110 5h1")]
)
def test_the_dots_that_stand_out_run_from_the_least_to_the_most(name: str, stroke: str):
    assert f'<path class="on" d="{stroke}"/>' in drawn(f"![]({name}.svg)")
