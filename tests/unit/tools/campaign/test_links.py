import pytest

from tools.campaign.links import dead_links

CHAPTERS, DRAWINGS = {"safety", "the-next-step"}, {"needle"}


@pytest.mark.parametrize(
    ("address", "dead"),
    [
        ("https://example.com", False),
        ("https://example.com/a_b?c=1", False),
        ("{{ guide_url }}", False),
        ("{{ guide_url }}#safety", False),
        ("{{ guide_url }}#safty", True),
        ('{{ clinic.chat("Hello {clinic}, I have a question (a short one).") }}', False),
        ("{{ clinic.call_url }}", False),
        ("#the-next-step", False),
        ("#next-step", True),
        ("tel:+923001234567", False),
        ("mailto:desk@example.com", False),
        ("https://example", True),
        ("htps://example.com", True),
        ("example.com", True),
        ("/privacy", True),
        ("", True),
    ],
)
def test_a_link_leads_to_an_address_or_to_a_chapter_that_is_there(address: str, dead: bool):
    for text in (f"See [this]({address}) now.", f'[This]({address} "button")'):
        assert [found for _, found in dead_links(text, CHAPTERS, DRAWINGS)] == ([address] if dead else [])


@pytest.mark.parametrize(
    ("picture", "dead"), [("needle.svg", False), ("range-1-3.svg", False), ("neddle.svg", True), ("needle", True)]
)
def test_a_picture_is_a_drawing_that_is_there(picture: str, dead: bool):
    assert bool(list(dead_links(f"![A needle]({picture})", CHAPTERS, DRAWINGS))) == dead


def test_it_is_told_where_the_address_stands():
    [(at, _)] = dead_links("One line.\n[Two](nowhere)", CHAPTERS, DRAWINGS)

    assert at == len("One line.\n[Two](")
