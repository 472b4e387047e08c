"""What the landing page costs a phone that opens it for the first time."""

from dataclasses import dataclass

from playwright.sync_api import Browser

from tools.bench.watching import Watch


@dataclass(frozen=True, slots=True)
class Weight:
    """`page`, compressed, and `headers` are in bytes as received; `shift` is the cumulative layout shift."""

    page: int
    headers: int
    requests: int
    third_parties: int
    messages: int
    shift: float


def weigh(browser: Browser, url: str) -> Weight:
    page = browser.new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    watch = Watch(page)
    received: list[int] = []
    headers: list[int] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    devtools.on("Network.responseReceived", lambda event: headers.append(event["response"]["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    weight = Weight(
        sum(received) - sum(headers),
        sum(headers),
        len(watch.fetched),
        len(watch.third_parties),
        len(watch.messages),
        watch.layout_shift(),
    )
    page.close()
    return weight
