"""What the clinic's own system is told, and the signature by which it knows that we said so: that of Standard Webhooks,
for which there are libraries in most languages.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from chalicelib.leads.exports.happened import Happened
from chalicelib.leads.lead import Lead


def body_of(event: Happened, lead: Lead, site_url: str) -> bytes:
    """As JSON, with the contact of that enquiry. `site_url` tells a site for trials from the other."""
    enquiry, mark = event.enquiry, event.mark
    data: dict[str, object] = {
        "site": site_url,
        "lead": lead.id,
        "enquiry": enquiry.id,
        "asked_at": enquiry.at.isoformat(),
        "campaign": enquiry.campaign,
        "language": enquiry.language,
        "name": enquiry.contact.name,
        "email": enquiry.contact.email,
        "phone": enquiry.contact.number,
        "message": enquiry.message,
        "utm_source": enquiry.touch.utm_source,
        "utm_campaign": enquiry.touch.utm_campaign,
        "utm_content": enquiry.touch.utm_content,
    }
    if mark:
        data |= {"outcome": mark.outcome.value, "for_at": mark.for_at.isoformat() if mark.for_at else None}
    told = {"type": event.kind.value, "timestamp": event.at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False).encode()


def key_of(secret: str, number: int) -> bytes:
    """The key of that number, made of a secret that never leaves us."""
    return hmac.digest(secret.encode(), f"webhook {number}".encode(), hashlib.sha256)


def shown_key(key: bytes) -> str:
    """As the clinic's own system is given it."""
    return f"whsec_{base64.b64encode(key).decode()}"


def headers_of(message_id: str, body: bytes, key: bytes, at: datetime) -> Mapping[str, str]:
    stamp = str(int(at.timestamp()))
    signature = hmac.digest(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
