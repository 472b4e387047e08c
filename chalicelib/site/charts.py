"""Charts as SVG within a page, drawn here: no script, and in the colours of the text around them, light or dark. The
numbers stand beside them, so to who cannot see them they are only decoration."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, BAR = 320, 14
HEIGHT = 90


def bar(share: float, interval: tuple[float, float]) -> Markup:
    """A bar for a share from 0 to 1, with a line across its end from where to where it may truly lie."""
    low, high = (WIDTH * end for end in interval)
    middle = BAR / 2
    ends = "".join(f"M{end:.1f} {middle - 4:.1f}v8" for end in (low, high))
    line = f'<path d="M{low:.1f} {middle:.1f}H{high:.1f}{ends}" stroke="currentColor" stroke-width="1.5" fill="none"/>'
    drawn = _box(0, 0, WIDTH, BAR, 0.08), _box(0, 0, WIDTH * share, BAR, 0.55), line
    return _svg(BAR, drawn)


def columns(counts: Sequence[int], filled: Sequence[int]) -> Markup:
    """A column for each count, side by side, of which a part is filled."""
    most, step = max(counts, default=0) or 1, WIDTH / max(len(counts), 1)
    drawn = []
    for place, (count, part) in enumerate(zip(counts, filled, strict=True)):
        whole, done = (HEIGHT * number / most for number in (count, part))
        drawn += [
            _box(place * step, HEIGHT - whole, step * 0.8, whole, 0.25),
            _box(place * step, HEIGHT - done, step * 0.8, done, 1),
        ]
    return _svg(HEIGHT, drawn)


def _box(left: float, top: float, width: float, height: float, ink: float) -> str:
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="currentColor" fill-opacity="{ink}"/>'


def _svg(height: float, drawn: Sequence[str]) -> Markup:
    box = f'viewBox="0 0 {WIDTH} {max(height, 1):.0f}" width="100%" aria-hidden="true"'
    return Markup(f"<svg {box}>{''.join(drawn)}</svg>")  # noqa: S704 - numbers of ours, nothing that anybody typed
