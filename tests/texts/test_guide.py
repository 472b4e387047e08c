"""The guides that ship. What each chapter has to say stands in `promises.toml`."""

import pytest

from tests.texts.shipped import SHIPPED, each_edition

DRAWINGS = sorted(SHIPPED.folder.glob("campaigns/*/drawings/*.svg"))


@each_edition
def test_no_two_chapters_of_a_guide_have_one_address(edition):
    ids = [chapter.id for chapter in edition.templates.guide(edition.campaign, edition.language).chapters]

    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_has_no_style_that_the_pages_policy_would_forbid(path):
    drawing = path.read_text(encoding="utf-8")

    assert "style" not in drawing
    assert "<script" not in drawing
