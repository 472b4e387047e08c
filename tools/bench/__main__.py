"""`make bench`: what the page, the bundle and the use-cases cost, each beside its bar, in one run."""

import logging
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from chalicelib.aws.items import SHARDS
from chalicelib.leads.owed.sequence import Rules
from chalicelib.services import current
from local.site import Site, start
from local.template import ROOT
from tools.bench.aws_calls import DUE, Counter, count_calls
from tools.bench.axe import axe_violations
from tools.bench.lambda_cost import BEFORE, LEADS, functions
from tools.bench.landing import weigh
from tools.bench.lighthouse import lighthouse_scores
from tools.bench.lists import open_pages
from tools.bench.nu import nu_errors
from tools.bench.startup import Comparison, measure_startup
from tools.bench.states import STATES, Served, Visitor
from tools.bench.waiting import measure_waits
from tools.build.python import PYTHON
from tools.chromium import chromium

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: str
    bar: str
    is_met: bool


def at_most(what: str, measured: float, bar: float) -> Row:
    return Row(
        what,
        f"{measured:,g}" if isinstance(measured, float) else f"{measured:,}",
        f"≤ {bar:,}" if bar else "0",
        measured <= bar,
    )


def within(what: str, compared: Comparison, bar: float) -> Row:
    measured = f"{compared.ratio:.2f} times ({compared.ours:.3g} to {compared.bare:.3g} ms)"
    return Row(what, measured, f"≤ {bar:g} times", compared.ratio <= bar)


def pages_of(site: Site) -> list[str]:
    """The paths of all landing pages, the shorter one of those that have two."""
    addresses = site.services.templates.addresses
    return [addresses.landing(*edition) for edition in addresses.editions]


def of_the_pages(browser: Browser, site: Site, paths: Collection[str]) -> Iterator[Row]:
    weights = {path: weigh(browser, f"{site.url}/{path}") for path in paths}
    for path, weight in weights.items():
        measured = f"{weight.page:,} (and {weight.headers:,} of headers)"
        yield Row(f"Landing page /{path}, bytes, compressed", measured, "≤ 14,336", weight.page <= 14_336)
    yield at_most("Requests of the worst of them", max(weight.requests for weight in weights.values()), 1)
    yield at_most("Requests to other hosts", sum(weight.third_parties for weight in weights.values()), 0)
    yield at_most("Cumulative layout shift", round(max(weight.shift for weight in weights.values()), 4), 0)
    yield at_most("Console messages", sum(weight.messages for weight in weights.values()), 0)


def of_lighthouse(site: Site, paths: Collection[str]) -> Iterator[Row]:
    for path in paths:
        scores = lighthouse_scores(f"{site.url}/{path}")
        measured = ", ".join(f"{category} {score}" for category, score in scores.items())
        yield Row(f"Lighthouse, mobile, /{path}", measured, "100 each", set(scores.values()) == {100})


def of_every_state(browser: Browser, site: Site) -> Iterator[Row]:
    visitor = Visitor(site)
    served = {name: serve(visitor) for name, serve in STATES.items()}
    violations = sum(len(_violations(browser, site, answer)) for answer in served.values())
    errors = nu_errors({name: answer.html for name, answer in served.items()})
    yield at_most(f"axe violations, in {len(served)} states of all pages, light and dark", violations, 0)
    yield at_most("Nu HTML checker, errors in them", len(errors), 0)


def _violations(browser: Browser, site: Site, served: Served) -> list[str]:
    page = browser.new_page(viewport={"width": 360, "height": 740}, base_url=site.url)
    served.show_in(page)
    found = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    found += axe_violations(page)
    page.close()
    return found


def of_the_use_cases(site: Site, counter: Counter) -> Iterator[Row]:
    calls = count_calls(site, counter)
    yield at_most("AWS calls of a new lead", calls.new_lead, 3)
    yield at_most("AWS calls of one email", calls.email, 4)
    yield at_most(f"AWS calls of a sweep of {DUE} due", calls.sweep, SHARDS + DUE // 10)


def of_the_lists(rules: Rules) -> Iterator[Row]:
    """Of the clinic's pages, with few leads and with very many."""
    for leads in (100, 100_000):
        for opened in open_pages(leads, rules):
            what = f"AWS calls of {opened.page}, with {leads:,} leads"
            measured = f"{opened.calls} ({opened.reads:g} read units, {opened.cpu * 1000:.0f} ms of our CPU)"
            yield Row(what, measured, "≤ 2", opened.calls <= 2)


def no_longer(what: str, ours: float, usual: float, bar: float) -> Row:
    return Row(what, f"{ours:.3f} s (the usual Chalice application {usual:.3f} s)", f"≤ {bar:g} s", ours <= bar)


def of_the_bundle(bundle: Path) -> Iterator[Row]:
    startup = measure_startup(bundle, bundle.with_name("startup"))
    yield at_most("Bundle, bytes", bundle.stat().st_size, 3 * MIB)
    yield within("Cold start to the first byte, against bare Chalice", startup.cold, 1.5)
    yield within("The same, with bytecode for bare Chalice too", startup.cold_both_compiled, 2)
    yield within("Warm answer, against a constant page", startup.warm, 2)


def of_the_waits(bundle: Path, site: Site) -> Iterator[Row]:
    """What people wait for, each time where a function runs for the first time, and what it costs to wait less."""
    waits = measure_waits(bundle, bundle.with_name("waits"), site)
    usual, alone, ready = waits.usual, waits.unprepared, waits.prepared
    yield no_longer("Page, cold", alone.page, usual.page, 0.4)
    yield no_longer("First form in a container that got ready", ready.first_form, usual.first_form, 0.4)
    yield no_longer("First form in a container, without the script", alone.first_form, usual.first_form, 0.4)
    yield no_longer("Later form", alone.later_form, usual.later_form, 0.4)
    yield no_longer("From the form to the guide at SES, all cold", alone.until_email, usual.until_email, 1.5)
    yield no_longer("The same, where the web got ready", ready.until_email, usual.until_email, 1.5)
    for one in functions(alone):
        what = f"Lambda for {LEADS:,} leads: {one.name}, {one.memory:,} MB; who waits: {one.who_waits}"
        yield Row(what, f"${one.dollars(one.memory):.3f} (${one.dollars(BEFORE):.3f} with {BEFORE} MB)", "none", True)


def measure(folder: Path) -> Iterator[Row]:
    """All of it, with what is deployed packaged into that folder."""
    subprocess.run([PYTHON, "-m", "tools.build.package", folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    bundle = folder / "deployment.zip"
    # First, while nothing else runs here.
    yield from of_the_bundle(bundle)
    counter = Counter()
    site = start(0, 0)
    try:
        yield from of_the_use_cases(site, counter)
        yield from of_the_lists(current().leads.rules)
        yield from of_the_waits(bundle, site)
        paths = pages_of(site)
        yield from of_lighthouse(site, paths)
        with chromium() as browser:
            yield from of_the_pages(browser, site, paths)
            yield from of_every_state(browser, site)
    finally:
        site.stop()


def main() -> int:
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True
    rows = []
    sys.stdout.write("| what | measured | bar | |\n|---|---|---|---|\n")
    with TemporaryDirectory() as folder:
        for row in measure(Path(folder)):
            rows.append(row)
            sys.stdout.write(f"| {row.what} | {row.measured} | {row.bar} | {'met' if row.is_met else 'MISSED'} |\n")
            sys.stdout.flush()
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
