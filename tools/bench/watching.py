"""What a browser notices about a page that people should never notice."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

COUNT_SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
})
  .observe({type: "layout-shift", buffered: true});
"""

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a page asked for, and what stood on the console. It has to be there before the page is opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(COUNT_SHIFTS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(error.message))

    def forget(self) -> None:
        """For the next page in the same tab."""
        self.requests.clear()
        self.messages.clear()

    @property
    def fetched(self) -> list[str]:
        """What came over the network."""
        return [url for url in self.requests if not url.startswith("data:")]

    @property
    def third_parties(self) -> list[str]:
        own = urlsplit(self.page.url).netloc
        return [url for url in self.fetched if urlsplit(url).netloc != own]

    def layout_shift(self) -> float:
        """The cumulative layout shift so far, as the measure is defined: what a press or a key moved does not count.
        To the three decimals it is reported with: where half of a page comes late, a ten-thousandth shows."""
        self.page.evaluate(TWO_FRAMES)
        return round(float(self.page.evaluate("window.shifts")), 3)
