from tools.guide.labels import laid_on

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><path d="M0 0"/>{}</svg>'


def test_the_words_of_a_drawing_are_laid_where_they_stood():
    drawing = DRAWING.format('<text x="50" y="25">جلد</text>')

    assert laid_on(drawing) == (
        f'<div class="labelled">{DRAWING.format("")}<span style="left:25.0%;bottom:75.0%">جلد</span></div>'
    )


def test_words_that_end_at_a_place_still_do():
    drawing = DRAWING.format('<text x="150" y="25" text-anchor="end">جلد</text>')

    assert '<span style="right:25.0%;bottom:75.0%">' in laid_on(drawing)


def test_a_drawing_without_words_stays_as_it_is():
    drawings = DRAWING.format("") + "<p>جلد</p>" + DRAWING.format("")

    assert laid_on(drawings) == drawings
