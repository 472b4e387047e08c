"""A lead, and the mailbox behind it, as items of DynamoDB's, and back.

Times are ISO 8601 in UTC with microseconds, so that their order is that of the strings.
"""

import zlib
from datetime import datetime
from typing import Any

import cattrs

from chalicelib.aws.schema import SCHEMA, Item, known_schema, upgraded
from chalicelib.leads.enquiry import Suspect
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.views.entry import sortable

SHARDS = 4
"""Partitions of the due index, each good for 1,000 writes a second."""

_CONVERTER = cattrs.Converter(omit_if_default=True)
_CONVERTER.register_unstructure_hook(datetime, sortable)
_CONVERTER.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


def to_values(lead: Lead) -> Item:
    """The lead as plain values. Only one that is owed something carries the keys of the due index, only one with
    suspects those of the index of suspects."""
    values: Item = {**_CONVERTER.unstructure(lead), "schema": SCHEMA}
    if lead.due is not None:
        shard = str(zlib.crc32(lead.id.encode()) % SHARDS)
        values |= {"due_shard": shard, "due_at": sortable(lead.due.at), "queue": lead.due.queue.value}
    if lead.quarantine:
        values |= {"suspects": "all", "suspected_at": sortable(lead.quarantine[-1].enquiry.at)}
    if lead.expires_at is not None:
        values["expires_at"] = int(lead.expires_at.timestamp())
    return values


def from_values(values: Item) -> Lead:
    """The lead in plain values. Raises Unavailable if a newer version wrote them."""
    return _CONVERTER.structure(upgraded(values), Lead)


def to_item(lead: Lead) -> dict[str, Any]:
    return _typed(to_values(lead))


def to_lead(item: dict[str, Any]) -> Lead:
    """The lead in an item. Raises Unavailable if a newer version wrote it."""
    return from_values(_untyped(item))


def mailbox_to_item(mailbox: Mailbox) -> dict[str, Any]:
    values: Item = {**_CONVERTER.unstructure(mailbox), "schema": SCHEMA}
    if mailbox.expires_at is not None:
        values["expires_at"] = int(mailbox.expires_at.timestamp())
    return _typed(values)


def to_mailbox(item: dict[str, Any]) -> Mailbox:
    """The mailbox in an item. Raises Unavailable if a newer version wrote it."""
    values = _untyped(item)
    known_schema(values)
    return _CONVERTER.structure(values, Mailbox)


def quarantine_of(item: dict[str, Any]) -> tuple[Suspect, ...]:
    """The suspects in an item of their index, which has little else. Raises Unavailable if a newer version wrote it."""
    return _CONVERTER.structure(upgraded(_untyped(item))["quarantine"], tuple[Suspect, ...])


def _typed(values: Item) -> dict[str, Any]:
    return {name: _as_attribute(value) for name, value in values.items()}


def _untyped(item: dict[str, Any]) -> Item:
    return {name: _as_value(attribute) for name, attribute in item.items()}


def _as_attribute(value: Any) -> dict[str, Any]:
    """A value as DynamoDB wants it, with its type."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case list() | tuple():
            return {"L": [_as_attribute(one) for one in value]}
        case dict():
            return {"M": _typed(value)}
    raise TypeError(f"an item holds no {type(value).__name__}")


def _as_value(attribute: dict[str, Any]) -> Any:
    match attribute:
        case {"NULL": True}:
            return None
        case {"N": text}:
            return int(text)
        case {"L": attributes}:
            return [_as_value(one) for one in attributes]
        case {"M": item}:
            return _untyped(item)
        case {"S": value} | {"BOOL": value}:
            return value
    raise TypeError(f"an item of ours holds no {', '.join(attribute)}")
