"""The accessibility checker axe, in a page that a browser shows."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"


def axe_violations(page: Page) -> list[str]:
    """What axe finds, by rule and element: every rule it has, best practices included."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{rule['id']}: {node['html']}" for rule in page.evaluate(RUN) for node in rule["nodes"]]
