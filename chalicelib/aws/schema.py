"""The shape of stored leads over time. Every item says its shape by a number; one without is of the first.

A change of shape adds a number and a pure function that makes an item of the shape before into one of the new shape,
and a stored example of the shape before in `tests/payloads/items/`. An item newer than this code is left untouched, so
that nothing is lost of what a later version wrote.
"""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.use_cases.failures import Unavailable

Item = dict[str, Any]
"""A lead as plain values: what DynamoDB has, without its types."""


def upgraded(item: Item) -> Item:
    """That item in the newest shape. Raises Unavailable if it is of a shape that this version does not know."""
    for upgrade in UPGRADES[known_schema(item) - 1 :]:
        item = upgrade(item)
    return {**item, "schema": SCHEMA}


def known_schema(item: Item) -> int:
    """The number of its shape. Raises Unavailable if this version does not know it."""
    number = int(item.get("schema", 1))
    if number > SCHEMA:
        raise Unavailable("load", f"an item of schema {number}, newer than {SCHEMA}")
    return number


def with_campaigns(item: Item) -> Item:
    """2: enquiries, consents and follow-ups name their campaign, of which there was one; attempts and deliveries are
    called so."""

    def email_id(old: Mapping[str, str]) -> Item:
        campaign = "dry-needling/" if old["kind"] == "follow-up" else ""
        return {"kind": old["kind"], "reference": campaign + old["reference"]}

    def attempt(old: Item) -> Item:
        return {**_without(old, "delivery"), "email_id": email_id(old["delivery"])}

    def ended(old: Item) -> Item:
        delivery = {"delivery": old["fate"]} if "fate" in old else {}
        return {**_without(old, "fate"), "attempt": attempt(old["attempt"]), **delivery}

    def enquiry(old: Item) -> Item:
        consents = [{**consent, "campaign": "dry-needling"} for consent in old["consents"]]
        return {**old, "campaign": "dry-needling", "consents": consents}

    new = _without(item, "attempt", "deliveries", "held_until", "guide_held_until", "due_at", "due_shard", "lane")
    new["enquiries"] = [enquiry(old) for old in item.get("enquiries", [])]
    new["consents"] = [{**old, "campaign": "dry-needling"} for old in item.get("consents", [])]
    new["attempts"] = [ended(old) for old in item.get("deliveries", [])]
    new["quarantine"] = [{**old, "enquiry": enquiry(old["enquiry"])} for old in item.get("quarantine", [])]
    if "attempt" in item:
        new["open_attempt"] = attempt(item["attempt"])
    for old_name, name in (("held_until", "deferred_until"), ("guide_held_until", "guide_deferred_until")):
        if old_name in item:
            new[name] = item[old_name]
    if "due_at" in item:
        new["due"] = {"at": item["due_at"], "queue": item["lane"]}
    return new


def with_outcomes_of_enquiries(item: Item) -> Item:
    """3: an outcome is one of an enquiry: that which was the latest when it was noted.

    What else is new, an item of before has none of: consents to be confirmed, forms from other sites, deliveries that
    were refused, and when an email came back."""

    def enquiry_at(at: str) -> str:
        asked = [enquiry["id"] for enquiry in item.get("enquiries", []) if enquiry["at"] <= at]
        return asked[-1] if asked else ""

    if "outcomes" not in item:
        return item
    return {**item, "outcomes": [{**mark, "enquiry_id": enquiry_at(mark["at"])} for mark in item["outcomes"]]}


def with_the_clinics_side(item: Item) -> Item:
    """4: who was contacted is called, and there are more kinds of email, of which an item of before has none. Who said
    so, and a time of its own, an outcome of before does not tell. What the clinic's lists hold of a lead of before, and
    what was done to it at the console, is nothing yet; nor has anybody stopped one campaign
    alone, or said anything on a page of their own."""
    if "outcomes" not in item:
        return item

    def mark(old: Item) -> Item:
        return {**old, "outcome": "called"} if old["outcome"] == "contacted" else old

    return {**item, "outcomes": [mark(old) for old in item["outcomes"]]}


UPGRADES: tuple[Callable[[Item], Item], ...] = (with_campaigns, with_outcomes_of_enquiries, with_the_clinics_side)
"""From each shape to the next, oldest first."""

SCHEMA = len(UPGRADES) + 1


def _without(item: Item, *names: str) -> Item:
    return {name: value for name, value in item.items() if name not in names}
